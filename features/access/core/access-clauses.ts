import type { Keep } from '../../handbook/core/handbook-facts.ts';

export const ACCESS_KEEPS: readonly Keep[] = [
  { clause: 'G-02', by: 'record', where: '门岗：三下记一次劝离，施工、供应、检查来访登记' },
  { clause: 'G-02', by: 'script', where: '门岗：每类对象的礼貌用语' },
  { clause: 'G-03', by: 'clock', where: '门岗：劝离后 10 分钟没走，或劝阻无效、已报警，提示请主管、转突发事件，记到离开为止' },
];
