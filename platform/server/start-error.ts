/** A reason not to start (or to stop) that the owner can act on: the message is the one line printed, 中文 / English. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

export const diskFull = (folder: string) =>
  new StartError(`磁盘已满，请在 ${folder} 所在的盘腾出空间后再启动。 / The disk is full: free some space where ${folder} lies, then start again.`);

export const unwritable = (folder: string) =>
  new StartError(`数据文件夹 ${folder} 无法写入，请改权限或用 FOYER_DATA 另选。 / The data folder ${folder} cannot be written: change its rights or choose another with FOYER_DATA.`);

const portInUse = (port: number, setting: string) =>
  new StartError(`端口 ${port} 已被占用，请停掉占用它的程序或用 ${setting} 另选。 / Port ${port} is in use: stop what uses it or choose another with ${setting}.`);

const portForbidden = (port: number, setting: string) =>
  new StartError(`无权使用端口 ${port}，请用 ${setting} 另选（1024 以上）。 / Not allowed to use port ${port}: choose another with ${setting} (above 1024).`);

const hostUnknown = (host: string) =>
  new StartError(`本机没有地址 ${host}，请改 HOST。 / This machine has no address ${host}: change HOST.`);

/** Said and gone on: it may be of another program. */
export const unknownSettingLine = (name: string, meant: string | undefined): string =>
  `没有 ${name} 这个设置，没有起作用${meant ? `，是不是要写 ${meant}？` : '。'} / There is no setting ${name}, it does nothing${meant ? `: is ${meant} meant?` : '.'}`;

/** A failure to write in the data folder, as its line; anything else unchanged. */
export const folderFailure = (error: unknown, folder: string): unknown => {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') return unwritable(folder);
  return error;
};

/** A failure to listen for browsers, as its line; anything else unchanged. `setting`: what the port was chosen with. */
export const listenFailure = (error: unknown, at: { host: string; port: number; setting?: string }): unknown => {
  const setting = at.setting ?? 'PORT';
  const code = codeOf(error);
  if (code === 'EADDRINUSE') return portInUse(at.port, setting);
  if (code === 'EACCES') return portForbidden(at.port, setting);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return hostUnknown(at.host);
  return error;
};
