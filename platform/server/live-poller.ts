import type { Trouble } from '../core/health.ts';
import { troubleOf, type Database } from './database.ts';
import { headCursor, readAllChanges, readChanges, type Change, type Cursor } from './feed.ts';

/** The journal is polled, never NOTIFYed: a notification in a write transaction makes commits wait for each other. */
const POLL_MS = 200;
/** A database that is away is not asked five times a second. */
const AWAY_MS = 1_000;
const PAGE = 500;
/** A connection lost is made again by the next round; only what fails once more is told. */
const ROUNDS_FAILED = 2;
/** Who is further behind than so many pages asks for everything again instead. */
const CATCH_UP_PAGES = 10;

/** What one stream is told; the cursor is the place right behind it. */
export type LiveNews = { readonly kind: 'changes'; readonly changes: readonly Change[]; readonly cursor: Cursor } | { readonly kind: 'reset'; readonly cursor: Cursor };

export type LiveListener = {
  /** The centres the person may see now; asked at every round, since rights change. */
  sites(): readonly string[];
  hear(news: LiveNews): void;
};

export type LivePoller = {
  /** Tells what happened since the cursor given, then what happens; answers how to leave. */
  join(listener: LiveListener, after: Cursor): Promise<() => void>;
  stop(): void;
  /** How often the journal was asked, for the metrics. */
  rounds(): number;
  /** What has kept the journal from answering more than once in a row. A slow answer is told to who waits for one. */
  trouble(): Trouble | undefined;
};

const isAfter = (one: Pick<Cursor, 'xid' | 'seq'>, other: Cursor): boolean => {
  const [a, b] = [BigInt(one.xid), BigInt(other.xid)];
  return a > b || (a === b && one.seq > other.seq);
};

/**
 * One question to the journal each round for all streams of this process; each stream hears of its own centres only. While nobody listens nothing is asked.
 */
export const startLivePoller = (database: Database, onError: (error: unknown) => void): LivePoller => {
  const listeners = new Set<LiveListener>();
  let cursor: Cursor | undefined;
  let running = false;
  let started: Promise<void> = Promise.resolve();
  let isStopped = false;
  let asked = 0;
  let failed = 0;
  let lastTrouble: Trouble | undefined;

  const tell = (changes: readonly Change[], at: Cursor): void => {
    for (const listener of listeners) {
      const sites = new Set(listener.sites());
      const own = changes.filter((change) => sites.has(change.siteId));
      if (own.length > 0) listener.hear({ kind: 'changes', changes: own, cursor: at });
    }
  };

  const round = async (): Promise<void> => {
    cursor ??= await headCursor(database);
    for (let isFull = true; isFull && listeners.size > 0; ) {
      asked += 1;
      const page = await readAllChanges(database, { after: cursor, atMost: PAGE });
      if (page.reset) {
        cursor = await headCursor(database);
        for (const listener of listeners) listener.hear({ kind: 'reset', cursor });
        return;
      }
      cursor = page.cursor;
      if (page.changes.length > 0) tell(page.changes, cursor);
      isFull = page.changes.length === PAGE;
    }
  };

  const answered = (): number => {
    failed = 0;
    return POLL_MS;
  };
  const missed = (error: unknown): number => {
    failed += 1;
    const why = troubleOf(error);
    lastTrouble = why === 'database-slow' ? undefined : why;
    onError(error);
    return AWAY_MS;
  };

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    started = headCursor(database).then((head) => void (cursor = head));
    await started.catch(onError);
    while (!isStopped && listeners.size > 0) {
      const waitMs = await round().then(answered, missed);
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
    // What happens while nobody listens is read by the next one who joins, from the own cursor.
    cursor = undefined;
    failed = 0;
    running = false;
  };

  const catchUp = async (listener: LiveListener, after: Cursor): Promise<Cursor> => {
    let at = after;
    for (let pages = 0; pages < CATCH_UP_PAGES; pages += 1) {
      const page = await readChanges(database, { sites: listener.sites(), after: at, atMost: PAGE });
      if (page.reset) break;
      at = page.cursor;
      if (page.changes.length > 0) listener.hear({ kind: 'changes', changes: page.changes, cursor: at });
      if (page.changes.length < PAGE) return at;
    }
    at = await headCursor(database);
    listener.hear({ kind: 'reset', cursor: at });
    return at;
  };

  return {
    join: async (listener, after) => {
      // The rounds begin to count this stream before it catches up: what they passed over without it, it reads itself.
      const waiting: LiveNews[] = [];
      let reached: Cursor | undefined;
      const hear = (news: LiveNews): void => {
        if (!reached) return void waiting.push(news);
        if (news.kind === 'reset') {
          reached = news.cursor;
          return listener.hear(news);
        }
        // A round that set out before this stream caught up brings again what it has read by itself.
        const from = reached;
        const changes = news.changes.filter((change) => isAfter(change, from));
        if (isAfter(news.cursor, from)) reached = news.cursor;
        if (changes.length > 0) listener.hear({ kind: 'changes', changes, cursor: reached });
        return undefined;
      };
      const member: LiveListener = { sites: listener.sites, hear };
      listeners.add(member);
      void run();
      try {
        // Only what is read after the rounds' own beginning is known leaves no gap between the two.
        await started;
        reached = await catchUp(listener, after);
        waiting.forEach(hear);
      } catch (error) {
        listeners.delete(member);
        throw error;
      }
      return () => void listeners.delete(member);
    },
    stop: () => {
      isStopped = true;
      listeners.clear();
    },
    rounds: () => asked,
    trouble: () => (failed >= ROUNDS_FAILED ? lastTrouble : undefined),
  };
};
