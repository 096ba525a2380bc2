import type { AlertNews } from '../core/alert.ts';
import type { ClockChange } from '../core/clock-rule.ts';
import type { Instant } from '../core/instant.ts';
import type { Decided, Refusal } from '../core/refusal.ts';
import { clockEndsOf, stillWanted, type RaiseAlerts } from './alert-hook.ts';
import type { Clock } from './clock.ts';
import { applyClockChanges, loadClocks, nextDue, clocksWrite, type ClockFinding, type ClockRow, type SweepChange } from './clock-store.ts';
import { pgCode, UNIQUE_VIOLATION, writeTogether, type Database, type Reader, type Transaction, type Write } from './database.ts';
import type { Job } from './jobs.ts';
import { appendJournal, EMPTY_HEAD, type JournalEntry, type JournalHead } from './journal.ts';
import { loadSite, type SiteRow } from './site-row.ts';

/** What a feature tells the runner about its subjects; all of it pure but `load`, `number` and `save`. */
export type SubjectKind<State, Event> = {
  readonly feature: string;
  /** Locks the row. Its query is sent at once, in the flight that opens the transaction. */
  load(trx: Transaction, siteId: string, subject: string): Promise<{ state: State; head: JournalHead } | undefined>;
  evolve(state: State | undefined, event: Event, ids: { siteId: string; subject: string }): State;
  journal(event: Event): JournalEntry;
  clocks(event: Event, after: State, site: SiteRow): ClockChange[];
  finding(finding: ClockFinding, now: Instant): Event;
  jobs(event: Event, after: State, site: SiteRow): Job[];
  /** What of this should be known, or need be no more. */
  alerts?(event: Event, after: State, site: SiteRow): readonly AlertNews[];
  /** The number a new subject will bear, asked for in the first flight; given back with the transaction when nothing comes of it. */
  reserve?(trx: Transaction, siteId: string, now: Instant): Promise<string>;
  /** Gives human numbers to the events that want one; runs just before saving, so the counter is locked briefly. */
  number(trx: Transaction, siteId: string, events: readonly Event[], site: SiteRow, reserved: string | undefined): Promise<readonly Event[]>;
  save(trx: Transaction, input: { siteId: string; subject: string; before: State | undefined; state: State; head: JournalHead; next: ClockRow | undefined; clocks: readonly ClockRow[]; events: readonly Event[] }): Write[];
};

/** A subject as it is being saved, with what the runner knows of it besides. */
export type Saved<State> = { readonly state: State; readonly version: number; readonly clocks: readonly ClockRow[]; readonly site: SiteRow };

/** What a command comes to: the events of its subject, and of the one that changes with it. */
export type Verdict<Event> = Decided<Event> & { readonly otherEvents?: readonly Event[] };

export type CommandInput<State, Event, View = undefined, Facts = undefined> = {
  readonly kind: SubjectKind<State, Event>;
  readonly siteId: string;
  readonly subject: string;
  readonly name: string;
  readonly commandId?: string | undefined;
  readonly actor: string | null;
  /** The role the actor holds for somebody absent (M-51). */
  readonly standIn?: string | undefined;
  readonly device?: string | undefined;
  /** What `decide` will want to know, asked behind the lock in the first flight; its queries are sent before it first waits. */
  ask?(trx: Transaction, now: Instant): Promise<Facts>;
  /** Another subject of the same kind that changes with this one, both or neither. Of the two the smaller id is locked first. */
  readonly also?: string | undefined;
  decide(state: State | undefined, context: { now: Instant; site: SiteRow; trx: Transaction; facts: Facts; other: State | undefined }): Promise<Verdict<Event> | Refusal> | Verdict<Event> | Refusal;
  readonly sweep?: SweepChange;
  /** What to answer, read behind the writes in their own flight; its queries are sent before it first waits. */
  present?(reader: Reader, saved: Saved<State>, facts: Facts): Promise<View>;
  /** The subject is expected to be new: nothing is loaded; where it is there after all, the journal's index says so and all is tried again. */
  readonly creates?: boolean;
};

export type CommandOutcome<State, View = undefined> =
  | { readonly ok: true; readonly state: State; readonly view?: View; readonly replayed: boolean; readonly version: number; readonly clocks: readonly ClockRow[] }
  | Refusal;

export type RunnerDeps = { readonly database: Database; readonly clock: Clock; readonly queue: (trx: Transaction, jobs: readonly Job[]) => Promise<void>; readonly raise?: RaiseAlerts | undefined };


class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

class Raced extends Error {}

/** What is kept of a command that was handled. */
type Handled = { readonly subject: string; readonly actor: string | null; readonly name: string };
const REUSED: Refusal = { ok: false, code: 'command-reused', facts: {} };

type Loaded<State> = { readonly state: State; readonly head: JournalHead };
type Part<State, Event> = {
  readonly kind: SubjectKind<State, Event>; readonly site: SiteRow; readonly subject: string; readonly now: Instant;
  readonly loaded: Loaded<State> | undefined; readonly clocksBefore: readonly ClockRow[]; readonly events: readonly Event[]; readonly sweep?: SweepChange | undefined;
  readonly by: { readonly actor: string | null; readonly device?: string | undefined; readonly commandId?: string | undefined; readonly standIn?: string | undefined };
};

/** One subject's part of a command: what its events make of it and what is to be written; no `head` where nothing happened. */
const settle = async <State, Event>(deps: RunnerDeps, trx: Transaction, part: Part<State, Event>): Promise<{ state: State | undefined; head?: JournalHead; clocks: readonly ClockRow[]; writes: Write[]; jobs: Job[] }> => {
  const { kind, site, subject, now, loaded, clocksBefore } = part;
  const siteId = site.id;
  let state = loaded?.state;
  const entries: Event[] = [];
  const changes: (ClockChange | SweepChange)[] = part.sweep ? [part.sweep] : [];
  const jobs: Job[] = [];
  const news: AlertNews[] = [];
  const happen = (event: Event): State => {
    const after = kind.evolve(state, event, { siteId, subject });
    state = after;
    entries.push(event);
    jobs.push(...kind.jobs(event, after, site));
    news.push(...(kind.alerts?.(event, after, site) ?? []));
    return after;
  };
  for (const event of part.events) changes.push(...kind.clocks(event, happen(event), site));
  const clocks = applyClockChanges(clocksBefore, changes, now);
  for (const finding of clocks.findings) happen(kind.finding(finding, now));
  if (state === undefined || entries.length === 0) return { state, clocks: clocks.rows, writes: [], jobs: [] };
  const journal = appendJournal({ siteId, feature: kind.feature, subject, head: loaded?.head ?? EMPTY_HEAD, ...part.by, entries: entries.map((event) => kind.journal(event)) });
  const drafts = stillWanted(news.filter((entry) => 'topic' in entry), clocks.rows);
  const ends = news.filter((entry) => 'ends' in entry);
  const answers = news.filter((entry) => 'answers' in entry);
  const clockEnds = clockEndsOf(clocksBefore, clocks.changed);
  const alerts = deps.raise && drafts.length + ends.length + answers.length + clockEnds.length > 0 ? await deps.raise(trx, { site, feature: kind.feature, subject, now, drafts, ends, answers, clockEnds }) : [];
  return {
    state, head: journal.head, clocks: clocks.rows, jobs,
    writes: [
      ...journal.writes,
      ...kind.save(trx, { siteId, subject, before: loaded?.state, state, head: journal.head, next: nextDue(clocks.rows), clocks: clocks.rows, events: entries }),
      ...alerts,
      ...(clocks.changed.length > 0 ? [clocksWrite({ siteId, subject, feature: kind.feature, rows: clocks.changed })] : []),
    ],
  };
};

/**
 * The only place that opens a write transaction: begin → already handled? → load for update → decide → evolve →
 * number → save, journal, clocks, alerts, jobs, command → commit. All of it stands or none.
 */
export const runCommand = async <State, Event, View = undefined, Facts = undefined>(deps: RunnerDeps, input: CommandInput<State, Event, View, Facts>): Promise<CommandOutcome<State, View>> => {
  const { kind, siteId, subject, also } = input;
  const attempt = (isNew: boolean) =>
    deps.database.write<CommandOutcome<State, View>>([siteId], async (trx) => {
      // The lock comes first: what is asked after it sees whatever the twin of a double tap has just committed.
      const now = deps.clock.now();
      const locks = isNew ? [] : [subject, ...(also === undefined ? [] : [also])].sort().map((id) => ({ id, row: kind.load(trx, siteId, id) }));
      const [loaded, other, handled, site, clocksBefore, clocksOfOther, reserved, facts] = await Promise.all([
        locks.find((lock) => lock.id === subject)?.row,
        locks.find((lock) => lock.id === also)?.row,
        // A new subject's second try is found by the key of `commands` itself.
        input.commandId && !isNew
          ? trx.query<Handled>('select subject, person_id as actor, name from commands where site_id = $1 and command_id = $2', [siteId, input.commandId], 'command-seen')
          : Promise.resolve([]),
        loadSite(trx.query, siteId),
        isNew ? [] : loadClocks(trx.query, siteId, subject),
        also === undefined ? [] : loadClocks(trx.query, siteId, also),
        isNew ? kind.reserve?.(trx, siteId, now) : undefined,
        input.ask?.(trx, now) as Promise<Facts>,
      ]);
      if (!site) throw new Refused({ ok: false, code: 'site-unknown', facts: {} });
      const [twin] = handled;
      if (twin) {
        // Only whoever gave a command hears its outcome again: to anybody else its id would open what they may not see.
        if (twin.subject !== subject || twin.actor !== input.actor || twin.name !== input.name) throw new Refused(REUSED);
        // The twin made the subject between our two questions.
        if (!loaded) throw new Raced();
        return { ok: true, state: loaded.state, replayed: true, version: loaded.head.version, clocks: clocksBefore };
      }
      const decision = await input.decide(loaded?.state, { now, site, trx, facts, other: other?.state });
      if (!decision.ok) throw new Refused(decision);
      const by = { actor: input.actor, device: input.device, commandId: input.commandId, standIn: input.standIn };
      const own = await settle(deps, trx, { kind, site, subject, now, loaded, clocksBefore, events: await kind.number(trx, siteId, decision.events, site, reserved), sweep: input.sweep, by });
      if (own.state === undefined || !own.head)
        return { ok: true, state: own.state as State, replayed: false, version: loaded?.head.version ?? 0, clocks: own.clocks };
      const others = also === undefined || !decision.otherEvents?.length ? undefined : await settle(deps, trx, { kind, site, subject: also, now, loaded: other, clocksBefore: clocksOfOther, events: decision.otherEvents, by });
      const { state, head, clocks } = own;
      const writes = [
        ...own.writes,
        ...(others?.writes ?? []),
        ...(input.commandId
          ? [{ name: 'command-keep', text: 'insert into commands values ($1, $2, $3, $4, $5, $6)', values: [siteId, input.commandId, input.actor, input.name, subject, now] }]
          : []),
      ];
      const jobs = [...own.jobs, ...(others?.jobs ?? [])];
      // The commit is sent behind the last write without waiting; jobs ask in turns of their own, so they go first.
      if (jobs.length > 0) await deps.queue(trx, jobs);
      const written = writeTogether(trx, writes);
      const viewing = input.present?.({ query: trx.query }, { state, version: head.version, clocks, site }, facts);
      const [view] = await Promise.all([viewing, written, trx.commit()]);
      return { ok: true, state, ...(view === undefined ? {} : { view }), replayed: false, version: head.version, clocks };
    });

  try {
    return await attempt(input.creates ?? false);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    // The same command arrived twice at once: the first one won, the second reads what it did.
    if (error instanceof Raced || (pgCode(error) === UNIQUE_VIOLATION && (input.commandId || input.creates))) {
      try {
        return await attempt(false);
      } catch (second) {
        if (second instanceof Refused) return second.refusal;
        // Handled, and its subject still not there: it is of another kind.
        if (second instanceof Raced) return REUSED;
        throw second;
      }
    }
    throw error;
  }
};
