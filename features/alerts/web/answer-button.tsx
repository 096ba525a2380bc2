import { Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../platform/web/outbox.ts';
import { acknowledgeAlertEndpoint, type MyAlert } from '../core/alert-contract.ts';
import { ALERT_WORDS } from './alert-words.ts';

/** 我来处理; while it waits on the phone for a network, that it waits. */
export const AnswerButton = ({ alert, outbox, size, onAnswer }: { alert: Pick<MyAlert, 'id' | 'allowed'>; /** On a phone. */ outbox: Outbox | undefined; size: string; onAnswer(): void }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  if (outbox?.queued.some((item) => item.endpoint === acknowledgeAlertEndpoint.name && item.input['alertId'] === alert.id)) return <Text span size="sm" role="status" className="fy-soon">▲ {words.answerWaits}</Text>;
  return alert.allowed.includes('acknowledge') ? <Button size={size} variant="light" onClick={onAnswer}>{words.acknowledge}</Button> : null;
};
