import { guessDateOrder, readTime, type DateOrder } from './import-time.ts';

export const IMPORT_FIELDS = ['number', 'receivedAt', 'savedAt', 'closedAt', 'status', 'area', 'place', 'type', 'item', 'result', 'unit'] as const;
export type ImportField = (typeof IMPORT_FIELDS)[number];

/** The words the mapping is shown in. */
export const IMPORT_FIELD_WORDS: Readonly<Record<ImportField, string>> = {
  number: '编号', receivedAt: '报修时间', savedAt: '登记时间', closedAt: '办结时间', status: '状态', area: '区域', place: '地点', type: '类型', item: '报修内容', result: '处理结果', unit: '责任单位',
};

/** Column (by its header) of each field; a field without one is not in the file. */
export type ImportMapping = {
  readonly columns: Readonly<Partial<Record<ImportField, string>>>;
  readonly dateOrder: DateOrder;
  /** True when day and month could be either way round in every value seen: to be looked at by a person. */
  readonly dateOrderUnsure: boolean;
};

// Headers folded to lower case without blanks and marks; the first pattern that fits is the surest.
const HEADERS: Readonly<Record<ImportField, readonly RegExp[]>> = {
  number: [/^(?:(?:维修|維修|报修|報修)?(?:工单|工單|单|單|案件|记录|記錄|日志)?(?:编号|編號|单号|單號|流水号)|单号|工单号|案號|案号|维修单号|报修单号)$/u, /^(?:file|case|order|ticket|request|repair|log)(?:no|number|id|num)$/u, /^(?:no|number|id|序号|uniquekey)$/u],
  receivedAt: [/^(?:报修|報修|接报|受理|报告|反映|来电)(?:日期|时间|時間)?$/u, /^(?:cre|create|created|creation|report|reported|received|open|opened|request|requested)(?:date|at|time|datetime|on)?$/u, /^(?:登记|登記|创建|建立|建立|发生)(?:日期|时间|時間)$/u, /^(?:日期|时间|時間|date|datetime|time)$/u],
  savedAt: [/^(?:save|saved|submit|submitted)(?:date|at|time)$/u, /^(?:保存|提交|录入|存档|登记|登記)(?:日期|时间|時間)$/u],
  closedAt: [/^(?:close|closed|finish|finished|complete|completed|resolved|done)(?:date|at|time|on)$/u, /^(?:办结|辦結|完成|完工|结束|結束|关闭|關閉|结案|結案|修复)(?:日期|时间|時間)$/u],
  status: [/^(?:statusname|statustext)$/u, /^(?:状态|狀態|处理状态|当前状态|status|state)$/u],
  area: [/^(?:zipname|district|area|zone|区域|區域|行政区|行政區|楼栋|分区)$/u],
  place: [/^(?:address|location|place|room|地址|地点|地點|位置|报修地点|房间|房号|部位|报修位置)$/u],
  type: [/^(?:informdesc|type|category|faulttype|类型|類型|类别|類別|报修类型|故障类型|维修类型|报修类别)$/u],
  item: [/^(?:beforedesc|description|request|requesttext|complaint|problem|fault|报修内容|報修內容|维修内容|问题描述|故障描述|报修事项|报修项目|故障现象|内容|內容|描述|事项)$/u, /(?:内容|內容|描述|事项|故障)$/u],
  result: [/^(?:afterdesc|result|resolution|closingnote|处理结果|處理結果|维修结果|处理情况|维修情况|完成情况|备注结果|结果)$/u],
  unit: [/^(?:unitname|unit|department|dept|责任单位|負責單位|处理部门|维修单位|责任部门|部门|单位)$/u, /^(?:replyunit|处理人|维修人|维修工)$/u],
};
const TIMES: ReadonlySet<ImportField> = new Set(['receivedAt', 'savedAt', 'closedAt']);

const fold = (header: string): string => header.normalize('NFKC').toLowerCase().replace(/[\s_\-.:()*#/]+/gu, '');

type Column = { readonly header: string; readonly values: readonly string[]; readonly times: number };

/** Most of what stands in it is a time. */
const looksLikeTime = (column: Column): boolean => column.values.length > 0 && column.times / column.values.length > 0.5;

const fits = (field: ImportField, column: Column): boolean => {
  if (TIMES.has(field)) return column.values.length === 0 || looksLikeTime(column);
  if (looksLikeTime(column)) return false;
  if (field === 'number') return new Set(column.values).size >= column.values.length * 0.5;
  return true;
};

/** Where nothing in the header says so, the values do: the first time, the longest text, the short text that never repeats. */
const byValues = (field: ImportField, free: readonly Column[]): Column | undefined => {
  const length = (column: Column) => column.values.reduce((sum, value) => sum + value.length, 0) / Math.max(column.values.length, 1);
  const filled = free.filter((column) => column.values.length > 0);
  if (field === 'receivedAt') return filled.find(looksLikeTime);
  const texts = filled.filter((column) => !looksLikeTime(column));
  if (field === 'item') return texts.filter((column) => length(column) >= 4 && column.values.some((value) => /\p{L}/u.test(value))).sort((a, b) => length(b) - length(a))[0];
  if (field === 'number')
    return texts.find((column) => length(column) <= 24 && new Set(column.values).size === column.values.length && column.values.every((value) => /^[\p{L}\d][\p{L}\d_-]*$/u.test(value) && /\d/u.test(value)));
  return undefined;
};

/** Guesses which column is what from header names and sample rows. */
export const guessMapping = (headers: readonly string[], samples: readonly (readonly string[])[]): ImportMapping => {
  const columns: Column[] = headers.map((header, index) => {
    const values = samples.map((row) => (row[index] ?? '').trim()).filter((value) => value !== '');
    return { header, values, times: values.filter((value) => readTime(value, 'UTC') ?? readTime(value, 'UTC', 'dmy')).length };
  });
  const found: Partial<Record<ImportField, string>> = {};
  const taken = new Set<Column>();
  const take = (field: ImportField, column: Column | undefined): void => {
    if (!column || found[field] !== undefined) return;
    found[field] = column.header;
    taken.add(column);
  };
  for (const rank of [0, 1, 2, 3])
    for (const field of IMPORT_FIELDS) {
      const pattern = HEADERS[field][rank];
      if (pattern) take(field, columns.find((column) => !taken.has(column) && pattern.test(fold(column.header)) && fits(field, column)));
    }
  for (const field of ['receivedAt', 'item', 'number'] as const) take(field, byValues(field, columns.filter((column) => !taken.has(column))));
  return withDateOrder(found, columns);
};

const withDateOrder = (found: ImportMapping['columns'], columns: readonly Column[]): ImportMapping => {
  const names = [found.receivedAt, found.savedAt, found.closedAt];
  const values = columns.filter((column) => names.includes(column.header)).flatMap((column) => column.values);
  const order = guessDateOrder(values);
  return { columns: found, dateOrder: order ?? 'mdy', dateOrderUnsure: order === undefined && values.some((value) => /^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}/u.test(value)) };
};
