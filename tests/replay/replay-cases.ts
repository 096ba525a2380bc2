import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

/** What a case gives the replay: words as people write them. */
export type ReplayCase = { readonly placeText: string; readonly item: string };

const REAL = new URL('../../../shared/data/repairs_kaohsiung1999/cases.csv.gz', import.meta.url);

const INVENTED: readonly ReplayCase[] = [
  { placeText: '样板间2洗手间', item: '洗手盆下水管漏水,地面有积水' },
  { placeText: '大堂沙盘', item: '沙盘灯带一段不亮' },
  { placeText: '洽谈区B区', item: '空调不制冷,客人反映很热' },
  { placeText: '水吧', item: '咖啡机旁插座没电' },
  { placeText: '签约室', item: '门锁打不开,钥匙转不动' },
  { placeText: '影音室', item: '投影有声音没画面𠮷' },
];

/** As many real repair cases, where they are to be had; sixty invented ones otherwise. */
export const replayCases = (count: number): { readonly real: boolean; readonly cases: readonly ReplayCase[] } => {
  if (!existsSync(REAL)) return { real: false, cases: Array.from({ length: 60 }, (_, index) => INVENTED[index % INVENTED.length] as ReplayCase) };
  const rows = parse(gunzipSync(readFileSync(REAL)), { columns: true, bom: true, relax_quotes: true, relax_column_count: true, to: count * 4 + 1000 }) as Record<string, string>[];
  const usable = rows.map((row) => ({ placeText: `${row['ZipName_'] ?? ''}${row['address_'] ?? ''}`.slice(0, 80).trim(), item: `${row['InformDesc_'] ?? ''} ${row['BeforeDesc_'] ?? ''}`.slice(0, 400).trim() }));
  return { real: true, cases: usable.filter((row) => row.placeText && row.item).slice(0, count) };
};
