import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askToErase, erasureDue, heldBy } from './erasure.ts';
import { holdsIdNumber } from './id-number.ts';
import { evolveRemoval, isOpenRemoval, logRemoval, takeRemovalStep, type Removal, type RemovalEvent } from './removal.ts';

describe('ID numbers (G-02)', () => {
  it('given eighteen digits however written, then they are found; a telephone, a plate or an order number is not', () => {
    for (const text of ['33010219900307123X', '３３０１０２１９９００３０７１２３４', '330102 1990 0307 1234', '证件330102-19900307-1234拿过']) expect(holdsIdNumber(text), text).toBe(true);
    for (const text of ['13812345678', '浙A12345', '2611-0001', '红帽子', undefined, '1234567890123456789012']) expect(holdsIdNumber(text), text).toBe(false);
  });

  it('given any text around an ID number, then it is found', () => {
    const number = fc.stringMatching(/^[1-9]\d{16}[\dX]$/);
    fc.assert(fc.property(number, fc.stringMatching(/^[\u4e00-\u9fff]{0,6}$/), (id, around) => { expect(holdsIdNumber(`${around}${id}${around}`)).toBe(true); }));
  });
});

describe('G-03: asked to leave', () => {
  const AT = '2026-11-23T02:00:00.000Z';
  const rules = { photos: false, keepDays: 30, zone: 'Asia/Shanghai' };
  const fold = (events: readonly RemovalEvent[], from?: Removal): Removal => events.reduce<Removal | undefined>((state, event) => evolveRemoval(state, event, { siteId: 's', subject: 'r' }), from) as Removal;
  const asked = (): Removal => {
    const decided = logRemoval(undefined, { category: 'hawker', placeText: '大厅', action: 'asked', headcount: 1, times: 1, fromSheet: false }, 'g', AT, rules);
    if (!decided.ok) throw new Error(decided.code);
    return fold(decided.events);
  };
  it('given a refusal, or the police, then whoever it is stays until they leave or it is an incident', () => {
    for (const outcome of ['refused', 'police'] as const) {
      const taken = takeRemovalStep(asked(), { step: 'ended', outcome }, 'g', AT, rules);
      if (!taken.ok) throw new Error(taken.code);
      const stays = fold(taken.events, asked());
      expect([isOpenRemoval(stays), stays.leftAt]).toEqual([true, undefined]);
      expect(isOpenRemoval(fold([{ type: 'RemovalBecameIncident', at: AT, by: 'g', incidentId: 'i' }], stays))).toBe(false);
    }
  });
  it('given lines that ended with a refusal or the police before, then they are over as they were', () => {
    const ended = (outcome: 'refused' | 'police') => fold([{ type: 'RemovalEnded', at: AT, recordedAt: AT, by: 'g', outcome }], asked());
    expect([ended('refused'), ended('police')].map((state) => [isOpenRemoval(state), state.leftAt])).toEqual([[false, undefined], [false, AT]]);
  });
});

describe('erasing', () => {
  const AT = '2026-12-23T00:00:00.000Z';
  it('given its day has come, then it is due unless something holds it; a wish is due at once', () => {
    expect(erasureDue({ expiresOn: '2026-12-23' }, '2026-12-22', undefined)).toBeUndefined();
    expect(erasureDue({ expiresOn: '2026-12-23' }, '2026-12-23', undefined)).toBe('retention');
    expect(erasureDue({ expiresOn: '2026-12-23' }, '2027-01-23', 'incident-open')).toBeUndefined();
    expect(erasureDue({ expiresOn: '2027-12-23', eraseAsked: { at: AT } }, '2026-12-23', undefined)).toBe('asked');
    expect(erasureDue({ expiresOn: '2026-12-23', erasedAt: AT }, '2027-12-23', undefined)).toBeUndefined();
    expect(heldBy({ isOpen: true, incidentOpen: true })).toBe('still-here');
    expect(heldBy({ isOpen: false, incidentOpen: true })).toBe('incident-open');
  });
  it('given a wish while something holds it, then only the wish is noted', () => {
    const ask = (held: 'incident-open' | undefined) => askToErase({ expiresOn: '2026-12-23' }, 'RemovalErased' as const, { by: 'p', reason: '本人要求', at: AT, held });
    expect(ask(undefined)).toMatchObject({ ok: true, events: [{ type: 'EraseAsked' }, { type: 'RemovalErased', why: 'asked' }] });
    expect(ask('incident-open')).toMatchObject({ ok: true, events: [{ type: 'EraseAsked' }] });
  });
});
