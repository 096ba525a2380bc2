import type { Origin } from '../../../platform/core/clock-rule.ts';
import type { ClauseId } from './clauses.ts';

/**
 * What is read aloud (朗读版). `text` has named slots in {braces}; a part in [brackets] is left out when its
 * slot is blank, so that an unknown name is never replaced by an invented one.
 * `original` is the plan's wording beside it; a house script has none, because the plan asks for the act only.
 */
export type Script<S extends SlotName = SlotName> = {
  readonly clause: ClauseId;
  readonly origin: Origin;
  readonly text: string;
  /** What the sentence says, for colleagues who read English; it is spoken in Chinese. */
  readonly meaning: string;
  readonly original?: string;
  readonly slots: readonly S[];
};

/** Said when a slot outside brackets is blank; neutral words, never a guess about a person. */
const FALLBACKS = {
  technician: '',
  equipment: '设备',
  cause: '还在查',
  office: '',
  department: '',
  agent: '',
  caller: '您好',
  colleague: '那位同事',
  pronoun: '那位同事',
  number: '您留的号码',
  length: '',
  until: '',
} as const;

export type SlotName = keyof typeof FALLBACKS;

const plan = <const S extends SlotName>(
  script: Omit<Script<S>, 'origin'> & { readonly original: string },
): Script<S> => ({
  ...script,
  origin: 'plan',
});
const house = <const S extends SlotName>(script: Omit<Script<S>, 'origin' | 'original'>): Script<S> => ({
  ...script,
  origin: 'house',
});

/** The visit in the order it is walked (附件七). */
export const REPAIR_SCRIPTS = {
  introduce: plan({
    clause: 'M-15',
    text: '对不起，打搅了，我是物业管理公司维修人员{technician}，前来为您服务。',
    meaning: 'Sorry to disturb you. I am the property repair technician (name), here to help.',
    original: '对不起,打搅了,我是物业管理公司维修人员***,前来为您服务。',
    slots: ['technician'],
  }),
  askConsent: house({
    clause: 'M-16',
    text: '请问现在方便进去维修吗？',
    meaning: 'May I come in now to do the repair?',
    slots: [],
  }),
  warnNoise: plan({
    clause: 'M-20',
    text: '非常对不起。',
    meaning: 'I am very sorry.',
    original: '非常对不起',
    slots: [],
  }),
  announceNoise: house({
    clause: 'M-20',
    text: '您好，我是维修人员{technician}。接下来的维修会有一些声音[，大约要 {length}][，{until} 前结束]，先跟您打个招呼。',
    meaning: 'Hello, I am the repair technician (name). The next part of the work will make some noise for about (how long), until (when); I wanted to tell you beforehand.',
    slots: ['technician', 'length', 'until'],
  }),
  explainCause: house({
    clause: 'M-21',
    text: '向您说明一下，这次的故障原因是：{cause}。',
    meaning: 'Let me explain: the cause of the fault is (cause).',
    slots: ['cause'],
  }),
  apologiseDefect: plan({
    clause: 'M-22',
    text: '对不起，{equipment}出了故障，给您添麻烦了。',
    meaning: 'We are sorry that the equipment failed and caused you trouble.',
    original: '对不起,**设备出了故障,给您添麻烦了。',
    slots: ['equipment'],
  }),
  askRating: house({
    clause: 'M-31',
    text: '请您对本次维修作个评价：维修质量、服务态度、行为举止，满意、较满意还是不满意？',
    meaning: 'Please rate this repair: workmanship, attitude and conduct; satisfied, fairly satisfied or dissatisfied?',
    slots: [],
  }),
  farewell: plan({
    clause: 'M-34',
    text: '今后有问题，我将随时为您提供服务，再见。',
    meaning: 'If anything comes up, I am at your service at any time. Goodbye.',
    original: '今后有问题,我将随时为你提供服务,再见。',
    slots: [],
  }),
} as const;

/** Sentences of the telephone annex (附件八). Which one is true right now is for the caller card to decide (T-30). */
export const TELEPHONE_SCRIPTS = {
  greetProperty: plan({
    clause: 'T-17',
    text: '您好，[{office}。]请问有什么我可以帮您？',
    meaning: 'Hello, (company or department). How may I help you?',
    original: '您好,公司/部门名称。请问有甚么我可以帮您。',
    slots: ['office'],
  }),
  greetOther: plan({
    clause: 'T-18',
    text: '您好，[{department}，][{agent}，]请问有什么我可以帮您？',
    meaning: 'Hello, (department), (name) speaking. How may I help you?',
    original: '您好,部门,自己的名字,请问有甚么我可帮您。',
    slots: ['department', 'agent'],
  }),
  hold: plan({
    clause: 'T-23',
    text: '{caller}，请您稍等。',
    meaning: '(Name), one moment please.',
    original: '*先生/小姐,请您稍等。不要只说:请稍等。',
    slots: ['caller'],
  }),
  askNameAndNumber: plan({
    clause: 'T-29',
    text: '您找的{colleague}刚外出办事，方便留下您的全名和联系电话吗？我马上转告[{pronoun}]，请[{pronoun}]尽快给您回电。',
    meaning:
      '(Name) has just gone out on business. May I take your full name and number, so that they can call you back soon?',
    original: '您找的那位同事刚外出办事,如果阁下留下全名和联络电话,就更能够帮助他/她在外,即时回电话给您。谢谢。',
    slots: ['colleague', 'pronoun'],
  }),
  awayOnBusiness: plan({
    clause: 'T-30',
    text: '很抱歉，{pronoun}刚刚出去办点事。',
    meaning: 'I am sorry, they have just gone out on business.',
    original: '我很抱歉,他/她出去办事/刚刚出去办点事,很快就回来或与另一位客人在开会。',
    slots: ['pronoun'],
  }),
  /** Only with a known return time: what is said must be true. */
  backSoon: plan({
    clause: 'T-30',
    text: '很抱歉，{pronoun}刚刚出去办点事，很快就回来。',
    meaning: 'I am sorry, they have just gone out and will be back soon.',
    original: '我很抱歉,他/她出去办事/刚刚出去办点事,很快就回来或与另一位客人在开会。',
    slots: ['pronoun'],
  }),
  inMeeting: plan({
    clause: 'T-30',
    text: '很抱歉，{pronoun}正在与另一位客人开会。',
    meaning: 'I am sorry, they are in a meeting with another guest.',
    original: '我很抱歉,他/她出去办事/刚刚出去办点事,很快就回来或与另一位客人在开会。',
    slots: ['pronoun'],
  }),
  waitedLong: plan({
    clause: 'T-32',
    text: '真对不起，让您久等了，[{caller}，]我再给您转。',
    meaning: 'I am so sorry to have kept you waiting, (name); I will put you through again.',
    original: '我真对不起,让您久等啦,**先生,我再给您转。',
    slots: ['caller'],
  }),
  offerMessage: plan({
    clause: 'T-33',
    text: '{colleague}可能暂时无法接听您的电话，请您留言，我一定会帮您转达。',
    meaning: '(Name) may not be able to take your call just now. Please leave a message; I will be sure to pass it on.',
    original: '当事人可能暂时无法接听您的电话,请您留言,我一定会帮您转达。',
    slots: ['colleague'],
  }),
  closeWithMessage: plan({
    clause: 'T-45',
    text: '谢谢来电，[{caller}，]我一定代您转达。',
    meaning: 'Thank you for calling, (name). I will be sure to pass it on.',
    original: '谢谢来电,*先生,我一定代您转达。',
    slots: ['caller'],
  }),
  closeUntilReturn: plan({
    clause: 'T-46',
    text: '谢谢来电，[{caller}，]{pronoun}回来时我一定会告诉{pronoun}。',
    meaning: 'Thank you for calling, (name). I will be sure to tell them when they return.',
    original: '谢谢来电,*先生,他/她回来时我一定会告诉他',
    slots: ['caller', 'pronoun'],
  }),
  /** After three rings (T-05); the plan asks for no words, a good hotel does. */
  apologiseLate: house({
    clause: 'T-05',
    text: '您好，[{office}，]抱歉让您久等了，请问有什么可以帮您？',
    meaning: 'Hello, (company or department), sorry to have kept you waiting. How may I help you?',
    slots: ['office'],
  }),
  offerMore: house({
    clause: 'T-12',
    text: '请问还有什么可以帮您？',
    meaning: 'Is there anything else I can do for you?',
    slots: [],
  }),
  /** Neither surname nor honorific is known. */
  holdUnknown: house({
    clause: 'T-23',
    text: '麻烦您稍等，我马上回来。',
    meaning: 'One moment please, I will be right back.',
    slots: [],
  }),
  askNameGently: house({
    clause: 'T-28',
    text: '请问怎么称呼您？方便留下您的全名吗？',
    meaning: 'How may I address you? May I have your full name?',
    slots: [],
  }),
  tellTransfer: house({
    clause: 'T-34',
    text: '[{caller}，]我为您转接[{department}][{colleague}]，请您稍等。',
    meaning: '(Name), I am putting you through to (department, colleague); one moment please.',
    slots: ['caller', 'department', 'colleague'],
  }),
  askAgain: house({
    clause: 'T-38',
    text: '不好意思，刚才没有听清楚，麻烦您再说一遍，好吗？',
    meaning: 'I am sorry, I did not catch that. Could you say it once more, please?',
    slots: [],
  }),
  readBack: house({
    clause: 'T-39',
    text: '跟您核对一下：[{caller}，]电话是{number}，对吗？',
    meaning: 'Let me read it back: (name), the number is (number); is that right?',
    slots: ['caller', 'number'],
  }),
  offerCallBack: house({
    clause: 'T-26',
    text: '[{caller}，]为了不再耽误您的时间，我请同事尽快给您回电，或者您留言给我，可以吗？',
    meaning: '(Name), not to keep you any longer: may a colleague call you back, or may I take a message?',
    slots: ['caller'],
  }),
  followUp: house({
    clause: 'T-02',
    text: '[{caller}，]您好，我是[{office}的]客服，想了解一下上次的事处理得怎么样，您还满意吗？',
    meaning: 'Hello (name), this is the service desk of (office). How was the matter dealt with; are you satisfied?',
    slots: ['caller', 'office'],
  }),
} as const;

/** Never to be said; shown struck through beside the script. */
export const FORBIDDEN_PHRASES: readonly { readonly clause: ClauseId; readonly original: string }[] = [
  { clause: 'T-23', original: '请稍等' },
  { clause: 'T-31', original: '他/她仍未上班' },
  { clause: 'T-31', original: '仍未有来' },
  { clause: 'T-31', original: '上午都未见过他' },
  { clause: 'T-31', original: '他/她不在' },
  { clause: 'T-31', original: '他/她不知道去了哪里' },
];

const SCRIPTS: readonly Script[] = [...Object.values(REPAIR_SCRIPTS), ...Object.values(TELEPHONE_SCRIPTS)];

export const scriptsOf = (clause: ClauseId): readonly Script[] => SCRIPTS.filter((script) => script.clause === clause);

/** The sentence as it is said. Values are put in once and never read for slots again. */
export const fillScript = <S extends SlotName>(script: Script<S>, slots: Readonly<Record<S, string>>): string => {
  const valueOf = (name: string): string => ((slots as Readonly<Partial<Record<string, string>>>)[name] ?? '').trim();
  return script.text.replace(/\[([^\]{]*)\{(\w+)\}([^\]]*)\]|\{(\w+)\}/g, (_, before, optional, after, required) => {
    if (optional !== undefined) return valueOf(optional) === '' ? '' : `${before}${valueOf(optional)}${after}`;
    return valueOf(required) || FALLBACKS[required as SlotName];
  });
};
