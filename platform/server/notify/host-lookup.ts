import { lookup as systemLookup } from 'node:dns/promises';

export type Resolved = { readonly address: string; readonly family: number };
export type Lookup = (host: string) => Promise<readonly Resolved[]>;

const REMEMBERED_MILLISECONDS = 30_000;
const MOST_NAMES = 500;
/** The system's resolver holds a thread while it waits, one of the four that files and passwords need too. */
const AT_ONCE = 2;

/**
 * Host names, asked sparingly: a burst of messages to one service asks for its name once, and a name server that does not
 * answer costs its own messages time and nobody else's request. A failure is remembered as long as an answer.
 */
export const createLookup = (ask: Lookup = (host) => systemLookup(host, { all: true }), now: () => number = () => performance.now()): Lookup => {
  const remembered = new Map<string, { until: number; readonly answer: Promise<readonly Resolved[]> }>();
  const waiting: (() => void)[] = [];
  let free = AT_ONCE;
  const askInTurn: Lookup = async (host) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await ask(host);
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
  return (host) => {
    const known = remembered.get(host);
    if (known && known.until > now()) return known.answer;
    if (remembered.size >= MOST_NAMES) remembered.clear();
    const entry = { until: Number.POSITIVE_INFINITY, answer: askInTurn(host) };
    remembered.set(host, entry);
    const settle = () => void (entry.until = now() + REMEMBERED_MILLISECONDS);
    void entry.answer.then(settle, settle);
    return entry.answer;
  };
};
