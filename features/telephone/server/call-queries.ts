import { addMinutes } from '../../../platform/core/instant.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import type { Reader } from '../../../platform/server/database.ts';
import type { ParameterValues } from '../../handbook/core/handbook-facts.ts';
import type { CallRow, CallView, NumberMatch } from '../core/call-contract.ts';
import { heldMs, heldSince, lineNumberOf, numberOf, startOf } from '../core/call-reading.ts';
import type { CallRecord } from '../core/call-record.ts';
import { addressOf } from '../core/form-of-address.ts';
import { paperDisorder, type Paper } from '../core/paper.ts';
import { maskNumbers } from '../../../platform/core/mask-numbers.ts';
import { isWholeNumber, maskNumber, readBackGroups, readNumber } from '../../../platform/core/phone-number.ts';
import type { Contact } from '../core/contact.ts';

export type CallStored = { state: CallRecord; version: number; agent: string | null; keyedBy: string | null };
export const CALL = `select c.state, c.version, p.name as agent, k.name as "keyedBy" from calls c left join people p on p.id = c.agent_id left join people k on c.paper_number is not null and k.id = (c.state->'paper'->>'keyedBy')::uuid`;

export const paperOf = (paper: Paper | undefined, keyedBy: string | null): CallRow['paper'] =>
  paper ? { number: paper.number, writtenBy: paper.writtenBy, keyedAt: paper.keyedAt, keyedBy, written: [...paper.written], disorder: [...paperDisorder(paper)], scans: [...paper.scans] } : null;

export const rowOf = ({ state, agent, keyedBy }: CallStored): CallRow => {
  const { card, sheet } = state;
  const number = numberOf(state);
  return {
    id: state.id, direction: card.direction, state: card.state, startedAt: startOf(card), answeredAt: card.answeredAt ?? null, endedAt: card.endedAt ?? null, loggedAt: state.loggedAt ?? null, agentId: state.agentId ?? null, agent: agent ?? state.paper?.writtenBy ?? null,
    number: number ? maskNumber(number) : null, address: addressOf(sheet), fullName: sheet.fullName ?? null, company: sheet.company ?? null, purpose: sheet.purpose ?? null, ringsDeclared: card.ringsDeclared ?? null, ringsMeasured: card.ringsMeasured ?? null,
    ringMs: card.ringMs ?? null, waitMs: card.waitMs ?? null, heldMs: heldMs(card), transfers: card.transfers.length, lostTransfers: card.transfers.filter((transfer) => transfer.outcome === 'lost').length, disposition: card.disposition ?? null,
    isErased: state.isErased ?? false, source: state.source.split(':')[0] ?? '', paper: paperOf(state.paper, keyedBy),
  };
};

export const viewOf = (stored: CallStored, more: { personId: string; names: ReadonlyMap<string, string>; values: ParameterValues; draft: string | null }): CallView => {
  const { state } = stored;
  const { card, sheet } = state;
  const { number: _number, notes, ...written } = sheet;
  return {
    ...rowOf(stored), publicNumber: card.called ?? sheet.publicNumber ?? null, hungUpBy: state.hungUpBy ?? (card.hungUpBy === 'desk' ? 'agent' : card.hungUpBy) ?? null, sheet: { ...written, ...(notes ? { notes: maskNumbers(notes) } : {}) }, heldSince: heldSince(card) ?? null, hasNumber: numberOf(state) !== undefined,
    transfersList: card.transfers.map((transfer, index) => ({
      how: transfer.how, target: transfer.target ?? '', outcome: transfer.outcome, told: state.told[index] ?? false, reason: state.reasons[index] ?? null, at: transfer.at, endedAt: transfer.settledAt ?? null,
      nudgeAt: transfer.outcome === 'open' ? addMinutes(transfer.at, more.values['telephone.transfer_nudge'] / 60) : null,
    })),
    links: [...state.links], checks: state.checks.map((check) => ({ at: check.at, by: more.names.get(check.by) ?? '', answers: { ...check.answers }, note: check.note ?? null })),
    draft: more.draft, isMine: state.agentId === undefined || state.agentId === more.personId, events: state.loggedAt ? [] : card.events.map(({ from: _from, ...event }) => event), version: stored.version,
  };
};

export const readOne = async (reader: Reader, siteId: string, callId: string, personId: string, values: ParameterValues): Promise<CallView | undefined> => {
  const [rows, drafts] = await Promise.all([
    reader.query<CallStored>(`${CALL} where c.site_id = $1 and c.id = $2`, [siteId, callId], 'call-one'),
    reader.query<{ draft: string }>('select draft from call_drafts where site_id = $1 and call_id = $2 and person_id = $3', [siteId, callId, personId], 'call-draft'),
  ]);
  const stored = rows[0];
  if (!stored) return undefined;
  const checkers = [...new Set(stored.state.checks.map((check) => check.by))];
  const names = checkers.length === 0 ? new Map<string, string>() : new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [checkers], 'people-names')).map((row) => [row.id, row.name]));
  return viewOf(stored, { personId, names, values, draft: drafts[0]?.draft ?? null });
};

/** A part of another call is shown there; a card taken back was no call. */
export const WHOLE = `not (c.state ?| array['mergedInto', 'withdrawnAt'])`;
const WHICH = { all: WHOLE, mine: `c.agent_id = $5 and ${WHOLE}`, missed: 'c.missed', unlogged: '(c.live or (c.logged_at is null and c.answered_at is not null))' } as const;

/** Each filter reads its own index; a page costs the same at ten calls and at ten million. */
export const callPage = async (reader: Reader, input: { siteId: string; filter: keyof typeof WHICH; beforeAt?: string | undefined; beforeId?: string | undefined; limit: number; personId: string }): Promise<CallRow[]> => {
  const values = [input.siteId, input.beforeAt ?? '9999-12-31T00:00:00.000Z', input.beforeId ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff', input.limit, ...(input.filter === 'mine' ? [input.personId] : [])];
  return (await reader.query<CallStored>(`${CALL} where c.site_id = $1 and (c.started_at, c.id) < ($2::timestamptz, $3::uuid) and ${WHICH[input.filter]} order by c.started_at desc, c.id desc limit $4`, values, `call-page-${input.filter}`)).map(rowOf);
};

/** What may wait to be logged; older ones stay in the list of the log. */
const OPEN_AT_MOST = 40;
export const openOnes = async (reader: Reader, siteId: string, personId: string, values: ParameterValues): Promise<CallView[]> => {
  const [rows, drafts] = await Promise.all([
    reader.query<CallStored>(`${CALL} where c.site_id = $1 and ${WHICH.unlogged} order by c.started_at desc, c.id desc limit $2`, [siteId, OPEN_AT_MOST], 'call-open'),
    reader.query<{ callId: string; draft: string }>('select call_id as "callId", draft from call_drafts where site_id = $1 and person_id = $2 order by kept_at desc limit $3', [siteId, personId, OPEN_AT_MOST], 'call-drafts'),
  ]);
  return rows.map((stored) => viewOf(stored, { personId, names: new Map(), values, draft: drafts.find((row) => row.callId === stored.state.id)?.draft ?? null }));
};

/** The same look-up as for a typed number; what the line showed is told by its mask alone, and the call is none of its past. A number somebody typed is looked up for whoever may look up what they type. */
export const matchOfCall = async (reader: Reader, siteId: string, callId: string, { areaCode, mayLookUp }: { areaCode: string | undefined; /** Asked of a number somebody typed. */ mayLookUp: (typed: string) => Promise<boolean | Refusal> }): Promise<NumberMatch | Refusal> => {
  const state = (await reader.query<{ state: CallRecord }>('select state from calls where site_id = $1 and id = $2', [siteId, callId], 'call-state'))[0]?.state;
  if (!state) return refuse('not-found');
  const [number, shown] = [numberOf(state) ?? '', lineNumberOf(state)];
  const may = number === shown || (await mayLookUp(number));
  if (isRefusal(may)) return may;
  const match = may || shown ? await matchOf(reader, siteId, may ? number : (shown ?? ''), areaCode) : withheldMatch(number, areaCode);
  return { ...match, readBack: null, calls: match.calls.filter((call) => call.id !== callId) };
};

/** What a number is in itself, and nothing of who called with it. */
const NOBODY = { contacts: [], calls: [], missed: null };
const shapeOf = (raw: string, areaCode: string | undefined) => {
  const number = readNumber(raw, areaCode);
  const { key, e164, kind } = number;
  return { e164, base: { kind, masked: key ? maskNumber(key) : null, readBack: key ? readBackGroups(key) : null, isWhole: isWholeNumber(number), isWithheld: false } };
};
export const withheldMatch = (raw: string, areaCode: string | undefined): NumberMatch => ({ ...shapeOf(raw, areaCode).base, ...NOBODY, isWithheld: true });

export const matchOf = async (reader: Reader, siteId: string, raw: string, areaCode: string | undefined): Promise<NumberMatch> => {
  const { e164, base } = shapeOf(raw, areaCode);
  if (!e164) return { ...base, ...NOBODY };
  const [contacts, calls, missed] = await Promise.all([
    reader.query<{ state: Contact }>(`select c.state from contact_numbers n join contacts c on c.site_id = n.site_id and c.id = n.contact_id where n.site_id = $1 and n.number = $2 and c.status = 'known' order by c.last_at desc, c.id limit 12`, [siteId, e164], 'contacts-of-number'),
    reader.query<CallStored>(`${CALL} where c.site_id = $1 and c.number = $2 and ${WHOLE} order by c.started_at desc limit 3`, [siteId, e164], 'calls-of-number'),
    reader.query<{ id: string; count: number }>(`select id, count from matters where site_id = $1 and number = $2 and kind = 'missed' and status = 'open' order by due_at limit 1`, [siteId, e164], 'missed-of-number'),
  ]);
  return {
    ...base,
    contacts: contacts.map(({ state }) => ({ id: state.id, address: addressOf(state.sheet), surname: state.sheet.surname ?? null, honorific: state.sheet.honorific ?? null, fullName: state.sheet.fullName ?? null, company: state.sheet.company ?? null, lastAt: state.lastAt, calls: state.calls })),
    calls: calls.map(({ state, agent }) => ({ id: state.id, startedAt: startOf(state.card), purpose: state.sheet.purpose ?? null, agent })),
    missed: missed[0] ?? null,
  };
};
