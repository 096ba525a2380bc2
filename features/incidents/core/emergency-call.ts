import type { EmergencyNumber, Nature } from './incident-catalogue.ts';
import { INCIDENT_LABELS } from './incident-labels.ts';

/** What is read out to 119, 110 or 120, in the order they ask: where, what, how many, who waits at which gate. No address: that is said, so that it is set before it is needed. */
export const emergencyWords = (
  input: { readonly number: EmergencyNumber; readonly site: string; readonly company: string; readonly address: string; readonly phone: string; readonly nature: Nature; readonly place: string; readonly hurt: number; readonly drill: boolean },
  language: 'zh' | 'en',
): string => {
  const { nature } = INCIDENT_LABELS[language];
  if (language === 'zh')
    return [
      input.drill ? '【演练，请勿真的拨出】' : '',
      input.address ? `这里是${input.address}，${input.site}。` : `这里是${input.site}（案场地址还没有设置，请说清路名和门牌）。`,
      `${input.place}发生${input.nature === 'other' ? '突发事件' : nature[input.nature]}${input.hurt > 0 ? `，有 ${input.hurt} 人受伤` : '，暂未发现人员受伤'}。`,
      `我们派人在门口接应${input.phone ? `，联系电话 ${input.phone}` : ''}。`,
    ].join('');
  return [
    input.drill ? '[DRILL: do not really call] ' : '',
    input.address ? `This is ${input.site}, ${input.address}. ` : `This is ${input.site} (no address is set: say street and number). `,
    `${input.place}: ${input.nature === 'other' ? 'an incident' : nature[input.nature].toLowerCase()}${input.hurt > 0 ? `, ${input.hurt} hurt` : ', nobody known to be hurt'}. `,
    `Somebody waits at the gate${input.phone ? `; call back ${input.phone}` : ''}.`,
  ].join('');
};
