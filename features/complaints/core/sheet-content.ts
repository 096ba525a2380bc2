import type { Instant } from '../../../platform/core/instant.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { surnameOnly } from '../../../platform/core/register.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import type { ComplaintView } from './complaint-contract.ts';
import { COMPLAINT_LABELS } from './complaint-labels.ts';
import { COMPLAINT_STATUS } from './line-words.ts';

type Cell = readonly [label: string, value: string];
/** A row of short cells, one as high as its words, or room to write in by hand. */
export type SheetRow = { readonly cells: readonly Cell[] } | { readonly words: Cell } | { readonly blank: string };

const L = COMPLAINT_LABELS.zh;

/**
 * 投诉处理单 (forms.md 4.7) as words; drawing is the server's. A paper is passed on, so the complainant is a surname and a
 * masked number, in free words too; `contact` is the whole one, looked for there and printed nowhere.
 */
export const sheetContent = (view: ComplaintView, given: { readonly zone: string; readonly contact?: string | undefined; readonly promisedAt?: Instant | undefined }): SheetRow[] => {
  const { row, person } = view;
  const when = (at: string | null | undefined): string => (at ? `${localDate(at, given.zone)} ${localTime(at, given.zone)}` : '');
  const hidden = [[given.contact, person.contact ?? ''], [person.name ?? undefined, surnameOnly(person.name)]] as const;
  const free = (words: string | null | undefined): string => maskNumbers(hidden.reduce((text, [word, instead]) => (word && [...word].length > 1 ? text.replaceAll(word, instead) : text), words ?? ''));
  const label = (words: Readonly<Record<string, string>>, key: string | null | undefined): string => (key ? (words[key] ?? '') : '');
  const said = (entry: { at: string; by: string; text: string; way?: string } | null): string => (entry ? `${free(entry.text)}（${[entry.by, when(entry.at), label(L.way, entry.way)].filter(Boolean).join(' ')}）` : '');
  const { decision } = view;
  const isReport = row.kind === 'report';
  return [
    { cells: [['类别', L.kind[row.kind]], ['是否匿名', row.anonymous ? '匿名' : '否']] },
    { cells: [['登记时间', when(row.receivedAt)], ['受理人', view.takenBy ?? '']] },
    { cells: [['渠道', L.channel[row.channel]], ['等级', L.grade[row.grade]]] },
    { cells: [['投诉人', [surnameOnly(person.name), person.honorific].filter(Boolean).join(' ')], ['身份', label(L.identity, person.identity)]] },
    { cells: [['联系方式', person.contact ?? ''], ['关联单 / 来电', [...view.origins, view.calledAt ? `来电 ${when(view.calledAt)}` : ''].filter(Boolean).join('、')]] },
    { cells: [['发生时间', when(view.happenedAt)], ['地点', free(row.place)]] },
    { cells: [['被投诉部门', view.department ?? ''], ['被投诉人', view.accused.map((entry) => entry.name).join('、')]] },
    { words: ['内容', free(row.content)] },
    { words: ['诉求', free(view.wish)] },
    { cells: [['承诺答复时间', when(given.promisedAt)], ['责任人', isReport ? '' : (row.owner?.name ?? '')]] },
    { words: ['首次回应', said(view.response)] },
    ...(view.notes.length > 0 ? view.notes.map((note): SheetRow => ({ words: ['调查情况', said(note)] })) : [{ words: ['调查情况', ''] as Cell }]),
    { cells: [['是否属实', label(L.finding, decision?.finding)], ['原因分类', label(L.cause, decision?.cause)]] },
    { words: ['处理意见', said(decision)] },
    { blank: '主管 / 经理批示' },
    { words: ['处理结果与答复', said(view.answer)] },
    { words: ['纠正预防措施', said(view.correction)] },
    ...(view.calls.length > 0 ? view.calls.map((call): SheetRow => ({ words: ['回访', [`投诉人意见：${label(L.result, call.result)}`, free(call.note), `（${[call.by, when(call.at), label(L.method, call.method)].join(' ')}）`].filter(Boolean).join(' ')] })) : [{ words: ['回访', ''] as Cell }]),
    { cells: [['完成时间', when(view.closedAt)], ['状态', [COMPLAINT_STATUS.zh[row.status], free(view.voidReason), view.photos.length > 0 ? `附照片 ${view.photos.length} 张` : ''].filter(Boolean).join('，')]] },
  ];
};
