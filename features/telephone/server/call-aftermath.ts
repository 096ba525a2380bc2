import { addMinutes, type Instant } from '../../../platform/core/instant.ts';
import { isRefusal } from '../../../platform/server/app.ts';
import { runCommand, type RunnerDeps } from '../../../platform/server/command-runner.ts';
import type { JobHandler } from '../../../platform/server/jobs.ts';
import { refuse, type Refusal } from '../../../platform/core/refusal.ts';
import { calendarOf } from '../../sites/core/sites-facts.ts';
import { callBackDue } from '../core/call-back.ts';
import { isConversation, isHistory, isLive, startOf, isLostInTransfer, isMissed, numberOf } from '../core/call-reading.ts';
import type { CallRecord } from '../core/call-record.ts';
import { isSamePerson, isWorthLearning, type Contact, type ContactEvent } from '../core/contact.ts';
import { openMatter, type Matter, type MatterEvent } from '../core/matter.ts';
import { AFTER_CALL } from './call-store.ts';
import { contactKind } from './contact-store.ts';
import { derivedId } from './derived-id.ts';
import { deskIdOf, deskKind } from './desk-store.ts';
import { matterKind } from './matter-store.ts';
import { telephoneSite, type TelephoneSite } from './telephone-site.ts';

/** Below this nobody could have lifted. */
const BRIEF_MS = 3000;

const stand = (done: { ok: true } | Refusal): void => {
  // A second run of the job meets what the first one did.
  if (isRefusal(done) && !['command-reused', 'matter-exists'].includes(done.code)) throw new Error(done.code);
};

/** What was told only afterwards could not be done before: it is due from now on. */
const notBefore = (dueAt: Instant, now: Instant): Instant => (dueAt > now ? dueAt : addMinutes(now, 1));
/** When nobody was on the line any more: an exchange or a paper may tell of it much later. */
const overAt = ({ card }: CallRecord): Instant => card.endedAt ?? startOf(card);

const dueAfter = (site: TelephoneSite, at: Instant): { dueAt: Instant; day: string } => callBackDue(calendarOf(site), at, site.values['telephone.call_back']);

/** The ids of what is made behind a call, which is made once however often the job runs. */
export const missedMatterOf = (callId: string): string => derivedId(callId, 'missed-matter');
export const lostMatterOf = (callId: string): string => derivedId(callId, 'lost-matter');

/** One task a number and day; the number that rings again raises it. */
const noteMissed = async (deps: RunnerDeps, site: TelephoneSite, record: CallRecord, number: string): Promise<void> => {
  const { card, paper } = record;
  const { day, dueAt } = dueAfter(site, overAt(record));
  const isBrief = card.ringMs === undefined ? card.endedAt !== undefined && record.source !== 'manual' && Date.parse(card.endedAt) - Date.parse(startOf(card)) < BRIEF_MS : card.ringMs < BRIEF_MS;
  const [open, seen] = await deps.database.read([site.id], (reader) =>
    Promise.all([
      reader.query<{ id: string }>(`select id from matters where site_id = $1 and number = $2 and day = $3 and kind = 'missed' and status = 'open'`, [site.id, number, day], 'missed-open'),
      reader.query('select from commands where site_id = $1 and command_id = $2', [site.id, derivedId(record.id, 'missed')], 'command-there'),
    ]),
  );
  if (seen.length > 0) return;
  const own = missedMatterOf(record.id);
  const note = (subject: string) =>
    runCommand<Matter, MatterEvent>(deps, {
      kind: matterKind, siteId: site.id, subject, name: 'noteMissed', commandId: derivedId(record.id, 'missed'), actor: null,
      decide: (state, { now }) => {
        if (state?.status === 'open') return { ok: true, events: [{ type: 'MissedAgain', at: overAt(record), recordedAt: now, callId: record.id, isBrief }] };
        if (state && subject !== own) return refuse('matter-closed', {});
        // By the paper's times: late if it was late, and over where the paper says that they were called back.
        const made = openMatter(state, { at: overAt(record), recordedAt: now, by: null, kind: 'missed', sheet: { content: '', number, callId: record.id }, day, isBrief, dueAt: paper ? dueAt : notBefore(dueAt, now) });
        return made.ok && paper?.calledBackAt ? { ok: true, events: [...made.events, { type: 'MatterDone', at: paper.calledBackAt, by: record.agentId ?? paper.keyedBy, result: '', recordedAt: now }] } : made;
      },
    });
  const noted = await note(open[0]?.id ?? own);
  // The task it was to raise has been closed meanwhile: it is one of its own.
  stand(isRefusal(noted) && noted.code === 'matter-closed' ? await note(own) : noted);
};

/** T-27: a caller lost on the way to a colleague is called back by whoever sent them there, unless a call-back was promised to them. */
const noteLost = async (deps: RunnerDeps, site: TelephoneSite, record: CallRecord, number: string | undefined): Promise<void> => {
  const linked = record.links.flatMap((link) => (link.kind === 'matter' ? [link.id] : []));
  const promised = linked.length === 0 ? [] : await deps.database.read([site.id], (reader) => reader.query(`select from matters where site_id = $1 and id = any ($2) and kind = 'call_back' limit 1`, [site.id, linked], 'call-back-promised'));
  if (promised.length > 0) return;
  stand(
    await runCommand<Matter, MatterEvent>(deps, {
      kind: matterKind, siteId: site.id, subject: lostMatterOf(record.id), name: 'noteLost', commandId: derivedId(record.id, 'lost'), actor: null,
      decide: (state, { now }) => {
        const { notes: _notes, purpose: _purpose, identity: _identity, late: _late, lateReason: _reason, nameDeclined: _declined, ...caller } = record.sheet;
        const at = overAt(record);
        const { dueAt } = dueAfter(site, at);
        return openMatter(state, { at, recordedAt: now, by: null, kind: 'call_back', sheet: { ...caller, number, content: '', lostTo: record.card.transfers.at(-1)?.target ?? '', callId: record.id }, ownerId: record.agentId, dueAt: record.paper ? dueAt : notBefore(dueAt, now) });
      },
    }),
  );
};

/** A conversation with a number closes what waited for one; nothing else does. */
const closeByTalk = async (deps: RunnerDeps, record: CallRecord, number: string): Promise<void> => {
  const waiting = await deps.database.read([record.siteId], (reader) =>
    reader.query<{ id: string }>(`select id from matters where site_id = $1 and number = $2 and status = 'open' and kind in ('missed', 'call_back') and opened_at <= $3 limit 50`, [record.siteId, number, overAt(record)], 'matters-of-number'),
  );
  for (const { id } of waiting)
    stand(
      await runCommand<Matter, MatterEvent>(deps, {
        kind: matterKind, siteId: record.siteId, subject: id, name: 'closeByTalk', commandId: derivedId(record.id, id), actor: null,
        decide: (state, { now }) => ({ ok: true, events: state?.status === 'open' && state.sheet.callId !== record.id && state.openedAt <= (record.card.answeredAt ?? '') ? [{ type: 'MatterDone', at: record.card.answeredAt ?? now, recordedAt: now, by: record.agentId ?? null, result: '', callId: record.id }] : [] }),
      }),
    );
};

/** A conversation that was told of before the miss it answers (a link that was down, sheets keyed in backwards) closes it all the same. */
const closeByKnownTalk = async (deps: RunnerDeps, record: CallRecord, number: string): Promise<void> => {
  const later = await deps.database.read([record.siteId], (reader) =>
    reader.query<{ state: CallRecord }>(`select state from calls where site_id = $1 and number = $2 and started_at > $3 and answered_at is not null and not live and not missed order by started_at limit 20`, [record.siteId, number, overAt(record)], 'talks-after'),
  );
  const talk = later.find(({ state }) => isConversation(state.card));
  if (talk) await closeByTalk(deps, talk.state, number);
};

const learn = async (deps: RunnerDeps, record: CallRecord, number: string): Promise<void> => {
  const { surname, honorific, saidTaitai, fullName, company } = record.sheet;
  const sheet = { surname, honorific, saidTaitai, fullName, company };
  const known = await deps.database.read([record.siteId], (reader) =>
    reader.query<{ state: Contact }>(`select c.state from contact_numbers n join contacts c on c.site_id = n.site_id and c.id = n.contact_id where n.site_id = $1 and n.number = $2 and c.status = 'known' order by c.last_at desc limit 50`, [record.siteId, number], 'contacts-to-learn'),
  );
  const same = known.find(({ state }) => isSamePerson(state, sheet));
  stand(
    await runCommand<Contact, ContactEvent>(deps, {
      kind: contactKind, siteId: record.siteId, subject: same?.state.id ?? derivedId(record.id, 'contact'), name: 'learnContact', commandId: derivedId(record.id, 'learn'), actor: null,
      decide: async (state, { now, trx }) => {
        // Merged or forgotten meanwhile: it is looked for again.
        if (state && state.status !== 'known') return refuse('contact-gone', { status: state.status });
        const [call] = await trx.query<{ isErased: boolean }>('select erased_at is not null as "isErased" from calls where site_id = $1 and id = $2 for share', [record.siteId, record.id], 'call-erased');
        return { ok: true, events: call?.isErased ? [] : [{ type: state ? 'ContactHeard' : 'ContactLearned', at: now, calledAt: startOf(record.card), by: record.loggedBy ?? null, sheet, numbers: [number] }] };
      },
    }),
  );
};

/** What a call leaves behind, in any order and as often as asked: everything here is told apart by ids made from the call. */
export const settleCall = async (deps: RunnerDeps, siteId: string, callId: string): Promise<void> => {
  const [site, rows, desks] = await deps.database.read([siteId], (reader) =>
    Promise.all([telephoneSite(reader, siteId), reader.query<{ state: CallRecord }>('select state from calls where site_id = $1 and id = $2', [siteId, callId], 'call-state'), reader.query('select from telephone_desks where site_id = $1', [siteId], 'desk-there')]),
  );
  const record = rows[0]?.state;
  if (!site || !record || record.isErased) return;
  // A centre's first call begins its nightly look at what is to be forgotten.
  if (desks.length === 0) stand(await runCommand(deps, { kind: deskKind, siteId, subject: deskIdOf(siteId), name: 'openDesk', commandId: derivedId(siteId, 'desk-opened'), actor: null, decide: (state, { now }) => ({ ok: true, events: state ? [] : [{ type: 'DeskOpened', at: now }] }) }));
  const number = numberOf(record);
  if (!isLive(record.card)) {
    const isWaiting = !isHistory(record, deps.clock.now());
    const isLost = isWaiting && isLostInTransfer(record.card);
    const isUnheard = isWaiting && !isLost && number !== undefined && isMissed(record.card);
    if (isLost) await noteLost(deps, site, record, number);
    else if (isUnheard) await noteMissed(deps, site, record, number);
    else if (isConversation(record.card) && number) await closeByTalk(deps, record, number);
    if ((isLost || isUnheard) && number) await closeByKnownTalk(deps, record, number);
  }
  if (record.loggedAt && number && isWorthLearning(record.sheet, number)) await learn(deps, record, number);
};

export const telephoneJobs = (deps: RunnerDeps): JobHandler[] => [{ name: AFTER_CALL, retries: 5, seconds: 60, run: ({ siteId, callId }) => settleCall(deps, String(siteId), String(callId)) }];
