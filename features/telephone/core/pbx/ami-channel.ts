import type { Instant } from '../../../../platform/core/instant.ts';
import type { Direction } from '../call-event.ts';
import type { Said } from './pbx-event.ts';

export type AmiFields = ReadonlyMap<string, string>;
export type AmiMapping = {
  /** Channel names (`PJSIP/trunk-…`) that lead out of the house; guessed where empty. */
  readonly trunks: readonly string[];
  /** Telephone by its channel name where that is not the extension: desk1 → 6001. */
  readonly extensions: Readonly<Record<string, string>>;
};

export type AmiLeg = {
  readonly id: string; readonly name: string; callId: string; ext: string | undefined; readonly isTrunk: boolean;
  dialed: boolean; rang: boolean; answered: boolean; closed: boolean; held: boolean; isUp: boolean; bridge: string | undefined;
};
export type AmiCall = {
  callId: string; direction: Direction; /** The channel the call came in by, or set out from. */ readonly originId: string; readonly seenAt: Instant;
  from: Said['from']; to: Said['to']; requestId: string | undefined; queued: boolean;
  answered: boolean; rang: boolean; isBusy: boolean; abandoned: boolean; hungUpBy: string | undefined;
  transfer: { by: string | undefined; legId: string } | undefined; readonly transfers: Set<string>;
};

/** Channel states. */
export const RING = '5';
export const UP = '6';
const TRUNK_CONTEXT = /^(?:from-(?:trunk|pstn|did|external|sip-external)|ext-did|incoming)/i;
const TRUNK_NAME = /(?:^|[^a-z])(?:trunk|gateway|gw|provider|carrier|pstn|dahdi|gsm|fxo)/i;
export const isLocal = (name: string): boolean => name.startsWith('Local/');
/** `PJSIP/desk1-0000002e` → `desk1`. */
export const peerOf = (channel: string): string => channel.replace(/^[^/]*\//, '').replace(/-[0-9a-f]+$/i, '').replace(/@.*$/, '');
export const isShort = (number: string | undefined): boolean => /^[*#]?\d{1,6}$/.test(number ?? '');

/** Whether a channel leads out of the house: as the centre says, else as its context, its name or how it was dialled say. */
export const isTrunkChannel = (mapping: AmiMapping, channel: { peer: string; context: string; dialled: string; isTelephone: boolean }): boolean =>
  mapping.trunks.length > 0 ? mapping.trunks.includes(channel.peer) : TRUNK_CONTEXT.test(channel.context) || TRUNK_NAME.test(channel.peer) || (channel.dialled.includes('@') && !channel.isTelephone);
