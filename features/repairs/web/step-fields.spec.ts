import { describe, expect, it } from 'vitest';
import { REPAIR_WORDS } from './repair-words.ts';
import { changedOf, STEP_FIELDS } from './step-fields.ts';
import { initialValues, missingFields, missingWords, toStep } from './step-form.tsx';

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

describe('what a form begins with', () => {
  it('given any step, then no consent, check, result or acceptance is there before somebody gives it (M-16, M-26, M-28, M-29, M-31)', () => {
    for (const [step, fields] of Object.entries(STEP_FIELDS)) for (const field of fields) expect(field.initial, `${step}.${field.name}`).not.toBe(true);
    for (const [step, name] of [['consent', 'given'], ['start', 'asReported'], ['test', 'passed'], ['record', 'result'], ['judge', 'acceptance'], ['noSignature', 'why']] as const) {
      expect(initialValues(step, 'user')[name], `${step}.${name}`).toBeUndefined();
      expect(missingFields(step, 'user', initialValues(step, 'user')), step).toContain(name);
    }
  });

  it('given a form that cannot go yet, then it says in words what it waits for; “no” is an answer, too (M-05, M-16, M-28)', () => {
    const said = (step: 'consent' | 'start' | 'test' | 'tidy' | 'judge', values: Record<string, unknown>) => missingWords(REPAIR_WORDS.zh, step, values, missingFields(step, 'user', values));
    expect(said('consent', {})).toBe('还差：用户是否同意、同意人');
    expect(said('consent', { given: false })).toBe('还差：谁说暂不同意');
    expect(said('consent', { given: false, by: '王经理' })).toBeUndefined();
    expect(said('start', { asReported: false })).toBe('还差：实际故障');
    expect(said('test', { to: '王经理' })).toBe('还差：试用结果');
    expect(said('test', { to: '王经理', passed: false })).toBeUndefined();
    expect(said('judge', { acceptance: 'rejected' })).toBe('还差：意见');
    expect(said('tidy', { wiped: false })).toBe('还差：做了的项目（至少勾一项）');
    expect(said('tidy', { wiped: false, tools: true })).toBeUndefined();
  });

  it('given an answer taken back, then what was typed under it is not sent (M-05, M-16)', () => {
    expect(toStep('consent', { by: '王经理', given: true, appointmentAt: '2026-11-23T07:00:00.000Z' })).toEqual({ step: 'consent', by: '王经理', given: true });
    expect(toStep('start', { asReported: true, actualFault: '阀芯老化' })).toEqual({ step: 'start', asReported: true });
  });
});
