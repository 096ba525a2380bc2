import type { CdrModel } from './pbx-settings.ts';

/**
 * Call records people have. Asterisk and FreeSWITCH are checked against real files; Avaya and Panasonic are written
 * after the vendors' descriptions of their lines and are a beginning, to be tried on the test page with a real line.
 */
export const CDR_MODELS = {
  /** The `cdr` table of FreePBX as CSV, no header. */
  freepbx: { line: { header: false, columns: { date: 0, clid: 1, from: 2, to: 3, context: 4, channel: 5, peer: 6, app: 7, duration: 9, talk: 10, disposition: 11, callId: 14 } }, dates: 'dmy', timeIs: 'start', style: 'asterisk' },
  /** `Master.csv` of Asterisk's cdr_csv. */
  'asterisk-master': { line: { header: false, columns: { from: 1, to: 2, context: 3, clid: 4, channel: 5, peer: 6, app: 7, date: 9, answered: 10, duration: 12, talk: 13, disposition: 14, callId: 16 } }, dates: 'ymd', timeIs: 'start', style: 'asterisk' },
  /** `Master.csv` of FreeSWITCH's mod_cdr_csv. */
  'freeswitch-csv': { line: { header: false, columns: { clid: 0, from: 1, to: 2, date: 3, answered: 4, duration: 6, talk: 7, disposition: 8, callId: 9, bleg: 10 } }, dates: 'ymd', timeIs: 'start', style: 'freeswitch' },
  /** Avaya IP Office SMDR: a line a segment, chained by call id and a continuation flag; ring seconds include queueing. */
  'avaya-smdr': { line: { header: false, columns: { date: 0, talk: 1, ring: 2, from: 3, direction: 4, to: 5, callId: 9, continues: 10, ext: 11 } }, dates: 'ymd', timeIs: 'start', style: 'segments' },
  /** Panasonic KX-TDA SMDR: the time is the end of the call, ring as m'ss, `<I>` marks an incoming call. */
  'panasonic-smdr': {
    line: { expression: String.raw`^\s*(?<date>\d\d/\d\d/\d\d)\s+(?<time>\d\d:\d\d(?:AM|PM)?)\s+(?<ext>\d{1,5})\s+(?<channel>\d{1,4})\s+(?:<[ID]>\s*(?<incoming>\+?[\d*#]*)|(?<outgoing>[\d*#]+))\s+(?:(?<ring>\d'\d\d)\s+)?(?<talk>\d\d:\d\d['"]\d\d)` },
    dates: 'mdy', timeIs: 'end', style: 'segments',
  },
} as const satisfies Readonly<Record<string, CdrModel>>;
export type CdrModelName = keyof typeof CDR_MODELS;
export const isCdrModelName = (text: string): text is CdrModelName => Object.hasOwn(CDR_MODELS, text);
