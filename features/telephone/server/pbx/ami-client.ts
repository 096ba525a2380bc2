import type { AmiFields } from '../../core/pbx/ami-channel.ts';
import { AMI_EVENTS, createAmiMapper } from '../../core/pbx/ami-mapper.ts';
import { amiAction, isDialable, readBanner } from '../../core/pbx/ami-protocol.ts';
import { createSkew } from '../../core/pbx/clock-skew.ts';
import { parseFields, separatorFramer, FrameTooLarge } from '../../core/pbx/framing.ts';
import { capabilitiesOf, type AmiSettings } from '../../core/pbx/pbx-settings.ts';
import { decodeText } from './decode-text.ts';
import type { Emit, OriginateOutcome, PbxSource, SourceDeps } from './pbx-adapter.ts';
import { createTcpLink, LINK_TIMING, type Connection, type LinkTiming, type Protocol } from './tcp-link.ts';

type Reply = { readonly fields: AmiFields; readonly items: readonly AmiFields[] };
type Asked = { items: AmiFields[]; head: AmiFields | undefined; resolve(reply: Reply): void; reject(error: Error): void; timer: NodeJS.Timeout };

const BANNER_CAP = 200;
/** Named events only; `command` and `config` are never asked for. */
const EVENT_MASK = 'call,agent';

/** Asterisk's manager interface: reads, asks what is open, and dials where it may. It never touches audio. */
export const createAmiSource = (settings: AmiSettings, password: string, deps: SourceDeps, timing: LinkTiming = LINK_TIMING): PbxSource => {
  const skew = createSkew({ surely: 1 });
  const mapper = createAmiMapper({ source: deps.name, mapping: settings, skew });
  const asked = new Map<string, Asked>();
  const counts = { events: 0, refused: 0 };
  let serial = 0;
  let lastEventAt: string | undefined;
  let emit: Emit = async () => undefined;
  let connection: Connection | undefined;
  let isReady = false;
  let recheck: NodeJS.Timeout | undefined;
  // Events that come while the list of open calls is being asked for are told after it.
  let held: (() => void)[] | undefined;

  const say = (events: ReturnType<typeof mapper.take>): void => {
    if (events.length === 0) return;
    counts.events += events.length;
    emit(events).catch(deps.onError);
  };

  const ask = (fields: Record<string, string>): Promise<Reply> => {
    const line = connection;
    if (!line) return Promise.reject(new Error('not-connected'));
    const id = fields['ActionID'] ?? `foyer-${(serial += 1)}`;
    return new Promise<Reply>((resolve, reject) => {
      const timer = setTimeout(() => {
        asked.delete(id);
        reject(new Error('timeout'));
      }, timing.reply);
      asked.set(id, { items: [], head: undefined, resolve, reject, timer });
      line.write(amiAction({ ...fields, ActionID: id }));
    });
  };

  const onReply = (fields: AmiFields): void => {
    const waiting = asked.get(fields.get('ActionID') ?? '');
    if (!waiting) return;
    const list = fields.get('EventList');
    const done = (reply: Reply): void => {
      asked.delete(fields.get('ActionID') ?? '');
      clearTimeout(waiting.timer);
      waiting.resolve(reply);
    };
    if (fields.has('Response') && list === 'start') waiting.head = fields;
    else if (fields.has('Response')) done({ fields, items: [] });
    else if (list === 'Complete') done({ fields: waiting.head ?? fields, items: waiting.items });
    else waiting.items.push(fields);
  };

  const onEvent = (fields: AmiFields, text: string): void => {
    const receivedAt = deps.now();
    lastEventAt = receivedAt;
    if (!AMI_EVENTS.has(fields.get('Event') ?? '')) return;
    const work = (): void => {
      const events = mapper.take(fields, receivedAt);
      deps.onRaw({ at: receivedAt, text, events });
      say(events);
    };
    if (held) held.push(work);
    else work();
  };

  const snapshot = async (): Promise<void> => {
    const askedAt = deps.now();
    held ??= [];
    try {
      const [reply, known] = await Promise.all([ask({ Action: 'CoreShowChannels' }), deps.openCalls()]);
      const receivedAt = deps.now();
      const events = mapper.snapshot(reply.items.filter((item) => item.get('Event') === 'CoreShowChannel'), { askedAt, receivedAt, known });
      deps.onRaw({ at: receivedAt, text: `CoreShowChannels: ${reply.items.length}`, events });
      say(events);
    } finally {
      const waiting = held ?? [];
      held = undefined;
      for (const work of waiting) work();
    }
  };

  const signIn = async (line: Connection, version: string): Promise<void> => {
    const reply = await ask({ Action: 'Login', Username: settings.username, Secret: password, Events: EVENT_MASK });
    if (reply.fields.get('Response') !== 'Success') return line.fail(/permission/i.test(reply.fields.get('Message') ?? '') ? 'no-rights' : 'wrong-password', 'refused');
    isReady = true;
    line.up(version);
    await snapshot();
    clearInterval(recheck);
    recheck = setInterval(() => {
      if (isReady && !held && mapper.openCalls().length > 0) snapshot().catch(() => undefined);
    }, timing.recheck);
  };

  const protocol = (line: Connection): Protocol => {
    connection = line;
    const framer = separatorFramer('\r\n\r\n');
    let banner: Uint8Array | undefined = new Uint8Array(0);
    const onFrame = (bytes: Uint8Array): void => {
      const text = decodeText(bytes);
      const fields = parseFields(text, '\r\n');
      if (!fields) {
        counts.refused += 1;
        return;
      }
      // Answers to what we asked bear our id; an event may bear it too (lists, OriginateResponse).
      if (fields.has('ActionID') && asked.has(fields.get('ActionID') ?? '')) onReply(fields);
      if (fields.has('Event')) onEvent(fields, text);
    };
    return {
      onBytes: (chunk) => {
        let rest: Uint8Array = chunk;
        if (banner) {
          const start: Uint8Array = Buffer.concat([banner, chunk]);
          const end = start.indexOf(10);
          if (end < 0 && start.length > BANNER_CAP) throw new FrameTooLarge('No banner.');
          if (end < 0) {
            banner = start;
            return;
          }
          const found = readBanner(decodeText(start.subarray(0, end)).trimEnd());
          banner = undefined;
          if (!found.ok) return line.fail(found.code, found.code === 'pbx-too-old' ? 'refused' : 'retry');
          signIn(line, found.version).catch((error: unknown) => line.fail(error instanceof Error && error.message === 'timeout' ? 'no-answer' : 'connection-lost'));
          rest = start.subarray(end + 1);
        }
        for (const frame of framer.push(rest)) onFrame(frame);
      },
      ping: () => void ask({ Action: 'Ping' }).catch(() => undefined),
      onClose: () => {
        isReady = false;
        clearInterval(recheck);
        connection = undefined;
        held = undefined;
        for (const waiting of asked.values()) {
          clearTimeout(waiting.timer);
          waiting.reject(new Error('connection-lost'));
        }
        asked.clear();
      },
    };
  };
  const link = createTcpLink({ host: settings.host, port: settings.port, tls: settings.tls, timing, now: deps.now, protocol, onError: deps.onError });

  const peerOfExt = (ext: string): string => Object.entries(settings.extensions).find(([, known]) => known === ext)?.[0] ?? ext;

  const originate = async (call: { ext: string; number: string; requestId: string }): Promise<OriginateOutcome> => {
    if (!settings.mayDial) return { ok: false, code: 'not-able' };
    if (!isDialable(call.number) || !/^[A-Za-z0-9_.-]{1,60}$/.test(call.ext)) return { ok: false, code: 'bad-number' };
    if (!isReady) return { ok: false, code: 'not-connected' };
    mapper.expect(call.requestId, call.requestId);
    const number = `${settings.prefix}${call.number}`;
    const reply = await ask({
      Action: 'Originate', ActionID: call.requestId, ChannelId: call.requestId, Channel: settings.channel.replaceAll('{ext}', call.ext).replaceAll('{peer}', peerOfExt(call.ext)),
      Context: settings.context, Exten: number, Priority: '1', CallerID: number, Timeout: '30000', Async: 'true',
    }).catch((error: Error) => error);
    if (reply instanceof Error) return { ok: false, code: reply.message === 'timeout' ? 'timeout' : 'not-connected' };
    return reply.fields.get('Response') === 'Success' ? { ok: true } : { ok: false, code: 'pbx-refused' };
  };

  return {
    capabilities: capabilitiesOf(settings),
    start: (to) => {
      emit = to;
      link.start();
    },
    stop: () => {
      clearInterval(recheck);
      return link.stop();
    },
    health: () => ({ ...link.health(), lastEventAt, skewMs: skew.skew(), ...counts }),
    snapshot,
    originate,
  };
};
