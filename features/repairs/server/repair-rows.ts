import type { RepairRow } from '../core/repair-contract.ts';
import { isSlipAfter, needsPlace, owesFollowUp, type RepairOrder } from '../core/repair-order.ts';
import { allowedSteps, scopeOf, type RepairActor } from '../core/repair-permissions.ts';

export type ListRow = {
  state: RepairOrder;
  version: number;
  place: string | null;
  in_room: boolean | null;
  technician: string | null;
  siteName: string;
  next_due_at: string | null;
  next_clock: string | null;
  rule: { clause: string; origin: 'plan' | 'house' } | null;
  sort_at: string;
};

export const SELECT = `
  select r.state, r.version, p.name as place, p.in_room, t.name as technician, s.name as "siteName", r.next_due_at, r.next_clock, c.rule`;
export const JOINS = `
  join sites s on s.id = r.site_id
  left join places p on p.site_id = r.site_id and p.id = r.place_id
  left join people t on t.id = r.technician_id
  left join clocks c on c.site_id = r.site_id and c.subject = r.id and c.clock = r.next_clock and c.stopped_at is null and c.cancelled_at is null
   and (r.state->>'visit')::int in (c.round, -c.round / 1000)`;

export const toRow = (row: Omit<ListRow, 'sort_at'>, actor: RepairActor): RepairRow => {
  const order = row.state;
  return {
    id: order.id,
    siteId: order.siteId,
    siteName: row.siteName,
    version: row.version,
    kind: order.kind,
    status: order.status,
    logNumber: order.logNumber,
    orderNumber: order.orderNumber ?? null,
    placeId: order.placeId ?? null,
    place: row.place ?? order.placeText,
    inRoom: row.in_room ?? false,
    item: order.item,
    urgent: order.urgent,
    beforeOpening: order.beforeOpening,
    reporter: order.reporterName ?? null,
    technician: row.technician,
    technicianId: order.technicianId ?? null,
    receivedAt: order.receivedAt,
    appointmentAt: order.appointmentAt ?? null,
    holdReason: order.status === 'on_hold' ? (order.hold?.reason ?? null) : null,
    nextClock: row.next_clock,
    nextDueAt: row.next_due_at,
    nextClause: row.rule?.clause ?? null,
    nextOrigin: row.rule?.origin ?? null,
    deskCopy: order.copies.desk?.custody ?? null,
    followUpOpen: owesFollowUp(order),
    repeatOf: order.repeatOf ?? null,
    needsConfirm: order.onSpot && !order.confirmedByDesk,
    slipAfter: isSlipAfter(order),
    needsPlace: needsPlace(order),
    isUnsigned: order.noSignature !== undefined,
    allowed: allowedSteps(order, actor),
  };
};

/** The list's half of the policy whose other half is `maySee`; `$2` is the person, always used so that plans stay one. */
export const scopeSql = (actor: RepairActor): string => {
  if (scopeOf(actor) === 'all') return '$2::uuid is not null';
  const parts = ['r.intake_by = $2'];
  if (actor.roles.includes('technician')) parts.push('r.technician_id = $2', `(r.technician_id is null and r.status = 'issued')`);
  if (actor.roles.includes('storekeeper')) parts.push(`r.status <> 'logged'`);
  return scopeOf(actor) === 'none' ? '$2::uuid is null' : `(${parts.join(' or ')})`;
};
