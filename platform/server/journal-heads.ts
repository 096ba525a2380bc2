import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Instant } from '../core/instant.ts';
import type { Database, Reader } from './database.ts';
import { checkChain, EMPTY_HEAD, type ChainFault } from './journal.ts';

export type JournalKey = { readonly secret: KeyObject; readonly shown: Buffer };

/** The installation's signing key (Ed25519, PEM); its public half stands beside every head. */
export const readJournalKey = (pem: string): JournalKey => {
  const secret = createPrivateKey(pem);
  return { secret, shown: createPublicKey(secret).export({ type: 'spki', format: 'der' }) };
};

type Head = { day: string; from_xid: string; to_xid: string; entries: number; head: Buffer; signature: Buffer; public_key: Buffer };

const COLUMNS = `day::text as day, from_xid::text as from_xid, to_xid::text as to_xid, entries, head, signature, public_key`;
const PAGE = 2000;

/** The entries of a stretch, hashed onto the head before; page by page, so that a long day needs no more memory. */
const digest = async (reader: Reader, siteId: string, stretch: { from: string; to: string; before: Buffer }): Promise<{ head: Buffer; entries: number }> => {
  const hash = createHash('sha256').update(stretch.before);
  let entries = 0;
  let at = { xid: stretch.from, seq: -1 };
  for (;;) {
    const rows = await reader.query<{ xid: string; seq: number; subject: string; hash: Buffer }>(
      `select xid::text as xid, seq, subject, hash from journal
        where site_id = $1 and (xid, seq) > ($2::xid8, $3::bigint) and xid < $4::xid8 order by journal.xid, seq limit ${PAGE}`,
      [siteId, at.xid, at.seq, stretch.to],
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
    const from = before?.to_xid ?? '0';
    const to = horizon && BigInt(horizon.xid) > BigInt(from) ? horizon.xid : from;
    return { day, from_xid: from, to_xid: to, ...(await digest(reader, siteId, { from, to, before: before?.head ?? EMPTY_HEAD.lastHash })) };
  });
  if (!sealed) return;
  const signature = sign(null, signedText(siteId, sealed), deps.key.secret);
  await deps.database.write([siteId], (trx) =>
    trx.query('insert into journal_heads values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing', [siteId, day, sealed.from_xid, sealed.to_xid, sealed.entries, sealed.head, signature, deps.key.shown, now]),
  );
};

export type JournalFault = { why: ChainFault['why']; subject: string; version: number } | { why: 'head' | 'signature' | 'key'; day: string };
export type JournalReport = { readonly heads: number; readonly subjects: number; readonly entries: number; readonly fault: JournalFault | undefined };

/** Walks a centre's chains and heads, oldest first; names the first that differs. */
export const checkJournal = async (database: Database, siteId: string, onProgress: (subjects: number) => void = () => undefined): Promise<JournalReport> => {
  let subjects = 0;
  let entries = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const page = await database.read([siteId], (reader) =>
      reader.query<{ subject: string; entries: number }>('select subject, count(*) as entries from journal where site_id = $1 and subject > $2 group by subject order by subject limit 500', [siteId, after]),
    );
    for (const { subject, entries: count } of page) {
      const fault = await database.read([siteId], (reader) => checkChain(reader, siteId, subject));
      subjects += 1;
      entries += count;
      if (fault) return { heads: 0, subjects, entries, fault };
    }
    onProgress(subjects);
    if (page.length < 500) break;
    after = page.at(-1)?.subject ?? after;
  }
  const heads = await database.read([siteId], (reader) => reader.query<Head>(`select ${COLUMNS} from journal_heads where site_id = $1 order by day`, [siteId]));
  let before: Head | undefined;
  for (const [index, head] of heads.entries()) {
    const report = (why: 'head' | 'signature' | 'key'): JournalReport => ({ heads: index, subjects, entries, fault: { why, day: head.day } });
    if (before && !before.public_key.equals(head.public_key)) return report('key');
    const shown = createPublicKey({ key: head.public_key, format: 'der', type: 'spki' });
    if (!verify(null, signedText(siteId, head), shown, head.signature)) return report('signature');
    const again = await database.read([siteId], (reader) => digest(reader, siteId, { from: head.from_xid, to: head.to_xid, before: before?.head ?? EMPTY_HEAD.lastHash }));
    if (head.from_xid !== (before?.to_xid ?? '0') || again.entries !== head.entries || !again.head.equals(head.head)) return report('head');
    before = head;
  }
  return { heads: heads.length, subjects, entries, fault: undefined };
};
