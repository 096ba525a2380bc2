/** A message longer than this is no message: the connection is dropped (a stream without a line end must not fill the memory). */
export const MESSAGE_CAP = 1024 * 1024;

export class FrameTooLarge extends Error {}

/** Bytes as they came, cut into messages; text is made only of whole ones, because a segment may end inside a character. */
export type Framer<Frame> = {
  /** Whole messages so far. Throws `FrameTooLarge`, after which the framer is of no more use. */
  push(chunk: Uint8Array): Frame[];
};

/** Room that doubles, so that a message in a hundred thousand pieces costs no more than one in two. */
const createStore = (cap: number) => {
  let bytes = new Uint8Array(4096);
  let [from, to] = [0, 0];
  return {
    length: () => to - from,
    at: (index: number) => bytes[from + index] ?? -1,
    append: (chunk: Uint8Array) => {
      if (to + chunk.length > bytes.length) {
        const room = new Uint8Array(Math.max(4096, (to - from + chunk.length) * 2));
        room.set(bytes.subarray(from, to));
        [bytes, to, from] = [room, to - from, 0];
      }
      bytes.set(chunk, to);
      to += chunk.length;
    },
    take: (count: number): Uint8Array => {
      const taken = bytes.slice(from, from + count);
      from += count;
      if (from === to) [from, to] = [0, 0];
      return taken;
    },
    check: () => {
      if (to - from > cap) throw new FrameTooLarge(`A message of more than ${cap} bytes.`);
    },
  };
};

const codesOf = (text: string): number[] => Array.from(text, (letter) => letter.charCodeAt(0));

/** Messages that end with a mark (`\r\n\r\n` of AMI, a line end of SMDR); the mark is not part of them. */
export const separatorFramer = (mark: string, cap = MESSAGE_CAP): Framer<Uint8Array> => {
  const store = createStore(cap);
  const codes = codesOf(mark);
  // How much was searched already: a byte is looked at once, however small the pieces.
  let searched = 0;
  return {
    push: (chunk) => {
      store.append(chunk);
      const frames: Uint8Array[] = [];
      while (searched + codes.length <= store.length()) {
        const start = searched;
        if (!codes.every((code, index) => store.at(start + index) === code)) {
          searched += 1;
          continue;
        }
        frames.push(store.take(searched).slice());
        store.take(codes.length);
        searched = 0;
      }
      store.check();
      return frames;
    },
  };
};

export type EslFrame = { readonly head: Uint8Array; readonly body: Uint8Array };

/** FreeSWITCH: lines up to an empty one, then as many bytes as `Content-Length` said. */
export const eslFramer = (cap = MESSAGE_CAP): Framer<EslFrame> => {
  const store = createStore(cap);
  let searched = 0;
  let waiting: { head: Uint8Array; length: number } | undefined;
  const lengthIn = (head: Uint8Array): number => {
    const text = Array.from(head, (code) => String.fromCharCode(code)).join('');
    const length = Number(/^content-length: *(\d{1,9})\r?$/im.exec(text)?.[1] ?? 0);
    if (length > cap) throw new FrameTooLarge(`A body of ${length} bytes.`);
    return length;
  };
  return {
    push: (chunk) => {
      store.append(chunk);
      const frames: EslFrame[] = [];
      for (;;) {
        if (waiting) {
          if (store.length() < waiting.length) break;
          frames.push({ head: waiting.head, body: store.take(waiting.length) });
          waiting = undefined;
          continue;
        }
        while (searched + 1 < store.length() && !(store.at(searched) === 10 && store.at(searched + 1) === 10)) searched += 1;
        if (searched + 1 >= store.length()) break;
        const head = store.take(searched);
        store.take(2);
        searched = 0;
        if (head.length > 0) waiting = { head, length: lengthIn(head) };
      }
      store.check();
      return frames;
    },
  };
};

/** Fields of one message. A value with a lone line break in it is a forgery or damage: the message is refused whole. */
export const parseFields = (text: string, lineEnd: '\r\n' | '\n'): ReadonlyMap<string, string> | undefined => {
  const fields = new Map<string, string>();
  for (const line of text.split(lineEnd)) {
    if (/[\r\n\0]/.test(line)) return undefined;
    const colon = line.indexOf(':');
    if (colon > 0 && !fields.has(line.slice(0, colon))) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ''));
  }
  return fields;
};

/** What we send: a line break in a field would be a second command. */
export const hasLineBreak = (value: string): boolean => /[\r\n\0]/.test(value);
