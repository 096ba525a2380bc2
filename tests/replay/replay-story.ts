import type { StepInput } from '../../features/repairs/core/repair-steps.ts';

/** Who acts; `guest` holds only a signed code. */
export type Actor = 'desk' | 'technician' | 'technician2' | 'foreman' | 'manager' | 'guest';

/** Steps of the paper slip: their times are counted back from the moment they are keyed in. */
type Keyed = (minutesAgo: (minutes: number) => string) => readonly StepInput[];

/** One thing done: minutes after the one before it. */
export type Act =
  | { readonly after: number; readonly who: Exclude<Actor, 'guest'>; readonly steps: readonly StepInput[] | Keyed }
  | { readonly after: number; readonly who: 'guest'; readonly rating: 'satisfied' | 'fair' | 'dissatisfied' };

export type Story = {
  readonly kind: 'user' | 'facility';
  readonly inRoom: boolean;
  readonly by: 'desk' | 'technician';
  readonly urgent: boolean;
  readonly appointmentIn: number | undefined;
  readonly steps: readonly StepInput[];
  readonly acts: readonly Act[];
};

/** A small generator with a seed, so that a case that failed can be played again (mulberry32). */
export const dice = (seed: number): { chance(p: number): boolean; between(from: number, to: number): number; pick<T>(list: readonly T[]): T } => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { chance: (p) => next() < p, between: (from, to) => from + Math.floor(next() * (to - from + 1)), pick: (list) => list[Math.floor(next() * list.length)] as never };
};

type Dice = ReturnType<typeof dice>;
type People = Readonly<Record<'technician' | 'technician2', string>>;
const RATINGS = ['satisfied', 'satisfied', 'satisfied', 'fair', 'dissatisfied'] as const;

/** Stands for a signature until it is drawn and sent. */
const DRAWN = 'drawn';

/** A visit from the technician's signature to the user's; minutes are what people take, now and then too many. */
const visit = (roll: Dice, story: { kind: Story['kind']; inRoom: boolean; who: 'technician' | 'technician2'; accepted: boolean }): Act[] => {
  const { who, kind } = story;
  const acts: Act[] = [];
  const act = (after: number, by: Exclude<Actor, 'guest'>, ...steps: StepInput[]) => void acts.push({ after, who: by, steps });
  if (!story.accepted) act(roll.between(0, 7), who, roll.chance(0.15) ? { step: 'accept', signWay: 'pin' } : { step: 'accept', signWay: 'screen', signatureFile: DRAWN });
  if (roll.chance(0.1)) {
    act(roll.between(1, 10), who, { step: 'hold', reason: 'user_absent', note: '用户不在' });
    act(roll.between(30, 300), who, { step: 'resume' });
  }
  if (roll.chance(0.8)) act(roll.between(3, 18), who, { step: 'ready' });
  act(roll.between(2, 24), who, { step: 'arrive' });
  if (story.inRoom) {
    if (roll.chance(0.08)) {
      act(1, who, { step: 'consent', given: false, by: '主管' });
      act(roll.between(60, 1500), who, { step: 'resume' }, { step: 'arrive' });
    }
    act(roll.between(0, 3), who, { step: 'consent', given: true, by: '主管' });
  }
  const isAsReported = roll.chance(0.9);
  act(roll.between(1, 6), who, { step: 'start', asReported: isAsReported, ...(isAsReported ? {} : { actualFault: '另一处坏了' }), moved: true, covered: roll.chance(0.7), sheet: true });
  if (roll.chance(0.2)) act(2, who, { step: 'announceNoise' });
  if (roll.chance(0.15)) {
    act(roll.between(1, 20), who, { step: 'askSupport', to: 'foreman', text: '需要加人' });
    act(roll.between(3, 25), 'foreman', { step: 'answerSupport', answer: '十分钟到' });
  }
  if (roll.chance(0.3)) act(roll.between(1, 10), who, { step: 'takeMaterials', materials: [{ name: '软管', unit: '根', quantity: roll.between(1, 3), unitPriceCents: 1250 }] });
  const isDefect = roll.chance(0.1);
  act(roll.between(2, 30), who, { step: 'explainCause', cause: isDefect ? 'quality_defect' : roll.pick(['wear', 'misuse', 'external', 'unknown'] as const), explained: roll.chance(0.95) });
  if (isDefect) {
    act(roll.between(1, 40), who, { step: 'referVendor', firm: '总包单位', called: true, promised: '明天上午' });
    act(roll.between(60, 1800), who, { step: 'resume' });
  } else if (roll.chance(0.1)) {
    act(roll.between(1, 20), who, { step: 'hold', reason: 'parts' });
    act(roll.between(60, 2000), who, { step: 'resume' });
  }
  if (roll.chance(0.12)) act(roll.between(5, 40), who, { step: 'test', to: '主管', passed: false });
  act(roll.between(5, 50), who, { step: 'test', to: '主管', passed: true }, { step: 'tidy', wiped: true, tools: true, rubbish: true, restored: true });
  if (roll.chance(0.08)) {
    act(2, who, { step: 'judge', acceptance: 'rejected', remarks: '还在滴水', ...(kind === 'facility' ? { department: '销售部' } : {}) });
    act(roll.between(10, 60), who, { step: 'test', to: '主管', passed: true });
  }
  if (roll.chance(0.12)) {
    act(1, who, { step: 'askCleaning' });
    act(roll.between(5, 30), 'desk', { step: 'settleCleaning', settled: 'done' });
  }
  act(roll.between(1, 5), who, { step: 'record', workDone: '更换配件', result: roll.chance(0.9) ? 'fixed' : 'temporary' }, { step: 'judge', acceptance: roll.chance(0.9) ? 'accepted' : 'accepted_with_remarks', ...(kind === 'facility' ? { department: '销售部' } : {}) });
  if (kind === 'facility') act(roll.between(1, 10), who, { step: 'sign', signWay: 'desk_tablet', signedBy: '主管', signatureFile: DRAWN });
  else if (roll.chance(0.08)) act(roll.between(1, 5), who, { step: 'noSignature', why: 'absent', reason: '用户已离开', witness: '保安' });
  else if (roll.chance(0.06)) act(roll.between(1, 5), who, { step: 'noSignature', why: 'refused', reason: '用户不愿签', witness: '保安' });
  else if (roll.chance(0.4)) acts.push({ after: roll.between(1, 8), who: 'guest', rating: roll.pick(RATINGS) });
  else
    act(roll.between(1, 40), 'desk', { step: 'rate', way: 'paper', workmanship: roll.pick(RATINGS), attitude: roll.pick(RATINGS), conduct: 'satisfied' }, { step: 'sign', way: 'paper', signWay: 'paper', signedBy: '王经理' });
  // The slip says its own times too: they stand beside the measured ones and change nothing (M-30).
  if (roll.chance(0.2)) acts.push({ after: 1, who: 'desk', steps: (at) => [{ step: 'test', way: 'paper', at: at(4), to: '主管', passed: true }] });
  return acts;
};

/** What is owed after the signature: copies, the call, now and then the partner's bad news that it broke again. */
const afterwards = (roll: Dice, kind: Story['kind']): { acts: Act[]; again: boolean } => {
  const acts: Act[] = [];
  if (kind === 'user') acts.push({ after: 1, who: 'desk', steps: [{ step: 'moveCopy', ply: 'user', custody: 'with_user' }] });
  if (roll.chance(0.5)) acts.push({ after: roll.between(5, 60), who: 'desk', steps: [{ step: 'moveCopy', ply: 'store', custody: 'at_store' }, { step: 'moveCopy', ply: 'engineering', custody: 'at_engineering' }] });
  if (roll.chance(0.06)) {
    acts.push({ after: roll.between(20, 900), who: 'desk', steps: [{ step: 'loseCopy', ply: 'desk', reason: '淋湿烂掉' }] });
    acts.push({ after: roll.between(5, 400), who: 'manager', steps: [{ step: 'approveLoss', ply: 'desk' }] });
  } else acts.push({ after: roll.between(5, 700), who: 'desk', steps: [{ step: 'moveCopy', ply: 'desk', custody: 'returned' }] });
  if (kind === 'facility') return { acts, again: false };
  if (roll.chance(0.15)) acts.push({ after: roll.between(30, 600), who: 'desk', steps: [{ step: 'followUp', result: 'not_reached', method: 'phone' }] });
  const again = roll.chance(0.08);
  acts.push({ after: roll.between(30, 1700), who: 'desk', steps: [{ step: 'followUp', result: again ? 'dissatisfied' : roll.pick(['satisfied', 'satisfied', 'fair'] as const), method: 'phone', ...(again ? { note: '再派人看' } : {}) }] });
  if (again) acts.push({ after: roll.between(5, 100), who: 'desk', steps: [{ step: 'reopen', reason: '又漏了' }] });
  return { acts, again };
};

/** The whole slip keyed in by the desk at the end, with the paper's times (代录): one command. */
const keyedIn = (roll: Dice, kind: Story['kind'], technicianId: string): Keyed => {
  const way = roll.pick(['paper', 'radio'] as const);
  const ready = roll.chance(0.7) ? roll.between(34, 45) : undefined;
  const arrived = roll.between(18, 33);
  return (at) => [
    { step: 'accept', way, at: at(50), signWay: 'paper', technicianId },
    ...(ready === undefined ? [] : [{ step: 'ready' as const, way, at: at(ready) }]),
    { step: 'arrive', way, at: at(arrived) },
    { step: 'start', asReported: true, way, at: at(16) },
    { step: 'test', way, at: at(6), to: '主管', passed: true },
    { step: 'record', way, at: at(5), workDone: '已修好', result: 'fixed', cause: 'wear' },
    { step: 'judge', way, at: at(5), acceptance: 'accepted', ...(kind === 'facility' ? { department: '销售部' } : {}) },
    ...(kind === 'user' ? [{ step: 'rate' as const, way: 'paper' as const, at: at(4), workmanship: 'satisfied' as const, attitude: 'fair' as const, conduct: 'satisfied' as const }] : []),
    { step: 'sign', way: 'paper', at: at(4), signWay: 'paper', signedBy: '王经理' },
    { step: 'moveCopy', ply: 'desk', custody: 'returned' },
  ];
};

/** One case's life, decided by its seed alone. */
export const tell = (seed: number, people: People): Story => {
  const roll = dice(seed);
  const kind = roll.chance(0.65) ? 'user' : 'facility';
  const inRoom = kind === 'user' && roll.chance(0.6);
  const who = roll.chance(0.5) ? 'technician' : 'technician2';
  const base = { kind, inRoom, urgent: roll.chance(0.1), appointmentIn: kind === 'user' && roll.chance(0.2) ? roll.between(40, 400) : undefined } as const;
  const onSpot = roll.chance(0.06);
  if (onSpot) {
    const first = visit(roll, { kind, inRoom, who: 'technician', accepted: true });
    const { acts } = afterwards(roll, 'facility');
    const call: Act[] = kind === 'user' ? [{ after: 60, who: 'desk', steps: [{ step: 'followUp', result: 'satisfied', method: 'phone' }] }] : [];
    const confirm: Act = { after: 5, who: 'desk', steps: [{ step: 'confirmOnSpot' }, { step: 'print', reprint: false }] };
    return { ...base, appointmentIn: undefined, by: 'technician', steps: [{ step: 'issue' }, { step: 'accept', signWay: 'screen', signatureFile: DRAWN }], acts: [...first, confirm, ...acts, ...call] };
  }
  const atOnce = roll.chance(0.6);
  const issueLater: Act[] = atOnce ? [] : [{ after: roll.between(0, 8), who: 'desk', steps: [{ step: 'issue' }, { step: 'print', reprint: false }] }];
  const steps: StepInput[] = atOnce ? [{ step: 'issue' }, { step: 'print', reprint: false }] : [];
  if (roll.chance(0.04)) return { ...base, by: 'desk', steps, acts: [...issueLater, { after: roll.between(1, 60), who: 'desk', steps: [{ step: 'cancel', reason: '用户自己处理了' }] }] };
  if (roll.chance(0.15)) {
    const id = people[who];
    const call: Act[] = kind === 'user' ? [{ after: roll.between(30, 900), who: 'desk', steps: [{ step: 'followUp', result: 'fair', method: 'in_person' }] }] : [];
    return { ...base, inRoom: false, by: 'desk', steps, acts: [...issueLater, { after: 1, who: 'desk', steps: [{ step: 'notify', technicianId: id, channel: 'radio' }] }, { after: roll.between(60, 400), who: 'desk', steps: keyedIn(roll, kind, id) }, ...call] };
  }
  const notify: Act[] = roll.chance(0.9) ? [{ after: roll.between(0, 7), who: 'desk', steps: [{ step: 'notify', technicianId: people[who], channel: roll.pick(['radio', 'phone', 'app'] as const) }] }] : [];
  const acts = [...issueLater, ...notify, ...visit(roll, { kind, inRoom, who, accepted: false })];
  const owed = afterwards(roll, kind);
  acts.push(...owed.acts);
  if (owed.again) {
    acts.push({ after: 2, who: 'desk', steps: [{ step: 'notify', technicianId: people[who], channel: 'phone' }] }, ...visit(roll, { kind, inRoom, who, accepted: false }));
    acts.push({ after: 30, who: 'desk', steps: [{ step: 'moveCopy', ply: 'desk', custody: 'returned' }] }, { after: 90, who: 'desk', steps: [{ step: 'followUp', result: 'satisfied', method: 'in_person' }] });
  }
  return { ...base, by: 'desk', steps, acts };
};
