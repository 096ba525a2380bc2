import { describe, expect, it } from 'vitest';
import { changedOf, STEP_FIELDS } from './step-fields.ts';

describe('what 修改登记 sends', () => {
  const standing = { placeId: 'p1', item: '电箱冒火花', urgent: true, beforeOpening: false, affectsOpening: true, safetyMeasures: true, equipment: 'AP-1', appointmentAt: '2026-11-23T07:00:00.000Z' };

  it('given an order with ticks, when only its words are changed, then no tick is said again or taken away (M-30, M-43)', () => {
    expect(changedOf('amend', 'facility', standing, { ...standing, item: '电箱冒火花，已断电' })).toEqual({ item: '电箱冒火花，已断电' });
  });

  it('given ticks nobody set, when the form is sent untouched, then nothing is sent', () => {
    expect(changedOf('amend', 'facility', { placeId: undefined, item: '灯不亮' }, { placeId: undefined, item: '灯不亮', affectsOpening: false, symptom: '' })).toEqual({});
  });

  it('given a tick and an appointment, when they are taken away, then that is sent; on a user repair nothing of a facility is (M-10)', () => {
    expect(changedOf('amend', 'facility', standing, { ...standing, urgent: false, appointmentAt: '' })).toEqual({ urgent: false, appointmentAt: null });
    expect(changedOf('amend', 'user', standing, { ...standing, affectsOpening: false })).toEqual({});
  });

  it('given old parts returned before, when more material is taken, then an untouched tick says nothing (M-30)', () => {
    expect(STEP_FIELDS.takeMaterials.find((field) => field.name === 'oldPartsReturned')).toEqual({ name: 'oldPartsReturned', kind: 'tick' });
  });
});
