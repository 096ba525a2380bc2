import { notificationOf, readPush, targetOf, type PushMessage } from '../../features/alerts/core/push-message.ts';

// The service worker of both apps: it shows what was pushed, says that it has, and opens what it is about.
// It answers no requests of the pages. It imports only what no page does, so that it is built as one file.
declare const self: ServiceWorkerGlobalScope;

const post = (path: string, body: unknown): Promise<Response> =>
  fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** The one sure sign that this device receives: it says so itself, after it has shown the message. */
const confirm = async (message: PushMessage): Promise<void> => {
  const subscription = await self.registration.pushManager.getSubscription();
  if (!subscription || !message.id) return;
  await post('/api/push/arrived', { endpoint: subscription.endpoint, messageId: message.id });
};

const show = async (raw: string | undefined): Promise<void> => {
  const message = readPush(raw);
  const { title, options } = notificationOf(message);
  await self.registration.showNotification(title, { ...options, icon: '/icon-192.png', lang: 'zh-CN' } as NotificationOptions);
  // Without a line or a session there is no receipt; the notification has been shown all the same.
  await confirm(message).catch(() => undefined);
};

const renew = async (before: PushSubscription | undefined, after: PushSubscription | undefined): Promise<void> => {
  const next = after ?? (before ? await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: before.options.applicationServerKey }) : undefined);
  const { endpoint, keys } = next?.toJSON() ?? {};
  if (endpoint && keys) await post('/api/push/subscriptions', { endpoint, p256dh: keys['p256dh'], auth: keys['auth'] });
};

const open = async (data: unknown): Promise<void> => {
  const { path } = data as ReturnType<typeof notificationOf>['options']['data'];
  const pages = [...(await self.clients.matchAll({ type: 'window', includeUncontrolled: true }))];
  const isPhone = /Android|iPhone|iPad|Mobile|HarmonyOS/.test(self.navigator.userAgent);
  const target = targetOf(path, pages.map((page) => new URL(page.url).pathname), isPhone);
  const page = pages[target.at];
  if (!page) return void (await self.clients.openWindow(target.path));
  // A browser may refuse to bring it to the front; it goes there all the same.
  await page.focus().catch(() => undefined);
  // The page goes there by itself, without losing what is being typed in it to a reload.
  page.postMessage({ foyer: 'open', path: target.path });
};

self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('push', (event) => event.waitUntil(show(event.data?.text())));
// A browser may change its subscription by itself; unless the new one is told, this device falls silent.
self.addEventListener('pushsubscriptionchange', (event) => {
  const { oldSubscription, newSubscription } = event as ExtendableEvent & { oldSubscription?: PushSubscription | null; newSubscription?: PushSubscription | null };
  (event as ExtendableEvent).waitUntil(renew(oldSubscription ?? undefined, newSubscription ?? undefined));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});
