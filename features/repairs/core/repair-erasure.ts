import type { Instant } from '../../../platform/core/instant.ts';
import { withoutWords } from '../../../platform/core/without-words.ts';
import { isOpen, type RepairOrder } from './repair-order.ts';

/** `people`: who reported, signed and was overheard, and scans of the slip they stand on. `pictures`: the photos. */
export const ERASABLE = ['people', 'pictures'] as const;
export type Erasable = (typeof ERASABLE)[number];

const namesSomebody = (order: RepairOrder): boolean =>
  [order.reporterName, order.reporterPhone, order.signedBy, order.signatureFile, order.noSignature?.witness, order.vendor?.contact].some(Boolean) || order.notes.length > 0 || order.photos.some((photo) => photo.phase === 'slip');

/** Since when an order is only kept, as far as it still has what may be erased; nothing while it is open. */
export const keptSince = (order: RepairOrder, what: Erasable): Instant | undefined =>
  !isOpen(order.status) && (what === 'people' ? namesSomebody(order) : order.photos.some((photo) => photo.phase !== 'slip')) ? (order.closedAt ?? order.marks['cancel']?.at ?? order.receivedAt) : undefined;

/** The pictures that go with it. */
export const filesToErase = (order: RepairOrder, what: Erasable): string[] => {
  const photos = order.photos.filter((photo) => (photo.phase === 'slip') === (what === 'people')).map((photo) => photo.hash);
  return what === 'people' && order.signatureFile ? [...photos, order.signatureFile] : photos;
};

/** What is left counts and says what was done; it tells of nobody. */
export const erased = (order: RepairOrder, what: Erasable): RepairOrder => {
  if (what === 'pictures') return { ...order, photos: order.photos.filter((photo) => photo.phase === 'slip') };
  const { reporterName, reporterPhone, signedBy, signatureFile: _signature, noSignature, vendor, ...rest } = order;
  const kept: RepairOrder = {
    ...rest, notes: [], photos: order.photos.filter((photo) => photo.phase !== 'slip'),
    ...(noSignature ? { noSignature: { why: noSignature.why, reason: noSignature.reason } } : {}),
    ...(vendor ? { vendor: (({ contact: _contact, ...firm }) => firm)(vendor) } : {}),
  };
  return withoutWords(kept, [reporterName, reporterPhone, signedBy, noSignature?.witness].filter((word) => word !== undefined));
};
