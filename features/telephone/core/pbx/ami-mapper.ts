import { fromMillis, type Instant } from '../../../../platform/core/instant.ts';
import { REASON, type CallEvent, type Direction, type Disposition } from '../call-event.ts';
import type { Skew } from './clock-skew.ts';
import { isLocal, isShort, isTrunkChannel, peerOf, RING, UP, type AmiCall, type AmiFields, type AmiLeg, type AmiMapping } from './ami-channel.ts';
import { createTeller, knownOf, numberOf, type Said } from './pbx-event.ts';

/** Events that say something about a call; all others are not even parsed further. */
export const AMI_EVENTS: ReadonlySet<string> = new Set([
  'Newchannel', 'Newstate', 'NewCallerid', 'DialBegin', 'DialState', 'DialEnd', 'QueueCallerJoin', 'QueueCallerAbandon', 'BridgeEnter', 'BridgeLeave', 'Hold', 'Unhold',
  'BlindTransfer', 'AttendedTransfer', 'HangupRequest', 'Hangup', 'OriginateResponse',
]);

/**
 * Asterisk's manager events as neutral ones: a state machine, because events repeat, come without their partner and
 * change their call id. Never an answer but a person's: only a telephone's leg that was dialled and is up.
 */
export const createAmiMapper = (input: { readonly source: string; readonly mapping: AmiMapping; readonly skew: Skew }) => {
  const { mapping, skew } = input;
  const teller = createTeller(input.source);
  const legs = new Map<string, AmiLeg>();
  const calls = new Map<string, AmiCall>();
  const over = new Set<string>();
  const extOfPeer = new Map<string, string>(Object.entries(mapping.extensions));
  /** Call-backs asked for whose channel we named ourselves. */
  const requests = new Map<string, string>();

  const take = (fields: AmiFields, receivedAt: Instant): CallEvent[] => {
    const told: CallEvent[] = [];
    const field = (name: string): string => fields.get(name) ?? '';
    const event = field('Event');
    const stamp = /^\d{9,11}(?:\.\d+)?$/.test(field('Timestamp')) ? fromMillis(Math.round(Number(field('Timestamp')) * 1000)) : undefined;
    if (stamp !== undefined) skew.observe(stamp, receivedAt);
    const tell = (call: AmiCall, said: Omit<Said, 'callId' | 'direction'>): void => {
      const at = stamp === undefined ? receivedAt : skew.correct(call.callId, stamp);
      const one = teller.tell({ callId: call.callId, direction: call.direction, ...(call.requestId ? { requestId: call.requestId } : {}), ...said }, { at, basis: stamp === undefined ? 'received' : 'pbx', receivedAt });
      if (one) told.push(one);
    };
    const of = (leg: AmiLeg): { legId: string; ext?: string; trunk?: true } => ({ legId: leg.id, ...(leg.ext && !leg.isTrunk ? { ext: leg.ext } : {}), ...(leg.isTrunk ? { trunk: true as const } : {}) });

    const close = (callId: string): void => {
      calls.delete(callId);
      for (const leg of legs.values()) {
        if (leg.callId !== callId) continue;
        legs.delete(leg.id);
        requests.delete(leg.id);
      }
      teller.forget(callId);
      skew.forget(callId);
      over.add(callId);
      if (over.size > 2000) over.delete(over.values().next().value ?? '');
    };

    /** The consultation of an attended transfer goes on under the first call's id. */
    const move = (from: string, to: string): void => {
      const [gone, stays] = [calls.get(from), calls.get(to)];
      if (from === to || over.has(to)) return;
      for (const leg of legs.values()) if (leg.callId === from) leg.callId = to;
      calls.delete(from);
      over.add(from);
      if (!gone) return;
      if (!stays) calls.set(to, { ...gone, callId: to });
      const call = calls.get(to) as AmiCall;
      tell(call, { kind: 'merged', absorbed: from });
      teller.forget(from);
    };

    /** The channel a part of the event speaks of; made known where it is new, with its call. */
    const seen = (prefix: string, isOrigin: boolean): { leg: AmiLeg; call: AmiCall } | undefined => {
      const [name, id, linked] = [field(`${prefix}Channel`), field(`${prefix}Uniqueid`), field(`${prefix}Linkedid`)];
      if (name === '' || id === '' || linked === '' || isLocal(name) || (over.has(linked) && !legs.has(id))) return undefined;
      let leg = legs.get(id);
      if (leg && leg.callId !== linked && (calls.has(leg.callId) || calls.has(linked))) move(leg.callId, linked);
      if (!leg) {
        const peer = peerOf(name);
        const [callerId, dialled] = [field(`${prefix}CallerIDNum`), prefix === 'Dest' ? field('DialString') : ''];
        const isTrunk = isTrunkChannel(mapping, { peer, dialled, context: field(`${prefix}Context`), isTelephone: extOfPeer.has(peer) });
        if (!isTrunk && !extOfPeer.has(peer) && isShort(callerId)) extOfPeer.set(peer, callerId);
        leg = { id, name, callId: linked, ext: isTrunk ? undefined : (extOfPeer.get(peer) ?? peer), isTrunk, dialed: false, rang: false, answered: false, closed: false, held: false, isUp: false, bridge: undefined };
        legs.set(id, leg);
      }
      let call = calls.get(leg.callId);
      if (!call && isOrigin && (leg.isTrunk || id === linked)) {
        const exten = numberOf(field(`${prefix}Exten`));
        const isOurs = requests.has(id) || (!leg.isTrunk && field(`${prefix}ChannelState`) === '0' && id === linked);
        const direction: Direction = leg.isTrunk ? 'inbound' : isOurs || !isShort(exten) ? 'outbound' : 'internal';
        const [number, callerName] = [numberOf(field(`${prefix}CallerIDNum`)), knownOf(field(`${prefix}CallerIDName`))];
        call = {
          callId: leg.callId, direction, originId: id, seenAt: receivedAt, requestId: requests.get(id), queued: false,
          from: leg.isTrunk ? { raw: number, ...(callerName && callerName !== number ? { name: callerName } : {}) } : { raw: leg.ext },
          to: exten === undefined ? undefined : leg.isTrunk || direction === 'outbound' ? { raw: exten } : { ext: exten },
          answered: false, rang: false, isBusy: false, abandoned: false, hungUpBy: undefined, transfer: undefined, transfers: new Set(),
        };
        calls.set(call.callId, call);
        tell(call, { kind: 'offered', ...(isOurs ? of(leg) : {}), from: call.from, ...(call.to ? { to: call.to } : {}), ...(isSnapshot(event) ? { reason: REASON.snapshot } : {}) });
      }
      return call ? { leg, call } : undefined;
    };

    const isRungLeg = (leg: AmiLeg, call: AmiCall): boolean => leg.id !== call.originId || leg.dialed;
    const rings = (leg: AmiLeg, call: AmiCall): void => {
      if (leg.rang || leg.answered || leg.closed) return;
      leg.rang = call.rang = true;
      tell(call, { kind: 'ringing', ...of(leg) });
    };
    const answers = (leg: AmiLeg, call: AmiCall, reason?: string): void => {
      if (leg.answered || leg.closed) return;
      leg.answered = true;
      // The destination of an outbound call is told where it is known best: on the line it went out by.
      tell(call, { kind: 'answered', ...of(leg), ...(reason ? { reason } : {}) });
      const counts = (call.direction === 'outbound') === leg.isTrunk;
      const { transfer } = call;
      if (counts || (transfer && !leg.isTrunk)) call.answered = true;
      if (!transfer || leg.id === transfer.legId) return;
      call.transfer = undefined;
      if (leg.ext !== undefined && leg.ext === transfer.by) tell(call, { kind: 'transfer_failed', ...of(leg), reason: REASON.returned });
      else tell(call, { kind: 'transfer_completed', ...of(leg) });
    };
    const misses = (leg: AmiLeg, call: AmiCall, status: string): void => {
      if (leg.answered || leg.closed) return;
      leg.closed = true;
      if (status === 'BUSY') call.isBusy = true;
      const reason = status === 'CANCEL' ? (call.answered ? REASON.elsewhere : 'cancelled') : status === '' ? (call.answered ? REASON.elsewhere : 'hung-up') : status.toLowerCase();
      tell(call, { kind: 'not_answered', ...of(leg), reason });
    };
    const finish = (call: AmiCall, cause: string): void => {
      if (call.transfer) tell(call, { kind: 'transfer_lost', ...(call.transfer.by ? { ext: call.transfer.by } : {}) });
      const disposition: Disposition = call.answered ? 'answered' : call.abandoned ? 'abandoned' : call.isBusy && !call.rang ? 'busy' : 'unanswered';
      tell(call, { kind: 'ended', disposition, ...(call.hungUpBy ? { reason: call.hungUpBy } : {}), ...(cause ? { cause } : {}) });
      close(call.callId);
    };

    switch (event) {
      case 'Newchannel':
        seen('', true);
        break;
      case 'CoreShowChannel':
      case 'BridgeEnter': {
        // Met for the first time in conversation: we came late, or a message was lost.
        const found = seen('', true);
        const late = found && [...legs.values()].filter((leg) => leg.callId === found.call.callId && leg.id !== found.call.originId && (leg.isUp || (leg === found.leg && field('ChannelState') === UP)));
        for (const leg of late ?? []) answers(leg, found?.call as AmiCall, leg.rang ? undefined : REASON.snapshot);
        // A telephone may be met before the line it talks to.
        const leg = legs.get(field('Uniqueid'));
        if (leg && !found) leg.isUp = field('ChannelState') === UP;
        if (leg && event === 'BridgeEnter') leg.bridge = field('BridgeUniqueid');
        // Back with the caller after a consultation that came to nothing: nobody says Unhold.
        if (leg?.held && found && [...legs.values()].some((other) => other.isTrunk && other.callId === leg.callId && other.bridge === leg.bridge)) {
          leg.held = false;
          tell(found.call, { kind: 'retrieved', ...of(leg) });
        }
        if (found && event === 'CoreShowChannel' && field('ChannelState') === RING && isRungLeg(found.leg, found.call)) rings(found.leg, found.call);
        break;
      }
      case 'BridgeLeave': {
        const leg = legs.get(field('Uniqueid'));
        if (leg?.bridge === field('BridgeUniqueid')) leg.bridge = undefined;
        break;
      }
      case 'Newstate': {
        const found = seen('', true);
        if (!found || !isRungLeg(found.leg, found.call)) break;
        if (field('ChannelState') === RING) rings(found.leg, found.call);
        else if (field('ChannelState') === UP) answers(found.leg, found.call);
        break;
      }
      case 'QueueCallerJoin': {
        const found = seen('', true);
        if (!found || found.call.queued) break;
        found.call.queued = true;
        tell(found.call, { kind: 'queued', queue: field('Queue') });
        break;
      }
      case 'QueueCallerAbandon': {
        const call = calls.get(field('Linkedid'));
        if (call) call.abandoned = true;
        break;
      }
      case 'DialBegin':
      case 'DialState':
      case 'DialEnd': {
        seen('', true);
        // A call-back we asked for dials our own telephone first, with nobody calling.
        const found = seen('Dest', field('Channel') === '' && field('DestUniqueid') === field('DestLinkedid'));
        if (!found) break;
        const { leg, call } = found;
        if (leg.isTrunk && call.direction !== 'inbound' && field('DialString').includes('@')) call.to = { raw: field('DialString').replace(/@.*$/, '') };
        if (!leg.dialed && !leg.rang) tell(call, { kind: 'dialing', ...of(leg), ...(leg.isTrunk && call.to ? { to: call.to } : {}) });
        leg.dialed = true;
        const status = field('DialStatus');
        if (status === 'RINGING' || field('DestChannelState') === RING) rings(leg, call);
        if (event === 'DialEnd' && status === 'ANSWER') answers(leg, call);
        else if (event === 'DialEnd') misses(leg, call, status);
        break;
      }
      case 'Hold':
      case 'Unhold': {
        const found = seen('', true);
        // Only what a person did: a REFER says Unhold to a call that was never held.
        if (!found || found.leg.isTrunk || found.leg.held === (event === 'Hold')) break;
        found.leg.held = event === 'Hold';
        tell(found.call, { kind: event === 'Hold' ? 'held' : 'retrieved', ...of(found.leg) });
        break;
      }
      case 'BlindTransfer': {
        seen('Transferee', true);
        const found = seen('Transferer', true);
        const target = field('Extension');
        if (!found || field('Result') !== 'Success' || found.call.transfers.has(`${found.leg.id}>${target}`)) break;
        found.call.transfers.add(`${found.leg.id}>${target}`);
        // Success means only that the PBX took it: it stays open until somebody answers or the caller is gone.
        found.call.transfer = { by: found.leg.ext, legId: found.leg.id };
        tell(found.call, { kind: 'transferred', ...of(found.leg), how: 'blind', target });
        break;
      }
      case 'AttendedTransfer': {
        const found = seen('OrigTransferer', true);
        const second = legs.get(field('SecondTransfererUniqueid'));
        if (!found || field('Result') !== 'Success' || found.call.transfers.has(`${found.leg.id}>attended`)) break;
        if (second && second.callId !== found.call.callId) move(second.callId, found.call.callId);
        found.call.transfers.add(`${found.leg.id}>attended`);
        const others = [...legs.values()].filter((leg) => leg.callId === found.call.callId && !leg.isTrunk && leg.id !== found.leg.id && leg.id !== second?.id);
        const target = others.find((leg) => leg.id === field('TransferTargetUniqueid')) ?? others.findLast((leg) => leg.answered) ?? others.at(-1);
        tell(found.call, { kind: 'transferred', ...of(found.leg), how: 'attended', ...(target?.ext ?? field('TransferTargetCallerIDNum') ? { target: target?.ext ?? field('TransferTargetCallerIDNum') } : {}) });
        if (target?.answered) tell(found.call, { kind: 'transfer_completed', ...of(target) });
        else found.call.transfer = { by: found.leg.ext, legId: found.leg.id };
        break;
      }
      case 'HangupRequest': {
        const leg = legs.get(field('Uniqueid'));
        const call = leg && calls.get(leg.callId);
        if (!leg || !call) break;
        if (leg.isTrunk || leg.answered) call.hungUpBy = leg.isTrunk ? REASON.callerHungUp : REASON.deskHungUp;
        if (leg.id === call.originId && !call.answered) call.abandoned = true;
        break;
      }
      case 'Hangup': {
        const leg = legs.get(field('Uniqueid'));
        const call = leg && calls.get(leg.callId);
        if (!leg || !call) break;
        const cause = field('Cause');
        if (leg.id !== call.originId && (leg.dialed || leg.rang)) misses(leg, call, cause === '17' ? 'BUSY' : '');
        legs.delete(leg.id);
        const isLast = ![...legs.values()].some((other) => other.callId === call.callId);
        if (isLast || (leg.isTrunk && leg.id === call.originId)) finish(call, cause);
        else if (leg.answered && !leg.isTrunk) tell(call, { kind: 'left', ...of(leg) });
        break;
      }
      case 'OriginateResponse': {
        const call = calls.get(legs.get(field('Uniqueid'))?.callId ?? '');
        // Success here is our own telephone being lifted; the customer's answer is the line's.
        if (call) call.requestId ??= requests.get(field('Uniqueid')) ?? field('ActionID');
        break;
      }
      default:
        break;
    }
    return told;
  };

  return {
    take,
    /** A call-back is about to be dialled on a channel of this id. */
    expect: (requestId: string, channelId: string): void => void requests.set(channelId, requestId),
    openCalls: (): string[] => [...calls.keys()],
    /**
     * What the PBX says there is (`CoreShowChannels`), against what we think there is: a killed PBX sends no goodbye,
     * so what is not there any more has ended, and what is there and new is told as found. `known` are calls that were
     * open before this process began.
     */
    snapshot: (channels: readonly AmiFields[], at: { askedAt: Instant; receivedAt: Instant; known: readonly string[] }): CallEvent[] => {
      const there = new Set(channels.flatMap((channel) => [channel.get('Uniqueid') ?? '', channel.get('Linkedid') ?? '']));
      const told: CallEvent[] = [];
      const gone = [
        ...[...calls.values()].filter((call) => call.seenAt < at.askedAt && !there.has(call.callId) && ![...legs.values()].some((leg) => leg.callId === call.callId && there.has(leg.id))).map((call) => ({ callId: call.callId, direction: call.direction })),
        ...at.known.filter((callId) => !calls.has(callId) && !there.has(callId) && !over.has(callId)).map((callId) => ({ callId, direction: 'inbound' as const })),
      ];
      for (const call of gone) {
        const ended = teller.tell({ ...call, kind: 'ended', disposition: 'lost_connection' }, { at: at.receivedAt, basis: 'received', receivedAt: at.receivedAt });
        if (ended) told.push(ended);
        calls.delete(call.callId);
        for (const leg of legs.values()) if (leg.callId === call.callId) legs.delete(leg.id);
        teller.forget(call.callId);
        over.add(call.callId);
      }
      // The caller's channel first, so that the call is known before its telephones.
      const isFirst = (channel: AmiFields): number => (channel.get('Uniqueid') === channel.get('Linkedid') ? 0 : 1);
      for (const channel of channels.toSorted((a, b) => isFirst(a) - isFirst(b))) told.push(...take(new Map([...channel, ['Event', 'CoreShowChannel']]), at.receivedAt));
      return told;
    },
  };
};
export type AmiMapper = ReturnType<typeof createAmiMapper>;

const isSnapshot = (event: string): boolean => event === 'CoreShowChannel' || event === 'BridgeEnter';
