// The first entry that differs, in words.
import type { JournalFault } from '../platform/server/journal-heads.ts';

const WHY = {
  gap: '前面缺少记录 / entries before it are missing',
  link: '与前一条接不上 / does not follow the entry before',
  hash: '内容被改动 / was altered',
  text: '文字被改动 / its words were altered',
  head: '当日记录与封存不符 / the day differs from what was sealed',
  signature: '签名不符 / the signature does not match',
  key: '换了签名密钥 / signed with another key than the days before',
} satisfies Record<JournalFault['why'], string>;

export const wordsOfFault = (fault: JournalFault): string => ('day' in fault ? `${fault.day} ${WHY[fault.why]}` : `${fault.subject} 第 ${fault.version} 条 / entry ${fault.version}: ${WHY[fault.why]}`);
