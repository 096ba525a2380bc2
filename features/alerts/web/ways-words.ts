import type { PushState } from '../core/push-device.ts';
import { defineWords } from '../../../platform/web/i18n.tsx';

const stateZh: Record<PushState, string> = {
  'not-https': '现在用的是 http 地址，浏览器不允许推送。请用 https 打开本系统（由管理员配置证书或网址）。',
  'in-wechat': '微信里打不开推送。请点右上角「…」，选「在浏览器打开」，再回到这一页。',
  'ios-home-screen': '苹果手机要先把本页放到主屏幕：用 Safari 打开，点「分享」→「添加到主屏幕」，再从主屏幕的图标进来开启。系统要 16.4 以上。',
  unsupported: '这个浏览器不支持推送。安卓手机请改用自带推送的浏览器；实在不行，用短信或群消息。',
  denied: '您以前拒绝过通知。请在浏览器的网站设置里，把本站的「通知」改为「允许」，再刷新本页。',
  ask: '还没有开启。点下面的按钮，浏览器会问一次，请选「允许」。',
  ready: '浏览器已允许通知。',
};
const stateEn: Record<PushState, string> = {
  'not-https': 'This address is plain http, where browsers allow no push. Open the system by https (certificate or address set by the administrator).',
  'in-wechat': 'Push does not work inside WeChat. Tap “…” at the top right, choose “Open in browser”, and come back to this page.',
  'ios-home-screen': 'On an iPhone add this page to the home screen first: open it in Safari, Share → Add to Home Screen, then switch it on from the icon. iOS 16.4 or later.',
  unsupported: 'This browser has no push. Use another browser, or text messages and group messages instead.',
  denied: 'Notifications were refused before. Allow them for this site in the browser’s settings, then reload this page.',
  ask: 'Not switched on yet. Press the button; the browser asks once: choose Allow.',
  ready: 'The browser allows notifications.',
};

export const WAYS_WORDS = defineWords({
  zh: {
    title: '我的提醒', quiet: '免打扰时段', quietNote: '不在岗时，这段时间里只在系统内提醒；到点再发。在岗时照常发，但「请处理」「快到时」的提醒不响。紧急的任何时候都发。', from: '从', to: '到', noQuiet: '不设免打扰', useQuiet: '设免打扰',
    email: '接收提醒的邮箱', emailOff: '您所在的案场还没有设邮件，填了也暂时收不到。', sms: '手机推送不通时发短信', smsTo: (phone: string) => `发到 ${phone}`, smsNone: '您的资料里没有手机号，请找物业经理补上。', smsOff: '您所在的案场还没有设短信。',
    save: '保存', saved: '已保存', order: '先推送到手机；推送不通发短信；再不通发邮件。系统内总会显示。',
    push: '这台设备真的能收到哪些提醒', state: stateZh, here: '这台设备', inApp: '打开本系统时，提醒马上出现在屏幕上。', notOpen: '不开本系统时', on: '已在这台设备上开启推送。', enable: '在这台设备上开启推送', again: '重新开启', caution: '推送要经过浏览器厂商的服务。在内地网络上，谷歌的推送服务可能连不上：只有「设备确认收到」才算真的能收到。', unreachable: '没有开成：连不上浏览器厂商的推送服务（内地网络常见）。请改用短信或群消息，或换一个浏览器再试。', refused: '浏览器没有允许通知，没有开成。',
    devices: '我的设备', none: '还没有开启推送的设备', added: (when: string) => `${when} 开启`, taken: '已送达推送服务', arrived: '设备确认收到', never: '还没有', overdue: '推送服务已收下，设备一直没有确认：这台设备很可能收不到，请留着短信。', gone: '已失效，请在那台设备上重新开启', test: '发测试', sent: '测试已发出；收到后这里会显示「设备确认收到」的时间。', remove: '移除',
    refusal: { 'bad-input': '请核对邮箱和时间', 'quiet-hours-half': '免打扰要填两个时间', 'not-found': '这台设备已经移除', other: '没有成功，请稍后再试' } as Record<string, string>,
  },
  en: {
    title: 'How I am alerted', quiet: 'Quiet hours', quietNote: 'Off duty, alerts wait in the app until these hours end. On duty they come, but what is only due soon makes no sound. Urgent ones always come.', from: 'From', to: 'To', noQuiet: 'No quiet hours', useQuiet: 'Set quiet hours',
    email: 'Mail address for alerts', emailOff: 'None of your centres sends mail yet.', sms: 'Text message when push fails', smsTo: (phone: string) => `to ${phone}`, smsNone: 'No telephone number is on file; ask the manager.', smsOff: 'None of your centres sends text messages yet.',
    save: 'Save', saved: 'Saved', order: 'Push first, then text message, then mail. The app itself always shows it.',
    push: 'What this device really receives', state: stateEn, here: 'This device', inApp: 'While the app is open, alerts appear at once.', notOpen: 'While it is closed', on: 'Push is on for this device.', enable: 'Switch push on here', again: 'Switch on again', caution: 'Push goes through the browser maker’s service, which may be unreachable from mainland networks: only a confirmed receipt by the device counts.', unreachable: 'Not switched on: the browser maker’s push service cannot be reached (common on mainland networks). Use text or group messages, or another browser.', refused: 'The browser did not allow notifications.',
    devices: 'My devices', none: 'No device has push switched on', added: (when: string) => `on since ${when}`, taken: 'Taken by the push service', arrived: 'Confirmed by the device', never: 'never', overdue: 'The service took it but the device never confirmed: it probably receives nothing; keep text messages on.', gone: 'Ended; switch it on again on that device', test: 'Send a test', sent: 'Sent; when it arrives the time of the device’s confirmation appears here.', remove: 'Remove',
    refusal: { 'bad-input': 'Check the address and the times', 'quiet-hours-half': 'Quiet hours need two times', 'not-found': 'This device is gone', other: 'Not done; try again later' } as Record<string, string>,
  },
});
