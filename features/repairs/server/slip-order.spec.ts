import { describe, expect, it } from 'vitest';
import { fromLogged } from '../core/repair-evolve.ts';
import { slipOf } from './slip-routes.ts';

const AT = '2026-11-23T05:00:00.000Z';
const SITE = { id: 'site', name: '云栖', zone: 'Asia/Shanghai', parameters: {}, calendar: {}, version: 1, complaintsPhone: '', company: '', address: '', deskPhone: '' };
const logged = (kind: 'user' | 'facility') =>
  fromLogged({ type: 'RepairLogged', at: AT, recordedAt: AT, by: 'desk', kind, logNumber: 'B2611-0001', channel: 'phone', urgent: false, beforeOpening: false, onSpot: false, placeText: '大厅', item: '射灯不亮' }, { id: 'order', siteId: 'site' });

describe('an order as its slip shows it', () => {
  it('given what could not be mended, when printed, then both kinds say so (M-28, M-48)', () => {
    const unmended = { acceptance: 'accepted', testPassed: false, result: 'not_fixed' } as const;
    expect(slipOf({ ...logged('facility'), ...unmended }, SITE, new Map(), '大厅')).toMatchObject({ block2: { result: '未修复' }, facility: { acceptance: '合格（试用不正常）' } });
    expect(slipOf({ ...logged('user'), ...unmended }, SITE, new Map(), '大厅')).toMatchObject({ block2: { result: '未修复' }, user: { testResult: '不正常', acceptance: '合格' } });
  });

  it('given remarks at the acceptance, when printed, then both kinds carry them (M-29, M-49)', () => {
    const judged = { acceptance: 'accepted_with_remarks', acceptanceRemarks: '光色偏黄' } as const;
    expect(slipOf({ ...logged('facility'), ...judged }, SITE, new Map(), '大厅').facility?.acceptance).toBe('合格，有意见：光色偏黄');
    expect(slipOf({ ...logged('user'), ...judged }, SITE, new Map(), '大厅').user?.acceptance).toBe('合格，有意见：光色偏黄');
  });

  it('given a follow-up call, when the slip is printed again, then its result stands in the foot (M-36)', () => {
    const called = { followUp: { result: 'not_reached', by: 'desk', at: AT, method: 'phone', tries: 1 } } as const;
    expect(slipOf({ ...logged('user'), ...called }, SITE, new Map(), '大厅').foot?.followUp).toBe('未接通');
    expect(slipOf(logged('user'), SITE, new Map(), '大厅').foot?.followUp).toBeUndefined();
  });
});
