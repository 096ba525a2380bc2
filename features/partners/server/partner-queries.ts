import type { Instant } from '../../../platform/core/instant.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { localDate } from '../../../platform/core/working-calendar.ts';
import { caseOrder, parseListCursor, writeListCursor } from '../../../platform/server/keyset.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { repairNumbers } from '../../repairs/server/repair-facts.ts';
import { warrantyOn, type Firm } from '../core/firm.ts';
import type { FirmView, ReferralView } from '../core/partner-contract.ts';
import { mayWork } from '../core/partner-permissions.ts';
import { stepsOf, type Referral } from '../core/referral.ts';

export const firmsOf = async (reader: Reader, siteId: string, today: string): Promise<FirmView[]> => {
  const rows = await reader.query<{ state: Firm }>('select state from firms where site_id = $1 order by archived_at is not null, name limit 500', [siteId], 'firms-list');
  return rows.map(({ state }) => {
    const warranty = warrantyOn(state, today);
    return {
      id: state.id, name: state.name, contacts: state.contacts.map((contact) => ({ name: contact.name, phone: contact.phone, ...(contact.duty ? { duty: contact.duty } : {}) })),
      warranties: state.warranties.map((entry) => ({ trade: entry.trade, from: entry.from, until: entry.until, ...(entry.scope ? { scope: entry.scope } : {}) })), note: state.note ?? null, archived: state.archivedAt !== undefined,
      warranty: { state: warranty.state, until: warranty.until ?? null },
    };
  });
};

type Row = { state: Referral; version: number; nextDueAt: Instant | null; nextClock: string | null; place: string | null; firm: Firm | null };
const READ = `select c.state, c.version, c.next_due_at as "nextDueAt", c.next_clock as "nextClock", p.name as place, f.state as firm from referrals c
  left join places p on p.site_id = c.site_id and p.id = c.place_id left join firms f on f.site_id = c.site_id and f.id = c.firm_id`;
const PAGE = 50;

const viewsOf = async (reader: Reader, siteId: string, rows: readonly Row[], actor: { roles: readonly Role[] }, zone: string): Promise<ReferralView[]> => {
  const ids = [...new Set(rows.flatMap(({ state }) => state.calls.map((call) => call.by)))].filter(Boolean);
  const [people, repairs] = await Promise.all([
    ids.length > 0 ? reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [ids], 'people-names') : [],
    repairNumbers(reader, siteId, rows.flatMap(({ state }) => state.repairId ?? [])),
  ]);
  const name = (id: string): string => people.find((person) => person.id === id)?.name ?? '';
  return rows.map(({ state, version, nextDueAt, nextClock, place, firm }) => {
    const repair = repairs.find((entry) => entry.id === state.repairId);
    return {
      id: state.id, number: state.number, status: state.status, firmId: state.firmId ?? null, firm: firm?.name ?? state.firmName, contact: state.contact ?? null, repairId: state.repairId ?? null, repairNumber: repair?.number ?? null, repairStatus: repair?.status ?? null,
      place: place ?? state.placeText, defect: state.defect, receivedAt: state.receivedAt, calledAt: state.calledAt ?? null, promisedAt: state.promisedAt ?? null, promises: state.promises, arrivedAt: state.arrivedAt ?? null, doneAt: state.doneAt ?? null,
      result: state.result ?? null, outcome: state.outcome ?? null, warranty: firm ? warrantyOn(firm, localDate(state.receivedAt, zone)).state : 'none', photos: [...state.photos],
      calls: state.calls.map((call) => ({ at: call.at, by: name(call.by), kind: call.kind, spokeWith: call.spokeWith ?? null, text: call.text ?? null, promisedAt: call.promisedAt ?? null })),
      late: [...state.late], nextDueAt, nextClock, cancelReason: state.cancelReason ?? null, version, allowed: mayWork(actor.roles) ? stepsOf(state) : [],
    };
  });
};

type Who = { siteId: string; actor: { roles: readonly Role[] }; zone: string };
export const readOneReferral = async (reader: Reader, input: Who & { id: string }): Promise<ReferralView | undefined> =>
  (await viewsOf(reader, input.siteId, await reader.query<Row>(`${READ} where c.site_id = $1 and c.id = $2`, [input.siteId, input.id], 'referral-view'), input.actor, input.zone))[0];

export const listOfReferrals = async (reader: Reader, input: Who & { filter: 'open' | 'all'; firmId: string | undefined; after: string | undefined }): Promise<{ rows: ReferralView[]; more: string | null }> => {
  const after = parseListCursor(input.after);
  const rows = await reader.query<Row>(
    `${READ} where c.site_id = $1 ${input.firmId ? 'and c.firm_id = $4' : 'and $4::uuid is null'} ${caseOrder(input.filter, '$2', '$3')} limit ${PAGE + 1}`,
    [input.siteId, after?.at ?? null, after?.id ?? null, input.firmId ?? null],
    `referrals-list-${input.filter}-${input.firmId ? 'firm' : 'all'}`,
  );
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  return { rows: await viewsOf(reader, input.siteId, page, input.actor, input.zone), more: rows.length > PAGE && last ? writeListCursor(input.filter === 'open' ? last.nextDueAt : last.state.receivedAt, last.state.id) : null };
};

/** A firm by the name it was called by, without blanks and the usual endings; two of that name are nobody. */
export const firmNamed = async (query: Reader['query'], siteId: string, name: string): Promise<string | undefined> => {
  const rows = await query<{ id: string }>(`select id from firms where site_id = $1 and archived_at is null and regexp_replace(name, '\\s|有限公司|公司', '', 'g') = regexp_replace($2, '\\s|有限公司|公司', '', 'g') limit 2`, [siteId, name], 'firm-named');
  return rows.length === 1 ? rows[0]?.id : undefined;
};
