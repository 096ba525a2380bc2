import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { ALERT_WORDS } from './alert-words.ts';
import type { AlertFeed } from './use-alert-feed.ts';

/** Of this device: whoever sits here hears it or not. */
export const SoundSwitch = ({ feed, size }: { feed: AlertFeed; size: string }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  return (
    <Button size={size} variant="default" role="switch" aria-checked={feed.isSoundOn} aria-label={words.sound} title={words.soundHint} onClick={() => feed.setSound(!feed.isSoundOn)}>
      {feed.isSoundOn ? words.soundOn : words.soundOff}
    </Button>
  );
};
