import { describe, expect, it } from 'vitest';
import { comparedWith, figureText, shiftMonth } from '../../../platform/core/month-book.ts';
import { addAddendum, evolveMonth, mayClose, recordNumber, signMonth } from './month-record.ts';

const PAPER = { sheetHash: 'a', pdfHash: 'b' };
const told = { at: '2026-12-01T01:00:00.000Z', recordedAt: '2026-12-01T01:00:00.000Z', by: 'm' };
const signed = { ...told, ...PAPER, month: '2026-11', number: recordNumber('2026-11'), takenAt: told.at, lines: 3, open: 0, figures: [] };

describe('M-54: closing a month', () => {
  it('given a month, then it is closed once, after its last day, and with open orders only by a word', () => {
    const ask = (more: Partial<Parameters<typeof mayClose>[0]>) => mayClose({ isSigned: false, month: '2026-11', today: '2026-12-01', open: 0, openWord: undefined, ...more })?.code;
    expect(ask({})).toBeUndefined();
    expect(ask({ today: '2026-11-30' })).toBe('month-not-over');
    expect(ask({ open: 2 })).toBe('open-needs-word');
    expect(ask({ open: 2, openWord: '等配件' })).toBeUndefined();
    expect(ask({ isSigned: true })).toBe('month-signed-already');
  });

  it('given a signed month, then it is not signed again, and an addendum takes the next number or is drawn up anew', () => {
    const state = evolveMonth(undefined, { ...signed, type: 'MonthSigned' }, { siteId: 's', subject: 'r' });
    expect(state).toMatchObject({ number: 'YB2611', signedBy: 'm', addenda: [] });
    expect(signMonth(state, signed)).toMatchObject({ ok: false, code: 'month-signed-already' });
    expect(addAddendum(undefined, { ...told, ...PAPER, nr: 1, text: '补' })).toMatchObject({ ok: false, code: 'month-not-signed' });
    expect(addAddendum(state, { ...told, ...PAPER, nr: 2, text: '补' })).toMatchObject({ ok: false, code: 'changed-meanwhile' });
    const after = evolveMonth(state, { ...told, ...PAPER, type: 'MonthAddendum', nr: 1, text: '补' }, { siteId: 's', subject: 'r' });
    expect(after).toMatchObject({ lines: 3, addenda: [{ nr: 1, text: '补' }] });
  });

  it('given a month, then it is compared with the two before and the same of last year; no value is a dash, never a zero', () => {
    expect(comparedWith('2026-01')).toEqual(['2025-12', '2025-11', '2025-01']);
    expect(shiftMonth('2026-12', 1)).toBe('2027-01');
    expect(figureText({ unit: 'percent', value: null, part: 0, whole: 0 })).toBe('—');
    expect(figureText({ unit: 'percent', value: 66.666, part: 2, whole: 3 })).toBe('66.7%（2/3）');
    expect(figureText({ unit: 'money', value: 123450, part: null, whole: null })).toBe('1234.50');
  });
});
