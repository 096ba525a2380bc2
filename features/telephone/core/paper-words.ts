import type { CheckItem, Identity, Purpose } from './call-record.ts';
import type { MatterKind } from './matter.ts';
import type { COMPLAINT_STAGES } from './phone-figures-contract.ts';
import type { Method, Wish } from './message.ts';

/** Words of printed forms and sheets, which are Chinese whoever prints them (forms 4.5, 4.6). */
export const PURPOSE_WORDS: Readonly<Record<Purpose, string>> = { enquiry: '查询', repair: '报修', complaint: '投诉', message: '留言', transfer: '转接', follow_up: '回访', other: '其他' };
export const IDENTITY_WORDS: Readonly<Record<Identity, string>> = { guest: '客户', owner: '业主', colleague: '同事', supplier: '供应商', government: '政府', media: '媒体', unsaid: '未说明' };
export const WISH_WORDS: Readonly<Record<Wish, string>> = { call_back: '请回电', calls_again: '将再来电', came_by: '曾来访', wants_to_meet: '需要面谈', just_tell: '仅转告' };
export const METHOD_WORDS: Readonly<Record<Method, string>> = { in_person: '亲交', via: '托转', secretary: '秘书', on_phone: '贴电话机', app: '手机' };
export const MATTER_WORDS: Readonly<Record<MatterKind, string>> = { enquiry: '查询', complaint: '投诉', missed: '未接来电', call_back: '回电', follow_up: '回访' };
/** What a complaint is owed (T-01). */
export const STAGE_WORDS: Readonly<Record<(typeof COMPLAINT_STAGES)[number], string>> = { 'complaint.respond': '首次回应', 'complaint.answer': '答复', 'complaint.return': '答复后回访' };
export const DISPOSITION_WORDS: Readonly<Record<string, string>> = { answered: '接通', abandoned: '来电者挂断', busy: '忙线', unanswered: '未接', lost_connection: '线路中断' };
export const CHECK_WORDS: Readonly<Record<CheckItem, string>> = {
  'T-05': '三下以内接起', 'T-06': '先报名称', 'T-07': '回答不离题', 'T-08': '普通话、咬字', 'T-09': '不打断', 'T-11': '称呼姓氏', 'T-12': '提供进一步协助', 'T-13': '友善客气', 'T-14': '让对方先挂', 'T-19': '低音且慢', 'T-20': '喜气热诚', 'T-23': '等候用语带尊称',
};
