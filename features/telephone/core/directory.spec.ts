import { describe, expect, it } from 'vitest';
import { queryWords, rankOf, searchTextOf } from './directory.ts';

const entry = (name: string, department: string, handles = '', extension = '') => ({ name, department, handles, extension });
const ALL = [entry('徐嘉宁', '销售部', '房价 优惠 看房', '8001'), entry('林静怡', '物业部', '物业费 装修', '8002'), entry('欧阳立新', '工程部', '维修', '8010'), entry('重庆分公司', '外联', '')];
const find = (query: string): string[] => {
  const words = queryWords(query);
  return ALL.filter((one) => words.every((word) => searchTextOf(one).includes(word))).sort((a, b) => rankOf(searchTextOf(a), words) - rankOf(searchTextOf(b), words)).map((one) => one.name);
};

describe('the directory', () => {
  it('T-24, T-25: given a name, its sound, its first letters, a department, an extension or what they handle, when searched, then they are found', () => {
    expect([find('徐嘉宁'), find('xujianing'), find('xjn'), find('销售'), find('xsb'), find('8001'), find('房价'), find('youhui')]).toEqual(Array.from({ length: 8 }, () => ['徐嘉宁']));
    expect(find('欧阳')).toEqual(['欧阳立新']);
    expect(find('oylx')).toEqual(['欧阳立新']);
    expect(find('工程 维修')).toEqual(['欧阳立新']);
    expect(find('工程 房价')).toEqual([]);
    expect(find('cqfgs')).toEqual(['重庆分公司']);
  });
});
