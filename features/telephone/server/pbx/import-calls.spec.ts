import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../../platform/server/file-rows.ts';
import { sharedFile } from '../../../../tests/support/shared-data.ts';
import { foldCalls, type CallCard } from '../../core/call-card.ts';
import type { CallEvent } from '../../core/call-event.ts';
import { CDR_MODELS } from '../../core/pbx/cdr-models.ts';
import { zCdrModel, type CdrModel } from '../../core/pbx/pbx-settings.ts';
import { importCalls, type CallsImported, type RefusedLine } from './import-calls.ts';

const NOW = '2026-11-23T06:00:00.000Z';
const run = async (rows: AsyncIterable<{ line: number; cells: readonly string[] }>, model: CdrModel, zone = 'Asia/Shanghai'): Promise<{ count: CallsImported; cards: CallCard[]; events: CallEvent[]; refused: RefusedLine[] }> => {
  const events: CallEvent[] = [];
  const refused: RefusedLine[] = [];
  const count = await importCalls({ rows, model: zCdrModel.parse(model), zone, source: 'smdr:import', now: NOW, onRefused: (line) => void refused.push(line) }, async (told) => void events.push(...told));
  return { count, events, refused, cards: foldCalls(events) };
};
async function* lines(text: string, delimiter = ',') {
  for (const [index, line] of text.split('\n').entries()) yield { line: index + 1, cells: line.split(delimiter) };
}

/** A second reading of CSV, with nothing of the product in it. */
const cellsOf = (line: string): string[] => [...line.matchAll(/"((?:[^"]|"")*)"|([^,]*)(?:,|$)/g)].reduce<string[]>((cells, match) => {
  if (match[1] !== undefined) cells.push(match[1].replaceAll('""', '"'));
  else if (match[0] !== '' && !(match[0] === ',' && line[match.index - 1] === '"')) cells.push(match[2] ?? '');
  return cells;
}, []);

const FREEPBX = sharedFile('data/calls_asterisk_cdr/cdr.csv');
const PWC = sharedFile('data/calls_pwc/calls.csv');
const MASTER = sharedFile('telephony/captures/cdr-asterisk-master.csv');
const FREESWITCH = sharedFile('telephony/captures/cdr-freeswitch-master.csv');
const PWC_MODEL: CdrModel = { line: { header: true, columns: { callId: 'Call Id', ext: 'Agent', date: 'Date', time: 'Time', answered: 'Answered (Y/N)', wait: 'Speed of answer in seconds', talk: 'AvgTalkDuration' } }, dates: 'ymd', timeIs: 'start', style: 'list' };

describe('past calls from call records', () => {
  it.skipIf(!FREEPBX)('given the real FreePBX records, then calls, answered share and answer times are what a second reckoning finds', async () => {
    const { count, cards, refused } = await run(readRows(FREEPBX ?? ''), CDR_MODELS.freepbx, 'Europe/Lisbon');
    // The second reckoning: lines by themselves; the ;2 end of a Local channel belongs to the line that has its ;1 end.
    const rows = readFileSync(FREEPBX ?? '', 'utf8').trim().split(/\r?\n/).map(cellsOf);
    const inner = new Set(rows.filter((row) => /^Local\/.*;2$/.test(row[5] ?? '') && rows.some((other) => other[6] === (row[5] ?? '').replace(/;2$/, ';1'))));
    const own = rows.filter((row) => !inner.has(row));
    const answered = own.filter((row) => (row[7] === 'Dial' || row[7] === 'Queue') && row[11] === 'ANSWERED' && Number(row[10]) > 0 && row[6] !== '' && !(row[6] ?? '').startsWith('Local/'));
    expect(rows).toHaveLength(521);
    expect(inner.size, 'lines that are no calls').toBeGreaterThan(30);
    expect(count).toEqual({ read: 521, calls: own.length, answered: answered.length, refused: 0 });
    expect(refused).toEqual([]);
    expect(cards).toHaveLength(own.length);
    const times = new Map(answered.map((row) => [row[14], Number(row[9]) - Number(row[10])]));
    const measured = cards.filter((card) => card.answeredAt !== undefined);
    expect(measured).toHaveLength(answered.length);
    for (const card of measured) expect((Date.parse(card.answeredAt ?? '') - Date.parse(card.offeredAt ?? '')) / 1000, card.callId).toBe(times.get(card.callId));
    // 1/9/2017 16:33:01 in Lisbon's summer.
    expect(cards.find((card) => card.callId === '1504279981.1')).toMatchObject({ offeredAt: '2017-09-01T15:33:01.000Z', number: '105', name: 'Test User', called: '*60', disposition: 'unanswered', direction: 'internal' });
  });

  it.skipIf(!PWC)('given a call list with answer times, then calls, answered share and answer times are what a second reckoning finds', async () => {
    const { count, cards } = await run(readRows(PWC ?? ''), PWC_MODEL);
    const rows = readFileSync(PWC ?? '', 'utf8').trim().split(/\r?\n/).slice(1).map(cellsOf);
    const answered = rows.filter((row) => row[5] === 'Y');
    expect(count).toEqual({ read: 3636, calls: rows.length, answered: answered.length, refused: 0 });
    const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
    expect(sum(cards.flatMap((card) => card.waitMs ?? []))).toBe(sum(answered.map((row) => Number(row[7]) * 1000)));
    const byId = new Map(rows.map((row) => [row[0], row]));
    for (const card of cards) {
      const row = byId.get(card.callId);
      expect([card.disposition === 'answered', card.waitMs ?? null, card.answeredBy ?? null]).toEqual([row?.[5] === 'Y', row?.[5] === 'Y' ? Number(row[7]) * 1000 : null, row?.[5] === 'Y' ? row[1] : null]);
    }
    expect(cards.every((card) => card.ringMs === undefined), 'the list says how long the caller waited, not how long it rang').toBe(true);
  });

  it.skipIf(!MASTER)('given the records Asterisk itself wrote, then each call is one call and a transfer does not make it two', async () => {
    const { cards } = await run(readRows(MASTER ?? ''), CDR_MODELS['asterisk-master'], 'UTC');
    const ids = new Set(readFileSync(MASTER ?? '', 'utf8').trim().split('\n').map(cellsOf).map((row) => row[16]));
    expect(cards.length).toBeLessThanOrEqual(ids.size);
    // 18: passed on twice, three rows.
    expect(cards.find((card) => card.callId === '1795428629.153')).toMatchObject({ number: '13512340018', answeredBy: 'desk1', disposition: 'answered', direction: 'inbound' });
    // 09: an attended transfer through Local channels, six rows.
    expect(cards.filter((card) => card.absorbed.length === 0 && card.number === '13412345678' && card.offeredAt?.startsWith('2026-11-23T10:09:1'))).toHaveLength(1);
  });

  it.skipIf(!FREESWITCH)('given the records FreeSWITCH itself wrote, then legs are not calls', async () => {
    const { cards } = await run(readRows(FREESWITCH ?? ''), CDR_MODELS['freeswitch-csv'], 'UTC');
    expect(cards.find((card) => card.callId === 'd5df43ee-14cf-45ef-99b5-2793847394a6')).toMatchObject({ number: '13812345678', name: '张先生', called: '02155550101', answeredBy: 'desk1', disposition: 'answered', offeredAt: '2026-11-23T10:19:08.000Z', answeredAt: '2026-11-23T10:19:15.000Z' });
    // The queue answered at once; the person 22 seconds later.
    expect(cards.filter((card) => card.number === '02160001234' && card.offeredAt === '2026-11-23T10:19:22.000Z')).toMatchObject([{ answeredAt: '2026-11-23T10:19:44.000Z', answeredBy: 'desk1' }]);
    expect(cards.filter((card) => card.number === '13712345678')).toMatchObject([{ disposition: 'busy' }]);
    expect(cards.filter((card) => card.number === '13912345678').every((card) => card.disposition === 'unanswered')).toBe(true);
  });

  it('given lines as Avaya and Panasonic write them, then ring seconds, direction and the continuation of a transfer are read', async () => {
    const avaya = await run(lines([
      '2026/11/23 09:10:35,00:00:40,6,13800001111,I,02155550101,02155550101,,0,1000014169,1,E201,前台一,T9001,Line 1.1,0,0',
      '2026/11/23 09:11:21,00:01:10,4,13800001111,I,202,02155550101,,0,1000014169,0,E202,前台二,T9001,Line 1.1,0,0',
      '2026/11/23 09:20:00,00:00:00,18,13800002222,I,02155550101,02155550101,,0,1000014170,0,E201,前台一,T9001,Line 1.1,0,0',
    ].join('\n')), CDR_MODELS['avaya-smdr']);
    expect(avaya.cards).toMatchObject([
      { callId: '1000014169', direction: 'inbound', number: '13800001111', answeredBy: 'E201', ringMs: 6000, ringsMeasured: 2, answeredAt: '2026-11-23T01:10:41.000Z', disposition: 'answered' },
      { callId: '1000014170', disposition: 'unanswered', ringMs: 18_000, ringsMeasured: 4 },
    ]);
    const panasonic = await run(lines([
      `11/23/26 09:10AM  101   01  <I>13800001111          0'08 00:00'35`,
      `11/23/26 09:20AM  102   02  013800002222                 00:01'30`,
      'Date     Time   Ext CO  Dial Number              Ring Duration',
    ].join('\n'), '\u0000'), CDR_MODELS['panasonic-smdr']);
    // The time is the end of the call: it began 43 seconds before.
    expect(panasonic.cards.find((card) => card.number === undefined || card.direction === 'inbound')).toMatchObject({ direction: 'inbound', answeredBy: '101', ringMs: 8000, endedAt: '2026-11-23T01:10:00.000Z', offeredAt: '2026-11-23T01:09:17.000Z', answeredAt: '2026-11-23T01:09:25.000Z' });
    expect(panasonic.cards.find((card) => card.direction === 'outbound')).toMatchObject({ called: '013800002222', disposition: 'answered' });
    expect(panasonic.refused).toMatchObject([{ line: 3, problem: 'line-not-matched' }]);
  });

  it('given the same file again, a damaged line and rows of a call far apart, then events are the same, the line is refused with its reason, and the call stays one', async () => {
    const row = (id: string, when: string, app = 'Dial') => `${when},"x",13800001111,02155550100,from-trunk,SIP/trunk-1,SIP/101-2,${app},x,30,20,ANSWERED,3,,${id}`;
    const text = [row('a.1', '23/11/2026 09:00:00'), ...Array.from({ length: 50 }, (_, index) => row(`b.${index}`, '23/11/2026 09:01:00')), row('a.1', '23/11/2026 09:00:30', 'Hangup'), row('c.1', '31/02/2026 09:00:00'), 'only,three,cells'].join('\n');
    const [first, second] = [await run(lines(text), CDR_MODELS.freepbx), await run(lines(text), CDR_MODELS.freepbx)];
    expect(second.events).toEqual(first.events);
    expect(first.count).toEqual({ read: 54, calls: 51, answered: 51, refused: 2 });
    expect(first.refused.map((line) => [line.line, line.problem])).toEqual([[53, 'time-unreadable'], [54, 'columns-missing']]);
  });
});
