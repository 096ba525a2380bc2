import { useEffect, useState, type ReactNode } from 'react';
import type { Trouble } from '../../core/health.ts';
import { TROUBLE, type TroubleNews } from '../api-client.ts';
import { defineWords, useWords } from '../i18n.tsx';

const WORDS = defineWords({
  zh: {
    'disk-full': '服务器的磁盘快满了：现在只能查看，不能登记。请通知物业经理清理磁盘；腾出空间后自动恢复，手机里待发的会自己补发。',
    'disk-unwritable': '服务器的磁盘写不进去了：现在不能登记，过一会儿可能也查不到。请马上通知物业经理检查那台机器的磁盘；能写之后自动恢复，手机里待发的会自己补发。',
    'database-down': '服务器的数据库停了，正在自动重新启动：暂时查不到也登记不了。一分钟后还是这样，请通知物业经理；恢复后自动更新，手机里待发的会自己补发。',
    'database-slow': '服务器的磁盘很慢，刚才那一项没有等到答复：手机会自己补发，电脑上请过一会儿再按一次，不会登记两遍。一直这样请通知物业经理。',
  } satisfies Record<Trouble, string>,
  en: {
    'disk-full': 'The disk of the server is nearly full: Foyer can be read but takes nothing in. Tell the manager to make room; it goes on by itself, and what phones hold back is sent then.',
    'disk-unwritable': 'The disk of the server cannot be written: nothing is taken in, and soon nothing may be read. Tell the manager at once to check the disk of that machine; it goes on by itself, and what phones hold back is sent then.',
    'database-down': 'The database of the server has ended and is being started again: nothing can be read or entered for the moment. If it is still so in a minute, tell the manager; what phones hold back is sent by itself then.',
    'database-slow': 'The disk of the server is slow and the last entry was not answered: phones send it again by themselves, at a PC press again in a moment; it never counts twice. If it stays so, tell the manager.',
  },
});

/** What news says of a trouble that is shown: reading proves a database, only an entry taken proves a disk; an entry that was not answered is not answered because the machine is well again. */
const after = (shown: Trouble | undefined, news: TroubleNews): Trouble | undefined => {
  if (news === 'taken') return undefined;
  if (news === 'answered') return shown === 'database-down' ? undefined : shown;
  if (news === 'over') return shown === 'database-slow' ? shown : undefined;
  return news;
};

/** Shown from the first word of it, refused answer or live line, until the machine works again. */
export const TroubleBar = (): ReactNode => {
  const words = useWords(WORDS);
  const [shown, setShown] = useState<Trouble>();
  useEffect(() => {
    const hear = (event: Event): void => setShown((before) => after(before, (event as CustomEvent<TroubleNews>).detail));
    window.addEventListener(TROUBLE, hear);
    return () => window.removeEventListener(TROUBLE, hear);
  }, []);
  return shown ? <div className="fy-offline" role="alert">{words[shown]}</div> : null;
};
