/**
 * Reads an order's state from its journal alone, without the product's own rules: what the replay holds the program to.
 * Written from 附件七 and the event names; shares no code with `features/repairs`.
 */
export type JournalRow = { readonly event: string; readonly data: Record<string, unknown>; readonly occurredAt: string; readonly recordedAt: string; readonly actor: string | null };

export type ExpectedClock = { readonly clock: string; readonly round: number; readonly startedAt: string; readonly dueAt: string; stoppedAt: string | null };

export type Reading = {
  status: string;
  kind: string;
  orderNumber: string | null;
  visit: number;
  technicianId: string | null;
  result: string | null;
  firstVisitFixed: boolean;
  ratings: Record<string, string> | null;
  /** Of visits before it was reopened. */
  pastRatings: Record<string, string>[];
  followUp: string | null;
  copies: Record<string, string>;
  clocks: ExpectedClock[];
  received: string;
  isSigned: boolean;
};

const MEASURED_ONCE = new Set(['RepairAccepted', 'ToolsReady', 'TechnicianArrived', 'WorkStarted', 'RepairTested', 'RepairSigned', 'TechnicianLeft']);
const isPaper = (row: JournalRow): boolean => row.data['way'] === 'paper' || row.data['way'] === 'radio';
const later = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

/** Shanghai has had one offset since 1991. */
const local = (at: string): { day: string; time: string } => {
  const text = later(at, 480);
  return { day: text.slice(0, 10), time: text.slice(11, 19) };
};
const inShanghai = (day: string, time: string): string => new Date(`${day}T${time}:00+08:00`).toISOString();

/** 客服部联: 17:00 the same day; finished after 16:30 → 09:30 of the next day (the demo centre opens every day). */
const copyDue = (at: string): string => {
  const { day, time } = local(at);
  return time <= '16:30:00' ? inShanghai(day, '17:00') : later(inShanghai(day, '09:30'), 24 * 60);
};

const pliesOf = (kind: string): string[] => (kind === 'user' ? ['desk', 'user', 'store', 'engineering'] : ['desk', 'store', 'engineering']);

export const readJournal = (rows: readonly JournalRow[]): Reading => {
  const first = rows[0];
  if (first?.event !== 'RepairLogged') throw new Error('A journal begins with RepairLogged.');
  const order: Reading = {
    status: 'logged', kind: String(first.data['kind']), orderNumber: null, visit: 1, technicianId: (first.data['technicianId'] as string | undefined) ?? null,
    result: null, firstVisitFixed: false, ratings: null, pastRatings: [], followUp: null, copies: {}, clocks: [], received: first.occurredAt, isSigned: false,
  };
  let measured = new Set<string>();
  let heldFrom: string | undefined;
  let wasReady = false;
  const begin = (clock: string, startedAt: string, dueAt: string) => void order.clocks.push({ clock, round: order.visit, startedAt, dueAt, stoppedAt: null });
  const end = (clock: string, at: string): void => {
    const running = order.clocks.find((entry) => entry.clock === clock && entry.round === order.visit && entry.stoppedAt === null);
    if (running) running.stoppedAt = at;
  };
  const hold = (): void => {
    if (order.status !== 'on_hold') heldFrom = order.status;
    order.status = 'on_hold';
  };
  begin('issue', first.occurredAt, later(first.occurredAt, 5));
  for (const row of rows.slice(1)) {
    const { data, occurredAt: at } = row;
    if (MEASURED_ONCE.has(row.event)) {
      if (isPaper(row) && measured.has(row.event)) continue;
      if (!isPaper(row)) measured.add(row.event);
    }
    switch (row.event) {
      case 'OrderIssued':
        order.status = 'issued';
        order.orderNumber = String(data['orderNumber']);
        end('issue', at);
        for (const ply of pliesOf(order.kind)) order.copies[ply] = 'printed';
        break;
      case 'TechnicianNotified':
      case 'TechnicianAssigned':
        order.technicianId = String(data['technicianId']);
        break;
      case 'RepairAccepted':
        order.status = 'accepted';
        order.technicianId = (data['technicianId'] as string | undefined) ?? order.technicianId ?? row.actor;
        wasReady = false;
        begin('ready', at, later(at, 15));
        if (order.kind === 'facility') begin('on_site', at, later(at, 30));
        break;
      case 'ToolsReady':
        order.status = 'ready';
        wasReady = true;
        end('ready', at);
        break;
      case 'TechnicianArrived':
        order.status = 'on_site';
        end('ready', at);
        if (order.kind === 'facility') end('on_site', at);
        break;
      case 'ConsentAnswered':
        if (data['given'] === false) hold();
        break;
      case 'WorkHeld':
      case 'VendorReferred':
        hold();
        break;
      case 'WorkResumed':
        order.status = heldFrom ?? 'in_progress';
        if (data['again'] === true) {
          // Whoever was at the door comes to it again (M-16).
          order.status = wasReady ? 'ready' : 'accepted';
          measured.delete('TechnicianArrived');
        }
        break;
      case 'WorkStarted':
        order.status = 'in_progress';
        break;
      case 'RepairTested':
        order.status = data['passed'] === true ? 'tested' : 'in_progress';
        break;
      case 'WorkRecorded':
        order.result = String(data['result']);
        break;
      case 'RepairJudged':
        if (data['acceptance'] === 'rejected') order.status = 'in_progress';
        break;
      case 'RepairRated':
        order.ratings = { workmanship: String(data['workmanship']), attitude: String(data['attitude']), conduct: String(data['conduct']) };
        break;
      case 'RepairSigned':
      case 'SignatureMissing':
        order.status = 'signed_off';
        order.isSigned = true;
        order.firstVisitFixed = order.visit === 1 && order.result === 'fixed';
        if (order.copies['desk'] !== 'returned') begin('copy_return', at, copyDue(at));
        break;
      case 'CopyMoved':
        order.copies[String(data['ply'])] = String(data['custody']);
        if (data['ply'] === 'desk' && data['custody'] === 'returned') end('copy_return', at);
        break;
      case 'CopyLost':
        order.copies[String(data['ply'])] = 'lost';
        break;
      case 'CopyLossApproved':
        if (data['ply'] === 'desk') end('copy_return', at);
        break;
      case 'RepairFollowedUp':
        order.followUp = String(data['result']);
        break;
      case 'RepairClosed':
        order.status = 'closed';
        break;
      case 'RepairCancelled':
        order.status = 'cancelled';
        order.clocks = order.clocks.filter((clock) => clock.stoppedAt !== null);
        break;
      case 'RepairReopened':
        order.clocks = order.clocks.filter((clock) => clock.stoppedAt !== null);
        if (order.ratings) order.pastRatings.push(order.ratings);
        Object.assign(order, { status: 'issued', visit: order.visit + 1, technicianId: null, result: null, firstVisitFixed: false, ratings: null, followUp: null, isSigned: false });
        for (const ply of pliesOf(order.kind)) order.copies[ply] = 'printed';
        measured = new Set();
        break;
    }
  }
  return order;
};

/** What the program must have found about a deadline, given that clocks are swept up to `until`. */
export const verdictOf = (clock: ExpectedClock, until: string): 'met' | 'broken' | 'running' => {
  if (clock.stoppedAt !== null) return clock.stoppedAt <= clock.dueAt ? 'met' : 'broken';
  return clock.dueAt <= until ? 'broken' : 'running';
};
