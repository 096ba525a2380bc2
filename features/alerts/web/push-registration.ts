import { callApi } from '../../../platform/web/api-client.ts';
import { registerWorker } from '../../../platform/web/service-worker.ts';
import { subscribePush } from '../core/channel-contract.ts';
import { deviceName, isInWeChat, isIos, pushStateOf, type PushState } from '../core/push-device.ts';

export const readPushState = (): PushState =>
  pushStateOf({
    isSecure: window.isSecureContext,
    hasWorker: 'serviceWorker' in navigator,
    hasPush: 'PushManager' in window,
    permission: 'Notification' in window ? Notification.permission : undefined,
    isIos: isIos(navigator.userAgent, navigator.maxTouchPoints),
    isInstalled: matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true,
    isInWeChat: isInWeChat(navigator.userAgent),
  });

/** This browser's own subscription; there is at most one. */
export const ownSubscription = async (): Promise<PushSubscription | undefined> => {
  if (!('serviceWorker' in navigator)) return undefined;
  const registration = await navigator.serviceWorker.getRegistration('/');
  return (await registration?.pushManager?.getSubscription()) ?? undefined;
};

const bytesOf = (key: string): Uint8Array<ArrayBuffer> => {
  const text = atob(key.replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
};

export type Subscribed = 'subscribed' | 'denied' | 'service-unreachable';

/** Asks the browser, then the push service behind it; the latter may not be reachable from here at all. */
export const subscribeHere = async (pushKey: string): Promise<Subscribed> => {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  if (!(await registerWorker())) return 'service-unreachable';
  const registration = await navigator.serviceWorker.ready;
  const applicationServerKey = bytesOf(pushKey);
  const known = await registration.pushManager.getSubscription();
  let subscription: PushSubscription;
  try {
    // A subscription made for another key would be refused by the service for ever.
    if (known) await known.unsubscribe();
    subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  } catch {
    return 'service-unreachable';
  }
  const { endpoint, keys } = subscription.toJSON();
  await callApi(subscribePush, { endpoint: endpoint ?? '', p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '', key: pushKey, device: deviceName(navigator.userAgent) });
  return 'subscribed';
};
