import { column, surnameOnly } from '../../../platform/core/register.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { stateRegister, type RegisterSource } from '../../../platform/server/register.ts';
import { heldMs, isLostInTransfer, isMissed, numberOf, startOf } from '../core/call-reading.ts';
import type { TransferOutcome } from '../core/call-card.ts';
import type { CallLink, CallRecord } from '../core/call-record.ts';
import { addressOf } from '../core/form-of-address.ts';
import type { Matter } from '../core/matter.ts';
import type { Message, MessageStatus } from '../core/message.ts';
import { DISPOSITION_WORDS, IDENTITY_WORDS, METHOD_WORDS, PURPOSE_WORDS, WISH_WORDS } from '../core/paper-words.ts';
import { paperDisorder, type Paper } from '../core/paper.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { maskNumber } from '../../../platform/core/phone-number.ts';
import { lostMatterOf, missedMatterOf } from './call-aftermath.ts';

const STATUS: Readonly<Record<MessageStatus, string>> = { taken: '待转达', passed_on: '已托转', delivered: '已转达', withdrawn: '已撤回' };
const LINKS: Readonly<Record<CallLink['kind'], string>> = { message: '留言', matter: '跟进', repair: '报修', complaint: '投诉' };
const TRANSFERRED: Readonly<Record<TransferOutcome, string>> = { open: '转接中', completed: '接通', failed: '没有接通', lost: '无人接', returned: '退回' };

/** What a call left to be done (T-02, T-27, T-36): linked to it, or made from its id behind it. */
const matterIdsOf = (call: CallRecord): string[] => [...call.links.flatMap((link) => (link.kind === 'matter' ? [link.id] : [])), ...(isMissed(call.card) ? [missedMatterOf(call.id)] : []), ...(isLostInTransfer(call.card) ? [lostMatterOf(call.id)] : [])];
/** Complaints of before are read where complaints are. */
const mattersOf = async (reader: Reader, siteId: string, calls: readonly CallRecord[]): Promise<ReadonlyMap<string, Matter>> => {
  const ids = calls.flatMap(matterIdsOf);
  if (ids.length === 0) return new Map();
  const rows = await reader.query<{ state: Matter }>(`select state from matters where site_id = $1 and id = any ($2) and kind <> 'complaint'`, [siteId, ids], 'register-call-matters');
  return new Map(rows.map(({ state }) => [state.id, state]));
};
const ofCall = (call: CallRecord, matters: ReadonlyMap<string, Matter> | undefined): Matter[] => matterIdsOf(call).flatMap((id) => matters?.get(id) ?? []);
const ENDED: Readonly<Record<Matter['status'], string>> = { open: '未办结', done: '已办结', dropped: '不再跟进' };

/** From a numbered paper, and whether its times agree. */
const keyedIn = (paper: Paper | undefined): string => (paper ? `${paper.number}${paperDisorder(paper).length > 0 ? '，时间先后不符' : ''}` : '');

/** 来电登记表 (T-01 …, forms.md 4.5) and 留言登记 (T-37 …, forms.md 4.6). */
export const TELEPHONE_REGISTERS: readonly RegisterSource[] = [
  stateRegister<CallRecord, ReadonlyMap<string, Matter>>(
    {
      id: 'calls', title: { zh: '来电登记表', en: 'Calls' }, form: 'DH-01', clause: 'T-01', permission: 'telephone.read',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('day', '日期', 'Day', 17), column('at', '时间', 'Time', 11), column('rings', '响铃', 'Rings', 12), column('agent', '接听人', 'Answered by', 13), column('number', '来电号码', 'Number', 22), column('address', '尊称', 'Address', 15), column('name', '全名', 'Name', 13), column('firm', '公司/单位', 'Firm', 24),
        column('who', '身份', 'Who', 13), column('purpose', '事由', 'Purpose', 12), column('content', '内容', 'What', 44), column('transfer', '转接/结果', 'Transfer', 24), column('wait', '等候（秒）', 'Held (s)', 12, 'right'), column('links', '关联', 'Linked', 14), column('follow', '跟进人/期限/结果', 'Followed up', 30), column('hungUp', '挂机方', 'Hung up', 12), column('result', '结果', 'Result', 16), column('paper', '补录', 'Keyed in', 22),
      ],
    },
    {
      table: 'calls', at: 'started_at', beside: mattersOf, people: (state, matters) => [state.agentId, ...ofCall(state, matters).map((matter) => matter.ownerId)],
      cells: (state, say) => {
        const { card, sheet } = state;
        const number = numberOf(state);
        const held = heldMs(card);
        const declared = card.ringsDeclared === undefined ? '' : card.ringsDeclared > 3 ? '三下以上' : `${card.ringsDeclared} 下`;
        return [
          say.nr, say.day(startOf(card)), say.time(startOf(card)), card.direction === 'outbound' ? '呼出' : declared || (card.ringMs === undefined ? '' : `${Math.round(card.ringMs / 1000)} 秒`), state.agentId ? say.name(state.agentId) : (state.paper?.writtenBy ?? ''), number ? maskNumber(number) : '', addressOf(sheet), surnameOnly(sheet.fullName), sheet.company ?? '', sheet.identity ? IDENTITY_WORDS[sheet.identity] : '', sheet.purpose ? PURPOSE_WORDS[sheet.purpose] : '',
          maskNumbers(sheet.notes ?? ''), card.transfers.map((transfer) => `${transfer.target ?? ''} ${TRANSFERRED[transfer.outcome]}`.trim()).join('；'), held > 0 ? Math.round(held / 1000) : '', state.links.map((link) => LINKS[link.kind]).join('、'),
          ofCall(state, say.beside).map((matter) => [say.name(matter.ownerId), say.when(matter.dueAt), maskNumbers(matter.result ?? '') || ENDED[matter.status]].filter(Boolean).join(' ')).join('；'),
          { caller: '来电者', agent: '我方' }[(state.hungUpBy ?? '') as string] ?? '', state.withdrawnAt ? '开错的卡，已撤销' : card.disposition ? (DISPOSITION_WORDS[card.disposition] ?? '') : '', keyedIn(state.paper),
        ];
      },
    },
  ),
  stateRegister<Message>(
    {
      id: 'messages', title: { zh: '留言登记表', en: 'Messages' }, form: 'DH-02', clause: 'T-37', permission: 'telephone.answer',
      columns: [
        column('nr', '序号', 'No.', 8, 'centre'), column('at', '记录时间', 'When', 22), column('to', '致', 'To', 15), column('department', '部门', 'Department', 16), column('urgent', '紧急', 'Urgent', 9, 'centre'), column('caller', '来电者', 'Caller', 15), column('firm', '公司/单位', 'Firm', 24), column('number', '联系电话', 'Number', 22), column('readBack', '已复述', 'Read back', 10, 'centre'),
        column('wish', '要求', 'Wish', 22), column('content', '留言内容', 'Message', 50), column('taker', '记录人', 'Taken by', 13), column('way', '交付方式', 'Way', 16), column('delivered', '转达时间', 'Delivered', 22), column('result', '回电结果', 'Called back', 22), column('status', '状态', 'State', 12), column('paper', '补录', 'Keyed in', 22),
      ],
    },
    {
      table: 'messages', at: 'taken_at', people: (state) => [state.takenBy],
      cells: (state, say) => {
        const { sheet } = state;
        const last = state.attempts.at(-1);
        return [
          say.nr, say.when(state.takenAt), sheet.toName, sheet.toDepartment ?? '', sheet.urgent ? '是' : '', addressOf(sheet) || surnameOnly(sheet.fullName), sheet.company ?? '', sheet.number ? maskNumber(sheet.number) : '', sheet.readBack ? '√' : '', sheet.wishes.map((wish) => WISH_WORDS[wish]).join('、'), maskNumbers(sheet.content), state.paper?.writtenBy ?? say.name(state.takenBy),
          last ? `${METHOD_WORDS[last.method]}${last.through ? ` ${last.through}` : ''}` : '', say.when(state.deliveredAt), state.calledBack?.result ?? '', STATUS[state.status], keyedIn(state.paper),
        ];
      },
    },
  ),
];
