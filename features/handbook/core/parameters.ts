import type { Origin } from '../../../platform/core/clock-rule.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import type { ClauseId } from './clauses.ts';

/**
 * Every limit of a centre as data: its number, and where the number comes from. `plan` only where the service
 * plan itself names the number; all else is a rule of this house and shown as 本案场规定.
 */
export type ParameterUnit = 'minutes' | 'hours' | 'days' | 'percent' | 'count' | 'yuan' | 'time';
type Words = { readonly zh: string; readonly en: string };

type ParameterBase = {
  readonly key: `${'repairs' | 'roster' | 'alerts' | 'telephone' | 'beverages' | 'complaints' | 'claims' | 'conduct'}.${string}`;
  readonly label: Words;
  readonly origin: Origin;
  readonly clause?: ClauseId;
  /** Field evidence for a house rule, by its number in the list of sources. */
  readonly source?: `S${string}`;
  readonly note: Words;
};
type NumberParameter = ParameterBase & {
  readonly unit: Exclude<ParameterUnit, 'time'>;
  readonly default: number;
  readonly min: number;
  readonly max: number;
};
/** A time of day in the centre's zone, HH:MM. */
type TimeParameter = ParameterBase & {
  readonly unit: 'time';
  readonly default: string;
  readonly min: string;
  readonly max: string;
};
export type Parameter = NumberParameter | TimeParameter;

const ROWS = [
  {
    key: 'repairs.issue_within',
    label: { zh: '登记后填写维修单', en: 'Issue the slip after logging' },
    unit: 'minutes',
    default: 5,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'M-07',
    note: {
      zh: '方案写「规定时间内」，未写几分钟',
      en: 'The plan says “within the prescribed time” and names no number',
    },
  },
  {
    key: 'repairs.issued_not_notified',
    label: { zh: '开单后通知维修员（用户报修）', en: 'Notify the technician after issue (user repair)' },
    unit: 'minutes',
    default: 2,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'M-11',
    note: { zh: '方案写「立即」，未写几分钟', en: 'The plan says “at once” and names no number' },
  },
  {
    key: 'repairs.notify_within',
    label: { zh: '开单后通知工程部（公共设施）', en: 'Notify engineering after issue (facility)' },
    unit: 'minutes',
    default: 5,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'M-45',
    note: {
      zh: '方案写「规定时间内」，未写几分钟',
      en: 'The plan says “within the prescribed time” and names no number',
    },
  },
  {
    key: 'repairs.collect_within',
    label: { zh: '接到通知后领单', en: 'Collect the slip after the notice' },
    unit: 'minutes',
    default: 5,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'M-11',
    source: 'S17',
    note: { zh: '方案未写；按同行做法 5 分钟内领单', en: 'Not in the plan; field practice is 5 minutes' },
  },
  {
    key: 'repairs.before_opening',
    label: { zh: '「开门前修好」的单，比开门提前', en: 'Repairs wanted before opening: ahead of the doors' },
    unit: 'minutes',
    default: 10,
    min: 0,
    max: 120,
    origin: 'house',
    note: { zh: '方案未写；开门前要留出收拾现场的时间', en: 'Not in the plan; leaves time to tidy before the doors open' },
  },
  {
    key: 'repairs.signing_gap',
    label: { zh: '通知到签字的间隔，超过则提示物业经理', en: 'Gap from notice to signature shown to the manager' },
    unit: 'minutes',
    default: 10,
    min: 1,
    max: 240,
    origin: 'house',
    clause: 'M-12',
    note: {
      zh: '时限从签字起算，签字晚了时限也晚；方案未限此间隔',
      en: 'The limits run from the signature, so a late signature moves them; the plan sets no limit here',
    },
  },
  {
    key: 'repairs.ready_minutes',
    label: { zh: '接单后备妥工具、材料', en: 'Tools and material ready after acceptance' },
    unit: 'minutes',
    default: 15,
    min: 1,
    max: 120,
    origin: 'plan',
    clause: 'M-13',
    note: {
      zh: '方案原文 15 分钟；从接单签字起算，不暂停',
      en: 'The plan says 15 minutes; runs from the signature and never pauses',
    },
  },
  {
    key: 'repairs.arrive_before_appointment',
    label: { zh: '按约定时间提前到达', en: 'Arrive before the appointment' },
    unit: 'minutes',
    default: 10,
    min: 0,
    max: 60,
    origin: 'plan',
    clause: 'M-14',
    note: {
      zh: '方案原文 10 分钟；特殊情况除外，另行统计',
      en: 'The plan says 10 minutes; special cases are excepted and counted apart',
    },
  },
  {
    key: 'repairs.appointment_reminder',
    label: { zh: '预约前提醒', en: 'Reminder before the appointment' },
    unit: 'minutes',
    default: 30,
    min: 0,
    max: 240,
    origin: 'house',
    clause: 'M-14',
    note: { zh: '方案未写；提醒不是时限', en: 'Not in the plan; a reminder, no limit' },
  },
  {
    key: 'repairs.facility_on_site',
    label: { zh: '接单后赶到现场（公共设施）', en: 'On site after acceptance (facility)' },
    unit: 'minutes',
    default: 30,
    min: 1,
    max: 240,
    origin: 'plan',
    clause: 'M-47',
    note: {
      zh: '方案原文 30 分钟；从接单签字起算，不暂停',
      en: 'The plan says 30 minutes; runs from the signature and never pauses',
    },
  },
  {
    key: 'repairs.facility_on_site_warning',
    label: { zh: '接单后多久提醒快到时（公共设施）', en: 'Warn of the arrival limit after (facility)' },
    unit: 'minutes',
    default: 20,
    min: 1,
    max: 240,
    origin: 'house',
    clause: 'M-47',
    note: { zh: '方案未写提醒；第 20 分钟提醒', en: 'The plan has no warning; given at minute 20' },
  },
  {
    key: 'repairs.user_on_site',
    label: { zh: '接单后到场（用户报修，无预约）', en: 'On site after acceptance (user, no appointment)' },
    unit: 'minutes',
    default: 30,
    min: 1,
    max: 240,
    origin: 'house',
    note: { zh: '方案未写；比照公共设施 30 分钟', en: 'Not in the plan; as for facilities, 30 minutes' },
  },
  {
    key: 'repairs.urgent_on_site',
    label: { zh: '接单后到场（急修）', en: 'On site after acceptance (urgent)' },
    unit: 'minutes',
    default: 15,
    min: 1,
    max: 120,
    origin: 'house',
    source: 'S18',
    note: { zh: '方案未写；同行 10 至 30 分钟', en: 'Not in the plan; field practice is 10 to 30 minutes' },
  },
  {
    key: 'repairs.reappoint_if_later',
    label: { zh: '预计晚到超过此数，先回电另约', en: 'Call back and re-appoint when later than' },
    unit: 'minutes',
    default: 20,
    min: 5,
    max: 120,
    origin: 'house',
    source: 'S20',
    note: { zh: '方案未写；按同行做法', en: 'Not in the plan; field practice' },
  },
  {
    key: 'repairs.vendor_call',
    label: { zh: '判明质量问题后联络协作单位', en: 'Call the partner contractor after finding a defect' },
    unit: 'minutes',
    default: 30,
    min: 1,
    max: 480,
    origin: 'house',
    clause: 'M-23',
    note: { zh: '方案写「尽快」，未写几分钟', en: 'The plan says “quickly” and names no number' },
  },
  {
    key: 'repairs.vendor_on_site_hours',
    label: { zh: '协作单位到场', en: 'Partner contractor on site' },
    unit: 'hours',
    default: 24,
    min: 1,
    max: 240,
    origin: 'house',
    clause: 'M-23',
    source: 'S76',
    note: { zh: '方案未写；保修单位 1 天内到场', en: 'Not in the plan; one day under warranty' },
  },
  {
    key: 'repairs.support_answer',
    label: { zh: '请求支援后答复', en: 'Answer to a request for support' },
    unit: 'minutes',
    default: 15,
    min: 1,
    max: 120,
    origin: 'house',
    clause: 'M-24',
    note: { zh: '方案未写答复时限', en: 'The plan sets no limit for the answer' },
  },
  {
    key: 'repairs.minor_repair_days',
    label: { zh: '小修完成目标', en: 'Target for minor repairs' },
    unit: 'days',
    default: 2,
    min: 1,
    max: 30,
    origin: 'house',
    source: 'S18',
    note: {
      zh: '方案未写完成时限；只作目标，不计超时',
      en: 'The plan has no completion limit; a target, never a breach',
    },
  },
  {
    key: 'repairs.copy_return',
    label: { zh: '客服部联当日交回', en: 'Desk copy back the same day by' },
    unit: 'time',
    default: '17:00',
    min: '00:00',
    max: '23:59',
    origin: 'house',
    clause: 'M-35',
    source: 'S21',
    note: {
      zh: '方案要求交回，未写几时；同行 17:00 收单核对',
      en: 'The plan asks for the return and names no time; field practice collects at 17:00',
    },
  },
  {
    key: 'repairs.copy_return_cutoff',
    label: { zh: '此时以后完工，次日交回', en: 'Finished later than this: due next day' },
    unit: 'time',
    default: '16:30',
    min: '00:00',
    max: '23:59',
    origin: 'house',
    clause: 'M-35',
    note: { zh: '方案未写', en: 'Not in the plan' },
  },
  {
    key: 'repairs.copy_return_next',
    label: { zh: '次日交回', en: 'Next-day return by' },
    unit: 'time',
    default: '09:30',
    min: '00:00',
    max: '23:59',
    origin: 'house',
    clause: 'M-35',
    note: { zh: '方案未写；按开放日计', en: 'Not in the plan; counted in opening days' },
  },
  {
    key: 'repairs.follow_up_hours',
    label: { zh: '签字后回访', en: 'Follow-up after the signature' },
    unit: 'hours',
    default: 24,
    min: 1,
    max: 240,
    origin: 'house',
    clause: 'M-36',
    note: {
      zh: '方案写「及时跟进」，未写几小时；按开放日计',
      en: 'The plan says “promptly” and names no number; counted in opening days',
    },
  },
  {
    key: 'repairs.follow_up_sampling',
    label: { zh: '回访比例', en: 'Share of orders followed up' },
    unit: 'percent',
    default: 100,
    min: 30,
    max: 100,
    origin: 'house',
    clause: 'M-36',
    source: 'S29',
    note: {
      zh: '方案未写；不满意和投诉一律回访',
      en: 'Not in the plan; dissatisfied users and complaints are always called',
    },
  },
  {
    key: 'repairs.bad_rating_call_hours',
    label: { zh: '评价不满意，回电', en: 'Call back after a bad rating' },
    unit: 'hours',
    default: 24,
    min: 1,
    max: 72,
    origin: 'house',
    clause: 'M-31',
    source: 'S30',
    note: { zh: '方案未写；按同行做法全部回电', en: 'Not in the plan; field practice calls every one' },
  },
  {
    key: 'repairs.absent_call_hours',
    label: { zh: '用户不在未签字，补电话确认', en: 'Confirm by telephone when the user was absent' },
    unit: 'hours',
    default: 24,
    min: 1,
    max: 72,
    origin: 'house',
    clause: 'M-31',
    note: {
      zh: '方案要求用户签名，未写用户不在时如何',
      en: 'The plan wants the user’s signature and is silent on an absent user',
    },
  },
  {
    key: 'repairs.repeat_fault_days',
    label: { zh: '同处再报视为重复维修', en: 'Same place again counts as a repeat within' },
    unit: 'days',
    default: 30,
    min: 1,
    max: 365,
    origin: 'house',
    clause: 'M-25',
    note: { zh: '方案未写', en: 'Not in the plan' },
  },
  {
    key: 'repairs.target_on_time',
    label: { zh: '及时率目标', en: 'Target: on time' },
    unit: 'percent',
    default: 95,
    min: 0,
    max: 100,
    origin: 'house',
    clause: 'M-01',
    source: 'S77',
    note: { zh: '方案写「及时有效」，未写比例', en: 'The plan says “timely and effective” and names no rate' },
  },
  {
    key: 'repairs.target_first_time_fix',
    label: { zh: '一次修复率目标', en: 'Target: fixed at the first visit' },
    unit: 'percent',
    default: 90,
    min: 0,
    max: 100,
    origin: 'house',
    clause: 'M-01',
    note: { zh: '方案未写', en: 'Not in the plan' },
  },
  {
    key: 'repairs.target_rework',
    label: { zh: '返修率上限', en: 'Rework at most' },
    unit: 'percent',
    default: 2,
    min: 0,
    max: 100,
    origin: 'house',
    clause: 'M-01',
    source: 'S77',
    note: { zh: '方案未写', en: 'Not in the plan' },
  },
  {
    key: 'repairs.target_satisfaction',
    label: { zh: '满意率目标', en: 'Target: satisfaction' },
    unit: 'percent',
    default: 98,
    min: 0,
    max: 100,
    origin: 'house',
    clause: 'M-01',
    source: 'S77',
    note: { zh: '方案写「提高服务质量」，未写比例', en: 'The plan says “improve quality” and names no rate' },
  },
  {
    key: 'roster.gap_check_at',
    label: { zh: '前一日检查次日排班的时间', en: 'When tomorrow’s roster is checked, the day before' },
    unit: 'time',
    default: '10:00',
    min: '06:00',
    max: '22:00',
    origin: 'house',
    clause: 'M-51',
    note: { zh: '方案未写；提前一日提醒，来得及补人', en: 'Not in the plan; a day ahead, in time to act' },
  },
  {
    key: 'roster.handover_untaken',
    label: { zh: '交班无人接，通知物业经理', en: 'Untaken handover reaches the manager' },
    unit: 'minutes',
    default: 30,
    min: 5,
    max: 240,
    origin: 'house',
    clause: 'M-52',
    note: { zh: '方案只写「做好记录和交接班」', en: 'The plan says only “keep records and hand over”' },
  },
  {
    key: 'roster.duty_takes_phone',
    label: { zh: '行政值班代接电话（0 否，1 是）', en: 'The duty officer stands in at the telephone (0 no, 1 yes)' },
    unit: 'count',
    default: 0,
    min: 0,
    max: 1,
    origin: 'house',
    clause: 'M-51',
    note: { zh: '方案只写代办报修', en: 'The plan names repairs only' },
  },
  {
    key: 'roster.duty_takes_complaints',
    label: { zh: '行政值班代接投诉（0 否，1 是）', en: 'The duty officer stands in for complaints (0 no, 1 yes)' },
    unit: 'count',
    default: 0,
    min: 0,
    max: 1,
    origin: 'house',
    clause: 'M-51',
    note: { zh: '方案只写代办报修', en: 'The plan names repairs only' },
  },
  {
    key: 'alerts.climb_minutes',
    label: { zh: '超时提醒无人确认，向上一级', en: 'A late alert nobody acknowledges goes one step up after' },
    unit: 'minutes',
    default: 5,
    min: 1,
    max: 120,
    origin: 'house',
    clause: 'M-04',
    note: { zh: '方案写「跟踪、督促」，未写几分钟', en: 'The plan says “track and urge” and names no number' },
  },
  {
    key: 'complaints.take_minutes',
    label: { zh: '投诉登记后有人接手', en: 'Somebody takes a complaint after it came in' },
    unit: 'minutes',
    default: 30,
    min: 5,
    max: 240,
    origin: 'house',
    clause: 'M-37',
    source: 'S38',
    note: { zh: '方案写设立投诉电话，未写几分钟接手', en: 'The plan runs a complaints number and names no minutes' },
  },
  {
    key: 'complaints.respond_urgent_hours',
    label: { zh: '首次回应（重要、重大）', en: 'First response (important, major)' },
    unit: 'hours',
    default: 2,
    min: 1,
    max: 48,
    origin: 'house',
    clause: 'M-37',
    source: 'S34',
    note: { zh: '方案未写；同行紧急 2 小时', en: 'Not in the plan; field practice is 2 h when urgent' },
  },
  {
    key: 'complaints.respond_hours',
    label: { zh: '首次回应（轻微）', en: 'First response (minor)' },
    unit: 'hours',
    default: 24,
    min: 1,
    max: 72,
    origin: 'house',
    clause: 'M-37',
    source: 'S39',
    note: { zh: '方案未写；同行 24 小时', en: 'Not in the plan; field practice is 24 h' },
  },
  {
    key: 'complaints.close_minor_hours',
    label: { zh: '答复投诉人（轻微）', en: 'Answer to the complainant (minor)' },
    unit: 'hours',
    default: 24,
    min: 1,
    max: 240,
    origin: 'house',
    clause: 'T-01',
    source: 'S35',
    note: { zh: '方案写「及时反馈」，未写几小时；按开放日计', en: 'The plan says “prompt feedback” and names no number; counted in opening days' },
  },
  {
    key: 'complaints.close_important_days',
    label: { zh: '答复投诉人（重要）', en: 'Answer to the complainant (important)' },
    unit: 'days',
    default: 3,
    min: 1,
    max: 30,
    origin: 'house',
    clause: 'T-01',
    source: 'S33',
    note: { zh: '方案写「及时反馈」，未写几天；按开放日计', en: 'The plan says “prompt feedback” and names no number; counted in opening days' },
  },
  {
    key: 'complaints.close_major_days',
    label: { zh: '答复投诉人（重大）', en: 'Answer to the complainant (major)' },
    unit: 'days',
    default: 7,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'T-01',
    source: 'S34',
    note: { zh: '方案写「及时反馈」，未写几天；按开放日计', en: 'The plan says “prompt feedback” and names no number; counted in opening days' },
  },
  {
    key: 'complaints.return_call_hours',
    label: { zh: '答复后回访（全部）', en: 'Return call after the answer (every case)' },
    unit: 'hours',
    default: 48,
    min: 1,
    max: 240,
    origin: 'house',
    clause: 'T-01',
    source: 'S30',
    note: { zh: '方案未写；投诉 100% 回访，按开放日计', en: 'Not in the plan; every complaint is called back, counted in opening days' },
  },
  {
    key: 'claims.reply_days',
    label: { zh: '索赔答复', en: 'Reply to a damage claim' },
    unit: 'days',
    default: 3,
    min: 1,
    max: 30,
    origin: 'house',
    clause: 'M-38',
    note: { zh: '方案写「将予以赔偿」，未写几天；按开放日计', en: 'The plan says damage will be made good and names no number; counted in opening days' },
  },
  {
    key: 'claims.settle_days',
    label: { zh: '签字后付款或交付', en: 'Pay or deliver after the agreement' },
    unit: 'days',
    default: 7,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'M-38',
    note: { zh: '方案未写；按开放日计', en: 'Not in the plan; counted in opening days' },
  },
  {
    key: 'claims.supervisor_yuan',
    label: { zh: '主管可批的赔偿金额上限', en: 'A supervisor may approve up to' },
    unit: 'yuan',
    default: 500,
    min: 0,
    max: 100000,
    origin: 'house',
    clause: 'M-38',
    source: 'S45',
    note: { zh: '方案未写；超过此数由物业经理批', en: 'Not in the plan; above it the manager approves' },
  },
  {
    key: 'claims.manager_yuan',
    label: { zh: '物业经理可批的赔偿金额上限', en: 'The manager may approve up to' },
    unit: 'yuan',
    default: 5000,
    min: 0,
    max: 1000000,
    origin: 'house',
    clause: 'M-38',
    note: { zh: '方案未写；超过此数还须公司批', en: 'Not in the plan; above it the company approves too' },
  },
  {
    key: 'claims.amount_max_yuan',
    label: { zh: '赔偿金额超过此数不予登记', en: 'A claim above this is not booked' },
    unit: 'yuan',
    default: 200000,
    min: 100,
    max: 10000000,
    origin: 'house',
    clause: 'M-38',
    note: { zh: '方案未写；防止多打一个零', en: 'Not in the plan; guards against a zero too many' },
  },
  {
    key: 'conduct.statement_days',
    label: { zh: '本人陈述', en: 'The person’s own statement' },
    unit: 'days',
    default: 3,
    min: 1,
    max: 14,
    origin: 'house',
    clause: 'M-39',
    note: { zh: '方案未写；先听本人说，再作处理；按开放日计', en: 'Not in the plan; the person is heard before anything is decided; counted in opening days' },
  },
  {
    key: 'conduct.pledge_sign_days',
    label: { zh: '保密承诺签署', en: 'Sign the confidentiality pledge' },
    unit: 'days',
    default: 7,
    min: 1,
    max: 60,
    origin: 'house',
    clause: 'M-40',
    note: { zh: '方案要求不得与他人谈论，未写如何告知；每年一签', en: 'The plan forbids it and is silent on how it is told; signed each year' },
  },
  {
    key: 'conduct.pledge_valid_days',
    label: { zh: '保密承诺有效', en: 'A signed pledge is valid for' },
    unit: 'days',
    default: 365,
    min: 30,
    max: 730,
    origin: 'house',
    clause: 'M-40',
    note: { zh: '方案未写；每年一签', en: 'Not in the plan; once a year' },
  },
] as const satisfies readonly Parameter[];

export type ParameterKey = (typeof ROWS)[number]['key'];
type TimeKey = Extract<(typeof ROWS)[number], { unit: 'time' }>['key'];

/** Times as HH:MM text, everything else a number in the parameter's unit. */
export type ParameterValues = { readonly [K in ParameterKey]: K extends TimeKey ? string : number };

export const PARAMETERS: readonly (Parameter & { readonly key: ParameterKey })[] = ROWS;

const BY_KEY: ReadonlyMap<string, Parameter> = new Map(ROWS.map((row) => [row.key, row]));

export const isParameterKey = (text: string): text is ParameterKey => BY_KEY.has(text);

export const parameterByKey = (key: ParameterKey): Parameter => {
  const parameter = BY_KEY.get(key);
  if (!parameter) throw new Error(`no parameter ${key}`);
  return parameter;
};

export const parameterDefaults = (): ParameterValues =>
  Object.fromEntries(ROWS.map((row) => [row.key, row.default])) as ParameterValues;

/**
 * Where the value in force comes from. A plan number that the centre changed is no longer the plan's:
 * it must be shown as a house rule.
 */
export const originOf = (key: ParameterKey, value: number | string): Origin => {
  const parameter = parameterByKey(key);
  return parameter.origin === 'plan' && parameter.default === value ? 'plan' : 'house';
};

export type ParameterRefusal = Refusal<
  'parameter-unknown' | 'parameter-not-a-number' | 'parameter-not-a-time' | 'parameter-out-of-range'
>;
export type ParsedParameter = { readonly ok: true; readonly value: number | string } | ParameterRefusal;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Takes what a form or a stored row holds; whole numbers only. */
export const parseParameter = (key: string, value: unknown): ParsedParameter => {
  const parameter = BY_KEY.get(key);
  if (!parameter) return refuse('parameter-unknown', { key });
  const text = typeof value === 'string' ? value.trim() : value;
  const range = { key, min: parameter.min, max: parameter.max };
  if (parameter.unit === 'time') {
    if (typeof text !== 'string' || !TIME.test(text)) return refuse('parameter-not-a-time', { key });
    return text >= parameter.min && text <= parameter.max
      ? { ok: true, value: text }
      : refuse('parameter-out-of-range', range);
  }
  const number = typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text;
  if (typeof number !== 'number' || !Number.isInteger(number)) return refuse('parameter-not-a-number', { key });
  return number >= parameter.min && number <= parameter.max
    ? { ok: true, value: number }
    : refuse('parameter-out-of-range', range);
};

/** Defaults overlaid with what the centre has set; a stored value that no longer parses is ignored, not trusted. */
export const parameterValues = (stored: Readonly<Record<string, unknown>>): ParameterValues => {
  const read = ROWS.map((row): [ParameterKey, number | string] => {
    const parsed = row.key in stored ? parseParameter(row.key, stored[row.key]) : undefined;
    return [row.key, parsed?.ok ? parsed.value : row.default];
  });
  return Object.fromEntries(read) as ParameterValues;
};
