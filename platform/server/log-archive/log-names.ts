import type { Instant } from '../../core/instant.ts';

/**
 * LINE/SEGMENT[_UNTIL]_HASH[.partial].zst[.enc]: a piece of the database's log as PostgreSQL names it, the moment up to
 * which everything acknowledged stands in it or before it, and the beginning of its SHA-256. What a file is can be told
 * without opening it.
 */
export type Archived = {
  readonly name: string;
  readonly segment: string;
  /** Null where no moment was marked within it: one after it will be. */
  readonly until: Instant | null;
  readonly hash: string;
  /** As much of it as there was; the whole one takes its place. */
  readonly isPartial: boolean;
  readonly isEncrypted: boolean;
};

const NAME = /^([0-9A-F]{24})(?:_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(\d{3})Z)?_([0-9a-f]{32})(\.partial)?\.zst(\.enc)?$/;

export const archivedName = (piece: Omit<Archived, 'name'>): string =>
  `${piece.segment}${piece.until ? `_${piece.until.replace(/[-:.]/g, '')}` : ''}_${piece.hash}${piece.isPartial ? '.partial' : ''}.zst${piece.isEncrypted ? '.enc' : ''}`;

/** Undefined for a file that is not ours. */
export const archivedOf = (name: string): Archived | undefined => {
  const match = NAME.exec(name);
  if (!match) return undefined;
  const [, segment = '', year, month, day, hour, minute, second, milli, hash = '', partial, encrypted] = match;
  return { name, segment, until: year ? `${year}-${month}-${day}T${hour}:${minute}:${second}.${milli}Z` : null, hash, isPartial: partial !== undefined, isEncrypted: encrypted !== undefined };
};

export const lsnOf = (text: string): bigint => {
  const [high = '0', low = '0'] = text.split('/');
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
};
export const lsnText = (lsn: bigint): string => `${(lsn >> 32n).toString(16).toUpperCase()}/${(lsn & 0xffffffffn).toString(16).toUpperCase()}`;

const hex = (value: bigint): string => value.toString(16).toUpperCase().padStart(8, '0');
/** The segment that holds a place in the log. */
export const segmentAt = (timeline: string, lsn: bigint, size: bigint): string => {
  const nth = lsn / size;
  const perFile = 0x1_0000_0000n / size;
  return `${timeline}${hex(nth / perFile)}${hex(nth % perFile)}`;
};
/** Where a segment begins. */
export const startOf = (segment: string, size: bigint): bigint => (BigInt(`0x${segment.slice(8, 16)}`) << 32n) + BigInt(`0x${segment.slice(16)}`) * size;
export const segmentAfter = (segment: string, size: bigint): string => segmentAt(segment.slice(0, 8), startOf(segment, size) + size, size);

export const slotName = 'foyer_archive';
