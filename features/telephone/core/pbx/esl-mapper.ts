import { fromMillis, type Instant } from '../../../../platform/core/instant.ts';
import { REASON, type CallEvent, type Direction, type Disposition } from '../call-event.ts';
import type { Skew } from './clock-skew.ts';
import { createTeller, knownOf, numberOf, type Said } from './pbx-event.ts';

export type EslFields = Readonly<Record<string, unknown>>;
export type EslMapping = {
  /** Gateways (`sofia/gateway/telecom/…`, `sofia/external/…`) that lead out of the house; guessed where empty. */
  readonly trunks: readonly string[];
  readonly extensions: Readonly<Record<string, string>>;
};

/** Asked for by name: an event is 4 to 12 kB. */
export const ESL_EVENTS = 'CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_ANSWER CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_HOLD CHANNEL_UNHOLD CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE HEARTBEAT CUSTOM callcenter::info';

type Leg = { readonly id: string; callId: string; readonly ext: string; readonly isTrunk: boolean; readonly isOrigin: boolean; rang: boolean; answered: boolean; closed: boolean; held: boolean; hungUpAt: Instant | undefined; /** The telephone at its end put down, not the PBX. */ putDown: boolean };
type Call = {
  callId: string; direction: Direction; readonly originId: string; readonly seenAt: Instant; requestId: string | undefined;
  answered: boolean; rang: boolean; isBusy: boolean; abandoned: boolean; queued: boolean;
  transfer: { by: string | undefined; legId: string } | undefined; readonly transfers: Set<string>; last: Leg | undefined;
};

const isShort = (number: string): boolean => /^[*#]?\d{1,6}$/.test(number);
const isOutside = (number: string): boolean => /^\+?\d{7,}$/.test(number) || knownOf(number) === undefined;
/** `1795429184:uuid:bl_xfer:6010/lab/XML`; `uuid_br` is how a queue joins two legs, and no transfer. */
const TRANSFER = /^\d+:([0-9a-f-]+):(bl_xfer|att_xfer):([^/:]*)/i;

/**
 * FreeSWITCH's events as neutral ones. The queue answers the caller at once and alone: only the answer of a leg that
 * rang somebody counts. Agents' legs bear a call id of their own until they are joined.
 */
export const createEslMapper = (input: { readonly source: string; readonly mapping: EslMapping; readonly skew: Skew }) => {
  const { mapping, skew } = input;
  const teller = createTeller(input.source);
  const legs = new Map<string, Leg>();
  const calls = new Map<string, Call>();
  const over = new Set<string>();
  const requests = new Set<string>();
  const extOf = (name: string): string => mapping.extensions[name] ?? name;

  const forget = (callId: string): void => {
    calls.delete(callId);
    for (const leg of legs.values()) if (leg.callId === callId) legs.delete(leg.id);
    requests.delete(callId);
    teller.forget(callId);
    skew.forget(callId);
    over.add(callId);
    if (over.size > 2000) over.delete(over.values().next().value ?? '');
  };

  const take = (fields: EslFields, receivedAt: Instant): CallEvent[] => {
    const told: CallEvent[] = [];
    const field = (name: string): string => {
      const value = fields[name];
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
    };
    const event = field('Event-Name');
    const stamp = /^\d{15,17}$/.test(field('Event-Date-Timestamp')) ? fromMillis(Math.round(Number(field('Event-Date-Timestamp')) / 1000)) : undefined;
    if (stamp !== undefined) skew.observe(stamp, receivedAt);
    const tell = (call: Call, said: Omit<Said, 'callId' | 'direction'>, at = stamp): void => {
      const one = teller.tell({ callId: call.callId, direction: call.direction, ...(call.requestId ? { requestId: call.requestId } : {}), ...said }, { at: at === undefined ? receivedAt : skew.correct(call.callId, at), basis: at === undefined ? 'received' : 'pbx', receivedAt });
      if (one) told.push(one);
    };
    const of = (leg: Leg): { legId: string; ext?: string; trunk?: true } => ({ legId: leg.id, ...(leg.isTrunk ? { trunk: true as const } : { ext: leg.ext }) });

    /** Two calls whose legs were joined are one from here on: the older keeps its name. */
    const merge = (stays: Call, gone: Call): void => {
      for (const leg of legs.values()) if (leg.callId === gone.callId) leg.callId = stays.callId;
      calls.delete(gone.callId);
      over.add(gone.callId);
      tell(stays, { kind: 'merged', absorbed: gone.callId });
    };

    const create = (id: string): { leg: Leg; call: Call } | undefined => {
      const isOrigin = field('Call-Direction') === 'inbound' || requests.has(id);
      const [number, destination] = [field('Caller-Caller-ID-Number'), field('Caller-Destination-Number')];
      const parent = field('variable_cc_member_session_uuid') || field('variable_originating_leg_uuid') || (isOrigin ? id : field('Other-Leg-Unique-ID')) || field('Channel-Call-UUID');
      const callId = legs.get(parent)?.callId ?? (isOrigin ? id : parent);
      if (callId === '' || over.has(callId)) return undefined;
      const channel = field('Channel-Name');
      const known = mapping.trunks.some((trunk) => channel.includes(`/${trunk}/`) || channel.endsWith(`@${trunk}`));
      const isTrunk = requests.has(id) ? false : mapping.trunks.length > 0 ? known : field('Call-Direction') === 'inbound' ? isOutside(number) : /\/gateway\//.test(channel) || isOutside(destination);
      const called = extOf(field('Call-Direction') === 'inbound' ? number : field('variable_dialed_user') || destination || field('Caller-Callee-ID-Number'));
      const leg: Leg = { id, callId, ext: called, isTrunk, isOrigin, rang: false, answered: false, closed: false, held: false, hungUpAt: undefined, putDown: false };
      legs.set(id, leg);
      let call = calls.get(callId);
      if (!call && isOrigin) {
        const direction: Direction = isTrunk ? 'inbound' : requests.has(id) || !isShort(destination) ? 'outbound' : 'internal';
        call = { callId, direction, originId: id, seenAt: receivedAt, requestId: requests.has(id) ? id : undefined, answered: false, rang: false, isBusy: false, abandoned: false, queued: false, transfer: undefined, transfers: new Set(), last: undefined };
        calls.set(callId, call);
        const name = knownOf(field('Caller-Caller-ID-Name'));
        tell(call, {
          kind: 'offered', ...(requests.has(id) ? of(leg) : {}),
          from: isTrunk ? { raw: numberOf(number), ...(name && name !== number ? { name } : {}) } : { raw: extOf(number) },
          ...(destination ? { to: direction === 'internal' ? { ext: extOf(destination) } : { raw: destination } } : {}),
        });
      } else if (call && !isOrigin) tell(call, { kind: 'dialing', ...of(leg), ...(leg.isTrunk ? { to: { raw: destination } } : {}) });
      return call ? { leg, call } : undefined;
    };
    const seen = (): { leg: Leg; call: Call } | undefined => {
      const id = field('Unique-ID');
      const leg = legs.get(id);
      if (!leg) return id === '' ? undefined : create(id);
      const call = calls.get(leg.callId);
      return call ? { leg, call } : undefined;
    };

    const transfers = (leg: Leg, call: Call): void => {
      for (const source of [field('Caller-Transfer-Source'), field('variable_transfer_source')]) {
        const found = TRANSFER.exec(source);
        // Who passed it on: the desk that has gone, else the one that talks.
        const gone = [...legs.values()].findLast((other) => other.callId === call.callId && !other.isOrigin && other.answered && other.closed);
        if (found) opens(call, found[2] === 'bl_xfer' ? 'blind' : 'attended', found[3] ?? '', source, leg.isOrigin ? (gone ?? call.last) : leg);
      }
    };
    const opens = (call: Call, how: 'blind' | 'attended', target: string, key: string, by: Leg | undefined): void => {
      // The same transfer is said by the leg that goes and by the leg that stays.
      const keys = [key, ...(by ? [`by:${by.id}`] : [])];
      const isKnown = keys.some((one) => call.transfers.has(one));
      for (const one of keys) call.transfers.add(one);
      if (isKnown) return;
      tell(call, { kind: 'transferred', ...(by ? of(by) : {}), how, ...(target ? { target: extOf(target) } : {}) });
      // Answered already: a consultation, or the transfer was told late.
      const waiting = [...legs.values()].find((leg) => leg.callId === call.callId && leg !== by && !leg.isOrigin && leg.answered && !leg.closed);
      if (waiting) tell(call, { kind: 'transfer_completed', ...of(waiting) });
      else call.transfer = { by: by?.ext, legId: by?.id ?? '' };
    };
    const answers = (leg: Leg, call: Call): void => {
      if (leg.answered || leg.closed) return;
      leg.answered = true;
      // The PBX's own answer to the caller, by a queue or a menu, is nobody's answer.
      if (leg.isOrigin && call.requestId === undefined) return;
      tell(call, { kind: 'answered', ...of(leg) });
      if ((call.direction === 'outbound') === leg.isTrunk) call.answered = true;
      if (!leg.isTrunk) call.last = leg;
      const { transfer } = call;
      if (!transfer || leg.id === transfer.legId) return;
      call.transfer = undefined;
      if (leg.ext === transfer.by) tell(call, { kind: 'transfer_failed', ...of(leg), reason: REASON.returned });
      else tell(call, { kind: 'transfer_completed', ...of(leg) });
    };
    const finish = (call: Call, at: Instant | undefined, cause: string): void => {
      if (call.transfer) tell(call, { kind: 'transfer_lost', ...(call.transfer.by ? { ext: call.transfer.by } : {}) }, at);
      const disposition: Disposition = call.answered ? 'answered' : call.abandoned ? 'abandoned' : call.isBusy && !call.rang ? 'busy' : 'unanswered';
      const last = [...legs.values()].filter((leg) => leg.callId === call.callId && leg.putDown).sort((a, b) => ((a.hungUpAt ?? '') < (b.hungUpAt ?? '') ? 1 : -1))[0];
      const isCaller = last && (last.isTrunk || (last.isOrigin && call.direction !== 'outbound'));
      tell(call, { kind: 'ended', disposition, ...(last ? { reason: isCaller ? REASON.callerHungUp : REASON.deskHungUp } : {}), ...(cause ? { cause } : {}) }, at);
      forget(call.callId);
    };

    switch (event) {
      case 'CHANNEL_CREATE': {
        const id = field('Unique-ID');
        if (id !== '' && !legs.has(id)) create(id);
        break;
      }
      case 'CHANNEL_PROGRESS':
      case 'CHANNEL_PROGRESS_MEDIA': {
        const found = seen();
        if (found) transfers(found.leg, found.call);
        if (!found || found.leg.rang || found.leg.answered || (found.leg.isOrigin && found.call.requestId === undefined)) break;
        found.leg.rang = found.call.rang = true;
        tell(found.call, { kind: 'ringing', ...of(found.leg) });
        break;
      }
      case 'CHANNEL_ANSWER': {
        const found = seen();
        if (!found) break;
        transfers(found.leg, found.call);
        answers(found.leg, found.call);
        break;
      }
      case 'CHANNEL_BRIDGE': {
        const found = seen();
        if (!found) break;
        transfers(found.leg, found.call);
        const other = legs.get(field('Bridge-A-Unique-ID') === found.leg.id ? field('Bridge-B-Unique-ID') : field('Bridge-A-Unique-ID'));
        const [a, b] = [found.call, other && calls.get(other.callId)];
        if (b && a !== b) merge(...(a.seenAt <= b.seenAt ? [a, b] as const : [b, a] as const));
        break;
      }
      case 'CHANNEL_UNBRIDGE': {
        const leg = legs.get(field('Unique-ID'));
        const call = leg && calls.get(leg.callId);
        if (leg && call) transfers(leg, call);
        break;
      }
      case 'CHANNEL_HOLD':
      case 'CHANNEL_UNHOLD': {
        const found = seen();
        if (!found || found.leg.isTrunk || found.leg.held === (event === 'CHANNEL_HOLD')) break;
        found.leg.held = event === 'CHANNEL_HOLD';
        tell(found.call, { kind: found.leg.held ? 'held' : 'retrieved', ...of(found.leg) });
        break;
      }
      case 'CUSTOM': {
        const call = calls.get(legs.get(field('CC-Member-Session-UUID'))?.callId ?? '');
        if (!call) break;
        if (field('CC-Action') === 'member-queue-start' && !call.queued) {
          call.queued = true;
          tell(call, { kind: 'queued', queue: field('CC-Queue') });
        }
        if (field('CC-Action') === 'member-queue-end' && field('CC-Cause') === 'Cancel' && field('CC-Cancel-Reason') === 'BREAK_OUT') call.abandoned = true;
        break;
      }
      case 'CHANNEL_HANGUP':
      case 'CHANNEL_HANGUP_COMPLETE': {
        const leg = legs.get(field('Unique-ID'));
        const call = leg && calls.get(leg.callId);
        if (!leg || !call) break;
        const [cause, how] = [field('Hangup-Cause'), field('variable_sip_hangup_disposition')];
        transfers(leg, call);
        const ending = cause.endsWith('_TRANSFER') ? cause : field('variable_endpoint_disposition');
        if (!leg.isTrunk && leg.answered && (ending === 'BLIND_TRANSFER' || ending === 'ATTENDED_TRANSFER')) opens(call, ending === 'BLIND_TRANSFER' ? 'blind' : 'attended', /sip:([^@>;]+)/.exec(field('variable_sip_refer_to'))?.[1] ?? '', `${leg.id}:${cause}`, leg);
        leg.hungUpAt ??= stamp;
        if (how === 'recv_bye' || how === 'recv_cancel' || (cause === 'ORIGINATOR_CANCEL' && leg.isOrigin)) {
          leg.putDown = true;
          if (leg.id === call.originId && !call.answered) call.abandoned = true;
        }
        if (!leg.isOrigin && !leg.answered && !leg.closed) {
          if (cause === 'USER_BUSY') call.isBusy = true;
          tell(call, { kind: 'not_answered', ...of(leg), reason: cause === 'LOSE_RACE' || (cause === 'ORIGINATOR_CANCEL' && call.answered) ? REASON.elsewhere : cause === 'USER_BUSY' ? 'busy' : 'cancelled', cause });
        }
        const wasOpen = !leg.closed;
        leg.closed = true;
        const origin = legs.get(call.originId);
        // What the caller did is known when its leg is wholly down; the call ended when it hung up.
        if (event === 'CHANNEL_HANGUP_COMPLETE' && leg.id === call.originId) finish(call, leg.hungUpAt, cause);
        else if (wasOpen && leg.answered && !leg.isTrunk && !leg.isOrigin && origin?.hungUpAt === undefined) tell(call, { kind: 'left', ...of(leg) });
        break;
      }
      default:
        break;
    }
    return told;
  };

  return {
    take,
    expect: (requestId: string): void => void requests.add(requestId),
    openCalls: (): string[] => [...calls.keys()],
    /** `show channels as json`: what is not there any more has ended; what is there and unknown is told as found. */
    snapshot: (channels: readonly EslFields[], at: { askedAt: Instant; receivedAt: Instant; known: readonly string[] }): CallEvent[] => {
      const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
      const there = new Set(channels.flatMap((channel) => [text(channel['uuid']), text(channel['call_uuid'])]));
      const told: CallEvent[] = [];
      const tell = (said: Said): void => {
        const one = teller.tell(said, { at: at.receivedAt, basis: 'received', receivedAt: at.receivedAt });
        if (one) told.push(one);
      };
      const gone = [
        ...[...calls.values()].filter((call) => call.seenAt < at.askedAt && ![...legs.values()].some((leg) => leg.callId === call.callId && there.has(leg.id))).map((call) => ({ callId: call.callId, direction: call.direction })),
        ...at.known.filter((callId) => !calls.has(callId) && !there.has(callId) && !over.has(callId)).map((callId) => ({ callId, direction: 'inbound' as const })),
      ];
      for (const call of gone) {
        tell({ ...call, kind: 'ended', disposition: 'lost_connection' });
        forget(call.callId);
      }
      for (const channel of channels.toSorted((a, b) => (text(a['direction']) === 'inbound' ? 0 : 1) - (text(b['direction']) === 'inbound' ? 0 : 1))) {
        const [id, parent, number, dest] = [text(channel['uuid']), text(channel['call_uuid']) || text(channel['uuid']), text(channel['cid_num']), text(channel['dest'])];
        if (id === '' || legs.has(id) || over.has(parent)) continue;
        const isOrigin = text(channel['direction']) === 'inbound';
        const isTrunk = isOrigin ? isOutside(number) : isOutside(dest);
        const leg: Leg = { id, callId: isOrigin ? id : parent, ext: extOf(isOrigin ? number : dest), isTrunk, isOrigin, rang: false, answered: true, closed: false, held: false, hungUpAt: undefined, putDown: false };
        let call = calls.get(leg.callId);
        if (!call && !isOrigin) continue;
        legs.set(id, leg);
        if (!call) {
          const direction: Direction = isTrunk ? 'inbound' : isShort(dest) ? 'internal' : 'outbound';
          call = { callId: id, direction, originId: id, seenAt: at.receivedAt, requestId: undefined, answered: false, rang: false, isBusy: false, abandoned: false, queued: false, transfer: undefined, transfers: new Set(), last: undefined };
          calls.set(id, call);
          const name = knownOf(text(channel['cid_name']));
          tell({ callId: id, direction, kind: 'offered', reason: REASON.snapshot, from: { raw: numberOf(number), ...(name && name !== number ? { name } : {}) }, ...(dest ? { to: direction === 'internal' ? { ext: extOf(dest) } : { raw: dest } } : {}) });
        } else if (text(channel['callstate']) === 'ACTIVE' || text(channel['callstate']) === 'HELD') {
          call.answered = true;
          call.last = leg;
          tell({ callId: call.callId, direction: call.direction, kind: 'answered', legId: id, ...(isTrunk ? { trunk: true } : { ext: leg.ext }), reason: REASON.snapshot });
        } else {
          leg.answered = false;
          tell({ callId: call.callId, direction: call.direction, kind: 'ringing', legId: id, ext: leg.ext, reason: REASON.snapshot });
          leg.rang = true;
        }
      }
      return told;
    },
  };
};
export type EslMapper = ReturnType<typeof createEslMapper>;
