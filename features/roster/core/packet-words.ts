/** What the duty officer may do and what is asked of him (M-51, M-52): the same sentences on the screen and on paper. */
export type DutyMay = { readonly phone: boolean; readonly complaints: boolean };

export const dutyMay = (may: DutyMay, language: 'zh' | 'en'): string[] =>
  language === 'zh'
    ? [
        '客服不在岗或放假期间，您代办客服的报修工作：登记、开单、通知、收单、回访；每条记录注明「行政值班代接」。',
        `${may.phone ? '电话由您代接' : '电话不在代办之列，铃响请接，记下来电转给客服'}；${may.complaints ? '投诉由您受理' : '投诉请记下并告知物业经理'}。`,
        '紧急情况先打电话，后补单；系统不会因为没有排班而拒收。',
        '强电、燃气、电梯、消防、登高只派有资格的维修员；不懂不硬修，请领班或主任支援。',
        '超时的提醒没有人确认会逐级上报；您接手了就在提醒上确认。',
      ]
    : [
        'While no desk agent is on, or on days off, you do the desk’s repair work: log, issue, notify, take slips back, follow up; every entry says so.',
        `${may.phone ? 'You answer the telephone' : 'The telephone is not yours to stand in for: answer it and pass the message on'}; ${may.complaints ? 'you take complaints' : 'note complaints and tell the manager'}.`,
        'In an emergency call first and write the slip later; nothing is refused for want of a roster.',
        'Mains, gas, lifts, fire systems and heights only for authorised technicians; ask the foreman or the head for support.',
        'A late alert nobody acknowledges climbs; acknowledge what you have in hand.',
      ];
