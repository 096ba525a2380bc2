import { refuse, type Decision } from '../../../platform/core/refusal.ts';
import { route, type Actor, type Route } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { Reader, Transaction } from '../../../platform/server/database.ts';
import * as contract from '../core/desk-contract.ts';
import { amendContact, forgetContact, mergeContact, type Contact, type ContactEvent } from '../core/contact.ts';
import { addressOf } from '../core/form-of-address.ts';
import { maskNumber, readNumber } from '../../../platform/core/phone-number.ts';
import { contactKind } from './contact-store.ts';
import { holdNumbers } from './forgetting.ts';
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
      // Both or neither, on what both are now: whoever is forgotten meanwhile gives their name to nobody.
      const done = await runCommand<Contact, ContactEvent>(deps, {
        kind: contactKind, siteId, subject: input.contactId, also: input.intoId, name: 'mergeContacts', commandId: input.commandId, actor: actor.personId, standIn: actor.standIn,
        decide: (state, { now, other }) => {
          if (!state || !other) return refuse('not-found');
          const gone = mergeContact(state, other, { at: now, by: actor.personId });
          return gone.ok ? { ...gone, otherEvents: [{ type: 'ContactAmended', at: now, by: actor.personId, sheet: { ...state.sheet, ...other.sheet }, numbers: [...other.numbers, ...state.numbers] }] } : gone;
        },
      });
      if (!done.ok) return done;
      const merged = await database.read([siteId], (reader) => one(reader, siteId, input.intoId));
      return merged ? viewOf(merged) : refuse('not-found');
    }),
    route(contract.forgetContactEndpoint, async (call) => {
      const done = await change(call, 'forgetContact', async (state, at, trx) => {
        await holdNumbers(trx.query, call.siteId, state.numbers);
        return forgetContact(state, { at, by: call.actor.personId, why: 'asked' });
      });
      return 'ok' in done ? done : { ok: true as const };
    }),
  ];
};
