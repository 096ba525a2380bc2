import { Button, Group, Text } from '@mantine/core';
import { useState, type ReactNode, type Ref } from 'react';
import { copyText } from '../../../platform/web/copy-text.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { AlertView, MyAlert } from '../core/alert-contract.ts';
import { fateOf, markOf } from '../core/alert-marks.ts';
import { alertGroupText, titleBeside } from '../core/alert-text.ts';
import { AlertMark } from './alert-mark.tsx';
import { ALERT_WORDS } from './alert-words.ts';
import { AnswerButton } from './answer-button.tsx';

export type WhenIn = (siteId: string) => string;

/** What became of an alert, and who has it in hand. */
export const useFate = (zoneOf: WhenIn): ((alert: AlertView) => string) => {
  const words = useWords(ALERT_WORDS);
  const { language } = useLanguage();
  return (alert) => {
    const when = (instant: string): string => formatWhen(instant, { zone: zoneOf(alert.siteId), language, now: new Date(serverInstant()) });
    const fate = fateOf(alert);
    const hand = alert.acknowledgedBy && alert.acknowledgedAt ? words.inHand(alert.acknowledgedBy, when(alert.acknowledgedAt)) : '';
    if (fate === 'in-hand') return hand || words.fate[fate];
    return [alert.endedAt ? words.endedAt(words.fate[fate], when(alert.endedAt)) : words.fate[fate], hand].filter((part) => part !== '').join(' · ');
  };
};

/** For personal WeChat groups, where people live: plain text, nobody's name or number. */
export const CopyForGroup = ({ alert, size }: { alert: AlertView; size: string }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    // A title that already says 超时 or 快到时 need not say it twice.
    const mark = words.mark[markOf(alert)];
    if (!(await copyText(alertGroupText(alert, alert.title.includes(mark) ? '' : mark)))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  return <Button size={size} variant="default" onClick={() => void copy()}>{isCopied ? words.copied : words.copy}</Button>;
};

export type AlertActs = { onOpen(alert: MyAlert): void; onAcknowledge(alert: MyAlert): void; onClear(alert: MyAlert): void };

/** One alert as its reader sees it: how grave, what, where, what became of it, and what can be done. */
export const AlertItem = ({ alert, zoneOf, severalSites, isNew, isBig, outbox, tabIndex, rowRef, acts }: { alert: MyAlert; zoneOf: WhenIn; severalSites: boolean; /** Not looked at before this time. */ isNew: boolean; isBig: boolean; outbox: Outbox | undefined; tabIndex?: number | undefined; rowRef?: Ref<HTMLLIElement> | undefined; acts: AlertActs }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const { language } = useLanguage();
  const fate = useFate(zoneOf);
  const size = isBig ? 'md' : 'compact-sm';
  return (
    <li ref={rowRef} tabIndex={tabIndex} className="fy-alert" data-alert={alert.id} data-new={isNew || undefined}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <AlertMark alert={alert} />
        <time dateTime={alert.toldAt} className="fy-alert-when">{formatWhen(alert.toldAt, { zone: zoneOf(alert.siteId), language, now: new Date(serverInstant()) })}</time>
      </Group>
      <button type="button" className="fy-alert-title" onClick={() => acts.onOpen(alert)}>{titleBeside(alert.title, words.mark[markOf(alert)])}</button>
      {alert.body ? <Text size="sm">{alert.body}</Text> : null}
      <Text size="xs" c="dimmed">{[severalSites ? alert.siteName : '', alert.step > 0 ? words.step(alert.step + 1) : '', fate(alert)].filter((part) => part !== '').join(' · ')}</Text>
      <Group gap={6} mt={6}>
        <AnswerButton alert={alert} outbox={outbox} size={size} onAnswer={() => acts.onAcknowledge(alert)} />
        <CopyForGroup alert={alert} size={size} />
        <Button size={size} variant="subtle" color="gray" onClick={() => acts.onClear(alert)}>{words.clear}</Button>
      </Group>
    </li>
  );
};
