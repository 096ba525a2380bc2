import { describe, expect, it } from 'vitest';
import { guessMapping } from './import-mapping.ts';
import { readRow } from './import-rows.ts';

describe('guess of the columns', () => {
  it('given Chinese headers, when guessed, then each field has its column', () => {
    const headers = ['序号', '报修时间', '完成时间', '地点', '报修内容', '处理结果', '状态'];
    const rows = [['1', '2026/3/5 9:30', '2026/3/5 10:30', '大厅', '射灯不亮', '已换灯泡', '完成']];
    expect(guessMapping(headers, rows).columns).toEqual({ number: '序号', receivedAt: '报修时间', closedAt: '完成时间', place: '地点', item: '报修内容', result: '处理结果', status: '状态' });
  });

  it('given headers that say nothing, when guessed, then the values do', () => {
    const rows = [['W-1', '甲', '3/5/2026 9:30', '洗手间的水龙头一直滴水'], ['W-2', '甲', '3/25/2026 9:30', '大厅左边射灯不亮']];
    const mapping = guessMapping(['a', 'b', 'c', 'd'], rows);
    expect(mapping.columns).toMatchObject({ number: 'a', receivedAt: 'c', item: 'd' });
    expect(mapping.dateOrderUnsure).toBe(false);
  });

  it('given a time column that lost its hours, when guessed, then it is not taken for the time', () => {
    expect(guessMapping(['编号', '报修时间', '报修内容'], [['1', '15:50.5', '灯不亮']]).columns.receivedAt).toBeUndefined();
  });
});

describe('one row', () => {
  const headers = ['编号', '报修时间', '登记时间', '办结时间', '报修内容'];
  const mapping = { columns: { number: '编号', receivedAt: '报修时间', savedAt: '登记时间', closedAt: '办结时间', item: '报修内容' }, dateOrder: 'mdy', dateOrderUnsure: false } as const;
  const read = (...cells: string[]) => readRow({ cells, headers, mapping, zone: 'Asia/Shanghai', now: '2026-11-23T06:00:00.000Z' });

  it.each([
    [['1', '2026/3/5 9:30', '', '', ' '], '没有报修内容'],
    [['1', '', '', '', '灯不亮'], '没有报修时间'],
    [['1', '15:50.5', '', '', '灯不亮'], '报修时间读不懂：「15:50.5」'],
    [['1', '2026/3/5 9:30', '', '2026/3/5 9:29', '灯不亮'], '办结时间早于报修时间'],
    [['1', '2026/3/5 9:30', '2026/3/5 9:29', '', '灯不亮'], '登记时间早于报修时间'],
    [['1', '2026/3/5 9:30', '2026/3/5 9:40', '2026/3/5 9:35', '灯不亮'], '办结时间早于登记时间'],
    [['1', '2026/12/5 9:30', '', '', '灯不亮'], '报修时间在将来'],
    [['1', '2026/3/5 9:30'], '列数不符：应有 5 列，实有 2 列'],
  ])('given %j, when read, then it is refused: %s', (cells, reason) => {
    expect(read(...cells)).toMatchObject({ refused: reason, refusedEn: expect.stringMatching(/^[\x20-\x7e“”：「」.]+$/u) });
  });

  it('given a whole row, when read, then nothing is lost', () => {
    expect(read('1', '2026/3/5 9:30', '', '2026/3/5 10:00', '灯不亮')).toMatchObject({ number: '1', receivedAt: '2026-03-05T01:30:00.000Z', closedAt: '2026-03-05T02:00:00.000Z', item: '灯不亮' });
  });
});
