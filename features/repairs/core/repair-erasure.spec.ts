import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STATUSES, isOpen, type RepairOrder } from './repair-order.ts';
import { erased, filesToErase, keptSince } from './repair-erasure.ts';

const NAME = '欧阳丽华';
const PHONE = '13911112222';
const said = fc.constantFrom('', '灯不亮', `${NAME}说灯不亮`, `请回电 ${PHONE}`, `${NAME}在打电话`);
const order = fc.record({ status: fc.constantFrom(...STATUSES), item: said, workDone: said, note: said, signed: fc.boolean(), named: fc.boolean(), slip: fc.boolean(), photo: fc.boolean(), closed: fc.boolean() }).map(
  (given): RepairOrder => ({
    id: 'r', siteId: 's', kind: 'user', status: given.status, logNumber: 'B2611-0001', orderNumber: '2611-0001', receivedAt: '2026-11-01T00:00:00.000Z', recordedAt: '2026-11-01T00:00:00.000Z', channel: 'phone', placeText: '大厅', item: given.item, urgent: false, intakeBy: 'p', onSpot: false, confirmedByDesk: true, beforeOpening: false, visit: 1,
    marks: {}, written: {}, notifications: [], urges: [], materials: [], copies: {}, reprints: 0, printed: true, exceptions: {}, workDone: given.workDone, notes: given.note ? [{ at: '2026-11-01T00:00:00.000Z', by: 'p', text: given.note }] : [],
    photos: [...(given.slip ? [{ hash: 'slip', phase: 'slip' as const, at: '', by: '' }] : []), ...(given.photo ? [{ hash: 'photo', phase: 'before' as const, at: '', by: '' }] : [])],
    ...(given.named || given.signed ? { reporterName: NAME, reporterPhone: PHONE } : {}), ...(given.signed ? { signedBy: NAME, signatureFile: 'signature' } : {}), ...(given.closed ? { closedAt: '2026-11-02T00:00:00.000Z' } : {}),
  }),
);

describe('what is erased of an order', () => {
  it('given any order, then an open one is never due; once its people are erased, no field names them and it is not due again; its number, times and pictures of the fault stay', () => {
    fc.assert(
      fc.property(order, (before) => {
        if (isOpen(before.status)) expect([keptSince(before, 'people'), keptSince(before, 'pictures')]).toEqual([undefined, undefined]);
        const after = erased(before, 'people');
        if (before.reporterName) expect(JSON.stringify(after)).not.toMatch(new RegExp(`${NAME}|${PHONE}`));
        expect(JSON.stringify(after)).not.toContain(PHONE);
        expect([after.signatureFile, after.notes, keptSince(after, 'people')]).toEqual([undefined, [], undefined]);
        expect([after.orderNumber, after.receivedAt, after.closedAt, keptSince(after, 'pictures')]).toEqual([before.orderNumber, before.receivedAt, before.closedAt, keptSince(before, 'pictures')]);
        const bare = erased(after, 'pictures');
        expect([bare.photos, keptSince(bare, 'pictures')]).toEqual([[], undefined]);
        expect(new Set([...filesToErase(before, 'people'), ...filesToErase(before, 'pictures')])).toEqual(new Set([...before.photos.map((photo) => photo.hash), ...(before.signatureFile ? [before.signatureFile] : [])]));
      }),
    );
  });

  it('given a single character for a name, then words that hold it by chance are not torn', () => {
    expect(erased({ ...fc.sample(order, 1)[0], reporterName: '灯', item: '灯不亮' } as RepairOrder, 'people').item).toBe('灯不亮');
  });
});
