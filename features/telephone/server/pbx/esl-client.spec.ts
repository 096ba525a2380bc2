import { afterEach, describe, expect, it } from 'vitest';
import { openEslPlayer, type Player } from '../../../../tests/support/pbx-player.ts';
import { foldCalls } from '../../core/call-card.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { zEslSettings } from '../../core/pbx/pbx-settings.ts';
import { createEslSource } from './esl-client.ts';
import type { PbxSource } from './pbx-adapter.ts';
import type { LinkTiming } from './tcp-link.ts';

const FAST: LinkTiming = { firstRetry: 10, longestRetry: 40, refusedRetry: 60_000, connect: 5000, ping: 5000, silence: 20_000, reply: 5000, recheck: 60_000 };
const open: { players: Player[]; sources: PbxSource[] } = { players: [], sources: [] };
type Behaviour = NonNullable<Parameters<typeof openEslPlayer>[0]>;

const listen = async (behaviour: Behaviour = {}, more: { settings?: Record<string, unknown>; password?: string; timing?: Partial<LinkTiming>; openCalls?: readonly string[] } = {}) => {
  const player = await openEslPlayer(behaviour);
  open.players.push(player);
  const events: CallEvent[] = [];
  const source = createEslSource(zEslSettings.parse({ kind: 'esl', host: '127.0.0.1', port: player.port, ...more.settings }), more.password ?? 'secret', {
    name: 'esl:hq', now: () => new Date().toISOString(), onRaw: () => undefined, onError: () => undefined, openCalls: async () => more.openCalls ?? [],
  }, { ...FAST, ...more.timing });
  open.sources.push(source);
  source.start(async (told) => void events.push(...told));
  return { player, source, events };
};
const START = Date.now();
/** An event of FreeSWITCH, so many seconds in. */
const event = (name: string, second: number, fields: Record<string, string>): string => {
  const body = JSON.stringify({ 'Event-Name': name, 'Event-Date-Timestamp': String((START + second * 1000) * 1000), ...fields });
  return `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-json\n\n${body}`;
};
const caller = { 'Unique-ID': 'A', 'Call-Direction': 'inbound', 'Channel-Name': 'sofia/external/13800000000@1.2.3.4', 'Caller-Caller-ID-Number': '13800000000', 'Caller-Destination-Number': '02155550101', 'Channel-Call-UUID': 'A' };
const phone = (id: string, ext: string) => ({ 'Unique-ID': id, 'Call-Direction': 'outbound', 'Channel-Name': `sofia/internal/${ext}@10.0.0.9`, 'Caller-Destination-Number': ext, 'Caller-Caller-ID-Number': '13800000000', 'Channel-Call-UUID': 'A', 'Other-Leg-Unique-ID': 'A', variable_originating_leg_uuid: 'A' });
const answered = [event('CHANNEL_CREATE', 0, caller), event('CHANNEL_CREATE', 1, phone('B', '6001')), event('CHANNEL_PROGRESS', 1, phone('B', '6001')), event('CHANNEL_ANSWER', 5, phone('B', '6001')), event('CHANNEL_ANSWER', 5, caller)].join('');
const bye = (second: number) => [event('CHANNEL_HANGUP', second, { ...caller, 'Hangup-Cause': 'NORMAL_CLEARING' }), event('CHANNEL_HANGUP_COMPLETE', second, { ...caller, 'Hangup-Cause': 'NORMAL_CLEARING', variable_sip_hangup_disposition: 'recv_bye' })].join('');

describe('a line to FreeSWITCH that misbehaves', () => {
  afterEach(async () => {
    await Promise.all(open.sources.splice(0).map((source) => source.stop()));
    await Promise.all(open.players.splice(0).map((player) => player.close()));
  });

  it('given a wrong password, then it is said so and not hammered', async () => {
    const { player, source } = await listen({}, { password: 'wrong' });
    await expect.poll(() => source.health()).toMatchObject({ state: 'refused', problem: 'wrong-password' });
    await new Promise((resolve) => void setTimeout(resolve, 200));
    expect(player.said.filter((command) => command.startsWith('auth'))).toHaveLength(1);
  });

  it('given named events only, then no other is asked for', async () => {
    const { player, source } = await listen();
    await expect.poll(() => source.health().state).toBe('connected');
    const asked = player.said.find((command) => command.startsWith('event '));
    expect(asked).toMatch(/^event json CHANNEL_CREATE .*HEARTBEAT CUSTOM callcenter::info$/);
    expect(asked).not.toContain('ALL');
  });

  it('given it killed in mid-call and back without the call, then the call has ended as lost; calls of the books too', async () => {
    const { player, source, events } = await listen({}, { openCalls: ['old'] });
    await player.write(answered);
    await expect.poll(() => foldCalls(events).find((card) => card.callId === 'A')?.state).toBe('answered');
    player.kill();
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
    await expect.poll(() => foldCalls(events).map((card) => [card.callId, card.state, card.disposition]).sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1))).toEqual([['A', 'ended', 'lost_connection'], ['old', 'ended', 'lost_connection']]);
  });

  it('given a connection in mid-call, when it lists its channels, then the call is known without figures and its end is seen', async () => {
    const rows = [{ uuid: 'B', direction: 'outbound', cid_num: '13800000000', dest: '6001', callstate: 'ACTIVE', call_uuid: 'A' }, { uuid: 'A', direction: 'inbound', cid_num: '13800000000', cid_name: '张先生', dest: '02155550101', callstate: 'ACTIVE', call_uuid: '' }];
    const { player, events } = await listen({ channels: () => JSON.stringify({ row_count: 2, rows }) });
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ callId: 'A', direction: 'inbound', name: '张先生', state: 'answered', answeredBy: '6001' });
    await player.write(bye(9));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'answered', hungUpBy: 'caller' });
    expect(foldCalls(events)[0]?.ringMs).toBeUndefined();
  });

  it('given a body beyond all measure or something that is no FreeSWITCH, then the line is dropped and taken up again', async () => {
    const { player, source, events } = await listen();
    await player.ready();
    await player.write('Content-Length: 99999999\nContent-Type: text/event-json\n\n');
    await expect.poll(() => source.health().reconnects, { interval: 5 }).toBeGreaterThan(0);
    await player.write(answered);
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('answered');
    await player.write('Content-Length: 5\nContent-Type: text/event-json\n\n{"a":');
    await player.write(bye(9));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('ended');
    expect(source.health().refused).toBe(1);
  });

  it('given hold, then blind transfer said only by the leg that stays, then the target is rung and answers: held, passed on, completed (T-27)', async () => {
    const { player, events } = await listen();
    const moved = { ...caller, 'Caller-Transfer-Source': '1795429184:11111111-2222-3333-4444-555555555555:bl_xfer:6010/lab/XML' };
    await player.write(answered + [
      event('CHANNEL_HOLD', 8, phone('B', '6001')), event('CHANNEL_UNHOLD', 12, phone('B', '6001')), event('CHANNEL_UNHOLD', 12, phone('B', '6001')),
      event('CHANNEL_UNBRIDGE', 15, moved),
      event('CHANNEL_HANGUP', 15, { ...phone('B', '6001'), 'Hangup-Cause': 'NORMAL_CLEARING' }), event('CHANNEL_HANGUP_COMPLETE', 15, { ...phone('B', '6001'), 'Hangup-Cause': 'NORMAL_CLEARING', variable_sip_hangup_disposition: 'recv_bye' }),
      event('CHANNEL_CREATE', 15, phone('C', '6010')), event('CHANNEL_PROGRESS', 15, phone('C', '6010')),
    ].join(''));
    await expect.poll(() => foldCalls(events)[0]?.transfers).toMatchObject([{ how: 'blind', by: '6001', target: '6010', outcome: 'open' }]);
    await player.write([event('CHANNEL_ANSWER', 21, phone('C', '6010')), event('CHANNEL_BRIDGE', 21, { ...moved, 'Bridge-A-Unique-ID': 'A', 'Bridge-B-Unique-ID': 'C' }), bye(30)].join(''));
    await expect.poll(() => foldCalls(events)[0]?.state).toBe('ended');
    const [card] = foldCalls(events);
    expect(card).toMatchObject({ answeredBy: '6001', hungUpBy: 'caller', ringMs: 4000, transfers: [{ outcome: 'completed' }], holds: [{ ext: '6001' }] });
    expect(Date.parse(card?.transfers[0]?.settledAt ?? '') - Date.parse(card?.transfers[0]?.at ?? '')).toBe(6000);
    expect(events.filter((one) => one.kind === 'transferred' || one.kind === 'retrieved')).toHaveLength(2);
  });

  it('given a blind transfer nobody answers, told by how the desk’s leg ended, then it is lost when the caller is gone (T-27)', async () => {
    const { player, events } = await listen();
    await player.write(answered + [
      event('CHANNEL_HANGUP', 15, { ...phone('B', '6001'), 'Hangup-Cause': 'BLIND_TRANSFER', variable_sip_refer_to: '<sip:6011@10.0.0.1>' }), event('CHANNEL_HANGUP_COMPLETE', 15, { ...phone('B', '6001'), 'Hangup-Cause': 'BLIND_TRANSFER' }),
      event('CHANNEL_CREATE', 15, phone('C', '6011')), event('CHANNEL_PROGRESS', 15, phone('C', '6011')),
      event('CHANNEL_HANGUP', 35, { ...phone('C', '6011'), 'Hangup-Cause': 'NO_ANSWER' }),
      event('CHANNEL_HANGUP', 35, { ...caller, 'Hangup-Cause': 'NO_ANSWER' }), event('CHANNEL_HANGUP_COMPLETE', 35, { ...caller, 'Hangup-Cause': 'NO_ANSWER', variable_sip_hangup_disposition: 'send_bye' }),
    ].join(''));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'answered', transfers: [{ how: 'blind', by: '6001', target: '6011', outcome: 'lost' }] });
    expect(foldCalls(events)[0]?.hungUpBy, 'the PBX ended it').toBeUndefined();
  });

  it('given a queue that answers at once and a caller who gives up, then it is abandoned and no answer (T-05)', async () => {
    const { player, events } = await listen();
    const agent = { ...phone('Q', '6001'), 'Channel-Call-UUID': 'Q', 'Other-Leg-Unique-ID': '', variable_originating_leg_uuid: '', variable_cc_member_session_uuid: 'A' };
    await player.write([
      event('CHANNEL_CREATE', 0, caller), event('CHANNEL_ANSWER', 0, caller), event('CUSTOM', 0, { 'Event-Subclass': 'callcenter::info', 'CC-Action': 'member-queue-start', 'CC-Queue': 'desk@x', 'CC-Member-Session-UUID': 'A' }),
      event('CHANNEL_CREATE', 1, agent), event('CHANNEL_PROGRESS', 1, agent),
      event('CHANNEL_HANGUP', 13, { ...caller, 'Hangup-Cause': 'NORMAL_CLEARING' }), event('CHANNEL_HANGUP', 13, { ...agent, 'Hangup-Cause': 'ORIGINATOR_CANCEL' }),
      event('CUSTOM', 13, { 'Event-Subclass': 'callcenter::info', 'CC-Action': 'member-queue-end', 'CC-Cause': 'Cancel', 'CC-Cancel-Reason': 'BREAK_OUT', 'CC-Member-Session-UUID': 'A' }),
      event('CHANNEL_HANGUP_COMPLETE', 13, { ...caller, 'Hangup-Cause': 'NORMAL_CLEARING' }),
    ].join(''));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'ended', disposition: 'abandoned', queue: 'desk@x', ringMs: 12_000, ringsMeasured: 3 });
  });

  it('given a source that may dial, then our telephone is rung, its lifting is no answer, and nothing but digits is ever sent', async () => {
    const { player, source, events } = await listen({ answer: (command) => (command.startsWith('bgapi') ? 'Content-Type: command/reply\nReply-Text: +OK Job-UUID: 1\n\n' : undefined) }, { settings: { mayDial: true, gateway: 'telecom', prefix: '9' } });
    await expect.poll(() => source.health().state).toBe('connected');
    expect(await source.originate?.({ ext: '6001', number: '13812345678', requestId: 'R1' })).toEqual({ ok: true });
    expect(player.said.find((command) => command.startsWith('bgapi'))).toBe('bgapi originate {origination_uuid=R1,origination_caller_id_number=913812345678}user/6001 &bridge(sofia/gateway/telecom/913812345678)');
    for (const number of ['1380000\n\napi shutdown', '138)}', '']) expect(await source.originate?.({ ext: '6001', number, requestId: 'R2' })).toEqual({ ok: false, code: 'bad-number' });
    const own = { 'Unique-ID': 'R1', 'Call-Direction': 'outbound', 'Channel-Name': 'sofia/internal/6001@10.0.0.9', 'Caller-Destination-Number': '6001', 'Caller-Caller-ID-Number': '913812345678', 'Channel-Call-UUID': 'R1' };
    const line = { 'Unique-ID': 'L', 'Call-Direction': 'outbound', 'Channel-Name': 'sofia/external/913812345678@gw', 'Caller-Destination-Number': '913812345678', 'Caller-Caller-ID-Number': '6001', 'Other-Leg-Unique-ID': 'R1', variable_originating_leg_uuid: 'R1', 'Channel-Call-UUID': 'R1' };
    await player.write([event('CHANNEL_CREATE', 0, own), event('CHANNEL_PROGRESS', 0, own), event('CHANNEL_ANSWER', 3, own)].join(''));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ direction: 'outbound', requestId: 'R1', state: 'ringing' });
    await player.write([event('CHANNEL_CREATE', 3, line), event('CHANNEL_PROGRESS', 4, line), event('CHANNEL_ANSWER', 9, line)].join(''));
    await expect.poll(() => foldCalls(events)[0]).toMatchObject({ state: 'answered', answeredBy: '6001', answeredAt: new Date(START + 9000).toISOString() });
  });
});
