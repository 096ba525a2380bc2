import type { DeliveryReason } from '../../../platform/core/delivery-reason.ts';
import type { Rung } from '../../../platform/core/alert.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import type { AlertTrail } from './alert-contract.ts';

export type TrailDelivery = AlertTrail['deliveries'][number];
export type LadderPerson = AlertTrail['steps'][number]['told'][number] & { readonly ways: readonly TrailDelivery[] };

/** One rung of an alert's ladder as it is drawn: who was told, on which ways, what the group robots said, who was not there. */
export type LadderRow = { readonly step: number; readonly at: Instant; readonly told: readonly LadderPerson[]; readonly groups: readonly TrailDelivery[]; readonly empty: readonly Rung[] };

const IN_ORDER = (a: TrailDelivery, b: TrailDelivery): number => a.rank - b.rank;

/** Brings steps and messages together. A message to somebody whom the step does not name stands with the groups, never away. */
export const ladderRows = (trail: Pick<AlertTrail, 'steps' | 'deliveries'>): LadderRow[] =>
  trail.steps.map(({ step, at, told, empty }) => {
    const here = trail.deliveries.filter((delivery) => delivery.step === step).toSorted(IN_ORDER);
    const people = told.map((person): LadderPerson => ({ ...person, ways: here.filter((delivery) => delivery.personId === person.personId) }));
    return { step, at, told: people, groups: here.filter((delivery) => !told.some((person) => person.personId === delivery.personId)), empty };
  });

/** What is said of one message: the honest word, without claiming that a person has read what only a service has taken. */
export const DELIVERY_SAYINGS = ['seen', 'unseen', 'arrived', 'taken', 'sent', 'waiting', 'again', 'standby', 'sending', 'refused', 'unknown', 'obsolete'] as const;
export type DeliverySaying = (typeof DELIVERY_SAYINGS)[number];

export const sayingOf = (delivery: Pick<TrailDelivery, 'kind' | 'state' | 'seenAt' | 'arrivedAt' | 'attempts'>): DeliverySaying => {
  if (delivery.kind === 'in-app') return delivery.seenAt ? 'seen' : 'unseen';
  if (delivery.arrivedAt) return 'arrived';
  if (delivery.state === 'delivered') return delivery.kind === 'push' ? 'taken' : 'sent';
  if (delivery.state === 'waiting') return delivery.attempts > 0 ? 'again' : 'waiting';
  return delivery.state;
};

const OURS: ReadonlySet<DeliveryReason> = new Set(['address-wrong', 'address-forbidden', 'dns', 'no-connection', 'tls', 'time-out', 'target-missing', 'settings-wrong']);
/** Whether the words kept of a try are the other side's: where nothing came back they are only this machine's own. */
export const isTheirWord = (reason: DeliveryReason | null): boolean => reason === null || !OURS.has(reason);
