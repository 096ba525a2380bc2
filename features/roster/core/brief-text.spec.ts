import { describe, expect, it } from 'vitest';
import { politeName } from '../../../platform/core/brief.ts';
import { ROLES } from '../../../platform/core/roles.ts';
import type { Brief } from './brief-contract.ts';
import { BRIEF_WORDS, briefDay, briefText } from './brief-text.ts';

const ZONE = 'Asia/Shanghai';
const brief: Brief = {
  siteName: '云栖示范售楼中心', day: '2026-10-10', now: '2026-10-10T00:40:00.000Z', weekday: 6, holiday: null, isMakeUp: true, openings: [{ from: '2026-10-10T01:00:00.000Z', to: '2026-10-10T10:00:00.000Z' }],
  sections: [
    { section: 'repairs', title: '维修', left: 3, figures: [{ label: '未完成', value: 4, tone: 'plain' }, { label: '超时', value: 1, tone: 'late' }], lines: [{ text: '2610-0007 大厅 · 灯不亮', note: '待接单 · 王师傅', tone: 'late' }] },
    { section: 'walks', title: '开门前巡查', left: 0, figures: [], lines: [{ text: '今天还没有开始', note: '', tone: 'soon' }] },
  ],
};

describe('M-04: the day’s brief as text', () => {
  it('given sections with figures and lines, when pasted into a group, then each line tells its state by a shape, and what is left out is counted', () => {
    expect(briefText(brief, BRIEF_WORDS.zh, ZONE)).toBe(
      ['【今日简报】云栖示范售楼中心', '10 月 10 日 周六 · 调休上班 · 营业 09:00–18:00', '', '■ 维修：未完成 4，超时 1', '▲ 2610-0007 大厅 · 灯不亮（待接单 · 王师傅）', '还有 3 项', '', '■ 开门前巡查', '◔ 今天还没有开始', '', '截至 08:40'].join('\n'),
    );
  });
  it('given a day without openings, then it says that the centre is closed', () => expect(briefDay({ ...brief, openings: [], isMakeUp: false, holiday: '国庆节' }, BRIEF_WORDS.zh, ZONE)).toBe('10 月 10 日 周六 · 国庆节 · 今天不营业'));
  it('given colleagues, then each is called by the surname and what people of their role are called, nobody by the whole name', () => {
    const called = (...roles: Parameters<typeof politeName>[1]) => politeName('林静怡', roles, 'zh');
    expect([called('technician'), called('desk_agent'), called('duty_officer', 'property_manager'), called('foreman', 'technician'), called('guard'), called('duty_officer'), called()]).toEqual(['林师傅', '林专员', '林经理', '林领班', '林师傅', '林主管', '林']);
    for (const role of ROLES) expect(called(role), role).not.toBe('林');
    expect([politeName('林静怡', ['technician'], 'en'), politeName(null, ['technician'], 'zh')]).toEqual(['林', '']);
  });
});
