import { toMillis, type Instant } from '../../../platform/core/instant.ts';
import { repairType } from './repair-catalogue.ts';
import type { SpotCheck } from './spot-check.ts';

export type RepairKind = 'user' | 'facility';
/** 客服部联 用户联 库房联 工程部联 (M-08, M-44). */
export const PLIES = ['desk', 'user', 'store', 'engineering'] as const;
export type Ply = (typeof PLIES)[number];
export const pliesOf = (kind: RepairKind): readonly Ply[] =>
  kind === 'user' ? PLIES : PLIES.filter((ply) => ply !== 'user');

export const STATUSES = [
  'logged',
  'issued',
  'accepted',
  'ready',
  'on_site',
  'in_progress',
  'on_hold',
  'tested',
  'signed_off',
  'closed',
  'cancelled',
] as const;
export type RepairStatus = (typeof STATUSES)[number];
export const isOpen = (status: RepairStatus): boolean => status !== 'closed' && status !== 'cancelled';

/** How a step came to be known. `paper` and `radio` are written times; the others are measured (M-30). */
export const WAYS = ['app', 'desk', 'qr', 'paper', 'radio'] as const;
export type Way = (typeof WAYS)[number];
export const isWritten = (way: Way): boolean => way === 'paper' || way === 'radio';

/** When a step happened, who says so and how it was known. `at` ≠ `recordedAt` means entered later (补录). */
export type Mark = { readonly at: Instant; readonly recordedAt: Instant; readonly way: Way; readonly by: string };

export type Custody = 'printed' | 'carried' | 'with_user' | 'at_store' | 'at_engineering' | 'returned' | 'lost';
export type Copy = {
  readonly custody: Custody;
  readonly at: Instant;
  readonly holder?: string;
  readonly lostReason?: string;
  readonly lossApproved?: boolean;
  readonly lossRefused?: string;
  /** Who booked it, and where the copy was before it was booked returned or lost: the way back. */
  readonly by?: string;
  readonly was?: Custody;
};

/** From issue on there is a slip to print; until then no copy is anywhere. */
export const isUnprinted = (order: Pick<RepairOrder, 'printed'>, copy: { readonly custody: string } | undefined): boolean => copy?.custody === 'printed' && !order.printed;

export type Rating = 'satisfied' | 'fair' | 'dissatisfied';
export type Ratings = { readonly workmanship: Rating; readonly attitude: Rating; readonly conduct: Rating; readonly timeliness?: Rating };
export type Material = {
  readonly name: string;
  readonly spec?: string;
  readonly unit: string;
  readonly quantity: number;
  readonly unitPriceCents?: number;
};

/** One line of the log and, from issue on, one work order. Texts and names here may be erased by retention. */
export type RepairOrder = {
  readonly id: string;
  readonly siteId: string;
  readonly kind: RepairKind;
  readonly status: RepairStatus;
  readonly logNumber: string;
  readonly orderNumber?: string;
  readonly receivedAt: Instant;
  readonly recordedAt: Instant;
  readonly channel: string;
  readonly source?: string;
  readonly placeId?: string;
  readonly placeText: string;
  readonly item: string;
  readonly symptom?: string;
  readonly equipment?: string;
  readonly affectsOpening?: boolean;
  readonly safetyMeasures?: boolean;
  readonly typeId?: string;
  readonly urgent: boolean;
  readonly reporterName?: string;
  readonly reporterPhone?: string;
  readonly department?: string;
  /** The blank slip it was written on while there was no network, and by whom. */
  readonly padNumber?: string;
  readonly writtenBy?: string;
  readonly appointmentAt?: Instant;
  /** When somebody will be there, as said with the reason of a lateness; a new appointment takes it over. */
  readonly expectedAt?: Instant;
  readonly intakeBy: string;
  readonly onSpot: boolean;
  readonly confirmedByDesk: boolean;
  readonly beforeOpening: boolean;
  readonly leaderWord?: string;
  /** M-25: who lets this technician do what he has no skill for; of this visit, and `by` whoever recorded it. */
  readonly vouched?: { readonly technicianId: string; readonly leaderId: string; readonly by: string; readonly at: Instant };
  readonly repeatOf?: string;
  readonly visit: number;
  readonly technicianId?: string;
  readonly marks: Readonly<Record<string, Mark>>;
  /** The slip's own times where a measured time stands already: both are kept, never mixed (M-30). */
  readonly written: Readonly<Record<string, Mark>>;
  readonly notifications: readonly { at: Instant; channel: string; personId: string }[];
  /** 补单 (M-45): told before there was a slip, and when the slip was written. */
  readonly calledFirst?: { readonly at: Instant; readonly channel: string; readonly personId: string; readonly slipAt?: Instant };
  readonly urges: readonly { at: Instant; by: string }[];
  /** The technician's signature on the log (M-12). */
  readonly acceptSignature?: string;
  readonly consentBy?: string;
  readonly asReported?: boolean;
  readonly actualFault?: string;
  readonly protection?: { readonly moved: boolean; readonly covered: boolean; readonly sheet: boolean };
  readonly noise?: { readonly from: Instant; readonly to?: Instant };
  readonly cause?: string;
  readonly causeText?: string;
  readonly causeExplained?: boolean;
  readonly vendor?: { readonly firm: string; readonly contact?: string; readonly calledAt?: Instant; readonly promised?: string };
  readonly support?: {
    readonly text: string;
    readonly to: string;
    readonly askedAt: Instant;
    readonly answeredAt?: Instant;
    readonly answer?: string;
  };
  /** `from` is where the work goes on: a hold on the way to the room does not lead past the user's consent. */
  readonly hold?: { readonly reason: string; readonly since: Instant; readonly note?: string; readonly from?: RepairStatus };
  readonly materials: readonly Material[];
  readonly materialsIssuedBy?: string;
  readonly oldPartsReturned?: boolean;
  readonly tidy?: { readonly wiped: boolean; readonly tools: boolean; readonly rubbish: boolean; readonly restored: boolean };
  readonly cleaning?: { readonly askedAt: Instant; readonly settled?: 'done' | 'waived' };
  readonly testedTo?: string;
  readonly testPassed?: boolean;
  readonly workDone?: string;
  readonly result?: 'fixed' | 'temporary' | 'not_fixed';
  readonly acceptance?: 'accepted' | 'accepted_with_remarks' | 'rejected';
  readonly acceptanceRemarks?: string;
  readonly acceptanceDepartment?: string;
  readonly signedBy?: string;
  readonly signWay?: string;
  readonly signatureFile?: string;
  readonly noSignature?: { readonly why: 'refused' | 'absent'; readonly reason: string; readonly witness?: string };
  readonly ratings?: Ratings;
  /** What users said of earlier visits: reopened is not unsaid. */
  readonly pastRatings?: readonly { readonly visit: number; readonly ratings: Ratings }[];
  readonly ratingComment?: string;
  /** Rated in this visit before the work was refused: that rating stands in the journal. */
  readonly ratingLapsed?: boolean;
  readonly photos: readonly { hash: string; phase: 'report' | 'before' | 'after' | 'slip'; at: Instant; by: string }[];
  readonly notes: readonly { at: Instant; by: string; text: string }[];
  readonly copies: Readonly<Partial<Record<Ply, Copy>>>;
  readonly reprints: number;
  readonly printed: boolean;
  readonly followUp?: {
    readonly result: 'satisfied' | 'fair' | 'dissatisfied' | 'not_reached';
    readonly by: string;
    readonly at: Instant;
    readonly method: string;
    readonly note?: string;
    readonly tries: number;
  };
  readonly followUpWaived?: boolean;
  readonly repeatReviewed?: boolean;
  readonly spotChecks?: readonly SpotCheck[];
  /** By clock and visit, as `exceptionKey` writes it. */
  readonly exceptions: Readonly<Record<string, { reason: string; note?: string; by: string; at: Instant }>>;
  readonly cancelReason?: string;
  readonly closedAt?: Instant;
};

/** Which lateness a reason explains: by the clock's round, which is the visit where it runs once in it. The first visit's stand under the clock's bare name. */
export const exceptionKey = (clock: string, visit: number): string => (visit === 1 ? clock : `${clock}/${visit}`);

/** M-28, M-48: nothing is left to do but to accept it: it works, or it is written down that it could not be mended. */
export const isWorkedOut = (order: { readonly status: string; readonly testPassed?: boolean | undefined; readonly result?: string | undefined }): boolean => order.status === 'tested' || (order.status === 'in_progress' && order.testPassed === false && order.result === 'not_fixed');

type Pictured = { readonly receivedAt: Instant; readonly marks: Readonly<Record<string, { readonly at: Instant } | undefined>>; readonly photos: readonly { readonly phase: string; readonly at: Instant }[] };
/** A picture taken since this visit was signed for. */
export const hasPhoto = (order: Pictured, phase?: string): boolean => {
  const since = order.marks['accept']?.at ?? order.receivedAt;
  return order.photos.some((photo) => (phase === undefined || photo.phase === phase) && toMillis(photo.at) >= toMillis(since));
};

/** M-31: that nobody signed is not the technician's word alone: somebody saw it, or, where nobody was there, a picture shows it. */
export const wantsWitness = (why: unknown, isPictured: boolean): boolean => why === 'refused' || (why === 'absent' && !isPictured);

/** A call is owed (M-36): to users, once the work is signed off, until they were reached. */
export const owesFollowUp = (order: Pick<RepairOrder, 'kind' | 'status' | 'followUp' | 'followUpWaived'>): boolean =>
  order.kind === 'user' && order.status === 'signed_off' && !order.followUpWaived && (!order.followUp || order.followUp.result === 'not_reached');

/** 待定位 (M-02): taken down in the reporter's words, which name no place of the centre's list yet. */
export const needsPlace = (order: Pick<RepairOrder, 'placeId' | 'status'>): boolean => order.placeId === undefined && isOpen(order.status);

/** M-45: where people may come to harm, or it cannot wait, the call comes first and the slip after it. */
export const mayCallFirst = (order: Pick<RepairOrder, 'urgent' | 'typeId' | 'calledFirst'>): boolean => order.calledFirst === undefined && (order.urgent || repairType(order.typeId)?.safety === true);

/** The slip was written after the technician had been sent: by the desk's call (M-45), or by himself on the spot (M-55). */
export const isSlipAfter = (order: Pick<RepairOrder, 'onSpot' | 'calledFirst'>): boolean => order.onSpot || order.calledFirst !== undefined;

