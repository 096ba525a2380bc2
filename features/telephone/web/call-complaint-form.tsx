import { Button, Checkbox, Group, NativeSelect, Stack, Text, Textarea, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import type { CallSheet } from '../core/call-record.ts';
import type { DeskView } from '../core/desk-contract.ts';
import { openCallComplaint } from '../core/matter-contract.ts';
import { GRADES } from '../core/matter.ts';
import { TaitaiNote } from './taitai-note.tsx';
import type { TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

const KINDS = ['complaint', 'report'] as const;
type Kind = (typeof KINDS)[number];

/** A complaint or a report that comes by this call (T-01, M-37): written down once, its number read to the caller. */
export const CallComplaintForm = ({ screen, desk, callId, sheet, onKind, onClose }: { screen: TelephoneScreen; desk: DeskView; callId: string; sheet: CallSheet; onKind(kind: Kind): void; onClose(): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const c = words.complaintForm;
  const client = useQueryClient();
  const [ids] = useState(() => ({ complaintId: uuidv7(), commandId: uuidv7() }));
  const [kind, setKind] = useState<Kind>('complaint');
  const [content, setContent] = useState(sheet.notes ?? '');
  const [grade, setGrade] = useState<(typeof GRADES)[number]>('minor');
  const [accused, setAccused] = useState('');
  const [isAnonymous, setAnonymous] = useState(false);
  const [number, setNumber] = useState<string>();
  const { busy, error, attempt } = useAttempt(words.refusal);
  const choose = (value: Kind) => { setKind(value); onKind(value); };
  if (number !== undefined)
    return (
      <Stack gap={6} role="status">
        <Text size="sm">{c.opened(c.kinds[kind], number)}</Text>
        <Group gap={6}>{kind === 'complaint' && accused !== screen.person.id ? <Button size="xs" variant="light" component="a" href={`/amends/complaints/${ids.complaintId}`} target="_blank">{c.show}</Button> : null}<Button size="xs" variant="default" onClick={onClose}>{words.acts.close}</Button></Group>
      </Stack>
    );
  return (
    <form
      aria-label={c.title}
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(async () => {
          const { surname, honorific, saidTaitai, fullName, identity } = sheet;
          const done = await callApi(openCallComplaint, {
            siteId: screen.siteId, callId, ...ids, kind, grade, content, anonymous: isAnonymous, accused: accused ? [accused] : [], surname, honorific, saidTaitai, fullName, identity, ...(sheet.number ? { number: sheet.number } : {}),
          });
          setNumber(done.number);
          await client.invalidateQueries({ queryKey: ['complaints', screen.siteId] });
        });
      }}
    >
      <Stack gap={6}>
        <Title order={2} size="h6">{c.title} <SourceLink id="M-37" /></Title>
        <Group gap={4} role="group" aria-label={c.title}>{KINDS.map((value) => <Button key={value} size="compact-xs" variant={kind === value ? 'filled' : 'default'} aria-pressed={kind === value} onClick={() => choose(value)}>{c.kinds[value]}</Button>)}<Text size="xs" c="dimmed">{kind === 'report' ? c.sealed : c.follows}</Text></Group>
        <Textarea size="xs" label={words.matter.content} data-autofocus required autosize minRows={3} maxRows={8} maxLength={2000} value={content} onChange={(event) => setContent(event.currentTarget.value)} />
        <TaitaiNote texts={[content]} said={sheet.saidTaitai} />
        <Group gap="md" align="end">
          {kind === 'complaint' ? <div><Text size="xs" fw={500} mb={2}>{words.matter.grade}</Text><Group gap={4} h={30} role="group" aria-label={words.matter.grade}>{GRADES.map((value) => <Button key={value} size="compact-xs" variant={grade === value ? 'filled' : 'default'} aria-pressed={grade === value} onClick={() => setGrade(value)}>{words.matter.grades[value]}</Button>)}</Group></div> : null}
          <NativeSelect size="xs" label={c.accused} value={accused} onChange={(event) => setAccused(event.currentTarget.value)} data={[{ value: '', label: c.nobody }, ...desk.colleagues.map((person) => ({ value: person.id, label: person.name }))]} />
          <Checkbox size="xs" mb={7} label={c.anonymous} checked={isAnonymous} onChange={(event) => setAnonymous(event.currentTarget.checked)} />
        </Group>
        {error ? <Text size="sm" className="fy-soon" role="alert">{error}</Text> : null}
        <Group gap={6}><Button size="xs" type="submit" loading={busy}>{words.matter.open}</Button><Button size="xs" variant="default" onClick={onClose}>{words.acts.cancel}</Button></Group>
      </Stack>
    </form>
  );
};
