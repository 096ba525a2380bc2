import { createSkew } from '../../core/pbx/clock-skew.ts';
import { isDialable, LineBreakInField } from '../../core/pbx/ami-protocol.ts';
import { createEslMapper, ESL_EVENTS, type EslFields } from '../../core/pbx/esl-mapper.ts';
import { eslFramer, hasLineBreak, parseFields } from '../../core/pbx/framing.ts';
import { capabilitiesOf, type EslSettings } from '../../core/pbx/pbx-settings.ts';
import { decodeText } from './decode-text.ts';
import type { Emit, OriginateOutcome, PbxSource, SourceDeps } from './pbx-adapter.ts';
import { createTcpLink, LINK_TIMING, type Connection, type LinkTiming, type Protocol } from './tcp-link.ts';

/** FreeSWITCH says HEARTBEAT every 20 s: twice and a half without one is a death. */
export const ESL_TIMING: LinkTiming = { ...LINK_TIMING, silence: 50_000 };

/** What is kept of an event for the test page: the rest is codecs and addresses. */
const SHOWN = /^(?:Event-Name|Event-Subclass|Event-Date-Timestamp|Unique-ID|Channel-Call-UUID|Call-Direction|Caller-Caller-ID-(?:Name|Number)|Caller-Destination-Number|Caller-Transfer-Source|Other-Leg-Unique-ID|Bridge-[AB]-Unique-ID|Hangup-Cause|Answer-State|CC-.*|variable_(?:cc_member_session_uuid|transfer_source|sip_hangup_disposition))$/;

const isRecord = (value: unknown): value is EslFields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The plain form is lines with values escaped like a web address; a broken escape is shown as it came. */
const plainFields = (text: string): EslFields | undefined => {
  const fields = parseFields(text, '\n');
  if (!fields) return undefined;
  return Object.fromEntries([...fields].map(([name, value]) => {
    try {
      return [name, decodeURIComponent(value)];
    } catch {
      return [name, value];
    }
  }));
};

const readJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** FreeSWITCH's event socket, inbound mode: named events, one after the other. */
export const createEslSource = (settings: EslSettings, password: string, deps: SourceDeps, timing: LinkTiming = ESL_TIMING): PbxSource => {
  const skew = createSkew({ surely: 1 });
  const mapper = createEslMapper({ source: deps.name, mapping: settings, skew });
  const counts = { events: 0, refused: 0 };
  let lastEventAt: string | undefined;
  let emit: Emit = async () => undefined;
  let connection: Connection | undefined;
  let isReady = false;
  let recheck: NodeJS.Timeout | undefined;
  let held: (() => void)[] | undefined;
  // Replies carry no id: they come in the order of the commands.
  let asked: { resolve(text: string): void; reject(error: Error): void }[] = [];

  const say = (events: ReturnType<typeof mapper.take>): void => {
    if (events.length === 0) return;
    counts.events += events.length;
    emit(events).catch(deps.onError);
  };
  const command = (text: string): Promise<string> => {
    if (hasLineBreak(text)) throw new LineBreakInField('command');
    const line = connection;
    if (!line) return Promise.reject(new Error('not-connected'));
    return new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('timeout')), timing.reply);
      asked.push({
        resolve: (reply) => {
          clearTimeout(timer);
          resolve(reply);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      line.write(`${text}\n\n`);
    });
  };

  const snapshot = async (): Promise<void> => {
    const askedAt = deps.now();
    held ??= [];
    try {
      const [reply, known] = await Promise.all([command('api show channels as json'), deps.openCalls()]);
      const body = readJson(reply);
      if (!isRecord(body)) throw new Error('show channels gave no list.');
      const rows = Array.isArray(body['rows']) ? body['rows'].filter(isRecord) : [];
      const receivedAt = deps.now();
      const events = mapper.snapshot(rows, { askedAt, receivedAt, known });
      deps.onRaw({ at: receivedAt, text: `show channels: ${rows.length}`, events });
      say(events);
    } finally {
      const waiting = held ?? [];
      held = undefined;
      for (const work of waiting) work();
    }
  };

  const signIn = async (line: Connection): Promise<void> => {
    const reply = await command(`auth ${password}`);
    if (!reply.startsWith('+OK')) return line.fail('wrong-password', 'refused');
    const listening = await command(`event json ${ESL_EVENTS}`);
    if (!listening.startsWith('+OK')) return line.fail('no-rights', 'refused');
    isReady = true;
    line.up('FreeSWITCH');
    await snapshot();
    clearInterval(recheck);
    recheck = setInterval(() => {
      if (isReady && !held && mapper.openCalls().length > 0) snapshot().catch(() => undefined);
    }, timing.recheck);
  };

  const onEvent = (fields: EslFields): void => {
    const receivedAt = deps.now();
    lastEventAt = receivedAt;
    const work = (): void => {
      const events = mapper.take(fields, receivedAt);
      if (fields['Event-Name'] !== 'HEARTBEAT') deps.onRaw({ at: receivedAt, text: JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([name]) => SHOWN.test(name)))), events });
      say(events);
    };
    if (held) held.push(work);
    else work();
  };

  const protocol = (line: Connection): Protocol => {
    connection = line;
    asked = [];
    const framer = eslFramer();
    return {
      onBytes: (chunk) => {
        for (const { head, body } of framer.push(chunk)) {
          const headers = parseFields(decodeText(head), '\n');
          const type = headers?.get('Content-Type') ?? '';
          if (!headers || type === '') return line.fail('not-this-pbx');
          switch (type) {
            case 'auth/request':
              signIn(line).catch((error: unknown) => line.fail(error instanceof Error && error.message === 'timeout' ? 'no-answer' : 'connection-lost'));
              break;
            case 'command/reply':
              asked.shift()?.resolve(headers.get('Reply-Text') ?? '');
              break;
            case 'api/response':
              asked.shift()?.resolve(decodeText(body));
              break;
            case 'text/event-json':
            case 'text/event-plain': {
              const text = decodeText(body);
              const fields = type === 'text/event-json' ? readJson(text) : plainFields(text);
              if (isRecord(fields)) onEvent(fields);
              else counts.refused += 1;
              break;
            }
            case 'text/rude-rejection':
              return line.fail('no-rights', 'refused');
            case 'text/disconnect-notice':
              return line.fail('connection-lost');
            default:
              break;
          }
        }
      },
      onClose: () => {
        isReady = false;
        clearInterval(recheck);
        connection = undefined;
        held = undefined;
        for (const waiting of asked.splice(0)) waiting.reject(new Error('connection-lost'));
      },
    };
  };
  const link = createTcpLink({ host: settings.host, port: settings.port, tls: settings.tls, timing, now: deps.now, protocol, onError: deps.onError });

  const originate = async (call: { ext: string; number: string; requestId: string }): Promise<OriginateOutcome> => {
    if (!settings.mayDial || settings.gateway === '') return { ok: false, code: 'not-able' };
    if (!isDialable(call.number) || !/^[A-Za-z0-9_.-]{1,60}$/.test(call.ext) || !/^[A-Za-z0-9-]{1,64}$/.test(call.requestId)) return { ok: false, code: 'bad-number' };
    if (!isReady) return { ok: false, code: 'not-connected' };
    mapper.expect(call.requestId);
    const number = `${settings.prefix}${call.number}`;
    const peer = Object.entries(settings.extensions).find(([, known]) => known === call.ext)?.[0] ?? call.ext;
    const reply = await command(`bgapi originate {origination_uuid=${call.requestId},origination_caller_id_number=${number}}${settings.channel.replaceAll('{ext}', call.ext).replaceAll('{peer}', peer)} &bridge(sofia/gateway/${settings.gateway}/${number})`).catch((error: Error) => error);
    if (reply instanceof Error) return { ok: false, code: reply.message === 'timeout' ? 'timeout' : 'not-connected' };
    return reply.startsWith('+OK') ? { ok: true } : { ok: false, code: 'pbx-refused' };
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
