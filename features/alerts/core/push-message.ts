/** What the server sends to a phone (see the push channel), read by the service worker. */
type Path = { readonly desk: string; readonly phone: string };
export type PushMessage = { readonly id: string; readonly alert: string | null; readonly level: string; readonly site: string; readonly title: string; readonly body: string; readonly path: Path | null; readonly quiet: boolean };

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** Only paths of this installation: a tap never leads elsewhere. */
const localPath = (value: unknown, fallback: string): string => (typeof value === 'string' && /^\/(?!\/)/.test(value) ? value : fallback);

/** A message that cannot be read is still shown: a browser that shows nothing for a push stops delivering. */
export const readPush = (raw: string | undefined): PushMessage => {
  let given: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(raw ?? '');
    if (typeof parsed === 'object' && parsed !== null) given = parsed as Record<string, unknown>;
  } catch {
    // Shown without words of its own.
  }
  const path = typeof given['path'] === 'object' && given['path'] !== null ? (given['path'] as Record<string, unknown>) : undefined;
  return {
    id: text(given['id']), alert: typeof given['alert'] === 'string' ? given['alert'] : null, level: text(given['level']), site: text(given['site']), title: text(given['title']), body: text(given['body']),
    path: path ? { desk: localPath(path['desk'], '/'), phone: localPath(path['phone'], '/m') } : null, quiet: given['quiet'] === true,
  };
};

/** A newer message of the same alert takes the older one's place, and is heard again unless it should be quiet. */
export const notificationOf = (message: PushMessage): { readonly title: string; readonly options: { readonly body: string; readonly tag: string; readonly renotify: boolean; readonly silent: boolean; readonly requireInteraction: boolean; readonly data: { readonly path: Path } } } => {
  const tag = message.alert ?? (message.id || 'foyer');
  return {
    title: message.title || '前厅',
    options: {
      body: [message.body, message.site].filter((line) => line !== '').join('\n'),
      tag, renotify: !message.quiet, silent: message.quiet,
      // A breach stays until somebody has looked; where a browser allows it.
      requireInteraction: message.level === 'breach' || message.level === 'top',
      data: { path: message.path ?? { desk: '/', phone: '/m/alerts' } },
    },
  };
};

/** Which page a tap goes to, of those open by their paths; where none is, the device decides. */
export const targetOf = (path: Path, pages: readonly string[], isPhone: boolean): { readonly path: string; /** Of the open pages, which to bring to the front. */ readonly at: number } => {
  const isMobilePage = (page: string): boolean => page === '/m' || page.startsWith('/m/');
  const isOurs = (page: string): boolean => !page.startsWith('/g/');
  const like = pages.findIndex((page) => isOurs(page) && isMobilePage(page) === isPhone);
  const at = like >= 0 ? like : pages.findIndex(isOurs);
  const page = pages[at];
  return { path: page === undefined ? (isPhone ? path.phone : path.desk) : isMobilePage(page) ? path.phone : path.desk, at };
};
