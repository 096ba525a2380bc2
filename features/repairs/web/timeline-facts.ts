import type { TimelineLine } from '../core/repair-contract.ts';
import type { Material } from '../core/repair-order.ts';
import type { REPAIR_WORDS } from './repair-words.ts';

type Words = (typeof REPAIR_WORDS)['zh'];
/** What a line's ids and instants are called on this screen. */
export type Naming = { place(id: string): string | undefined; person(id: string): string | undefined; when(instant: string): string };

/** Codes named by the group of words of their own name. */
const NAMED = ['kind', 'source', 'cause', 'acceptance', 'department', 'signWay', 'ply', 'custody', 'why', 'method', 'settled'] as const;
const RATED: ReadonlySet<string> = new Set(['workmanship', 'attitude', 'conduct', 'timeliness']);
const TIMES: ReadonlySet<string> = new Set(['appointmentAt', 'until', 'expectedAt']);

/** The same key means another thing in another event. */
const codesOf = (words: Words, event: string, key: string): Readonly<Record<string, string>> | undefined => {
  if (key === 'reason') return event === 'WorkHeld' ? words.holdReason : words.exception;
  if (key === 'result') return event === 'RepairFollowedUp' ? words.followUp : words.result;
  if (key === 'channel') return event === 'RepairLogged' ? words.channel : words.notifyChannel;
  if (key === 'to') return words.supportTo;
  const named = NAMED.find((name) => name === key);
  return named && words[named];
};

const materialsOf = (value: readonly Partial<Material>[]): string => value.map(({ name, spec, quantity, unit }) => [name, spec, `${quantity ?? ''} ${unit ?? ''}`.trim()].filter(Boolean).join(' ')).join('、');

const dataFact = (line: TimelineLine, words: Words, naming: Naming, key: string, value: unknown): string | undefined => {
  if (typeof value === 'boolean') return words.answers[key]?.[value ? 'yes' : 'no'] ?? (value ? words.field[key] : undefined);
  if (key === 'answers' && value !== null && typeof value === 'object') {
    const wrong = Object.entries(value).flatMap(([item, answer]) => (answer === 'no' ? [words.spot[item] ?? item] : []));
    return wrong.length > 0 ? `${words.spotAnswer['no'] ?? ''}: ${wrong.join('、')}` : undefined;
  }
  if (typeof value !== 'string') return undefined;
  if (key === 'logNumber' || key === 'orderNumber') return value;
  if (key === 'placeId') return naming.place(value);
  if (key === 'technicianId' || key === 'leaderId') return value === line.actor ? undefined : naming.person(value);
  if (TIMES.has(key)) return `${words.field[key] ?? ''} ${naming.when(value)}`;
  if (RATED.has(key)) return `${words.field[key] ?? ''} ${words.rating[value] ?? value}`;
  return codesOf(words, line.event, key)?.[value];
};

const textFact = (words: Words, key: string, value: unknown): string | undefined => {
  if (key === 'materials' && Array.isArray(value)) return materialsOf(value as readonly Partial<Material>[]);
  if (typeof value !== 'string' || key === 'textHash') return undefined;
  return key === 'department' ? (words.department[value] ?? value) : value;
};

/** What an event carries besides its name, in words: place, reason, part, cause, result, who and what was written. */
export const factsOf = (line: TimelineLine, words: Words, naming: Naming): string[] =>
  [...Object.entries(line.data).map(([key, value]) => dataFact(line, words, naming, key, value)), ...Object.entries(line.text ?? {}).map(([key, value]) => textFact(words, key, value))].filter((fact): fact is string => Boolean(fact));
