import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Instant } from '../core/instant.ts';
import type { Database, Reader } from './database.ts';
import { AFTER_SEALED_XID, SEALED_XID } from './centre-copy/copy-format.ts';
import { checkChains, EMPTY_HEAD, type ChainFault } from './journal.ts';

export type JournalKey = { readonly secret: KeyObject; readonly shown: Buffer };

/** The installation's signing key (Ed25519, PEM); its public half stands beside every head. */
export const readJournalKey = (pem: string): JournalKey => {
  const secret = createPrivateKey(pem);
  return { secret, shown: createPublicKey(secret).export({ type: 'spki', format: 'der' }) };
};

type Head = {
  day: string; from_xid: string; to_xid: string; entries: number; head: Buffer; signature: Buffer; public_key: Buffer;
  /** Sealed in another installation and brought along: its transaction ids are those of there, its entries these here. */
  carried_by: string | null; first_seq: number | null; last_seq: number | null;
};

const COLUMNS = `day::text as day, from_xid::text as from_xid, to_xid::text as to_xid, entries, head, signature, public_key, carried_by, first_seq, last_seq`;
const PAGE = 2000;

/** From a transaction id on (and behind a place of it), to below another (and up to a place). */
type Stretch = { readonly from: string; readonly after?: number; readonly to: string; readonly upTo?: number; readonly before: Buffer };

/** The entries of a stretch, hashed onto the head before; page by page, so that a long day needs no more memory. */
const digest = async (reader: Reader, siteId: string, stretch: Stretch): Promise<{ head: Buffer; entries: number }> => {
  const hash = createHash('sha256').update(stretch.before);
  let entries = 0;
  let at = { xid: stretch.from, seq: stretch.after ?? -1 };
  for (;;) {
    const rows = await reader.query<{ xid: string; seq: number; subject: string; hash: Buffer }>(
      `select xid::text as xid, seq, subject, hash from journal
        where site_id = $1 and (xid, seq) > ($2::xid8, $3::bigint) and xid < $4::xid8 and seq <= $5::bigint order by journal.xid, seq limit ${PAGE}`,
      [siteId, at.xid, at.seq, stretch.to, stretch.upTo ?? Number.MAX_SAFE_INTEGER],
      'head-digest',
    );
    for (const row of rows) hash.update(`${row.subject}/`).update(row.hash);
    entries += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return { head: hash.digest(), entries };
    at = last;
  }
};

const signedText = (siteId: string, head: Pick<Head, 'day' | 'from_xid' | 'to_xid' | 'entries' | 'head'>): Buffer =>
  Buffer.from(['foyer-journal-head', siteId, head.day, head.from_xid, head.to_xid, head.entries, head.head.toString('hex')].join('\n'));

/** Where the next day sealed here begins. */
const nextFrom = (before: Head | undefined): string => (before === undefined ? '0' : before.carried_by === null ? before.to_xid : AFTER_SEALED_XID);

/**
 * Seals a centre's day: everything committed since the head before. Written once; a second try finds it there.
 * A transaction still open is left for the next day, since nobody knows yet what it will write.
 */
export const sealDay = async (deps: { database: Database; key: JournalKey }, input: { siteId: string; day: string; now: Instant }): Promise<void> => {
  const { siteId, day, now } = input;
  const sealed = await deps.database.read([siteId], async (reader) => {
    const [before] = await reader.query<Head>(`select ${COLUMNS} from journal_heads where site_id = $1 order by day desc limit 1`, [siteId], 'head-last');
    if (before && before.day >= day) return undefined;
    const [horizon] = await reader.query<{ xid: string }>('select feed_horizon()::text as xid');
    const from = nextFrom(before);
    const to = horizon && BigInt(horizon.xid) > BigInt(from) ? horizon.xid : from;
    return { before: before?.day ?? null, day, from_xid: from, to_xid: to, ...(await digest(reader, siteId, { from, to, before: before?.head ?? EMPTY_HEAD.lastHash })) };
  });
  if (!sealed) return;
  const signature = sign(null, signedText(siteId, sealed), deps.key.secret);
  await deps.database.write([siteId], async (trx) => {
    await trx.query('select pg_advisory_xact_lock(hashtext($1))', [`foyer-seal-${siteId}`], 'seal-turn');
    // Another day sealed meanwhile has taken the same entries: what is left of this one is sealed with the next.
    await trx.query(
      `insert into journal_heads (site_id, day, from_xid, to_xid, entries, head, signature, public_key, sealed_at) select $1, $2, $3, $4, $5, $6, $7, $8, $9
        where (select max(day) from journal_heads where site_id = $1) is not distinct from $10::date on conflict do nothing`,
      [siteId, day, sealed.from_xid, sealed.to_xid, sealed.entries, sealed.head, signature, deps.key.shown, now, sealed.before],
      'seal-day',
    );
  });
};

export type JournalFault = { why: ChainFault['why']; subject: string; version: number } | { why: 'head' | 'signature' | 'key'; day: string };
export type JournalReport = { readonly heads: number; readonly subjects: number; readonly entries: number; readonly fault: JournalFault | undefined };

type Reading = <T>(work: (reader: Reader) => Promise<T>) => Promise<T>;

/** The entries a head speaks of: by their places where it was brought along, by their transactions where it was sealed here. */
const stretchOf = (head: Head, before: Head | undefined): Stretch => {
  const from = { before: before?.head ?? EMPTY_HEAD.lastHash };
  return head.first_seq === null || head.last_seq === null
    ? { ...from, from: head.from_xid, to: head.to_xid }
    : { ...from, from: SEALED_XID, after: head.first_seq - 1, to: AFTER_SEALED_XID, upTo: head.last_seq };
};

/** Whether a head begins where the one before ended. */
const follows = (head: Head, before: Head | undefined): boolean => {
  if (head.carried_by === null) return head.from_xid === nextFrom(before);
  if (head.first_seq !== (before?.last_seq ?? 0) + 1 || head.last_seq !== head.first_seq + head.entries - 1 || before?.carried_by === null) return false;
  return head.from_xid === (before?.carried_by === head.carried_by ? before.to_xid : before ? AFTER_SEALED_XID : '0');
};

/** Walks a centre's chains and heads, oldest first, through whatever reads; names the first that differs. */
export const walkJournal = async (read: Reading, siteId: string, onProgress: (subjects: number) => void = () => undefined): Promise<JournalReport> => {
  const { subjects, entries, fault } = await checkChains(read, siteId, onProgress);
  if (fault) return { heads: 0, subjects, entries, fault };
  const heads = await read((reader) => reader.query<Head>(`select ${COLUMNS} from journal_heads where site_id = $1 order by day`, [siteId]));
  const carried = heads.findLast((head) => head.carried_by !== null);
  let before: Head | undefined;
  for (const [index, head] of heads.entries()) {
    const report = (why: 'head' | 'signature' | 'key'): JournalReport => ({ heads: index, subjects, entries, fault: { why, day: head.day } });
    // Another installation signed with another key.
    if (before && before.carried_by === head.carried_by && !before.public_key.equals(head.public_key)) return report('key');
    const shown = createPublicKey({ key: head.public_key, format: 'der', type: 'spki' });
    if (!verify(null, signedText(siteId, head), shown, head.signature)) return report('signature');
    const stretch = stretchOf(head, before);
    const again = await read((reader) => digest(reader, siteId, stretch));
    if (!follows(head, before) || again.entries !== head.entries || !again.head.equals(head.head)) return report('head');
    // Behind the last day brought along there is nothing that was sealed elsewhere.
    if (head === carried && (await read((reader) => digest(reader, siteId, { from: SEALED_XID, after: head.last_seq ?? 0, to: AFTER_SEALED_XID, before: head.head }))).entries > 0) return report('head');
    before = head;
  }
  return { heads: heads.length, subjects, entries, fault: undefined };
};

/** The same, each page in a transaction of its own. */
export const checkJournal = (database: Database, siteId: string, onProgress?: (subjects: number) => void): Promise<JournalReport> => walkJournal((work) => database.read([siteId], work), siteId, onProgress);
