import type { StatusMark } from '../../platform/core/status-lines.ts';
import { defineWords } from '../../platform/web/i18n.tsx';

export const DEVICE_WORDS = defineWords({
  zh: {
    here: '这台设备', camera: '现场拍摄', offline: '离线使用', push: '推送提醒', works: '能用',
    http: '不能用：这一页是普通 http，要用 https 打开', noCamera: '不能用：浏览器不提供相机', denied: '不能用：浏览器里已拒绝，请在网站设置里允许',
    noWorker: '不能用：浏览器不支持', waiting: '还没有就绪：请刷新一次；仍不行，就是这台设备还没有信任证书', noPush: '不能用：浏览器不支持；iPhone 要先「添加到主屏幕」', notAsked: '还没有打开：在「我的提醒」里打开',
  },
  en: {
    here: 'This device', camera: 'Camera', offline: 'Offline', push: 'Push', works: 'works',
    http: 'does not work: this page came over plain http, open it by https', noCamera: 'does not work: the browser offers no camera', denied: 'does not work: refused in the browser, allow it in its settings for this site',
    noWorker: 'does not work: the browser cannot do it', waiting: 'not ready yet: load the page once more; if that does not help, this device does not trust the certificate', noPush: 'does not work: the browser cannot do it; on an iPhone add Foyer to the home screen first', notAsked: 'not turned on yet: do so in “My alerts”',
  },
});
type DeviceWords = (typeof DEVICE_WORDS)['zh'];

export type DeviceLine = { readonly name: string; readonly says: string; readonly mark: StatusMark };

/** What this browser can do on this page, and why not. */
export const deviceLines = async (words: DeviceWords): Promise<DeviceLine[]> => {
  const line = (name: string, why: string | undefined): DeviceLine => ({ name, says: why ?? words.works, mark: why === undefined ? 'good' : 'care' });
  if (!window.isSecureContext) return [words.camera, words.offline, words.push].map((name) => line(name, words.http));
  const camera = await navigator.permissions?.query({ name: 'camera' as PermissionName }).then((answer) => answer.state, () => 'prompt');
  const hasWorker = 'serviceWorker' in navigator;
  const registration = hasWorker ? await navigator.serviceWorker.getRegistration() : undefined;
  const canPush = hasWorker && 'PushManager' in window && 'Notification' in window;
  return [
    line(words.camera, !navigator.mediaDevices ? words.noCamera : camera === 'denied' ? words.denied : undefined),
    line(words.offline, !hasWorker ? words.noWorker : registration?.active ? undefined : words.waiting),
    line(words.push, !canPush ? words.noPush : Notification.permission === 'denied' ? words.denied : (await registration?.pushManager.getSubscription()) ? undefined : words.notAsked),
  ];
};
