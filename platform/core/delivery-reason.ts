/**
 * Why a delivery ended as it did, for the screens; the words of the other side stand beside it as they came.
 * `no-connection`, `dns`, `tls` and the addresses mean that nothing was sent.
 */
export const DELIVERY_REASONS = [
  'answered', 'rate-limited', 'server-error', 'redirected', 'address-wrong', 'address-forbidden', 'dns', 'no-connection', 'tls',
  'time-out', 'cut-off', 'unreadable', 'target-missing', 'target-gone', 'settings-wrong',
] as const;
export type DeliveryReason = (typeof DELIVERY_REASONS)[number];

export const DELIVERY_REASON_WORDS: Readonly<Record<DeliveryReason, { readonly zh: string; readonly en: string }>> = {
  answered: { zh: '对方已答复', en: 'The other side answered' },
  'rate-limited': { zh: '对方要求稍后再发', en: 'The other side asks to wait' },
  'server-error': { zh: '对方出错，是否收到不清楚', en: 'The other side failed; unclear whether it arrived' },
  redirected: { zh: '对方让改用别的地址；请核对网址', en: 'The other side points to another address; check the address' },
  'address-wrong': { zh: '网址不对', en: 'The address is not valid' },
  'address-forbidden': { zh: '不向内网地址发送；确需发送请由管理员放行', en: 'Addresses inside the house are not allowed unless the administrator allows them' },
  dns: { zh: '找不到这个主机名', en: 'The host name was not found' },
  'no-connection': { zh: '连不上对方', en: 'No connection' },
  tls: { zh: '无法建立加密连接', en: 'No secure connection' },
  'time-out': { zh: '对方没有按时答复', en: 'No answer in time' },
  'cut-off': { zh: '答复中途断开，是否收到不清楚', en: 'The answer broke off; unclear whether it arrived' },
  unreadable: { zh: '看不懂对方的答复，是否收到不清楚', en: 'The answer could not be read; unclear whether it arrived' },
  'target-missing': { zh: '此人没有登记这种联系方式', en: 'This person has no such contact' },
  'target-gone': { zh: '此设备已不再接收', en: 'This device no longer receives' },
  'settings-wrong': { zh: '设置不完整', en: 'The settings are not complete' },
};
