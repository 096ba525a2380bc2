import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { sharedFile } from './shared-data.ts';

/** A message of a captured stream, and when it arrived: milliseconds since the capture began. */
export type CapturedMessage = { readonly ms: number; readonly bytes: Buffer };
export type Capture = readonly CapturedMessage[];

const capturePath = (file: string): string => sharedFile(`telephony/captures/${file}`) ?? '';
export const hasCaptures = sharedFile('telephony/captures') !== undefined;

const timesOf = (file: string): { ms: number; offset: number }[] =>
  readFileSync(capturePath(file.replace(/\.txt$/, '.timing.tsv')), 'utf8').trim().split('\n').slice(1).map((line) => {
    const [ms = 0, offset = 0] = line.split('\t').map(Number);
    return { ms, offset };
  });

/** Whole messages with the time of the piece they ended in. */
const timed = (file: string, ends: readonly { from: number; to: number }[], bytes: Buffer): Capture => {
  const times = timesOf(file);
  return ends.map(({ from, to }) => ({ ms: times.findLast((time) => time.offset < to)?.ms ?? 0, bytes: bytes.subarray(from, to) }));
};

/** The events of an AMI capture, without banner and the replies to its own actions. */
export const amiCapture = (file: string): Capture => {
  const bytes = readFileSync(capturePath(file));
  const ends: { from: number; to: number }[] = [];
  for (let from = bytes.indexOf('\r\n') + 2; ; ) {
    const end = bytes.indexOf('\r\n\r\n', from);
    if (end < 0) break;
    ends.push({ from, to: end + 4 });
    from = end + 4;
  }
  return timed(file, ends, bytes).filter(({ bytes: message }) => message.toString('latin1').startsWith('Event:'));
};

/** The events of an ESL capture. */
export const eslCapture = (file: string): Capture => {
  const bytes = readFileSync(capturePath(file));
  const ends: { from: number; to: number }[] = [];
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf('\n\n', from);
    if (end < 0) break;
    const length = Number(/Content-Length: (\d+)/.exec(bytes.subarray(from, end).toString('latin1'))?.[1] ?? 0);
    ends.push({ from, to: end + 2 + length });
    from = end + 2 + length;
  }
  return timed(file, ends, bytes).filter(({ bytes: message }) => /^Content-Type: text\/event/m.test(message.toString('latin1')));
};

export type PlayOptions = {
  /** Bytes a write; everything at once where absent. */
  readonly piece?: number;
  /** Told before each message: the time of the capture. */
  onTime?(ms: number): void;
  /** Resolves when the listener has taken in all bytes written to it so far. */
  heard?(written: number): Promise<void>;
};

export type Player = {
  readonly port: number;
  /** What the client said, message by message. */
  readonly said: string[];
  /** Resolves with the line of the client that signed in last and has asked for what is open. */
  ready(): Promise<Socket>;
  play(capture: Capture, options?: PlayOptions): Promise<void>;
  write(bytes: Buffer | string): Promise<void>;
  /** As a killed PBX does: no goodbye. */
  kill(): void;
  sockets(): number;
  close(): Promise<void>;
};

type Behaviour = {
  /** Said to whoever connects. */
  readonly greeting: string;
  /** Splits what the client says. */
  readonly mark: string;
  /** The answer to a message; undefined = none. */
  answer(message: string, line: Socket): string | undefined;
  isReady(message: string): boolean;
};

const write = (line: Socket, bytes: Buffer | string): Promise<void> => new Promise((resolve) => void line.write(bytes, () => resolve()));

/** A server that plays captured bytes and misbehaves on purpose. */
const openPlayer = async (behaviour: Behaviour): Promise<Player> => {
  const lines = new Set<Socket>();
  const said: string[] = [];
  let current: Socket | undefined;
  let waiting: ((line: Socket) => void)[] = [];
  let written = 0;
  const server: Server = createServer((line) => {
    lines.add(line);
    line.setNoDelay(true);
    line.on('error', () => undefined);
    line.on('close', () => {
      lines.delete(line);
      if (current === line) current = undefined;
    });
    const greeting = Buffer.from(behaviour.greeting);
    written += greeting.length;
    line.write(greeting);
    let rest = '';
    line.on('data', (chunk) => {
      rest += chunk.toString('utf8');
      for (let end = rest.indexOf(behaviour.mark); end >= 0; end = rest.indexOf(behaviour.mark)) {
        const message = rest.slice(0, end);
        rest = rest.slice(end + behaviour.mark.length);
        said.push(message);
        const answer = behaviour.answer(message, line);
        if (answer !== undefined) {
          written += Buffer.byteLength(answer);
          line.write(answer);
        }
        if (behaviour.isReady(message)) {
          current = line;
          for (const tell of waiting.splice(0)) tell(line);
        }
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const ready = (): Promise<Socket> => (current ? Promise.resolve(current) : new Promise((resolve) => waiting.push(resolve)));
  return {
    port: (server.address() as AddressInfo).port,
    said,
    ready,
    play: async (capture, { piece, onTime, heard } = {}) => {
      const line = await ready();
      await heard?.(written);
      for (const { ms, bytes } of capture) {
        onTime?.(ms);
        for (let at = 0; at < bytes.length; at += piece ?? bytes.length) await write(line, bytes.subarray(at, at + (piece ?? bytes.length)));
        written += bytes.length;
        await heard?.(written);
      }
    },
    write: async (bytes) => {
      written += Buffer.byteLength(bytes);
      await write(await ready(), bytes);
    },
    kill: () => {
      for (const line of lines) line.resetAndDestroy();
      waiting = [];
      current = undefined;
    },
    sockets: () => lines.size,
    close: async () => {
      for (const line of lines) line.destroy();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};

export type AmiBehaviour = {
  readonly banner?: string;
  readonly password?: string;
  /** What `CoreShowChannels` answers: the bytes of its list events. */
  channels?(): string;
  answer?(action: ReadonlyMap<string, string>): string | undefined;
};

/** Asterisk's side of the manager interface, as far as signing in and asking for the open calls go. */
export const openAmiPlayer = (behaviour: AmiBehaviour = {}): Promise<Player> =>
  openPlayer({
    greeting: `${behaviour.banner ?? 'Asterisk Call Manager/11.0.0'}\r\n`,
    mark: '\r\n\r\n',
    isReady: (message) => message.includes('Action: CoreShowChannels'),
    answer: (message) => {
      const action = new Map(message.split('\r\n').map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
      const id = action.get('ActionID') ?? '';
      const own = behaviour.answer?.(action);
      if (own !== undefined) return own;
      switch (action.get('Action')) {
        case 'Login':
          return action.get('Secret') === (behaviour.password ?? 'secret')
            ? `Response: Success\r\nActionID: ${id}\r\nMessage: Authentication accepted\r\n\r\n`
            : `Response: Error\r\nActionID: ${id}\r\nMessage: Authentication failed\r\n\r\n`;
        case 'Ping':
          return `Response: Success\r\nActionID: ${id}\r\nPing: Pong\r\n\r\n`;
        case 'CoreShowChannels':
          return `Response: Success\r\nActionID: ${id}\r\nEventList: start\r\nMessage: Channels will follow\r\n\r\n${(behaviour.channels?.() ?? '').replaceAll(/ActionID: \w+/g, `ActionID: ${id}`)}Event: CoreShowChannelsComplete\r\nActionID: ${id}\r\nEventList: Complete\r\nListItems: 0\r\n\r\n`;
        default:
          return undefined;
      }
    },
  });

/** The list events `CoreShowChannels` gave in the capture of a reconnect. */
export const capturedChannels = (): string =>
  readFileSync(capturePath('ami-capture-15-resync-snapshot.txt'), 'utf8').split('\r\n\r\n').filter((message) => message.startsWith('Event: CoreShowChannel\r\n')).map((message) => `${message}\r\n\r\n`).join('');

/** FreeSWITCH's side of the event socket. */
export const openEslPlayer = (behaviour: { password?: string; channels?(): string; answer?(command: string): string | undefined } = {}): Promise<Player> =>
  openPlayer({
    greeting: 'Content-Type: auth/request\n\n',
    mark: '\n\n',
    isReady: (message) => message.startsWith('api show channels'),
    answer: (message) => {
      const own = behaviour.answer?.(message);
      if (own !== undefined) return own;
      if (message.startsWith('auth ')) return message === `auth ${behaviour.password ?? 'secret'}` ? 'Content-Type: command/reply\nReply-Text: +OK accepted\n\n' : 'Content-Type: command/reply\nReply-Text: -ERR invalid\n\n';
      if (message.startsWith('event ')) return 'Content-Type: command/reply\nReply-Text: +OK event listener enabled json\n\n';
      if (message.startsWith('api show channels')) {
        const body = behaviour.channels?.() ?? '{"row_count":0}\n';
        return `Content-Type: api/response\nContent-Length: ${Buffer.byteLength(body)}\n\n${body}`;
      }
      return undefined;
    },
  });
