import { fromMillis, toMillis, type Instant } from '../../../../platform/core/instant.ts';
import { compareEvents, zCallEvent, type CallEvent } from '../call-event.ts';

/** An event as a mapper says it; times in milliseconds since 1970. */
export type Said = Omit<CallEvent, 'v' | 'source' | 'eventId' | 'at' | 'atBasis' | 'receivedAt'> & { readonly eventId?: string };

const LIMITS = { from: 80, name: 120, other: 80 } as const;
const cut = (text: string | undefined, max: number): string | undefined => {
  // A cell of a caller's making may hold anything: it is a label, never a control character.
  const plain = text?.replace(/\p{Cc}/gu, ' ').trim();
  return plain ? plain.slice(0, max) : undefined;
};

const withoutEmpty = (event: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined && value !== ''));

/** Numbers and names a PBX gives when it knows none. */
const UNKNOWN = /^(?:<unknown>|<null>|unknown|null|anonymous|anonymous@.*|unavailable|restricted|private|withheld|-|s)$/i;
export const knownOf = (text: string | undefined): string | undefined => (text === undefined || text.trim() === '' || UNKNOWN.test(text.trim()) ? undefined : text.trim());
/** A number as it was said; `anonymous` stays visible as what it is. */
export const numberOf = (text: string | undefined): string | undefined => (text && !/^<|^s$/.test(text.trim()) ? text.trim() : undefined);

/**
 * Gives events their identity and their time. The identity says what happened to which leg, so that the same fact
 * told twice, or found again after a restart, is one event. Facts of one packet keep their order.
 */
export const createTeller = (source: string) => {
  const last = new Map<string, CallEvent>();
  return {
    forget: (callId: string): void => void last.delete(callId),
    tell: (said: Said, time: { at: Instant; basis: 'pbx' | 'received'; receivedAt: Instant }): CallEvent | undefined => {
      const repeats = said.kind === 'held' || said.kind === 'retrieved' || said.kind.startsWith('transfer');
      const make = (at: Instant): Record<string, unknown> => withoutEmpty({
        ...said,
        v: 1, source, at, atBasis: time.basis, receivedAt: time.receivedAt,
        eventId: said.eventId ?? `${said.callId}:${said.kind}${said.legId ? `:${said.legId}` : said.ext ? `:${said.ext}` : ''}${said.absorbed ? `:${said.absorbed}` : ''}${repeats ? `:${at}` : ''}`,
        ext: cut(said.ext, 60), queue: cut(said.queue, LIMITS.other), target: cut(said.target, LIMITS.other), cause: cut(said.cause, LIMITS.other),
        ...(said.from ? { from: withoutEmpty({ raw: cut(said.from.raw, LIMITS.from), name: cut(said.from.name, LIMITS.name) }) } : {}),
        ...(said.to ? { to: withoutEmpty({ raw: cut(said.to.raw, LIMITS.from), ext: cut(said.to.ext, 60) }) } : {}),
      });
      const before = last.get(said.callId);
      let parsed = zCallEvent.safeParse(make(time.at));
      // Within one instant the kinds have an order of their own; where it is not the order of the facts, time gives way by a millisecond.
      if (parsed.success && before && time.basis === 'received' && compareEvents(parsed.data, before) < 0) parsed = zCallEvent.safeParse(make(fromMillis(toMillis(before.at) + 1)));
      if (!parsed.success) return undefined;
      last.set(said.callId, parsed.data);
      return parsed.data;
    },
  };
};
export type Teller = ReturnType<typeof createTeller>;
