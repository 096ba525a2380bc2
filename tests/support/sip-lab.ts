import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PACKAGES = ['kamailio', 'kamailio-json-modules', 'kamailio-utils-modules', 'kamailio-extra-modules', 'baresip-core'];
const MODULES = '/usr/lib/*/kamailio/modules/';
const INSTALL_MS = 40_000;

const missing = (): string[] => [
  ...['kamailio', 'baresip'].filter((name) => spawnSync(name, name === 'kamailio' ? ['-v'] : ['-h'], { stdio: 'ignore', timeout: 5000 }).error !== undefined),
  ...['jansson.so', 'http_client.so', 'uuid.so'].filter((name) => globSync(join(MODULES, name)).length === 0),
];

/** Why there is no telephone system to ring with; undefined where it is there, or could be installed within seconds. */
export const withoutSip = (): string | undefined => {
  if (process.platform !== 'linux') return 'Kamailio and baresip are taken from Debian';
  if (missing().length === 0) return undefined;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return `not here, and not ours to install: ${missing().join(', ')}`;
  // A service of its own would be started with the package; the tests want none.
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    spawnSync('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...PACKAGES], { stdio: 'ignore', timeout: INSTALL_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  } finally {
    if (isOurs) rmSync(policy);
  }
  const left = missing();
  return left.length === 0 ? undefined : `could not be installed within ${INSTALL_MS / 1000} s: ${left.join(', ')}`;
};

/** Ports in a row that nobody has now. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
};
const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

export type Phone = { do(command: 'dial' | 'accept' | 'hold' | 'resume' | 'transfer' | 'hangup', params?: string): void; /** Resolves when the telephone has said this of itself. */ said(type: string): Promise<void> };

/** A proxy that pushes its calls to `push`, and real telephones registered with it. */
export const openSipLab = async (push: string, users: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'foyer-sip-'));
  const children: ChildProcess[] = [];
  const lines: Socket[] = [];
  const run = (command: string, args: readonly string[]) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const sip = await freePort();
  const fill: Readonly<Record<string, string>> = { port: String(sip), modules: globSync(MODULES)[0] ?? '', push };
  writeFileSync(join(folder, 'kamailio.cfg'), readFileSync(new URL('kamailio.cfg', import.meta.url), 'utf8').replace(/\{(port|modules|push)\}/g, (_, name: string) => fill[name] ?? ''));
  run('kamailio', ['-DD', '-E', '-f', join(folder, 'kamailio.cfg'), '-Y', folder, '-P', join(folder, 'pid'), '-m', '64', '-M', '8']);

  const phone = async (user: string): Promise<Phone> => {
    const [port, control] = [await freePort(), await freePort()];
    const home = join(folder, user);
    mkdirSync(home);
    writeFileSync(join(home, 'config'), [
      'poll_method epoll', `sip_listen 127.0.0.1:${port}`, 'call_local_timeout 120', 'call_max_calls 4', ...['player', 'source', 'alert'].map((what) => `audio_${what} aubridge,p0`), 'net_interface 127.0.0.1',
      `module_path ${globSync('/usr/lib/baresip/modules')[0] ?? '/usr/lib/baresip/modules'}`, 'module g711.so', 'module aubridge.so', 'module_tmp account.so', 'module_app menu.so', 'module_app ctrl_tcp.so', `ctrl_tcp_listen 127.0.0.1:${control}`, '',
    ].join('\n'));
    writeFileSync(join(home, 'accounts'), `"${user}" <sip:${user}@127.0.0.1:${sip};transport=udp>;regint=60;answermode=manual;audio_codecs=PCMA/8000/1\n`);
    writeFileSync(join(home, 'contacts'), '');
    run('baresip', ['-f', home]);
    let line: Socket | undefined;
    for (let tries = 0; line === undefined; tries += 1) {
      await sleep(100);
      line = await new Promise<Socket | undefined>((resolve) => {
        const socket = connect(control, '127.0.0.1', () => resolve(socket));
        socket.on('error', () => resolve(undefined));
      });
      if (tries > 100) throw new Error(`${user} does not come up.`);
    }
    lines.push(line);
    // JSON in netstrings.
    let rest = Buffer.alloc(0);
    const events: string[] = [];
    line.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (let colon = rest.indexOf(':'); colon > 0; colon = rest.indexOf(':')) {
        const length = Number(rest.subarray(0, colon).toString());
        if (rest.length < colon + length + 2) return;
        const message = JSON.parse(rest.subarray(colon + 1, colon + 1 + length).toString()) as { event?: boolean; type?: string };
        if (message.event && message.type) events.push(message.type);
        rest = rest.subarray(colon + length + 2);
      }
    });
    return {
      do: (command, params = '') => {
        const text = JSON.stringify({ command, params: params.includes('@') || params === '' ? params : `sip:${params}@127.0.0.1:${sip}` });
        line.write(`${Buffer.byteLength(text)}:${text},`);
      },
      said: async (type) => {
        for (let tries = 0; !events.includes(type); tries += 1) {
          if (tries > 150) throw new Error(`${user} said ${events.join(', ')}, not ${type}.`);
          await sleep(100);
        }
      },
    };
  };

  const close = async (): Promise<void> => {
    for (const line of lines) line.destroy();
    await Promise.all(children.toReversed().map((child) => new Promise<void>((resolve) => {
      if (child.exitCode !== null) return resolve();
      child.once('exit', () => resolve());
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3000).unref();
      return undefined;
    })));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await sleep(500);
    const phones = await Promise.all(users.map(phone));
    await sleep(1500);
    return { phones, close };
  } catch (error) {
    await close();
    throw error;
  }
};
