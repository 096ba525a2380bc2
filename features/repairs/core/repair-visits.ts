import type { RepairOrder } from './repair-order.ts';

/** The order with nothing of these. */
export const without = <K extends keyof RepairOrder>(order: RepairOrder, ...keys: K[]): RepairOrder => {
  const copy: Record<string, unknown> = { ...order };
  for (const key of keys) delete copy[key];
  return copy as RepairOrder;
};

/** A reopened order keeps its number and its history; what belongs to the visit starts afresh. */
export const nextVisit = (order: RepairOrder): RepairOrder => ({
  ...without(
    order, 'technicianId', 'vouched', 'appointmentAt', 'expectedAt', 'acceptSignature', 'consentBy', 'asReported', 'actualFault', 'protection', 'noise', 'support', 'hold', 'tidy',
    'cleaning', 'testedTo', 'testPassed', 'workDone', 'result', 'acceptance', 'acceptanceRemarks', 'acceptanceDepartment', 'signedBy', 'signWay',
    'signatureFile', 'noSignature', 'ratings', 'ratingComment', 'ratingLapsed', 'followUp', 'followUpWaived', 'closedAt',
  ),
  ...(order.ratings ? { pastRatings: [...(order.pastRatings ?? []), { visit: order.visit, ratings: order.ratings }] } : {}),
  visit: order.visit + 1,
  marks: {},
  written: {},
  copies: Object.fromEntries(Object.keys(order.copies).map((ply) => [ply, { custody: 'printed', at: order.recordedAt }])),
});

const OF_THE_ONE_WHO_SIGNED: ReadonlySet<string> = new Set(['notify', 'accept', 'ready', 'arrive', 'consent', 'start']);
/** What the one before signed for, and the way to the place, is the next one's own to do; what was found and done stays. */
export const unaccepted = (order: RepairOrder): RepairOrder => {
  const left = (marks: RepairOrder['marks']): RepairOrder['marks'] => Object.fromEntries(Object.entries(marks).filter(([step]) => !OF_THE_ONE_WHO_SIGNED.has(step)));
  return { ...without(order, 'acceptSignature', 'consentBy', 'hold', 'expectedAt'), status: 'issued', marks: left(order.marks), written: left(order.written) };
};

/** Before the arrival again; the first one stays in the journal and in its deadline. */
export const backToTheDoor = (order: RepairOrder): RepairOrder => {
  const { arrive: _a, consent: _c, ...marks } = order.marks;
  const { arrive: _w, ...written } = order.written;
  return { ...without(order, 'hold', 'consentBy'), status: marks['ready'] ? 'ready' : 'accepted', marks, written };
};
