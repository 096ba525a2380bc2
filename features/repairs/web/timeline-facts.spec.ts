import { describe, expect, it } from 'vitest';
import type { TimelineLine } from '../core/repair-contract.ts';
import { REPAIR_WORDS } from './repair-words.ts';
import { factsOf } from './timeline-facts.ts';

const naming = { place: (id: string) => ({ p1: '后院' })[id], person: (id: string) => ({ t1: '王建国' })[id], when: (instant: string) => instant.slice(11, 16) };
const line = (event: string, data: Record<string, unknown>, text: Record<string, unknown> | null = null): TimelineLine => ({ version: 1, event, data, text, actor: 'd1', actorName: '陈晓梅', occurredAt: '2026-11-23T06:00:00.000Z', recordedAt: '2026-11-23T06:00:00.000Z' });
const said = (...of: Parameters<typeof line>): string => factsOf(line(...of), REPAIR_WORDS.zh, naming).join(' · ');

describe('what an order’s timeline says of an event', () => {
  it('given reason, cause, part and place, then each is told in words and no code is (M-02, M-13, M-21)', () => {
    expect(said('RepairCancelled', { step: 'cancel' }, { reason: '报重了' })).toBe('报重了');
    expect(said('WorkHeld', { step: 'hold', reason: 'parts', way: 'paper' }, { note: '等防水灯头' })).toBe('等配件 · 等防水灯头');
    expect(said('BreachExplained', { clock: 'ready', reason: 'weather' }, { note: '暴雨' })).toBe('天气 · 暴雨');
    expect(said('CauseExplained', { cause: 'external', explained: false }, { causeText: '雨水渗入' })).toBe('外部原因 · 未讲解 · 雨水渗入');
    expect(said('MaterialsTaken', {}, { issuedBy: '何秀兰', materials: [{ name: '防水接头', unit: '个', quantity: 2 }] })).toBe('何秀兰 · 防水接头 2 个');
    expect(said('PlaceFound', { placeId: 'p1' })).toBe('后院');
    expect(said('TechnicianNotified', { channel: 'radio', technicianId: 't1' })).toBe('对讲 · 王建国');
    expect(said('NoiseAnnounced', { until: '2026-11-23T07:10:00.000Z' })).toBe('预计到 07:10');
  });

  it('given the same key in another event, then it is the word of that event; what is erased or not for these eyes says nothing (M-28, M-29, M-36)', () => {
    expect([said('WorkRecorded', { result: 'temporary' }, { workDone: '换密封圈' }), said('RepairFollowedUp', { result: 'not_reached', method: 'phone' })]).toEqual(['临时处理 · 换密封圈', '未接通 · 电话']);
    expect([said('RepairJudged', { acceptance: 'rejected' }, { remarks: '还漏', department: 'sales' }), said('RepairTested', { passed: false }, { to: '王经理' })]).toEqual(['不合格 · 还漏 · 销售部', '不正常 · 王经理']);
    expect(said('VisitInspected', { answers: { quiet: 'no', tested: 'yes', explained: 'unseen' } })).toBe('不符合: 手脚轻，不出声响');
    expect([said('NoteAdded', { textHash: 'x' }, null), said('RepairIssued', { step: 'issue', way: 'desk' })]).toEqual(['', '']);
  });

  it('given English, then codes are told in English', () => {
    expect(factsOf(line('WorkHeld', { reason: 'parts' }), REPAIR_WORDS.en, naming)).toEqual(['Parts']);
  });
});
