import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { evolveCall, foldCalls, type CallCard } from '../features/telephone/core/call-card.ts';
import type { CallEvent } from '../features/telephone/core/call-event.ts';
import { zAmiSettings, zEslSettings } from '../features/telephone/core/pbx/pbx-settings.ts';
import { createAmiSource } from '../features/telephone/server/pbx/ami-client.ts';
import { createEslSource } from '../features/telephone/server/pbx/esl-client.ts';
import type { PbxSource, SourceDeps } from '../features/telephone/server/pbx/pbx-adapter.ts';
import { tell } from './say.ts';

/** From a message at the socket to its event emitted and its card folded; and every captured stream in real time. */
const SOURCES = 20;
const CALLS_EACH = 10;
const ROUNDS = 10;

/** The least a manager interface says: banner, signing in, no open calls. */
const openAmi = async (): Promise<{ port: number; line: Promise<Socket>; close(): void }> => {
  let found: (line: Socket) => void = () => undefined;
  const line = new Promise<Socket>((resolve) => void (found = resolve));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.write('Asterisk Call Manager/11.0.0\r\n');
    socket.on('data', (chunk) => {
      for (const action of chunk.toString().split('\r\n\r\n')) {
        const id = /ActionID: (\S+)/.exec(action)?.[1] ?? '';
        if (/Action: (?:Login|Ping)/.test(action)) socket.write(`Response: Success\r\nActionID: ${id}\r\n\r\n`);
        if (!action.includes('CoreShowChannels')) continue;
        socket.write(`Response: Success\r\nActionID: ${id}\r\nEventList: start\r\n\r\nEvent: CoreShowChannelsComplete\r\nActionID: ${id}\r\nEventList: Complete\r\n\r\n`, () => found(socket));
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, line, close: () => void server.close() };
};
const message = (fields: Record<string, string>): string => `${Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;

/** One queue call, step by step; each step makes one event. */
const steps = (call: number): string[] => {
  const trunk = { Channel: `PJSIP/trunk-${call.toString(16).padStart(8, '0')}`, Context: 'from-trunk', CallerIDNum: `138${String(call).padStart(8, '0')}`, Uniqueid: `${call}.1`, Linkedid: `${call}.1` };
  const desk = { Channel: `PJSIP/desk${call % 9}-${call.toString(16).padStart(8, '0')}`, Context: 'internal', CallerIDNum: `60${10 + (call % 9)}`, Uniqueid: `${call}.2`, Linkedid: `${call}.1` };
  const begin = { ...trunk, DestChannel: desk.Channel, DestUniqueid: desk.Uniqueid, DestLinkedid: desk.Linkedid, DestCallerIDNum: desk.CallerIDNum, DestContext: 'internal' };
  return [
    message({ Event: 'Newchannel', ...trunk, ChannelState: '4', Exten: '02155550100' }),
    message({ Event: 'QueueCallerJoin', ...trunk, Queue: 'desk' }),
    message({ Event: 'DialBegin', ...begin, DialString: 'desk' }),
    message({ Event: 'Newstate', ...desk, ChannelState: '5' }),
    message({ Event: 'Newstate', ...desk, ChannelState: '6' }),
    message({ Event: 'Hold', ...desk }),
    message({ Event: 'Unhold', ...desk }),
    message({ Event: 'Hangup', ...trunk, Cause: '16' }),
  ];
};
const KINDS = ['offered', 'queued', 'dialing', 'ringing', 'answered', 'held', 'retrieved', 'ended'];

const sourceDeps = (name: string): SourceDeps => ({ name, now: () => new Date().toISOString(), onRaw: () => undefined, onError: (error) => console.error(error), openCalls: async () => [] });

const measure = async (): Promise<void> => {
  const servers = await Promise.all(Array.from({ length: SOURCES }, openAmi));
  const sent = new Map<string, number>();
  const taken: number[] = [];
  const cards = new Map<string, CallCard>();
  let open = 0;
  let most = 0;
  const sources: PbxSource[] = servers.map(({ port }, index) => {
    const source = createAmiSource(zAmiSettings.parse({ kind: 'ami', host: '127.0.0.1', port, username: 'bench' }), 'bench', sourceDeps(`ami:${index}`));
    source.start(async (events) => {
      for (const event of events) {
        const key = `${event.source} ${event.callId}`;
        cards.set(key, evolveCall(cards.get(key), event));
        taken.push(performance.now() - (sent.get(`${key} ${event.kind}`) ?? Number.NaN));
        if (event.kind === 'offered') most = Math.max(most, (open += 1));
        if (event.kind === 'ended') {
          open -= 1;
          cards.delete(key);
        }
      }
    });
    return source;
  });
  const lines = await Promise.all(servers.map((server) => server.line));
  const before = process.cpuUsage();
  const from = performance.now();
  for (let round = 0; round < ROUNDS; round += 1) {
    const calls = Array.from({ length: CALLS_EACH }, (_, call) => steps(1 + round * CALLS_EACH + call));
    for (const [step, kind] of KINDS.entries()) {
      for (const [call, messages] of calls.entries())
        for (const [index, line] of lines.entries()) {
          sent.set(`ami:${index} ${1 + round * CALLS_EACH + call}.1 ${kind}`, performance.now());
          line.write(messages[step] ?? '');
        }
      const wanted = (round * KINDS.length + step + 1) * SOURCES * CALLS_EACH;
      while (taken.length < wanted) await new Promise((resolve) => void setImmediate(resolve));
    }
  }
  const elapsed = performance.now() - from;
  const cpu = process.cpuUsage(before);
  const sorted = taken.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
  const p95 = Number(at(0.95));
  tell(`telephone: ${SOURCES} telephone systems, ${most} calls at once, ${taken.length} events, all calls one step at a time`);
  tell(`socket → event and card    p50 ${at(0.5)} ms   p95 ${at(0.95)} ms   p99 ${at(0.99)} ms   ≤ 300 ${p95 <= 300 && most >= 200 ? 'reached' : 'MISSED'}   ${(taken.length / (elapsed / 1000)).toFixed(0)} events/s, ${((cpu.user + cpu.system) / 1000 / taken.length).toFixed(3)} ms of processor each`);
  await Promise.all(sources.map((source) => source.stop()));
  for (const server of servers) server.close();
};

const CAPTURES = ['../../shared/telephony/captures/', '../../../shared/telephony/captures/'].map((path) => fileURLToPath(new URL(path, import.meta.url))).find((path) => existsSync(path));

/** Plays a capture with its own timing: the pieces as they were received. */
const playInRealTime = async (file: string): Promise<CallCard[]> => {
  const folder = CAPTURES ?? '';
  const bytes = readFileSync(folder + file);
  const chunks = readFileSync(folder + file.replace(/\.txt$/, '.timing.tsv'), 'utf8').trim().split('\n').slice(1).map((line) => line.split('\t').map(Number));
  const isAmi = file.startsWith('ami');
  // The replies to the recording's own commands stand before its first event.
  const first = isAmi ? bytes.indexOf('Event: ') : bytes.indexOf('Content-Length:');
  const events: CallEvent[] = [];
  const begun = isAmi ? await openAmi() : await openEsl();
  const source = isAmi
    ? createAmiSource(zAmiSettings.parse({ kind: 'ami', host: '127.0.0.1', port: begun.port, username: 'bench' }), 'bench', sourceDeps(file))
    : createEslSource(zEslSettings.parse({ kind: 'esl', host: '127.0.0.1', port: begun.port }), 'bench', sourceDeps(file));
  source.start(async (told) => void events.push(...told));
  const line = await begun.line;
  const began = performance.now();
  for (const [index, [ms = 0, offset = 0]] of chunks.entries()) {
    const end = chunks[index + 1]?.[1] ?? bytes.length;
    if (end <= first) continue;
    await new Promise((resolve) => void setTimeout(resolve, Math.max(0, ms - (performance.now() - began))));
    line.write(bytes.subarray(Math.max(first, offset), end));
  }
  await new Promise((resolve) => void setTimeout(resolve, 300));
  await source.stop();
  begun.close();
  return foldCalls(events);
};
const openEsl = async (): Promise<{ port: number; line: Promise<Socket>; close(): void }> => {
  let found: (line: Socket) => void = () => undefined;
  const line = new Promise<Socket>((resolve) => void (found = resolve));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.write('Content-Type: auth/request\n\n');
    socket.on('data', (chunk) => {
      for (const command of chunk.toString().split('\n\n').filter((part) => part !== '')) {
        if (command.startsWith('api')) socket.write('Content-Type: api/response\nContent-Length: 16\n\n{"row_count":0}\n', () => found(socket));
        else socket.write('Content-Type: command/reply\nReply-Text: +OK\n\n');
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, line, close: () => void server.close() };
};

/** The table of truth, as far as one line can say it: rings (null: none), ending, transfers. */
const TRUTH: Readonly<Record<string, string>> = {
  'ami-capture-01': '2 answered', 'ami-capture-02': '5 answered', 'ami-capture-03': '3 abandoned', 'ami-capture-04': '2 abandoned', 'ami-capture-06': '1 answered', 'ami-capture-07': '1 answered completed', 'ami-capture-08': '1 answered lost',
  'ami-capture-09': '1 answered completed', 'ami-capture-11': '1 answered | 1 answered', 'ami-capture-13': '- answered', 'ami-capture-14': Array(5).fill('1 answered').join(' | '), 'ami-capture-18': '1 answered completed completed',
  'esl-capture-01': '2 answered', 'esl-capture-02': '5 answered', 'esl-capture-04': '2 abandoned', 'esl-capture-05': '- busy', 'esl-capture-11': '1 answered | 2 answered',
};
const say = (card: CallCard): string => [card.ringsMeasured ?? '-', card.disposition, ...card.transfers.map((transfer) => transfer.outcome)].join(' ');

const replayAll = async (): Promise<void> => {
  if (CAPTURES === undefined) return tell('captured streams: not on this machine');
  const files = readdirSync(CAPTURES).filter((file) => /^(?:ami|esl)-capture-\d\d.*\.txt$/.test(file) && !file.includes('-15-'));
  const found = await Promise.all(files.map(async (file) => ({ file, cards: await playInRealTime(file) })));
  const wrong = found.filter(({ file, cards }) => cards.map(say).join(' | ') !== TRUTH[file.slice(0, 14)]);
  for (const { file, cards } of wrong) tell(`${file}: ${cards.map(say).join(' | ')}, wanted ${TRUTH[file.slice(0, 14)]}`);
  tell(`captured streams in real time   ${files.length - wrong.length} of ${files.length} tell the truth   ${wrong.length === 0 ? 'reached' : 'MISSED'}`);
};

await measure();
await replayAll();
