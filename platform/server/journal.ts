import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '../core/instant.ts';
import type { Reader, Write } from './database.ts';

export type JournalEntry = {
  readonly event: string;
  /** Ids, codes, numbers and times only; this text is kept for ever. */
  readonly data: Record<string, unknown>;
  /** Names and free words: kept beside the journal, erasable; the journal holds their salted hash. */
  readonly text: Record<string, unknown>;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
};

export type JournalHead = { readonly version: number; readonly lastHash: Buffer };
export const EMPTY_HEAD: JournalHead = { version: 0, lastHash: Buffer.alloc(32) };

/** One text for one value, whatever the order of the keys. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value !== null && typeof value === 'object')
    return `{${Object.entries(value)
      .filter(([, entry]) => entry !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => `${JSON.stringify(key)}:${canonical(entry)}`)
      .join(',')}}`;
  return JSON.stringify(value ?? null);
};

const sha256 = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

type Sealed = { siteId: string; feature: string; subject: string; version: number; event: string; data: string; actor: string | null; device: string | null; occurredAt: Instant; recordedAt: Instant; commandId: string | null };

/** What a hash covers: every column a person could want to alter. */
const sealOf = (previous: Buffer, entry: Sealed): Buffer => sha256(previous, canonical(entry));

/** Appends entries to a subject's chain; the subject's row must be locked. Returns the new head and what is to be written. */
export const appendJournal = (
  input: {
    siteId: string;
    feature: string;
    subject: string;
    head: JournalHead;
    actor: string | null;
    device?: string | undefined;
    commandId?: string | undefined;
    /** The role the actor held for somebody absent; kept with every entry (M-51). */
    standIn?: string | undefined;
    entries: readonly JournalEntry[];
  },
): { head: JournalHead; writes: Write[] } => {
  let { version, lastHash } = input.head;
  const rows: unknown[] = [];
  const texts: unknown[] = [];
  for (const entry of input.entries) {
    version += 1;
    let data = input.standIn ? { ...entry.data, standIn: input.standIn } : entry.data;
    if (Object.keys(entry.text).length > 0) {
      const salt = randomBytes(16);
      const text = canonical(entry.text);
      texts.push({ version, salt: salt.toString('hex'), text });
      data = { ...data, textHash: sha256(salt, text).toString('hex') };
    }
    const sealed: Sealed = {
      siteId: input.siteId,
      feature: input.feature,
      subject: input.subject,
      version,
      event: entry.event,
      data: canonical(data),
      actor: input.actor,
      device: input.device ?? null,
      occurredAt: entry.occurredAt,
      recordedAt: entry.recordedAt,
      commandId: input.commandId ?? null,
    };
    const hash = sealOf(lastHash, sealed);
    rows.push({ ...sealed, prev: lastHash.toString('hex'), hash: hash.toString('hex') });
    lastHash = hash;
  }
  const entries: Write = {
    name: 'journal-append',
    text: `insert into journal (site_id, subject, feature, version, event, data, actor, device, occurred_at, recorded_at, command_id, prev_hash, hash)
     select $1, $2, r->>'feature', (r->>'version')::int, r->>'event', r->>'data', (r->>'actor')::uuid, r->>'device',
            (r->>'occurredAt')::timestamptz, (r->>'recordedAt')::timestamptz, (r->>'commandId')::uuid, decode(r->>'prev', 'hex'), decode(r->>'hash', 'hex')
       from jsonb_array_elements($3::jsonb) r`,
    values: [input.siteId, input.subject, JSON.stringify(rows)],
  };
  const words: Write = {
    name: 'journal-texts',
    text: `insert into journal_texts (site_id, subject, version, salt, text)
     select $1, $2, (t->>'version')::int, decode(t->>'salt', 'hex'), t->>'text' from jsonb_array_elements($3::jsonb) t`,
    values: [input.siteId, input.subject, JSON.stringify(texts)],
  };
  return { head: { version, lastHash }, writes: texts.length > 0 ? [entries, words] : [entries] };
};

export type TimelineEntry = {
  version: number;
  event: string;
  data: Record<string, unknown>;
  /** Null once retention erased it. */
  text: Record<string, unknown> | null;
  actor: string | null;
  occurredAt: Instant;
  recordedAt: Instant;
};

export const readTimeline = async (reader: Reader, siteId: string, subject: string, atMost = 500): Promise<TimelineEntry[]> => {
  const rows = await reader.query<{ version: number; event: string; data: string; text: string | null; actor: string | null; occurred_at: string; recorded_at: string }>(
    `select j.version, j.event, j.data, t.text, j.actor, j.occurred_at, j.recorded_at
       from journal j left join journal_texts t using (site_id, subject, version)
      where j.site_id = $1 and j.subject = $2 order by j.version limit $3`,
    [siteId, subject, atMost],
    'journal-timeline',
  );
  return rows.map((row) => ({
    version: row.version,
    event: row.event,
    data: JSON.parse(row.data) as Record<string, unknown>,
    text: row.text === null ? null : (JSON.parse(row.text) as Record<string, unknown>),
    actor: row.actor,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
  }));
};

export type ChainFault = { subject: string; version: number; why: 'hash' | 'link' | 'gap' | 'text' };

type Row = {
  subject: string; version: number; feature: string; event: string; data: string; actor: string | null; device: string | null; occurred_at: string;
  recorded_at: string; command_id: string | null; prev_hash: Buffer; hash: Buffer; salt: Buffer | null; text: string | null;
};
const CHAIN = `select j.subject, j.version, j.feature, j.event, j.data, j.actor, j.device, j.occurred_at, j.recorded_at, j.command_id, j.prev_hash, j.hash, t.salt, t.text
  from journal j left join journal_texts t using (site_id, subject, version)`;

type Link = { readonly subject: string; readonly version: number; readonly hash: Buffer };

/** Whether an entry follows the one before: the next of its subject, or a subject's first. */
const faultOf = (siteId: string, before: Link | undefined, row: Row): ChainFault['why'] | undefined => {
  const { subject, version } = row;
  const last = before?.subject === subject ? before : undefined;
  const previous = last?.hash ?? EMPTY_HEAD.lastHash;
  if (version !== (last?.version ?? 0) + 1) return 'gap';
  if (!row.prev_hash.equals(previous)) return 'link';
  const hash = sealOf(previous, { siteId, feature: row.feature, subject, version, event: row.event, data: row.data, actor: row.actor, device: row.device, occurredAt: row.occurred_at, recordedAt: row.recorded_at, commandId: row.command_id });
  if (!hash.equals(row.hash)) return 'hash';
  const claimed = (JSON.parse(row.data) as { textHash?: string }).textHash;
  return claimed && row.text !== null && row.salt !== null && sha256(row.salt, row.text).toString('hex') !== claimed ? 'text' : undefined;
};

/** Walks one subject's chain; names the first entry that differs, or nothing. */
export const checkChain = async (reader: Reader, siteId: string, subject: string): Promise<ChainFault | undefined> => {
  let before: Link | undefined;
  for (const row of await reader.query<Row>(`${CHAIN} where j.site_id = $1 and j.subject = $2 order by j.version`, [siteId, subject])) {
    const why = faultOf(siteId, before, row);
    if (why) return { subject, version: row.version, why };
    before = row;
  }
  return undefined;
};

const PAGE = 500;

/** Walks every chain of a centre, a page at a time; `read` may open a transaction for each page. */
export const checkChains = async (read: <T>(work: (reader: Reader) => Promise<T>) => Promise<T>, siteId: string, onProgress: (subjects: number) => void): Promise<{ subjects: number; entries: number; fault: ChainFault | undefined }> => {
  let [subjects, entries] = [0, 0];
  let before: Link | undefined;
  for (;;) {
    const page = await read((reader) =>
      reader.query<Row>(`${CHAIN} where j.site_id = $1 and (j.subject, j.version) > ($2::uuid, $3::integer) order by j.subject, j.version limit ${PAGE}`, [siteId, before?.subject ?? '00000000-0000-0000-0000-000000000000', before?.version ?? 0], 'chains-page'),
    );
    for (const row of page) {
      if (before?.subject !== row.subject) subjects += 1;
      entries += 1;
      const why = faultOf(siteId, before, row);
      if (why) return { subjects, entries, fault: { subject: row.subject, version: row.version, why } };
      before = row;
    }
    onProgress(subjects);
    if (page.length < PAGE) return { subjects, entries, fault: undefined };
  }
};
