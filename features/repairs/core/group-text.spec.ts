import { describe, expect, it } from 'vitest';
import { groupText, wordsForMany } from './group-text.ts';

const WORDS = { status: '已接单', due: '预计 14:40 前到', urgent: '紧急' };

describe('what is pasted into a group chat', () => {
  it('given an order, then the text has number, place, fault, who is on it and by when, and nobody’s name or number', () => {
    expect(groupText({ number: '2611-0147', place: '样板间2', item: '洗手间漏水', technician: '王建国', urgent: true }, WORDS)).toBe('【维修】2611-0147 紧急\n样板间2 · 洗手间漏水\n已接单 · 王师傅 · 预计 14:40 前到');
    expect(groupText({ number: 'B2611-0001', place: '大厅', item: '灯不亮,联系 13911112222 王经理', technician: null, urgent: false }, { ...WORDS, due: '' })).toBe('【维修】B2611-0001\n大厅 · 灯不亮,联系 139****2222 王经理\n已接单');
  });
  it('given a reporter’s name in the words of a fault, then it is taken out, with or without an honorific; words that only share a sign stay', () => {
    expect(wordsForMany('欧阳先生说空调不冷，回 13812345678', '欧阳先生')).toBe('用户说空调不冷，回 138****5678');
    expect(wordsForMany('李总办公室灯不亮，李女士在', '李梅')).toBe('用户办公室灯不亮，用户在');
    expect(wordsForMany('行李架松了', '李')).toBe('行李架松了');
    expect(wordsForMany('灯不亮', undefined)).toBe('灯不亮');
  });
});
