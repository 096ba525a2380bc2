import type { StatusMark } from '../../platform/core/status-lines.ts';
import { defineWords } from '../../platform/web/i18n.tsx';

export const DEVICE_WORDS = defineWords({
  zh: {
    here: '这台设备', camera: '现场拍摄', offline: '断网时', push: '推送提醒', works: '能用', kept: '已打开的页面能继续登记，恢复后自动补发；断网时不要关闭或刷新，重新打开要等有网络',
    http: '不能用：这一页是普通 http，要用 https 打开', noCamera: '不能用：浏览器不提供相机', denied: '不能用：浏览器里已拒绝，请在网站设置里允许',
    waiting: '还没有就绪：请刷新一次；仍不行，就是这台设备还没有信任证书', noPush: '不能用：浏览器不支持；iPhone 要先「添加到主屏幕」', notAsked: '还没有打开：在「我的提醒」里打开',
  },
  en: {
    here: 'This device', camera: 'Camera', offline: 'Without a network', push: 'Push', works: 'works', kept: 'a page that is open goes on, what is entered is sent when the line is back; do not close or reload it meanwhile, it cannot be opened anew',
    http: 'does not work: this page came over plain http, open it by https', noCamera: 'does not work: the browser offers no camera', denied: 'does not work: refused in the browser, allow it in its settings for this site',
    waiting: 'not ready yet: load the page once more; if that does not help, this device does not trust the certificate', noPush: 'does not work: the browser cannot do it; on an iPhone add Foyer to the home screen first', notAsked: 'not turned on yet: do so in “My alerts”',
  },
});
type DeviceWords = (typeof DEVICE_WORDS)['zh'];

export type DeviceLine = { readonly name: string; readonly says: string; readonly mark: StatusMark };

/** What this browser can do on this page, and why not. */
export const deviceLines = async (words: DeviceWords): Promise<DeviceLine[]> => {
  const line = (name: string, why: string | undefined): DeviceLine => ({ name, says: why ?? words.works, mark: why === undefined ? 'good' : 'care' });
  // What is tapped is kept by the page itself, over http too.
  const offline: DeviceLine = { name: words.offline, says: words.kept, mark: 'good' };
  if (!window.isSecureContext) return [line(words.camera, words.http), offline, line(words.push, words.http)];
  const camera = await navigator.permissions?.query({ name: 'camera' as PermissionName }).then((answer) => answer.state, () => 'prompt');
  const hasWorker = 'serviceWorker' in navigator;
  const registration = hasWorker ? await navigator.serviceWorker.getRegistration() : undefined;
  const canPush = hasWorker && 'PushManager' in window && 'Notification' in window;
  return [
    line(words.camera, !navigator.mediaDevices ? words.noCamera : camera === 'denied' ? words.denied : undefined),
    offline,
    line(words.push, !canPush ? words.noPush : !registration?.active ? words.waiting : Notification.permission === 'denied' ? words.denied : (await registration.pushManager.getSubscription()) ? undefined : words.notAsked),
  ];
};
