import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { amiCapture, hasCaptures, openAmiPlayer, type AmiBehaviour, type Player } from '../../../../tests/support/pbx-player.ts';
import { foldCalls } from '../../core/call-card.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { amiAction, LineBreakInField, readBanner } from '../../core/pbx/ami-protocol.ts';
import { zAmiSettings } from '../../core/pbx/pbx-settings.ts';
import { createAmiSource } from './ami-client.ts';
import type { PbxSource, RawEvent } from './pbx-adapter.ts';
import type { LinkTiming } from './tcp-link.ts';

const FAST: LinkTiming = { firstRetry: 10, longestRetry: 40, refusedRetry: 60_000, connect: 5000, ping: 5000, silence: 20_000, reply: 5000, recheck: 60_000 };

const open: { players: Player[]; sources: PbxSource[] } = { players: [], sources: [] };
const listen = async (behaviour: AmiBehaviour = {}, more: { settings?: Record<string, unknown>; password?: string; timing?: Partial<LinkTiming>; openCalls?: readonly string[]; port?: number } = {}) => {
  const player = await openAmiPlayer(behaviour);
  open.players.push(player);
  const events: CallEvent[] = [];
  const raw: RawEvent[] = [];
  const errors: unknown[] = [];
  const source = createAmiSource(zAmiSettings.parse({ kind: 'ami', host: '127.0.0.1', port: more.port ?? player.port, username: 'foyer', ...more.settings }), more.password ?? 'secret', {
    name: 'ami:hq', now: () => new Date().toISOString(), onRaw: (event) => void raw.push(event), onError: (error) => void errors.push(error), openCalls: async () => more.openCalls ?? [],
  }, { ...FAST, ...more.timing });
  open.sources.push(source);
  source.start(async (told) => void events.push(...told));
  return { player, source, events, raw, errors };
};
const isState = (source: PbxSource, state: string) => expect.poll(() => source.health().state, { interval: 5 }).toBe(state);

const say = (fields: Record<string, string>) => `${Object.entries(fields).map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`;
const trunk = { Channel: 'PJSIP/trunk-00001', Context: 'from-trunk', Uniqueid: '9.1', Linkedid: '9.1' };
const desk = { Channel: 'PJSIP/desk1-00011', Context: 'internal', Uniqueid: '9.11', Linkedid: '9.1' };
const hangUp = say({ Event: 'HangupRequest', ...trunk, Cause: '16' }) + say({ Event: 'Hangup', ...trunk, Cause: '16' });
const bridge = (leg: Record<string, string>, id: string, event = 'BridgeEnter') => say({ Event: event, ...leg, BridgeUniqueid: id, ChannelState: '6' });

/** A call as Asterisk tells it, in as few words as it can. */
const newCall = (id: string, name = '王先生'): string =>
  [
    `Event: Newchannel\r\nChannel: PJSIP/trunk-0000${id}\r\nChannelState: 4\r\nCallerIDNum: 13800000000\r\nCallerIDName: ${name}\r\nContext: from-trunk\r\nExten: 02155550101\r\nUniqueid: 9.${id}\r\nLinkedid: 9.${id}`,
    `Event: Newchannel\r\nChannel: PJSIP/desk1-0001${id}\r\nChannelState: 0\r\nCallerIDNum: 6001\r\nContext: internal\r\nExten: s\r\nUniqueid: 9.1${id}\r\nLinkedid: 9.${id}`,
    `Event: Newstate\r\nChannel: PJSIP/desk1-0001${id}\r\nChannelState: 5\r\nCallerIDNum: 6001\r\nContext: internal\r\nUniqueid: 9.1${id}\r\nLinkedid: 9.${id}`,
    `Event: Newstate\r\nChannel: PJSIP/desk1-0001${id}\r\nChannelState: 6\r\nCallerIDNum: 6001\r\nContext: internal\r\nUniqueid: 9.1${id}\r\nLinkedid: 9.${id}`,
  ].map((message) => `${message}\r\n\r\n`).join('');

describe('a line to Asterisk that misbehaves', () => {
  afterEach(async () => {
    await Promise.all(open.sources.splice(0).map((source) => source.stop()));
    await Promise.all(open.players.splice(0).map((player) => player.close()));
  });

  it('given a wrong password, then it is said so and not tried again and again', async () => {
    const { player, source } = await listen({}, { password: 'wrong' });
    await isState(source, 'refused');
    expect(source.health()).toMatchObject({ problem: 'wrong-password', connectedSince: undefined });
    await new Promise((resolve) => void setTimeout(resolve, 200));
    expect(player.said.filter((action) => action.includes('Action: Login')), 'twenty back-offs later').toHaveLength(1);
  });

  it('given the manager interface of Asterisk 11, then it is refused with a code of its own, before any password is sent', async () => {
    const { player, source } = await listen({ banner: 'Asterisk Call Manager/1.3' });
    await isState(source, 'refused');
    expect(source.health().problem).toBe('pbx-too-old');
    expect(player.said).toEqual([]);
    expect(['1.0', '1.3', '2.5.0', '11.0.0'].map((version) => readBanner(`Asterisk Call Manager/${version}`).ok)).toEqual([false, false, true, true]);
  });

  it('given something else on the port, then it is not taken for a PBX', async () => {
    const { source } = await listen({ banner: 'SSH-2.0-OpenSSH_9.2' });
    await expect.poll(() => source.health().problem).toBe('not-this-pbx');
  });

  it('given nobody on the port, then it is tried again, ever more slowly, and says why', async () => {
    const { player, source } = await listen({}, { port: 1 });
    await expect.poll(() => source.health().problem).toBe('connection-refused');
    expect(player.said).toEqual([]);
  });

  it('given a PBX killed in mid-call, when it is back and knows of no call, then the call has ended as lost, once', async () => {
    const { player, source, events } = await listen();
    await player.write(newCall('1'));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('answered');
    player.kill();
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'lost_connection', answeredBy: '6001' });
    player.kill();
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(1);
    await isState(source, 'connected');
    expect(events.filter((event) => event.kind === 'ended')).toHaveLength(1);
    // Life goes on.
    await player.write(newCall('2'));
    await expect.poll(() => foldCalls(events)[1]?.state).toBe('answered');
  });

  it('given a call that goes on while the line was cut, when it is back, then the call is open still and not told anew', async () => {
    let channels = '';
    const { player, source, events } = await listen({ channels: () => channels });
    await player.write(newCall('1'));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('answered');
    const before = events.length;
    channels = ['trunk-00001 from-trunk 9.1', 'desk1-00011 internal 9.11'].map((line) => {
      const [name = '', context = '', id = ''] = line.split(' ');
      return `Event: CoreShowChannel\r\nActionID: x1\r\nChannel: PJSIP/${name}\r\nChannelState: 6\r\nContext: ${context}\r\nUniqueid: ${id}\r\nLinkedid: 9.1\r\n\r\n`;
    }).join('');
    player.kill();
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
    await isState(source, 'connected');
    await player.write('Event: Hangup\r\nChannel: PJSIP/trunk-00001\r\nUniqueid: 9.1\r\nLinkedid: 9.1\r\nCause: 16\r\n\r\n');
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('ended');
    expect(foldCalls(events)[0]?.disposition).toBe('answered');
    expect(events.length).toBe(before + 1);
  });

  it('given an end that was never told, when the open calls are looked over, then the call is closed', async () => {
    const { player, events } = await listen({}, { timing: { recheck: 50 } });
    await player.write(newCall('1'));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'lost_connection', answeredBy: '6001' });
  });

  it('given calls open in the books from before a restart, when the PBX knows only one of them, then the other is closed', async () => {
    const { events } = await listen({}, { openCalls: ['8.1', '8.2'] });
    await expect.poll(() => events.map((event) => [event.callId, event.kind, event.disposition])).toEqual([['8.1', 'ended', 'lost_connection'], ['8.2', 'ended', 'lost_connection']]);
  });

  it('given a cut in the middle of a message, when the line is back, then the half message spoils nothing', async () => {
    const { player, source, events } = await listen();
    const text = newCall('3');
    await player.write(text.slice(0, text.length - 60));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('ringing');
    player.kill();
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
    await expect.poll(() => foldCalls(events)[0]?.disposition).toBe('lost_connection');
    await player.write(newCall('4'));
    await expect.poll(() => foldCalls(events)[1]?.state).toBe('answered');
    expect(source.health().refused).toBe(0);
  });

  it('given a megabyte without an end, then the line is dropped and taken up again, and memory does not grow', async () => {
    const { player, source, events } = await listen();
    await player.ready();
    await player.write(`Event: Newchannel\r\nX: ${'a'.repeat(1_100_000)}`).catch(() => undefined);
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
    await isState(source, 'connected');
    await player.write(newCall('5'));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('answered');
  });

  it('given a name in GBK, in UTF-8 or with a line break forged into it, then the first two are read and the third is refused whole', async () => {
    const { player, source, events } = await listen();
    const [before = '', after = ''] = newCall('6', '@').split('@');
    await player.write(Buffer.concat([Buffer.from(before), Buffer.from([0xc5, 0xb7, 0xd1, 0xf4]), Buffer.from(after)]));
    await expect.poll(() => foldCalls(events)[0]?.name).toBe('欧阳');
    await player.write(newCall('7', '欧阳'));
    await expect.poll(() => foldCalls(events)[1]?.name).toBe('欧阳');
    await player.write(newCall('8', 'x\nEvent: Hangup\nUniqueid: 9.7').replace(/\r\n\r\n[^]*/, '\r\n\r\n'));
    await expect.poll(() => source.health().refused).toBe(1);
    expect(foldCalls(events)[1]?.state).toBe('answered');
  });

  it('given a line break in anything we send, then nothing is sent', async () => {
    expect(() => amiAction({ Action: 'Originate', Exten: '138\r\nAction: Command' })).toThrow(LineBreakInField);
    expect(() => amiAction({ Action: 'Originate', 'X\r\nY': '1' })).toThrow(LineBreakInField);
    const { player, source } = await listen({}, { settings: { mayDial: true } });
    await isState(source, 'connected');
    for (const number of ['138\r\nAction: Command', '13800000000,x', '', '+', 'abc']) expect(await source.originate?.({ ext: '6001', number, requestId: 'r' })).toEqual({ ok: false, code: 'bad-number' });
    expect(await source.originate?.({ ext: '6001\r\n', number: '13800000000', requestId: 'r' })).toEqual({ ok: false, code: 'bad-number' });
    expect(player.said.some((action) => action.includes('Originate'))).toBe(false);
  });

  it('given silence on the line, then it is asked, and a line that does not answer is given up', async () => {
    const asked = await listen({}, { timing: { ping: 20, silence: 60_000 } });
    await expect.poll(() => asked.player.said.some((action) => action.includes('Action: Ping'))).toBe(true);
    const { source } = await listen({ answer: (action) => (action.get('Action') === 'Ping' ? '' : undefined) }, { timing: { ping: 30, silence: 100 } });
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
  });

  it('given a source that may dial, when a call-back is asked for, then our telephone is rung first and the request id goes with the call', async () => {
    const { player, source, events } = await listen({ answer: (action) => (action.get('Action') === 'Originate' ? `Response: Success\r\nActionID: ${action.get('ActionID')}\r\nMessage: Originate successfully queued\r\n\r\n` : undefined) }, { settings: { mayDial: true, prefix: '9', extensions: { desk1: '6001' } } });
    await isState(source, 'connected');
    expect(await source.originate?.({ ext: '6001', number: '13812345678', requestId: 'req-7' })).toEqual({ ok: true });
    expect(player.said.find((action) => action.includes('Originate'))).toMatch(/Channel: PJSIP\/desk1\r\n[^]*Exten: 913812345678/);
    await player.write('Event: Newchannel\r\nChannel: PJSIP/desk1-0000004f\r\nChannelState: 0\r\nCallerIDNum: 6001\r\nContext: internal\r\nExten: s\r\nUniqueid: req-7\r\nLinkedid: req-7\r\n\r\nEvent: DialBegin\r\nDestChannel: PJSIP/desk1-0000004f\r\nDestChannelState: 0\r\nDestUniqueid: req-7\r\nDestLinkedid: req-7\r\nDialString: desk1\r\n\r\nEvent: Newstate\r\nChannel: PJSIP/desk1-0000004f\r\nChannelState: 5\r\nContext: internal\r\nUniqueid: req-7\r\nLinkedid: req-7\r\n\r\n');
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ direction: 'outbound', requestId: 'req-7', state: 'ringing' });
    const refusing = await listen({ answer: (action) => (action.get('Action') === 'Originate' ? `Response: Error\r\nActionID: ${action.get('ActionID')}\r\nMessage: Permission denied\r\n\r\n` : undefined) }, { settings: { mayDial: true } });
    await isState(refusing.source, 'connected');
    expect(await refusing.source.originate?.({ ext: '6001', number: '13812345678', requestId: 'req-8' })).toEqual({ ok: false, code: 'pbx-refused' });
    const reading = await listen();
    await isState(reading.source, 'connected');
    expect(await reading.source.originate?.({ ext: '6001', number: '13812345678', requestId: 'req-9' })).toEqual({ ok: false, code: 'not-able' });
    expect(reading.source.capabilities.has('call-back')).toBe(false);
  });

  it('given a consultation by the telephone itself (REFER with Replaces), when its call id goes, then it is one call with one attended transfer (T-27)', async () => {
    const { player, events } = await listen();
    const leg = (channel: string, id: string, linked: string, more: Record<string, string> = {}) => ({ Channel: `PJSIP/${channel}`, Context: 'internal', Uniqueid: id, Linkedid: linked, ...more });
    await player.write(newCall('1'));
    await player.write([
      say({ Event: 'Hold', ...leg('desk1-00011', '9.11', '9.1') }),
      say({ Event: 'Newchannel', ...leg('desk1-00098', '9.98', '9.98', { ChannelState: '4', CallerIDNum: '6001', Exten: '6010' }) }),
      say({ Event: 'Newchannel', ...leg('sales1-00099', '9.99', '9.98', { ChannelState: '0', CallerIDNum: '6010', Exten: 's' }) }),
      say({ Event: 'DialBegin', ...leg('desk1-00098', '9.98', '9.98'), DestChannel: 'PJSIP/sales1-00099', DestChannelState: '0', DestUniqueid: '9.99', DestLinkedid: '9.98', DialString: 'sales1' }),
      say({ Event: 'Newstate', ...leg('sales1-00099', '9.99', '9.98', { ChannelState: '5' }) }),
      say({ Event: 'Newstate', ...leg('sales1-00099', '9.99', '9.98', { ChannelState: '6' }) }),
      say({ Event: 'AttendedTransfer', Result: 'Success', OrigTransfererChannel: 'PJSIP/desk1-00011', OrigTransfererUniqueid: '9.11', OrigTransfererLinkedid: '9.1', SecondTransfererChannel: 'PJSIP/desk1-00098', SecondTransfererUniqueid: '9.98', SecondTransfererLinkedid: '9.98', TransferTargetChannel: 'PJSIP/sales1-00099', TransferTargetUniqueid: '9.99' }),
      say({ Event: 'Hangup', ...leg('desk1-00098', '9.98', '9.98'), Cause: '16' }),
      say({ Event: 'Hangup', ...leg('desk1-00011', '9.11', '9.1'), Cause: '16' }),
      say({ Event: 'HangupRequest', ...leg('trunk-00001', '9.1', '9.1'), Cause: '16' }),
      say({ Event: 'Hangup', ...leg('trunk-00001', '9.1', '9.1'), Cause: '16' }),
    ].join(''));
    await expect.poll(() => foldCalls(events).map((card) => card.state)).toEqual(['ended']);
    expect(foldCalls(events)[0]).toMatchObject({ callId: '9.1', absorbed: ['9.98'], answeredBy: '6001', disposition: 'answered', transfers: [{ how: 'attended', by: '6001', target: '6010', outcome: 'completed' }] });
    expect(events.filter((event) => event.kind === 'not_answered')).toEqual([]);
  });

  it('given a consultation nobody answers, when the desk is back with the caller and nobody says Unhold, then the hold has ended and nothing was passed on (T-27)', async () => {
    const { player, events } = await listen();
    const silent = { DestChannel: 'PJSIP/sales2-00022', DestChannelState: '0', DestCallerIDNum: '6011', DestContext: 'internal', DestUniqueid: '9.22', DestLinkedid: '9.1' };
    const local = { Channel: 'Local/6011@internal-00000000;2', Context: 'internal', Uniqueid: '9.21', Linkedid: '9.1' };
    await player.write(newCall('1') + bridge(desk, 'b1') + bridge(trunk, 'b1') + say({ Event: 'Hold', ...desk }) + bridge(desk, 'b1', 'BridgeLeave') + bridge(desk, 'b2')
      + say({ Event: 'DialBegin', ...local, ...silent, DialString: 'sales2' }) + say({ Event: 'Newstate', Channel: 'PJSIP/sales2-00022', ChannelState: '5', Uniqueid: '9.22', Linkedid: '9.1' }));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('held');
    await player.write(say({ Event: 'DialEnd', ...local, ...silent, DialStatus: 'NOANSWER' }) + bridge(desk, 'b2', 'BridgeLeave') + bridge(desk, 'b1'));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'answered', answeredBy: '6001', transfers: [], holds: [{ ext: '6001', to: expect.any(String) }] });
    await player.write(hangUp);
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'answered', hungUpBy: 'caller', transfers: [] });
    expect(foldCalls(events)[0]?.legs.find((leg) => leg.ext === '6011')).toMatchObject({ reason: 'noanswer' });
  });

  it('given a transferred caller who hangs up while it rings, then the transfer is lost, not abandoned (T-27)', async () => {
    const { player, events } = await listen();
    await player.write(newCall('1')
      + say({ Event: 'BlindTransfer', Result: 'Success', TransfererChannel: desk.Channel, TransfererUniqueid: desk.Uniqueid, TransfererLinkedid: '9.1', TransfereeChannel: trunk.Channel, TransfereeUniqueid: '9.1', TransfereeLinkedid: '9.1', Extension: '6011' })
      + say({ Event: 'Hangup', ...desk, Cause: '16' }) + say({ Event: 'Newchannel', Channel: 'PJSIP/sales2-00022', ChannelState: '0', CallerIDNum: '6011', Context: 'internal', Uniqueid: '9.22', Linkedid: '9.1' })
      + say({ Event: 'Newstate', Channel: 'PJSIP/sales2-00022', ChannelState: '5', Uniqueid: '9.22', Linkedid: '9.1' }) + hangUp);
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'answered', hungUpBy: 'caller', transfers: [{ by: '6001', target: '6011', outcome: 'lost' }] });
  });

  it('given a blind transfer that comes back to whoever passed it on, then it is returned, not completed (T-27)', async () => {
    const { player, events } = await listen();
    await player.write(newCall('1')
      + say({ Event: 'BlindTransfer', Result: 'Success', TransfererChannel: desk.Channel, TransfererUniqueid: desk.Uniqueid, TransfererLinkedid: '9.1', TransfereeChannel: trunk.Channel, TransfereeUniqueid: '9.1', TransfereeLinkedid: '9.1', Extension: '6011' })
      + say({ Event: 'Hangup', ...desk, Cause: '16' }) + say({ Event: 'Newchannel', Channel: 'PJSIP/desk1-00033', ChannelState: '0', CallerIDNum: '6001', Context: 'internal', Uniqueid: '9.33', Linkedid: '9.1' })
      + say({ Event: 'Newstate', Channel: 'PJSIP/desk1-00033', ChannelState: '5', Uniqueid: '9.33', Linkedid: '9.1' }) + say({ Event: 'Newstate', Channel: 'PJSIP/desk1-00033', ChannelState: '6', Uniqueid: '9.33', Linkedid: '9.1' }));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'answered', transfers: [{ by: '6001', outcome: 'returned' }] });
  });

  it('given FreePBX: the PBX answers first and rings members through Local channels, twice, then only a telephone counts and the clock runs from the first ring (T-05)', async () => {
    const { player, events } = await listen();
    const local = { Channel: 'Local/6001@from-queue-00000001;2', Context: 'from-queue', Uniqueid: '9.3', Linkedid: '9.1' };
    const ring = (id: string) => ({ DestChannel: `PJSIP/desk1-000${id}`, DestChannelState: '5', DestCallerIDNum: '6001', DestContext: 'internal', DestUniqueid: `9.${id}`, DestLinkedid: '9.1' });
    await player.write(say({ Event: 'Newchannel', ...trunk, ChannelState: '4', CallerIDNum: '13800000000', Exten: '02155550105' }) + say({ Event: 'Newstate', ...trunk, ChannelState: '6' }) + say({ Event: 'QueueCallerJoin', ...trunk, Queue: 'fpbx' })
      + say({ Event: 'Newchannel', Channel: 'Local/6001@from-queue-00000001;1', ChannelState: '0', Context: 'from-queue', Uniqueid: '9.2', Linkedid: '9.1' })
      + say({ Event: 'DialBegin', ...trunk, DestChannel: 'Local/6001@from-queue-00000001;1', DestChannelState: '0', DestUniqueid: '9.2', DestLinkedid: '9.1' })
      + say({ Event: 'DialBegin', ...local, ...ring('41'), DialString: 'desk1' }));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ringing', queue: 'fpbx', legs: [{ ext: '6001' }] });
    expect(foldCalls(events)[0]?.answeredAt).toBeUndefined();
    const first = foldCalls(events)[0]?.firstRingAt;
    await player.write(say({ Event: 'DialEnd', ...local, ...ring('41'), DialStatus: 'NOANSWER' }) + say({ Event: 'DialBegin', ...local, ...ring('42'), DialString: 'desk1' }) + say({ Event: 'DialEnd', ...local, ...ring('42'), DialStatus: 'ANSWER' })
      + say({ Event: 'DialEnd', ...trunk, DestChannel: 'Local/6001@from-queue-00000001;1', DestUniqueid: '9.2', DestLinkedid: '9.1', DialStatus: 'ANSWER' }) + hangUp);
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'answered', answeredBy: '6001', firstRingAt: first });
    expect(foldCalls(events)[0]?.legs).toHaveLength(2);
  });

  describe.skipIf(!hasCaptures)('in the middle of a captured call', () => {
    let capture: ReturnType<typeof amiCapture>;
    beforeEach(() => void (capture = amiCapture('ami-capture-02-queue-answered-5-rings.txt')));
    it('given the line cut anywhere, when it is back, then the call has one end and no event is told twice', async () => {
      for (const cut of [3, 11, 17, 24, 31]) {
        const { player, source, events } = await listen();
        await player.play(capture.slice(0, cut));
        const [next] = capture.slice(cut);
        await player.write((next?.bytes ?? Buffer.alloc(0)).subarray(0, 40));
        player.kill();
        await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
        await expect.poll(() => foldCalls(events).map((card) => card.state)).toEqual(['ended']);
        await player.play(capture.slice(cut));
        expect(new Set(events.map((event) => event.eventId)).size, `cut at ${cut}`).toBe(events.length);
        expect(foldCalls(events)).toHaveLength(1);
      }
    });
  });
});
