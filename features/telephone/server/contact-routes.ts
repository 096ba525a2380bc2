import { refuse, type Decision } from '../../../platform/core/refusal.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Reader, Transaction } from '../../../platform/server/database.ts';
import * as contract from '../core/desk-contract.ts';
import { amendContact, forgetContact, mergeContact, type Contact, type ContactEvent } from '../core/contact.ts';
import { addressOf } from '../core/form-of-address.ts';
import { maskNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { contactKind } from './contact-store.ts';
import { derivedId } from './derived-id.ts';
import { areaCodeIn, checkWordIn } from './telephone-site.ts';

type Row = { state: Contact; version: number };

const viewOf = ({ state, version }: Row): contract.ContactView => ({
  id: state.id, status: state.status, address: addressOf(state.sheet), surname: state.sheet.surname ?? null, honorific: state.sheet.honorific ?? null, saidTaitai: state.sheet.saidTaitai ?? false, fullName: state.sheet.fullName ?? null, company: state.sheet.company ?? null, note: state.sheet.note ?? null,
  numbers: state.numbers.map(maskNumber), learnedAt: state.learnedAt, lastAt: state.lastAt, calls: state.calls, version,
});
const one = async (reader: Reader, siteId: string, id: string): Promise<Row | undefined> => (await reader.query<Row>('select state, version from contacts where site_id = $1 and id = $2', [siteId, id], 'contact-one'))[0];

export const contactRoutes = (deps: RunnerDeps): Route[] => {
  const { database } = deps;
  const change = async (call: { siteId: string; actor: Actor; input: { contactId: string; commandId: string } }, name: string, decide: (state: Contact, now: string, trx: Transaction) => Promise<Decision<ContactEvent>> | Decision<ContactEvent>) => {
    const { siteId, actor, input } = call;
    const done = await runCommand<Contact, ContactEvent>(deps, {
      kind: contactKind, siteId, subject: input.contactId, name, commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
      decide: (state, { now, trx }) => (state ? decide(state, now, trx) : refuse('not-found')),
    });
    return done.ok ? viewOf({ state: done.state, version: done.version }) : done;
  };
  return [
    route(contract.listContacts, ({ siteId, input }) =>
      database.read([siteId], async (reader) => {
        const like = `%${input.q.toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
        const rows = await reader.query<Row>(
          `select state, version from contacts where site_id = $1 and status = 'known' and last_at < $2 and search like $3 order by last_at desc, id desc limit 60`,
          [siteId, input.before ?? '9999-12-31T00:00:00.000Z', like],
          'contact-list',
        );
        return { contacts: rows.map(viewOf) };
      }),
    ),
    route(contract.amendContactEndpoint, (call) =>
      change(call, 'amendContact', async (state, at, trx) => {
        const { addNumber, dropNumber, surname, honorific, saidTaitai, fullName, company, note } = call.input;
        const unknown = await checkWordIn(trx, call.siteId, call.input, state.sheet);
        if (unknown) return unknown;
        const added = addNumber ? readNumber(addNumber, await areaCodeIn(trx, call.siteId)) : undefined;
        if (addNumber && !added?.e164) return refuse('number-incomplete', {});
        const numbers = [...state.numbers.filter((_, index) => index !== dropNumber), ...(added?.e164 ? [added.e164] : [])];
        return amendContact(state, { at, by: call.actor.personId, sheet: { surname, honorific, saidTaitai, fullName, company, note }, numbers });
      }),
    ),
    route(contract.mergeContacts, async (call) => {
      const { siteId, actor, input } = call;
      const [from, into] = await database.read([siteId], (reader) => Promise.all([one(reader, siteId, input.contactId), one(reader, siteId, input.intoId)]));
      if (!from || !into) return refuse('not-found');
      const allowed = mergeContact(from.state, into.state, { at: deps.clock.now(), by: actor.personId });
      // A repeated merge finds the first one done.
      if (!allowed.ok && from.state.mergedInto !== input.intoId) return allowed;
      // First the other one gains, then this one goes: nothing is lost where the second step has to be repeated.
      if (allowed.ok) {
        const gained = await runCommand<Contact, ContactEvent>(deps, {
          kind: contactKind, siteId, subject: input.intoId, name: 'mergeContacts', commandId: derivedId(input.commandId, 'gain'), actor: actor.personId, standIn: actor.standIn,
          decide: (state, { now }) => (state?.status === 'known' ? { ok: true, events: [{ type: 'ContactAmended', at: now, by: actor.personId, sheet: { ...from.state.sheet, ...state.sheet }, numbers: [...state.numbers, ...from.state.numbers] }] } : refuse('merge-target', {})),
        });
        if (!gained.ok) return gained;
        const gone = await runCommand<Contact, ContactEvent>(deps, {
          kind: contactKind, siteId, subject: input.contactId, name: 'mergeContacts', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
          decide: (state, { now }) => (state?.status === 'known' ? { ok: true, events: [{ type: 'ContactMerged', at: now, by: actor.personId, into: input.intoId }] } : { ok: true, events: [] }),
        });
        if (!gone.ok) return gone;
      }
      const merged = await database.read([siteId], (reader) => one(reader, siteId, input.intoId));
      return merged ? viewOf(merged) : refuse('not-found');
    }),
    route(contract.forgetContactEndpoint, async (call) => {
      const done = await change(call, 'forgetContact', (state, at) => forgetContact(state, { at, by: call.actor.personId, why: 'asked' }));
      return 'ok' in done ? done : { ok: true as const };
    }),
  ];
};
