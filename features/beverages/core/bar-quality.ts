import type { Instant } from '../../../platform/core/instant.ts';
import { ok, refuse, type Decision } from '../../../platform/core/refusal.ts';
import { addDays, type LocalDate } from '../../../platform/core/working-calendar.ts';

/** 饮品服务质量检查表 (forms.md 4.13): 100 points. The items are field practice, not the plan's words. */
export const CHECK_ITEMS = [
  { key: 'appearance', points: 5 }, { key: 'hygiene', points: 8 }, { key: 'par', points: 6 }, { key: 'expiry', points: 8 }, { key: 'cups', points: 8 }, { key: 'sterilising', points: 6 },
  { key: 'asking', points: 8 }, { key: 'wording', points: 6 }, { key: 'serving', points: 8 }, { key: 'tray', points: 4 }, { key: 'naming', points: 4 }, { key: 'taste', points: 6 },
  { key: 'refill', points: 6 }, { key: 'clearing', points: 5 }, { key: 'farewell', points: 4 }, { key: 'guest', points: 4 }, { key: 'records', points: 4 },
] as const;
export type CheckItemKey = (typeof CHECK_ITEMS)[number]['key'];
export const CHECK_KEYS = CHECK_ITEMS.map((item) => item.key) as [CheckItemKey, ...CheckItemKey[]];

export type CheckLine = { readonly key: CheckItemKey; readonly off: number; readonly note?: string; readonly photos: readonly string[]; /** Not seen this time: neither points nor a deduction. */ readonly unseen: boolean };
export type Defect = { readonly id: string; readonly key: CheckItemKey; readonly words: string; readonly ownerId?: string; readonly fixBy: LocalDate; readonly fixedAt?: Instant; readonly recheck?: { readonly at: Instant; readonly by: string; readonly isMended: boolean } };

type Mark = { readonly at: Instant; readonly by: string };
/** What of the bar's quality is a paper of its own (B-03, B-04). */
export type QualityRecord =
  | { readonly id: string; readonly siteId: string; readonly kind: 'procedure'; readonly made: Mark; readonly day: LocalDate; readonly number: number; readonly text: string; readonly effectiveOn: LocalDate; readonly read: Readonly<Record<string, Instant>> }
  | { readonly id: string; readonly siteId: string; readonly kind: 'check'; readonly made: Mark; readonly day: LocalDate; readonly tableId?: string; readonly onDutyId?: string; readonly lines: readonly CheckLine[]; readonly score: number; readonly outOf: number; readonly defects: readonly Defect[]; readonly note: string }
  | { readonly id: string; readonly siteId: string; readonly kind: 'rating'; readonly made: { readonly at: Instant }; readonly day: LocalDate; readonly tableId: string; readonly partyId?: string; readonly stars: number; readonly comment?: string };

export type QualityEvent =
  | (Mark & { readonly type: 'ProcedurePublished'; readonly day: LocalDate; readonly number: number; readonly text: string; readonly effectiveOn: LocalDate })
  | (Mark & { readonly type: 'ProcedureRead' })
  | (Mark & { readonly type: 'QualityChecked'; readonly day: LocalDate; readonly tableId?: string; readonly onDutyId?: string; readonly lines: readonly CheckLine[]; readonly defects: readonly Defect[]; readonly note: string })
  | (Mark & { readonly type: 'DefectFixed'; readonly defectId: string })
  | (Mark & { readonly type: 'DefectRechecked'; readonly defectId: string; readonly isMended: boolean; readonly fixBy?: LocalDate })
  | { readonly type: 'GuestRated'; readonly at: Instant; readonly by: ''; readonly day: LocalDate; readonly tableId: string; readonly partyId?: string; readonly stars: number; readonly comment?: string };

/** Points kept of those that could be judged; out of 100 when everything was seen. */
export const scoreOf = (lines: readonly CheckLine[]): { score: number; outOf: number } => {
  const seen = CHECK_ITEMS.filter((item) => !lines.find((line) => line.key === item.key)?.unseen);
  const outOf = seen.reduce((all, item) => all + item.points, 0);
  return { outOf, score: outOf - seen.reduce((all, item) => all + (lines.find((line) => line.key === item.key)?.off ?? 0), 0) };
};

export const evolveQuality = (state: QualityRecord | undefined, event: QualityEvent, ids: { siteId: string; subject: string }): QualityRecord => {
  const base = { id: ids.subject, siteId: ids.siteId };
  const made = { at: event.at, by: event.by };
  switch (event.type) {
    case 'ProcedurePublished':
      return { ...base, kind: 'procedure', made, day: event.day, number: event.number, text: event.text, effectiveOn: event.effectiveOn, read: {} };
    case 'QualityChecked':
      return { ...base, kind: 'check', made, day: event.day, lines: event.lines, ...scoreOf(event.lines), defects: event.defects, note: event.note, ...(event.tableId ? { tableId: event.tableId } : {}), ...(event.onDutyId ? { onDutyId: event.onDutyId } : {}) };
    case 'GuestRated':
      return { ...base, kind: 'rating', made: { at: event.at }, day: event.day, tableId: event.tableId, stars: event.stars, ...(event.partyId ? { partyId: event.partyId } : {}), ...(event.comment ? { comment: event.comment } : {}) };
    case 'ProcedureRead':
      if (state?.kind !== 'procedure') throw new Error('Only a procedure is read.');
      return { ...state, read: { ...state.read, [event.by]: event.at } };
    case 'DefectFixed':
    case 'DefectRechecked': {
      if (state?.kind !== 'check') throw new Error('Only a check has defects.');
      const mended = (defect: Defect): Defect => {
        if (event.type === 'DefectFixed') return { ...defect, fixedAt: event.at };
        const { fixedAt: _fixed, ...again } = defect;
        const recheck = { at: event.at, by: event.by, isMended: event.isMended };
        // Not mended: it is open again, with another date.
        return event.isMended ? { ...defect, recheck } : { ...again, recheck, fixBy: event.fixBy ?? defect.fixBy };
      };
      return { ...state, defects: state.defects.map((defect) => (defect.id === event.defectId ? mended(defect) : defect)) };
    }
    default: {
      const never: never = event;
      return never;
    }
  }
};

export const isQualityOpen = (record: QualityRecord): boolean => record.kind === 'check' && record.defects.some((defect) => !defect.recheck?.isMended);

type Who = { readonly at: Instant; readonly by: string };
export const check = (input: Who & { day: LocalDate; tableId?: string; onDutyId?: string; lines: readonly CheckLine[]; defects: readonly Defect[]; note: string; files: ReadonlySet<string> }): Decision<QualityEvent> => {
  const { files, ...event } = input;
  for (const line of input.lines) {
    const item = CHECK_ITEMS.find((candidate) => candidate.key === line.key);
    if (!item || line.off > item.points) return refuse('points-too-many', { key: line.key });
    if (line.unseen && line.off > 0) return refuse('points-unseen', { key: line.key });
    if (line.off > 0 && !line.note?.trim()) return refuse('deduction-without-words', { key: line.key });
    if (line.photos.some((hash) => !files.has(hash))) return refuse('photo-unknown', { key: line.key });
  }
  if (new Set(input.lines.map((line) => line.key)).size < input.lines.length) return refuse('item-twice', {});
  if (CHECK_ITEMS.some((item) => !input.lines.some((line) => line.key === item.key))) return refuse('check-incomplete', {});
  const early = input.defects.find((defect) => defect.fixBy < input.day);
  return early ? refuse('date-in-past', { fixBy: early.fixBy }) : ok({ type: 'QualityChecked', ...event });
};

export const fixDefect = (state: QualityRecord, input: Who & { defectId: string }): Decision<QualityEvent> => {
  const defect = state.kind === 'check' ? state.defects.find((entry) => entry.id === input.defectId) : undefined;
  if (!defect) return refuse('not-found');
  if (defect.fixedAt) return refuse('already-fixed', { at: defect.fixedAt });
  return ok({ type: 'DefectFixed', ...input });
};

export const recheckDefect = (state: QualityRecord, input: Who & { defectId: string; isMended: boolean; fixBy?: LocalDate }): Decision<QualityEvent> => {
  const defect = state.kind === 'check' ? state.defects.find((entry) => entry.id === input.defectId) : undefined;
  if (!defect) return refuse('not-found');
  if (!defect.fixedAt) return refuse('not-fixed-yet', {});
  if (defect.recheck?.isMended) return refuse('already-rechecked', {});
  return ok({ type: 'DefectRechecked', ...input });
};

export const acknowledge = (state: QualityRecord, who: Who): Decision<QualityEvent> => {
  if (state.kind !== 'procedure') return refuse('not-found');
  return state.read[who.by] ? ok() : ok({ type: 'ProcedureRead', ...who });
};

/** The procedure in force on a day: the latest whose date has come. */
export const inForce = <P extends { readonly effectiveOn: LocalDate; readonly number: number }>(versions: readonly P[], day: LocalDate): P | undefined =>
  versions.filter((version) => version.effectiveOn <= day).sort((a, b) => (a.effectiveOn === b.effectiveOn ? a.number - b.number : a.effectiveOn < b.effectiveOn ? -1 : 1)).at(-1);

export type PlannedCheck = { readonly day: LocalDate; readonly hour: number; readonly tableId: string | null };

/** A number that looks drawn but is the same for everybody who looks again (xorshift over the seed's letters). */
const draws = (seed: string): (() => number) => {
  let state = 2_166_136_261;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 4_294_967_296;
  };
};

/** A week's random sample (B-03): days, hours and tables nobody chose; the same on every screen. */
export const samplingPlan = (input: { seed: string; weekStart: LocalDate; count: number; /** Every hour of the week in which the centre is open, each day's own. */ openHours: readonly { readonly day: LocalDate; readonly hour: number }[]; tables: readonly string[] }): PlannedCheck[] => {
  const draw = draws(`${input.seed}:${input.weekStart}`);
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(draw() * list.length)];
  const seen = new Set<string>();
  const plan: PlannedCheck[] = [];
  for (let tries = 0; plan.length < input.count && tries < input.count * 20; tries += 1) {
    const slot = pick(input.openHours);
    if (!slot || seen.has(`${slot.day}/${slot.hour}`)) continue;
    seen.add(`${slot.day}/${slot.hour}`);
    plan.push({ ...slot, tableId: pick(input.tables) ?? null });
  }
  return plan.sort((a, b) => (a.day === b.day ? a.hour - b.hour : a.day < b.day ? -1 : 1));
};

export const weekStartOf = (day: LocalDate): LocalDate => addDays(day, 1 - Temporal.PlainDate.from(day).dayOfWeek);

/** What a procedure begins as: field practice written down, for the manager to change (clauses.md 3.5). */
export const FIRST_PROCEDURE = `一、开班：提前 10 分钟到岗，参加班前会，核对上一班结存；清洁吧台、设备、地面，清点饮品和杯具，不足的申领补齐。
二、询问：客人落座后一分钟内上前，报出可选的饮品，请客人选择；有儿童、老人先照顾。
三、复单：点单后复述一遍，说「请稍等，马上为您准备」。
四、上饮品：左手托盘，右手从客人右侧上，女士、长者、来宾优先；手握杯子下三分之一，报出品名，热饮提醒「请小心烫」；低矮茶几蹲式服务。
五、巡台：杯中饮品将尽时主动续杯；客人换饮品时撤下旧杯。
六、收台：客人离席后几分钟内收杯、擦台、椅子归位。
七、闭班：杯具清洗、消毒、入柜遮盖；清点结存，易变质的冷藏或报损，列出次日申领，交接，锁好水电柜门。`;
