import { UnstyledButton } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { badgeText } from '../core/alert-marks.ts';
import { ALERT_WORDS } from './alert-words.ts';
import type { AlertFeed } from './use-alert-feed.ts';

const SHAPES = { calm: '', soon: '◔ ', late: '▲ ' } as const;

const Face = ({ feed }: { feed: AlertFeed }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  return (
    <>
      <IconBell size={18} stroke={1.6} aria-hidden="true" />
      <span>{words.title}</span>
      {feed.unseen > 0 ? <strong className={`fy-${feed.tint}`}><span aria-hidden="true">{SHAPES[feed.tint]}</span>{badgeText(feed.unseen)}</strong> : null}
    </>
  );
};

/** How many open alerts I have not looked at; coloured and shaped by the gravest of them. */
export const AlertBell = ({ feed, isOpen, onToggle }: { feed: AlertFeed; isOpen: boolean; onToggle(): void }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  return (
    <UnstyledButton className="fy-bell" aria-expanded={isOpen} aria-label={feed.unseen > 0 ? `${words.title} ${words.unseen(badgeText(feed.unseen))}` : words.title} data-tint={feed.tint} onClick={onToggle}>
      <Face feed={feed} />
    </UnstyledButton>
  );
};

/** What stands inside the phone's link to its page. */
export const AlertBellFace = Face;
