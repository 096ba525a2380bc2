import { Badge, Button, Group, NativeSelect, Paper, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatTime, formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverNow } from '../../../platform/web/server-clock.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { stepMessage, type MessageView } from '../core/message-contract.ts';
import { isReminderSet, METHODS, type Method } from '../core/message.ts';
import type { EntryView } from '../core/desk-contract.ts';
import { DirectoryPicker } from './directory-picker.tsx';
import { PaperFacts, PaperMark } from './paper-mark.tsx';
import { RevealNumber } from './reveal-number.tsx';
import type { TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

type Asking = 'pass' | 'redirect' | 'calledBack' | 'withdraw';

/** A message with its way to the recipient: who carried it, what is due, the next lawful step first. */
export const MessageCard = ({ screen, message, isOwn }: { screen: TelephoneScreen; message: MessageView; isOwn: boolean }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const m = words.message;
  const { language } = useLanguage();
  const client = useQueryClient();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const [asking, setAsking] = useState<Asking>();
  const [method, setMethod] = useState<Method>('in_person');
  const [text, setText] = useState('');
  const [target, setTarget] = useState<EntryView>();
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverNow()) });
  const take = (step: Parameters<typeof callApi<typeof stepMessage.input, typeof stepMessage.output>>[1]['step']) =>
    attempt(async () => {
      await callApi(stepMessage, { siteId: screen.siteId, messageId: message.id, commandId: uuidv7(), step });
      setAsking(undefined);
      setText('');
      await client.invalidateQueries({ queryKey: ['messages', screen.siteId] });
    });
  const size = isOwn ? 'lg' : 'xs';
  const isOpen = message.status === 'taken' || message.status === 'passed_on';
  return (
    <Paper withBorder p="sm" component="li" data-message={message.status}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <div>
          <Text fw={600}>{isOwn ? [message.address || message.fullName, message.company].filter(Boolean).join(' · ') || m.title : m.forWhom(message.toName)} {message.urgent ? <Badge color="red" variant="light">{m.urgent}</Badge> : null} {message.paper ? <PaperMark paper={message.paper} /> : null}</Text>
          <Text size="sm" c="dimmed">{isOwn ? '' : `${[message.address || message.fullName, message.company].filter(Boolean).join(' · ')} · `}<RevealNumber screen={screen} of="message" id={message.id} masked={message.number} isOwn={isOwn} /> · {m.by(message.takenBy, when(message.takenAt))}</Text>
        </div>
        {isOwn ? null : <Group gap={6} wrap="nowrap">{isOpen && message.dueAt ? <Countdown dueAt={message.dueAt} /> : null}<Badge variant="light">{m.status[message.status]}</Badge></Group>}
      </Group>
      <Text mt={4} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>{message.content}</Text>
      <Text size="sm" c="dimmed">{[...message.wishes.map((wish) => m.wishes[wish]), message.convenient ?? '', message.callBackBy ? `${m.askedBack} ${when(message.callBackBy)}` : ''].filter(Boolean).join(words.separator)}</Text>
      {message.paper && !isOwn ? <PaperFacts screen={screen} paper={message.paper} /> : null}
      {!isOwn && isOpen && !message.isBack && isReminderSet(message.whenBack, message.attempts) ? <Text size="sm" c="dimmed">{m.reminds} <SourceLink id={message.whenBack ? 'T-46' : 'T-44'} /></Text> : null}
      {message.isBack ? <Text size="sm" className="fy-soon" role="status">{m.isBack} <SourceLink id="T-44" /></Text> : null}
      {message.hasLeft ? <Text size="sm" className="fy-soon" role="status">{m.hasLeft}</Text> : null}
      {message.isLate && isOpen ? <Text size="sm" className="fy-late">{m.late} <SourceLink id="T-42" /></Text> : null}
      {message.isGoBetweenAsked && isOpen ? <Text size="sm" className="fy-soon">{message.attempts.at(-1)?.method === 'on_phone' ? <>{m.onPhone} <SourceLink id="T-44" /></> : <>{m.goBetween} <SourceLink id="T-43" /></>}</Text> : null}
      {message.isCallBackLate && !message.calledBack ? <Text size="sm" className="fy-late">{m.callBackLate}</Text> : null}
      {isOwn ? null : <ul className="fy-plain fy-lines">{message.attempts.map((entry) => <li key={entry.at}><Text size="xs" c="dimmed">{when(entry.at)} {entry.by} {m.method[entry.method]} {entry.through ?? ''}</Text></li>)}{message.redirected.map((entry) => <li key={entry.at}><Text size="xs" c="dimmed">{when(entry.at)} {entry.by} {m.redirect} ({entry.from}) {entry.reason}</Text></li>)}</ul>}
      {message.deliveredAt ? <Text size="sm">{m.toldAt(formatTime(message.deliveredAt, { zone: screen.zone, language }))} · {message.confirmedBy}{!isOwn && !message.callerToldAt ? ` · ${m.sayTold(formatTime(message.deliveredAt, { zone: screen.zone, language }))}` : ''}</Text> : null}
      {message.calledBack ? <Text size="sm">{m.calledBack} {when(message.calledBack.at)} {message.calledBack.result}</Text> : null}
      <Group gap="xs" mt="xs">
        {(isOwn ? message.allowed.filter((step) => step === 'confirm' || step === 'calledBack') : message.allowed).map((step) => (
          <Button key={step} size={size} fullWidth={isOwn} loading={busy} variant={step === 'pass' || step === 'confirm' ? (isOwn ? 'filled' : 'light') : 'default'} onClick={() => (step === 'confirm' || step === 'tellCaller' ? void take({ step }) : setAsking(asking === step ? undefined : step))}>{isOwn && step === 'confirm' ? m.got : m[step]}</Button>
        ))}
        {isOwn || message.isErased ? null : <><Button size="xs" variant="subtle" component="a" target="_blank" href={`/api/sites/${screen.siteId}/messages/${message.id}/slip.pdf`}>{m.slip}</Button><Button size="xs" variant="subtle" component="a" target="_blank" href={`/api/sites/${screen.siteId}/messages/${message.id}/slip.pdf?paper=a6`}>{m.slipA6}</Button></>}
      </Group>
      {asking ? (
        <form onSubmit={(event) => { event.preventDefault(); void take(asking === 'pass' ? { step: 'pass', method, ...(text.trim() ? { through: text } : {}) } : asking === 'redirect' ? { step: 'redirect', reason: text, ...(target ? { toId: target.id } : {}) } : asking === 'calledBack' ? { step: 'calledBack', result: text } : { step: 'withdraw', reason: text }); }}>
          <Stack gap={6} mt="xs">
            {asking === 'pass' ? <NativeSelect size="xs" label={m.pass} value={method} onChange={(event) => setMethod(event.currentTarget.value as Method)} data={METHODS.map((value) => ({ value, label: m.method[value] }))} /> : null}
            {asking === 'redirect' ? <DirectoryPicker screen={screen} label={m.to} chosen={target} onChoose={setTarget} /> : null}
            {asking === 'pass' && method !== 'via' && method !== 'secretary' ? null : <TextInput size={size} required label={asking === 'pass' ? m.through : asking === 'calledBack' ? m.result : m.reason} maxLength={asking === 'pass' ? 40 : 200} value={text} onChange={(event) => setText(event.currentTarget.value)} />}
            <Group gap={6}><Button size={size} type="submit" loading={busy}>{m[asking]}</Button><Button size={size} variant="default" onClick={() => setAsking(undefined)}>{words.acts.cancel}</Button></Group>
          </Stack>
        </form>
      ) : null}
      {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
    </Paper>
  );
};
