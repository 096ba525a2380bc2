import { Alert, Anchor, Badge, Button, Checkbox, Group, NativeSelect, NumberInput, Stack, Text, Textarea, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { addDays } from '../../../platform/core/working-calendar.ts';
import { callApi } from '../../../platform/web/api-client.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { uploadFile } from '../../../platform/web/upload.ts';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { useDraft } from '../../../platform/web/ui/use-draft.ts';
import { CHECK_ITEMS, type CheckItemKey } from '../core/bar-quality.ts';
import { publishProcedure, readProcedure, saveCheck, stepDefect, type CheckView, type QualityView } from '../core/quality-contract.ts';
import { useQuality, useRefresh, type BarScreen } from './bar-api.ts';
import { BAR_WORDS } from './bar-words.ts';
import { QUALITY_WORDS } from './quality-words.ts';

type Mark = { readonly off: number; readonly note: string; readonly unseen: boolean; readonly photos: readonly string[]; readonly isDefect: boolean; readonly ownerId: string; readonly fixBy: string };

type Draft = { readonly checkId: string; readonly commandId: string; readonly marks: Partial<Record<CheckItemKey, Mark>>; readonly tableId: string; readonly onDutyId: string };
const blank = (): Draft => ({ checkId: uuidv7(), commandId: uuidv7(), marks: {}, tableId: '', onDutyId: '' });

/** The sheet of 100 points, item by item; only what is not fine wants words (B-03). */
const CheckSheet = ({ screen, quality, onDone }: { screen: BarScreen; quality: QualityView; onDone(): void }): ReactNode => {
  const words = useWords(QUALITY_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  // Twenty minutes of looking are not lost with a signal or a phone that goes dark; sent again it is the same sheet.
  const [draft, setDraft] = useDraft<Draft>(`bar-check.${screen.siteId}`, screen.personId, blank());
  const { checkId, commandId, marks, tableId, onDutyId } = draft;
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const markOf = (key: CheckItemKey): Mark => marks[key] ?? { off: 0, note: '', unseen: false, photos: [], isDefect: false, ownerId: '', fixBy: addDays(quality.today, quality.fixDays) };
  const set = (key: CheckItemKey, change: Partial<Mark>) => setDraft((now) => ({ ...now, marks: { ...now.marks, [key]: { ...markOf(key), ...now.marks[key], ...change } } }));
  const leave = (): void => {
    setDraft(blank());
    onDone();
  };
  const outOf = CHECK_ITEMS.reduce((all, item) => all + (markOf(item.key).unseen ? 0 : item.points), 0);
  const score = outOf - CHECK_ITEMS.reduce((all, item) => all + (markOf(item.key).unseen ? 0 : markOf(item.key).off), 0);
  const photo = (key: CheckItemKey, file: File | undefined) => { if (file) void attempt(async () => { const { hash } = await uploadFile(screen.siteId, file, 'photo'); set(key, { photos: [...markOf(key).photos, hash].slice(0, 4) }); }); };
  const send = () =>
    void attempt(async () => {
      await callApi(saveCheck, {
        siteId: screen.siteId, checkId, commandId, ...(tableId ? { tableId } : {}), ...(onDutyId ? { onDutyId } : {}),
        lines: CHECK_ITEMS.map(({ key }) => { const mark = markOf(key); return { key, off: mark.unseen ? 0 : mark.off, unseen: mark.unseen, photos: [...mark.photos], ...(mark.note.trim() ? { note: mark.note.trim() } : {}) }; }),
        defects: CHECK_ITEMS.flatMap(({ key }) => { const mark = markOf(key); return mark.isDefect && mark.off > 0 && mark.note.trim() ? [{ id: uuidv7(), key, words: mark.note.trim(), fixBy: mark.fixBy, ...(mark.ownerId ? { ownerId: mark.ownerId } : {}) }] : []; }),
      });
      await refresh();
      leave();
    });
  return (
    <form onSubmit={(event) => { event.preventDefault(); send(); }}>
      <Stack gap="sm">
        <Title order={2} size="h4">{words.checkTitle}</Title>
        <Group grow><NativeSelect label={bar.table} value={tableId} onChange={(event) => setDraft({ ...draft, tableId: event.currentTarget.value })} data={[{ value: '', label: bar.none }, ...quality.tables.map((table) => ({ value: table.id, label: table.name }))]} /><NativeSelect label={words.onDuty} value={onDutyId} onChange={(event) => setDraft({ ...draft, onDutyId: event.currentTarget.value })} data={[{ value: '', label: bar.none }, ...quality.people.map((person) => ({ value: person.id, label: person.name }))]} /></Group>
        <ul className="fy-plain">
          {CHECK_ITEMS.map(({ key, points }) => {
            const mark = markOf(key);
            const label = words.items[key];
            return (
              <li key={key} className="fy-person">
                <Group justify="space-between" gap="xs" wrap="nowrap">
                  <Text fw={600}>{label} <Text span size="sm" c="dimmed">{words.points(points)}</Text></Text>
                  <Group gap="xs" wrap="nowrap">
                    <NumberInput hideControls aria-label={`${label} ${words.off}`} w={84} min={0} max={points} allowNegative={false} allowDecimal={false} disabled={mark.unseen} value={mark.off} onChange={(value) => set(key, { off: Math.min(points, Number(value) || 0) })} />
                    <Checkbox aria-label={`${label} ${words.unseen}`} label={words.unseen} styles={{ label: { whiteSpace: 'nowrap' } }} checked={mark.unseen} onChange={(event) => set(key, { unseen: event.currentTarget.checked, off: 0 })} />
                  </Group>
                </Group>
                {mark.off > 0 ? (
                  <Stack gap={6} mt={4}>
                    <TextInput required label={words.why} aria-label={`${label} ${words.why}`} maxLength={200} value={mark.note} onChange={(event) => set(key, { note: event.currentTarget.value })} />
                    <Group gap="xs">
                      <label className="fy-chip" style={{ position: 'relative' }}><input type="file" accept="image/*" capture="environment" className="fy-file" aria-label={`${label} ${words.photo}`} onChange={(event) => photo(key, event.currentTarget.files?.[0])} />{words.photo}</label>
                      {mark.photos.length > 0 ? <Text size="sm">{words.photos(mark.photos.length)}</Text> : null}
                      <Checkbox label={words.defect} checked={mark.isDefect} onChange={(event) => set(key, { isDefect: event.currentTarget.checked })} />
                    </Group>
                    {mark.isDefect ? <Group grow><NativeSelect label={words.owner} value={mark.ownerId} onChange={(event) => set(key, { ownerId: event.currentTarget.value })} data={[{ value: '', label: bar.none }, ...quality.people.map((person) => ({ value: person.id, label: person.name }))]} /><TextInput type="date" label={words.fixBy} min={quality.today} value={mark.fixBy} onChange={(event) => set(key, { fixBy: event.currentTarget.value })} /></Group> : null}
                  </Stack>
                ) : null}
              </li>
            );
          })}
        </ul>
        {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
        <Group justify="space-between"><Text fw={700}>{words.score(score, outOf)}</Text><Group gap="xs"><Button type="submit" size="md" loading={busy}>{words.submit}</Button><Button variant="subtle" color="gray" onClick={leave}>{bar.cancel}</Button></Group></Group>
      </Stack>
    </form>
  );
};

const Defect = ({ screen, checkId, defect }: { screen: BarScreen; checkId: string; defect: CheckView['defects'][number] }): ReactNode => {
  const words = useWords(QUALITY_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const { busy, error, attempt } = useAttempt(bar.refusal);
  const take = (step: { step: 'fixed' } | { step: 'recheck'; isMended: boolean }) => void attempt(async () => { await callApi(stepDefect, { siteId: screen.siteId, checkId, defectId: defect.id, commandId: uuidv7(), step }); await refresh(); });
  return (
    <li className="fy-person">
      <Text fw={600}>{words.items[defect.key]}：{defect.words} {defect.isLate ? <Badge color="red" variant="light">{words.late}</Badge> : null}</Text>
      <Text size="sm" c="dimmed">{defect.owner ? `${words.owner} ${defect.owner} · ` : ''}{words.fixBy} {defect.fixBy}{defect.fixedAt ? ` · ${words.awaiting}` : ''}</Text>
      <Group gap="xs" mt={4}>
        {!defect.fixedAt && screen.may('beverages.serve') ? <Button size="sm" variant="light" loading={busy} onClick={() => take({ step: 'fixed' })}>{words.fixed}</Button> : null}
        {defect.fixedAt && screen.may('beverages.check') ? <><Button size="sm" variant="light" loading={busy} onClick={() => take({ step: 'recheck', isMended: true })}>{words.recheckOk}</Button><Button size="sm" variant="default" loading={busy} onClick={() => take({ step: 'recheck', isMended: false })}>{words.recheckBad}</Button></> : null}
      </Group>
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
    </li>
  );
};

const Procedure = ({ screen, quality }: { screen: BarScreen; quality: QualityView }): ReactNode => {
  const words = useWords(QUALITY_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const current = quality.procedures.find((entry) => entry.isInForce);
  const [draft, setDraft] = useState<{ text: string; effectiveOn: string }>();
  const { busy, error, attempt } = useAttempt(bar.refusal);
  return (
    <section>
      <Title order={2} size="h4">{words.procedure} <SourceLink id="B-04" /></Title>
      <Text size="sm" c="dimmed">{words.procedureNote}</Text>
      {quality.procedures.map((entry) => (
        <details key={entry.id} className="fy-details" open={entry.isInForce}>
          <summary>{words.version(entry.number, entry.effectiveOn)} {entry.isInForce ? <Badge variant="light">{words.inForce}</Badge> : null}</summary>
          <Text style={{ whiteSpace: 'pre-wrap' }} mt="xs">{entry.text}</Text>
          <Text size="sm" c="dimmed" mt="xs">{words.readBy(entry.readBy.map((person) => person.name).join(bar.comma) || bar.none)}{entry.unread.length > 0 ? ` · ${words.unread(entry.unread.join(bar.comma))}` : ''}</Text>
          {!entry.readByMe && screen.may('beverages.serve') ? <Button mt="xs" loading={busy} onClick={() => void attempt(async () => { await callApi(readProcedure, { siteId: screen.siteId, procedureId: entry.id, commandId: uuidv7() }); await refresh(); })}>{words.read}</Button> : null}
        </details>
      ))}
      {quality.procedures.length === 0 ? <Text size="sm">{words.noProcedure}</Text> : null}
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      {!screen.may('beverages.manage') ? null : draft ? (
        <form onSubmit={(event) => { event.preventDefault(); void attempt(async () => { await callApi(publishProcedure, { siteId: screen.siteId, procedureId: uuidv7(), commandId: uuidv7(), text: draft.text, effectiveOn: draft.effectiveOn }); setDraft(undefined); await refresh(); }); }}>
          <Stack gap="xs" mt="xs">
            <Textarea required label={words.procedure} autosize minRows={8} maxRows={24} maxLength={8000} value={draft.text} onChange={(event) => setDraft({ ...draft, text: event.currentTarget.value })} />
            <Group align="end"><TextInput required type="date" label={words.effective} min={quality.today} value={draft.effectiveOn} onChange={(event) => setDraft({ ...draft, effectiveOn: event.currentTarget.value })} /><Button type="submit" loading={busy}>{words.publish}</Button><Button variant="subtle" color="gray" onClick={() => setDraft(undefined)}>{bar.cancel}</Button></Group>
          </Stack>
        </form>
      ) : <Button mt="xs" variant="default" onClick={() => setDraft({ text: current?.text ?? quality.firstText ?? '', effectiveOn: quality.today })}>{words.edit}</Button>}
    </section>
  );
};

/** B-03, B-04: the procedure and who has read it; checks, what is to be mended, what guests say. */
export const QualityPanel = ({ screen, hasCodes }: { screen: BarScreen; hasCodes: boolean }): ReactNode => {
  const words = useWords(QUALITY_WORDS);
  const { language } = useLanguage();
  const query = useQuality(screen.siteId);
  const [checking, setChecking] = useState(false);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const quality = query.data;
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverInstant()) });
  if (checking) return <CheckSheet screen={screen} quality={quality} onDone={() => setChecking(false)} />;
  return (
    <Stack gap="lg" maw={900}>
      {screen.may('beverages.check') ? (
        <section>
          <Title order={2} size="h4">{words.check} <SourceLink id="B-03" /></Title>
          <Group my="xs"><Button size="md" onClick={() => setChecking(true)}>{words.newCheck}</Button></Group>
          <Text size="sm" fw={600}>{words.plan}</Text><Text size="sm" c="dimmed">{words.planNote}</Text>
          <ul className="fy-plain fy-lines">{(quality.plan ?? []).map((entry) => <li key={`${entry.day}${entry.hour}`}>{entry.state === 'done' ? '✓ ' : '○ '}{words.planLine(entry.day, entry.hour, entry.table)}{entry.state === 'ahead' ? '' : <span className={entry.state === 'missed' ? 'fy-soon' : undefined}> · {words.planned[entry.state]}</span>}</li>)}</ul>
        </section>
      ) : null}
      <section>
        <Title order={2} size="h5">{words.defects}</Title>
        {quality.openDefects.length === 0 ? <Text size="sm" c="dimmed">{words.noDefects}</Text> : null}
        <ul className="fy-plain">{quality.openDefects.map(({ checkId, defect }) => <Defect key={defect.id} screen={screen} checkId={checkId} defect={defect} />)}</ul>
      </section>
      <Procedure screen={screen} quality={quality} />
      {quality.checks && quality.checks.length > 0 ? (
        <section>
          <Title order={2} size="h5">{words.past}</Title>
          <Stack gap="xs">
            {quality.checks.map((check) => (
              <details key={check.id} className="fy-details">
                <summary>{when(check.at)} · {check.by} · {words.score(check.score, check.outOf)} <Badge color={check.isPass ? 'jade' : 'red'} variant="light">{check.isPass ? words.pass : words.fail}</Badge> {check.table}{check.onDuty ? ` · ${check.onDuty}` : ''}</summary>
                <ul className="fy-plain fy-lines">{check.lines.filter((line) => line.off > 0 || line.unseen).map((line) => <li key={line.key}><Text size="sm">{words.items[line.key]} {line.unseen ? words.unseen : `−${line.off} · ${line.note}`}</Text><ul className="fy-photos">{line.photos.map((hash) => <li key={hash}><a className="fy-photo" href={`/api/sites/${screen.siteId}/files/${hash}`} target="_blank" rel="noreferrer"><img src={`/api/sites/${screen.siteId}/files/${hash}`} alt={words.items[line.key]} /></a></li>)}</ul></li>)}</ul>
              </details>
            ))}
          </Stack>
        </section>
      ) : null}
      {quality.ratings ? (
        <section>
          <Title order={2} size="h5">{words.ratings}</Title>
          <Text size="sm" c="dimmed">{words.codesNote}</Text>
          {hasCodes ? <Anchor size="sm" href={`/api/sites/${screen.siteId}/bar/table-codes.pdf`} target="_blank">{words.codes}</Anchor> : <Text size="sm" c="dimmed">{words.noAddress}</Text>}
          {quality.ratings.length === 0 ? <Text size="sm">{words.noRatings}</Text> : null}
          <ul className="fy-plain fy-lines">{quality.ratings.map((rating) => <li key={rating.at}>{when(rating.at)} · {rating.table} · {words.stars(rating.stars)}{rating.comment ? ` · ${rating.comment}` : ''}</li>)}</ul>
        </section>
      ) : null}
    </Stack>
  );
};
