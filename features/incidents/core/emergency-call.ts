import type { EmergencyNumber, Nature } from './incident-catalogue.ts';

/** As the other end wants to hear it. */
const HAPPENED: Readonly<Record<'zh' | 'en', Readonly<Record<Nature, string>>>> = {
  zh: { fire: '火情', lift: '电梯困人', injury: '人员受伤', security: '治安事件', flood: '水浸', outage: '停电', equipment: '设备故障', weather: '恶劣天气险情', health: '公共卫生事件', protest: '群体聚集', media: '突发事件', other: '突发事件' },
  en: { fire: 'a fire', lift: 'people trapped in a lift', injury: 'an injury', security: 'a disturbance', flood: 'flooding', outage: 'a power failure', equipment: 'an equipment failure', weather: 'a weather emergency', health: 'a health emergency', protest: 'a crowd', media: 'an incident', other: 'an incident' },
};

/** What is read out to 119, 110 or 120, in the order they ask: where, what, how many, who waits at which gate. No address: that is said, so that it is set before it is needed. */
export const emergencyWords = (
  input: { readonly number: EmergencyNumber; readonly site: string; readonly company: string; readonly address: string; readonly phone: string; readonly nature: Nature; readonly place: string; readonly hurt: number; readonly drill: boolean },
  language: 'zh' | 'en',
): string => {
  if (language === 'zh')
    return [
      input.drill ? '【演练，请勿真的拨出】' : '',
      input.address ? `这里是${input.address}，${input.site}。` : `这里是${input.site}（案场地址还没有设置，请说清路名和门牌）。`,
      `${input.place}发生${HAPPENED.zh[input.nature]}${input.hurt > 0 ? `，有 ${input.hurt} 人受伤` : '，有没有人受伤正在核实'}。`,
      `我们派人在门口接应${input.phone ? `，联系电话 ${input.phone}` : ''}。`,
    ].join('');
  return [
    input.drill ? '[DRILL: do not really call] ' : '',
    input.address ? `This is ${input.site}, ${input.address}. ` : `This is ${input.site} (no address is set: say street and number). `,
    `${input.place}: ${HAPPENED.en[input.nature]}${input.hurt > 0 ? `, ${input.hurt} hurt` : ', whether anybody is hurt is being checked'}. `,
    `Somebody waits at the gate${input.phone ? `; call back ${input.phone}` : ''}.`,
  ].join('');
};
