import type { AlertDraft, AlertEnd, AlertTopic, Ladder, SayFact } from '../../../platform/core/alert.ts';
import { startOf } from './call-reading.ts';
import type { CallRecord, CallRecordEvent, Purpose } from './call-record.ts';
import type { Matter, MatterEvent } from './matter.ts';
import type { Message, MessageEvent } from './message.ts';
import { CALL_BACK_CLOCK, DELIVER_CLOCK, GO_BETWEEN_CLOCK } from './message.ts';
import { MATTER_CLOCK } from './matter.ts';
import { LOG_CLOCK, TRANSFER_CLOCK } from './call-clocks.ts';
import { MATTER_WORDS, PURPOSE_WORDS } from './paper-words.ts';

const DESK_THEN_MANAGER: Ladder = [{ who: [{ part: 'agent' }, { role: 'desk_agent' }] }, { who: [{ role: 'property_manager' }], afterMinutes: 10 }];
const say = (zh: string, en: string, page: { desk: string; phone: string } = { desk: '/calls', phone: '/m/messages' }): Pick<AlertTopic, 'label' | 'path'> => ({ label: { zh, en }, path: () => page });

const MINE = { desk: '/calls/mine', phone: '/m/messages' };
const MATTER_EN: Readonly<Record<Matter['kind'], string>> = { enquiry: 'enquiry', complaint: 'complaint', missed: 'missed call', call_back: 'call-back', follow_up: 'follow-up call' };
const matterOf = (facts: AlertDraft['facts'], language: 'zh' | 'en'): string => (language === 'zh' ? MATTER_WORDS : MATTER_EN)[facts['kind'] as Matter['kind']];
const PURPOSE_EN: Readonly<Record<Purpose, string>> = { enquiry: 'an enquiry', repair: 'a repair', complaint: 'a complaint', message: 'a message', transfer: 'a transfer', follow_up: 'a follow-up', other: 'another matter' };
const theCall: AlertTopic['path'] = (subject, siteId) => ({ desk: '/calls', phone: `/m/call/${siteId}/${subject}` });
/** When it was and what about; an alert of before does not say. */
const callOf = (facts: AlertDraft['facts'], language: 'zh' | 'en', tell: SayFact): string => {
  if (!facts['at']) return '';
  const purpose = facts['purpose'] as Purpose | null;
  return language === 'zh' ? `${tell(facts['at'])} 来电${purpose ? `，事由：${PURPOSE_WORDS[purpose]}` : ''}。` : `Called ${tell(facts['at'])}${purpose ? ` about ${PURPOSE_EN[purpose]}` : ''}. `;
};

/** What of the telephone should be known, and by whom; a sentence never carries a caller's name or number. */
export const TELEPHONE_TOPICS: readonly AlertTopic[] = [
  {
    topic: 'telephone.message_new', ladder: [{ who: [{ part: 'recipient' }] }], ...say('有给我的留言', 'A message for me', { desk: '/calls/messages', phone: '/m/messages' }), clause: 'T-42',
    text: (facts, language) => (language === 'zh' ? { title: facts['urgent'] === 1 ? '紧急留言' : '有您的留言', body: '请打开「我的留言」查看，看过请点「已收到」。' } : { title: facts['urgent'] === 1 ? 'Urgent message' : 'A message for you', body: 'Open My messages and confirm that you have it.' }),
  },
  {
    topic: 'telephone.message_late', ladder: DESK_THEN_MANAGER, ...say('留言没有按时转达', 'A message not passed on in time'), clause: 'T-42',
    text: (facts, language) => (language === 'zh' ? { title: '留言超时未转达', body: `给${facts['to']}的留言已超过 ${facts['minutes']} 分钟。` } : { title: 'Message overdue', body: `The message for ${facts['to']} is past its ${facts['minutes']} min.` }),
  },
  {
    topic: 'telephone.go_between', ladder: [{ who: [{ part: 'agent' }, { role: 'desk_agent' }] }], ...say('托转或贴着的留言还没有确认', 'A message handed on or left on a telephone is not confirmed'), clause: 'T-43',
    text: (facts, language) => {
      // Nobody carries a slip that hangs on a telephone (T-44).
      const isOnPhone = facts['method'] === 'on_phone';
      return language === 'zh'
        ? { title: '留言还没有确认收到', body: isOnPhone ? `给${facts['to']}的留言贴在电话机上，请看看取走没有，能当面转达就当面转达。` : `给${facts['to']}的留言已托转，请问一下有没有送到。` }
        : { title: 'Message not confirmed', body: isOnPhone ? `The message for ${facts['to']} was left on their telephone; see whether it was taken, and tell them in person if you can.` : `The message for ${facts['to']} was handed on; ask whether it arrived.` };
    },
  },
  {
    topic: 'telephone.recipient_back', ladder: [{ who: [{ part: 'agent' }, { role: 'desk_agent' }] }], ...say('等着留言的人回来了', 'A recipient of a message is back', { desk: '/calls/messages', phone: '/m/messages' }), clause: 'T-46',
    text: (facts, language) => (language === 'zh' ? { title: `${facts['to']}回来了`, body: `给${facts['to']}的留言还没有转达，请现在就告诉。` } : { title: `${facts['to']} is back`, body: `The message for ${facts['to']} is not passed on yet: tell them now.` }),
  },
  {
    topic: 'telephone.call_back_late', ladder: [{ who: [{ part: 'recipient' }, { part: 'agent' }] }, { who: [{ role: 'property_manager' }], afterMinutes: 15 }], ...say('答应的回电没有打', 'A promised call-back was not made'), clause: 'T-36',
    text: (facts, language) => (language === 'zh' ? { title: '答应的回电超时', body: `${facts['to']}答应的回电已过时间。` } : { title: 'Promised call-back overdue', body: `The call-back promised by ${facts['to']} is overdue.` }),
  },
  {
    topic: 'telephone.matter_late', ladder: [{ who: [{ part: 'owner' }, { role: 'desk_agent' }] }, { who: [{ role: 'property_manager' }], afterMinutes: 15 }], ...say('来电的事没有按时跟进', 'A matter from a call is overdue'), clause: 'T-36',
    text: (facts, language) => (language === 'zh' ? { title: `${matterOf(facts, 'zh')}超时未跟进`, body: '请在「来电」里处理；跟进人在「我的跟进」里处理。' } : { title: `Overdue: ${matterOf(facts, 'en')}`, body: 'Deal with it under Calls; its owner under My follow-ups.' }),
  },
  {
    topic: 'telephone.matter_given', ladder: [{ who: [{ part: 'owner' }] }], ...say('有要我跟进的事', 'A matter for me to follow up', MINE), clause: 'T-36',
    text: (facts, language, tell) => (language === 'zh' ? { title: `有要您跟进的${matterOf(facts, 'zh')}`, body: `${tell(facts['due'])} 前要办，请打开「我的跟进」。` } : { title: `For you to follow up: ${matterOf(facts, 'en')}`, body: `By ${tell(facts['due'])}; open My follow-ups.` }),
  },
  {
    topic: 'telephone.transfer_unanswered', ladder: [{ who: [{ part: 'agent' }] }], ...say('转接没有人接', 'A transfer nobody answers'), path: theCall, clause: 'T-27',
    text: (facts, language, tell) => {
      const to = facts['to'] ? String(facts['to']) : '';
      return language === 'zh' ? { title: '转接还没有人接', body: `${to ? `${tell(facts['at'])} 转${to}。` : ''}请看看有没有人接，没有就接回来。` } : { title: 'Transfer not answered', body: `${to ? `To ${to} at ${tell(facts['at'])}. ` : ''}See whether somebody answered; if not, take it back.` };
    },
  },
  {
    topic: 'telephone.call_unlogged', ladder: [{ who: [{ part: 'agent', orRole: 'desk_agent' }] }, { who: [{ role: 'property_manager' }], afterMinutes: 30 }], ...say('接了的来电没有登记', 'An answered call is not logged'), path: theCall, clause: 'T-35',
    text: (facts, language, tell) =>
      language === 'zh' ? { title: '来电接了还没登记', body: `${tell(facts['at'])} 接的来电还没有登记：在客服台屏幕下方点开这通，补上事由。` } : { title: 'Answered call not logged', body: `The call of ${tell(facts['at'])} is not logged yet: at the desk, open it at the foot of the screen and add what it was about.` },
  },
  {
    topic: 'telephone.official', ladder: [{ who: [{ role: 'property_manager' }] }], ...say('媒体或政府来电', 'A call from media or government'), path: theCall, clause: 'T-35',
    text: (facts, language, tell) => (language === 'zh' ? { title: facts['identity'] === 'media' ? '媒体来电' : '政府来电', body: `${callOf(facts, 'zh', tell)}请立即查看来电记录。` } : { title: facts['identity'] === 'media' ? 'Call from the media' : 'Call from an authority', body: `${callOf(facts, 'en', tell)}See the call now.` }),
  },
];

/** No name or number of a caller leaves the house: when, what about and to whom; the rest stands on the call itself. */
export const callAlerts = (event: CallRecordEvent, after: CallRecord): AlertDraft[] => {
  const people = { agent: after.agentId ? [after.agentId] : [] };
  const transfer = after.card.transfers.at(-1);
  if (event.type === 'TransferUnanswered')
    return [{ topic: 'telephone.transfer_unanswered', level: 'warning', key: `transfer-${after.card.transfers.length}`, clock: { clock: TRANSFER_CLOCK, round: after.card.transfers.length }, facts: transfer ? { to: transfer.target ?? null, at: transfer.at } : {}, people }];
  if (event.type === 'LogLate')
    return [{ topic: 'telephone.call_unlogged', level: 'breach', key: 'unlogged', clock: { clock: LOG_CLOCK, round: 1 }, facts: { at: startOf(after.card) }, people }];
  // Of a line keyed in afterwards too: nobody could tell the manager at the time.
  if (event.type === 'CallLogged' && (event.sheet.identity === 'media' || event.sheet.identity === 'government'))
    return [{ topic: 'telephone.official', level: 'warning', key: 'official', facts: { identity: event.sheet.identity, at: startOf(after.card), purpose: event.sheet.purpose ?? null }, people }];
  return [];
};

export const messageAlerts = (event: MessageEvent, after: Message, limits: { readonly urgent: number; readonly ordinary: number }): (AlertDraft | AlertEnd)[] => {
  const { sheet } = after;
  const people = { agent: [after.takenBy], recipient: sheet.toId ? [sheet.toId] : [] };
  const facts = { to: sheet.toName, minutes: sheet.urgent ? limits.urgent : limits.ordinary, urgent: sheet.urgent ? 1 : 0 };
  switch (event.type) {
    case 'MessageTaken':
    case 'MessageRedirected':
      return [
        ...(event.type === 'MessageRedirected' ? [{ ends: `new/${after.round - 1}`, why: 'overtaken' as const }, { ends: 'back/', why: 'overtaken' as const }] : []),
        // A slip the recipient has signed on paper is no news.
        ...(sheet.toId && !after.paper?.written.some(({ step }) => step === 'signed') ? [{ topic: 'telephone.message_new', level: sheet.urgent ? 'warning' as const : 'news' as const, key: `new/${after.round}`, facts, people }] : []),
      ];
    case 'MessagePassedOn':
      return [{ ends: 'back/', why: 'met' }];
    case 'MessageDelivered':
      return [{ ends: 'new/', why: 'met' }, { ends: 'back/', why: 'met' }];
    case 'MessageWithdrawn':
      return [{ ends: 'new/', why: 'fell-away' }, { ends: 'back/', why: 'fell-away' }];
    case 'RecipientBack':
      return [{ topic: 'telephone.recipient_back', level: 'warning', key: `back/${after.round}-${after.attempts.length}`, facts, people }];
    case 'MessageLate':
      return [{ topic: 'telephone.message_late', level: 'breach', key: `late-${after.round}`, clock: { clock: DELIVER_CLOCK, round: after.round }, facts, people }];
    case 'GoBetweenAsked':
      return [{ topic: 'telephone.go_between', level: 'warning', key: `ask-${after.attempts.length}`, clock: { clock: GO_BETWEEN_CLOCK, round: after.attempts.length }, facts: { ...facts, method: after.attempts.at(-1)?.method ?? null }, people }];
    case 'CallBackLate':
      return [{ topic: 'telephone.call_back_late', level: 'breach', key: 'call-back', clock: { clock: CALL_BACK_CLOCK, round: 1 }, facts, people }];
    default:
      return [];
  }
};

/** A matter is told to whoever shall follow it up, unless it is they who say so (T-36); one of minutes is sent after them. */
export const matterAlerts = (event: MatterEvent, after: Matter): (AlertDraft | AlertEnd)[] => {
  const people = { owner: after.ownerId ? [after.ownerId] : [] };
  const clock = { clock: MATTER_CLOCK, round: after.round };
  const given = (by: string | null): AlertDraft[] =>
    after.ownerId && after.ownerId !== by
      ? [{ topic: 'telephone.matter_given', level: after.kind === 'missed' || after.kind === 'call_back' ? 'warning' : 'news', key: `given/${event.at}/${after.ownerId}`, facts: { kind: after.kind, due: after.dueAt }, people }]
      : [];
  switch (event.type) {
    case 'MatterOpened':
      // Keyed in from paper with its end, it is no news.
      return given(event.by).map((draft) => ({ ...draft, clock }));
    case 'MatterGiven':
    case 'MatterPromised':
      return [{ ends: 'given/', why: 'overtaken' }, ...given(event.by)];
    case 'MatterPostponed':
      return [{ ends: 'given/', why: 'overtaken' }];
    case 'MatterDone':
      return [{ ends: 'given/', why: 'met' }];
    case 'MatterDropped':
      return [{ ends: 'given/', why: 'fell-away' }];
    case 'MatterLate':
      return [{ ends: 'given/', why: 'overtaken' }, { topic: 'telephone.matter_late', level: 'breach', key: `late-${after.round}`, clock, facts: { kind: after.kind }, people }];
    default:
      return [];
  }
};
