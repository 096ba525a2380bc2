import { useEffect, useState, type ReactNode } from 'react';
import { READ_ONLY } from '../api-client.ts';
import { defineWords, useWords } from '../i18n.tsx';

const WORDS = defineWords({
  zh: { full: '服务器的磁盘快满了：现在只能查看，不能登记。请通知物业经理清理磁盘；腾出空间后自动恢复，手机里待发的会自己补发。' },
  en: { full: 'The disk of the server is nearly full: Foyer can be read but takes nothing in. Tell the manager to make room; it goes on by itself, and what phones hold back is sent then.' },
});

/** Shown from the first command that was turned away until one is taken again. */
export const ReadOnlyBar = (): ReactNode => {
  const words = useWords(WORDS);
  const [isShown, setIsShown] = useState(false);
  useEffect(() => {
    const hear = (event: Event): void => setIsShown((event as CustomEvent<boolean>).detail);
    window.addEventListener(READ_ONLY, hear);
    return () => window.removeEventListener(READ_ONLY, hear);
  }, []);
  return isShown ? <div className="fy-offline" role="alert">{words.full}</div> : null;
};
