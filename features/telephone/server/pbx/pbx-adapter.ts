import type { Instant } from '../../../../platform/core/instant.ts';
import type { CallEvent } from '../../core/call-event.ts';
import type { Capability, PbxProblem } from '../../core/pbx/pbx-settings.ts';

/** One message of the PBX and what was understood of it, for the test page. */
export type RawEvent = { readonly at: Instant; readonly text: string; readonly events: readonly CallEvent[] };

export type PbxHealth = {
  readonly state: 'stopped' | 'connecting' | 'connected' | 'waiting' | 'refused';
  readonly connectedSince: Instant | undefined;
  readonly lastEventAt: Instant | undefined;
  readonly problem: PbxProblem | undefined;
  readonly reconnects: number;
  /** What the PBX calls itself. */
  readonly version: string | undefined;
  /** Our clock minus the PBX's. */
  readonly skewMs: number;
  readonly bytes: number;
  readonly events: number;
  /** Messages that could not be read or mapped. */
  readonly refused: number;
};

/** Taken means only that our own telephone is being rung; done is the call's own event: the line's answer. */
export type OriginateOutcome = { readonly ok: true } | { readonly ok: false; readonly code: 'not-connected' | 'not-able' | 'bad-number' | 'pbx-refused' | 'timeout' };

/** Where a source's events go, in order; resolved when they are safe. */
export type Emit = (events: CallEvent[]) => Promise<void>;

/** What every way of listening to a telephone system offers. */
export type PbxSource = {
  readonly capabilities: ReadonlySet<Capability>;
  start(emit: Emit): void;
  stop(): Promise<void>;
  health(): PbxHealth;
  /** Compares what is open here with what the PBX says, and closes ghosts. */
  snapshot?(): Promise<void>;
  originate?(call: { ext: string; number: string; requestId: string }): Promise<OriginateOutcome>;
};

export type SourceDeps = {
  /** 'ami:hq': written into every event. */
  readonly name: string;
  now(): Instant;
  onRaw(raw: RawEvent): void;
  onError(error: unknown): void;
  /** Calls of this source that are open in the books, from before this process began. */
  openCalls(): Promise<readonly string[]>;
};
