import type { AlertNews } from '../core/alert.ts';
import type { ClockChange } from '../core/clock-rule.ts';
import type { Instant } from '../core/instant.ts';
import type { Refusal } from '../core/refusal.ts';
import { clockEndsOf, stillWanted, type RaiseAlerts } from './alert-hook.ts';
import type { Clock } from './clock.ts';
import { applyClockChanges, loadClocks, nextDue, clocksWrite, type ClockFinding, type ClockRow, type SweepChange } from './clock-store.ts';
import { pgCode, UNIQUE_VIOLATION, writeTogether, type Database, type Query, type Reader, type Transaction, type Write } from './database.ts';
import type { Job } from './jobs.ts';
import { appendJournal, EMPTY_HEAD, type JournalEntry, type JournalHead } from './journal.ts';

/** A centre's own settings, read with every command. */
export type SiteRow = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly parameters: Record<string, unknown>;
  readonly calendar: unknown;
  readonly version: number;
  readonly complaintsPhone: string;
  readonly company: string;
  readonly address: string;
  readonly deskPhone: string;
};

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

export type CommandInput<State, Event, View = undefined> = {
  readonly kind: SubjectKind<State, Event>;
  readonly siteId: string;
  readonly subject: string;
  readonly name: string;
  readonly commandId?: string | undefined;
  readonly actor: string | null;
  /** The role the actor holds for somebody absent (M-51). */
  readonly standIn?: string | undefined;
  readonly device?: string | undefined;
  decide(state: State | undefined, context: { now: Instant; site: SiteRow; trx: Transaction }): Promise<{ ok: true; events: readonly Event[] } | Refusal> | { ok: true; events: readonly Event[] } | Refusal;
  readonly sweep?: SweepChange;
  /** What to answer, read behind the writes in their own flight; its queries are sent before it first waits. */
  present?(reader: Reader, saved: Saved<State>): Promise<View>;
  /** The subject is expected to be new: nothing is loaded; where it is there after all, the journal's index says so and all is tried again. */
  readonly creates?: boolean;
};

export type CommandOutcome<State, View = undefined> =
  | { readonly ok: true; readonly state: State; readonly view?: View; readonly replayed: boolean; readonly version: number; readonly clocks: readonly ClockRow[] }
  | Refusal;

export type RunnerDeps = { readonly database: Database; readonly clock: Clock; readonly queue: (trx: Transaction, jobs: readonly Job[]) => Promise<void>; readonly raise?: RaiseAlerts | undefined };

export const loadSite = async (query: Query, siteId: string): Promise<SiteRow | undefined> =>
  (
    await query<SiteRow>(
      `select id, name, zone, parameters, calendar, version, complaints_phone as "complaintsPhone", company, address, desk_phone as "deskPhone" from sites where id = $1`,
      [siteId],
      'site-load',
    )
  )[0];

class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

class Raced extends Error {}

/**
 * The only place that opens a write transaction: begin → already handled? → load for update → decide → evolve →
 * number → save, journal, clocks, alerts, jobs, command → commit. All of it stands or none.
 */
export const runCommand = async <State, Event, View = undefined>(deps: RunnerDeps, input: CommandInput<State, Event, View>): Promise<CommandOutcome<State, View>> => {
  const { kind, siteId, subject } = input;
  const attempt = (isNew: boolean) =>
    deps.database.write<CommandOutcome<State, View>>([siteId], async (trx) => {
      // The lock comes first: what is asked after it sees whatever the twin of a double tap has just committed.
      const now = deps.clock.now();
      const [loaded, handled, site, clocksBefore, reserved] = await Promise.all([
        isNew ? undefined : kind.load(trx, siteId, subject),
        // A new subject's second try is found by the key of `commands` itself.
        input.commandId && !isNew
          ? trx.query<{ subject: string }>('select subject from commands where site_id = $1 and command_id = $2', [siteId, input.commandId], 'command-seen')
          : Promise.resolve([]),
        loadSite(trx.query, siteId),
        isNew ? [] : loadClocks(trx.query, siteId, subject),
        isNew ? kind.reserve?.(trx, siteId, now) : undefined,
      ]);
      if (!site) throw new Refused({ ok: false, code: 'site-unknown', facts: {} });
      if (handled.length > 0) {
        if (handled[0]?.subject !== subject) throw new Refused({ ok: false, code: 'command-reused', facts: {} });
        // The twin made the subject between our two questions.
        if (!loaded) throw new Raced();
        return { ok: true, state: loaded.state, replayed: true, version: loaded.head.version, clocks: clocksBefore };
      }
      const decision = await input.decide(loaded?.state, { now, site, trx });
      if (!decision.ok) throw new Refused(decision);
      const events = await kind.number(trx, siteId, decision.events, site, reserved);

      let state = loaded?.state;
      const entries: Event[] = [];
      const changes: (ClockChange | SweepChange)[] = input.sweep ? [input.sweep] : [];
      const jobs: Job[] = [];
      const news: AlertNews[] = [];
      for (const event of events) {
        state = kind.evolve(state, event, { siteId, subject });
        entries.push(event);
        changes.push(...kind.clocks(event, state, site));
        jobs.push(...kind.jobs(event, state, site));
        news.push(...(kind.alerts?.(event, state, site) ?? []));
      }
      const clocks = applyClockChanges(clocksBefore, changes, now);
      for (const finding of clocks.findings) {
        const event = kind.finding(finding, now);
        state = kind.evolve(state, event, { siteId, subject });
        entries.push(event);
        jobs.push(...kind.jobs(event, state, site));
        news.push(...(kind.alerts?.(event, state, site) ?? []));
      }
      if (state === undefined || entries.length === 0)
        return { ok: true, state: state as State, replayed: false, version: loaded?.head.version ?? 0, clocks: clocks.rows };

      const journal = appendJournal({
        siteId,
        feature: kind.feature,
        subject,
        head: loaded?.head ?? EMPTY_HEAD,
        actor: input.actor,
        device: input.device,
        commandId: input.commandId,
        standIn: input.standIn,
        entries: entries.map((event) => kind.journal(event)),
      });
      const drafts = stillWanted(news.filter((entry) => 'topic' in entry), clocks.rows);
      const ends = news.filter((entry) => 'ends' in entry);
      const answers = news.filter((entry) => 'answers' in entry);
      const clockEnds = clockEndsOf(clocksBefore, clocks.changed);
      const alerts = deps.raise && drafts.length + ends.length + answers.length + clockEnds.length > 0 ? await deps.raise(trx, { site, feature: kind.feature, subject, now, drafts, ends, answers, clockEnds }) : [];
      const writes = [
        ...journal.writes,
        ...(input.commandId
          ? [{ name: 'command-keep', text: 'insert into commands values ($1, $2, $3, $4, $5, $6)', values: [siteId, input.commandId, input.actor, input.name, subject, now] }]
          : []),
        ...kind.save(trx, { siteId, subject, before: loaded?.state, state, head: journal.head, next: nextDue(clocks.rows), clocks: clocks.rows, events: entries }),
        ...alerts,
        ...(clocks.changed.length > 0 ? [clocksWrite({ siteId, subject, feature: kind.feature, rows: clocks.changed })] : []),
      ];
      // The commit is sent behind the last write without waiting; jobs ask in turns of their own, so they go first.
      if (jobs.length > 0) await deps.queue(trx, jobs);
      const written = writeTogether(trx, writes);
      const viewing = input.present?.({ query: trx.query }, { state, version: journal.head.version, clocks: clocks.rows, site });
      const [view] = await Promise.all([viewing, written, trx.commit()]);
      return { ok: true, state, ...(view === undefined ? {} : { view }), replayed: false, version: journal.head.version, clocks: clocks.rows };
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
        throw second;
      }
    }
    throw error;
  }
};
