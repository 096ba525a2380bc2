import { Alert, Badge, Button, Group, Menu, NativeSelect, Paper, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { copyText } from '../../../../platform/web/copy-text.ts';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { Countdown } from '../../../../platform/web/ui/countdown.tsx';
import { EmptyState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { addPlace } from '../../../sites/core/sites-facts.ts';
import { mustCallBack, type CallBackLimit } from '../../core/call-back.ts';
import { getRateCode } from '../../core/guest-contract.ts';
import type { RepairView } from '../../core/repair-contract.ts';
import { groupText } from '../../core/group-text.ts';
import { isUnprinted, pliesOf, type RepairStatus } from '../../core/repair-order.ts';
import type { StepInput, StepName } from '../../core/repair-steps.ts';
import { numberOf, useRepair, useTakeSteps, useTimeline } from '../repair-api.ts';
import { REPAIR_WORDS, stepWord, statusWord } from '../repair-words.ts';
import { fieldsOf, nextStep } from '../step-fields.ts';
import { RepairPhotoButton, RepairPhotos } from '../repair-photos.tsx';
import { useSiteSetup } from '../site-setup.ts';
import { fromLocalInput, StepForm, type FieldValues } from '../step-form.tsx';
import { Timeline } from '../timeline.tsx';
import { PaperForm } from './paper-form.tsx';
import { PrintDialog } from './print-dialog.tsx';

const HIDDEN: ReadonlySet<string> = new Set(['addPhoto', 'print', 'locate']);

const Facts = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { language } = useLanguage();
  const { order, row } = view;
  const facts: [string, string | undefined][] = [
    [words.intake.kind, words.kind[row.kind]],
    [words.field['reporterName'] ?? '', [row.reporter, order.reporterPhone].filter(Boolean).join(' ')],
    [words.field['technicianId'] ?? '', row.technician ?? undefined],
    [words.board.vouched, order.vouched ? `${view.names[order.vouched.leaderId] ?? ''} ${formatWhen(order.vouched.at, { zone, language })}` : undefined],
    [words.board.slipAfter, order.calledFirst ? words.board.bothTimes(formatWhen(order.calledFirst.at, { zone, language }), order.calledFirst.slipAt ? formatWhen(order.calledFirst.slipAt, { zone, language }) : undefined) : undefined],
    [words.field['expectedAt'] ?? '', order.expectedAt ? formatWhen(order.expectedAt, { zone, language }) : undefined],
    [words.field['appointmentAt'] ?? '', row.appointmentAt ? formatWhen(row.appointmentAt, { zone, language }) : undefined],
    [words.field['actualFault'] ?? '', order.actualFault],
    [words.field['cause'] ?? '', order.cause ? [words.cause[order.cause], order.causeText].filter(Boolean).join(' · ') : undefined],
    [words.field['workDone'] ?? '', order.workDone],
    [words.field['result'] ?? '', order.result ? words.result[order.result] : undefined],
    [words.step.test, order.testPassed === false ? words.board.testFailed : undefined],
    [words.field['acceptance'] ?? '', order.acceptance ? [words.acceptance[order.acceptance], order.acceptanceRemarks].filter(Boolean).join(' · ') : undefined],
    [words.board.entered, order.padNumber ? `${order.padNumber} · ${order.writtenBy ?? ''}` : undefined],
    [words.field['firm'] ?? '', order.vendor?.firm],
    [words.board.materials, order.materials.map((material) => `${material.name} ${material.quantity}${material.unit}`).join(' · ') || undefined],
    [words.field['workmanship'] ?? '', order.ratings ? words.rating[order.ratings.workmanship] : undefined],
    [words.field['attitude'] ?? '', order.ratings ? words.rating[order.ratings.attitude] : undefined],
    [words.field['conduct'] ?? '', order.ratings ? words.rating[order.ratings.conduct] : undefined],
    ...(order.pastRatings ?? []).map(({ visit, ratings }): [string, string] => [words.board.pastRating(visit), [ratings.workmanship, ratings.attitude, ratings.conduct].map((rating) => words.rating[rating] ?? rating).join(' · ')]),
    [words.board.follow, order.followUp ? words.followUp[order.followUp.result] : undefined],
  ];
  return (
    <dl className="fy-facts">
      {facts
        .filter(([, value]) => value)
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
};

const Copies = ({ view }: { view: RepairView }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  if (!view.row.orderNumber) return null;
  return (
    <Group gap={6} role="list" aria-label={words.board.copies}>
      {pliesOf(view.row.kind).map((ply) => {
        const copy = view.order.copies[ply];
        return (
          <div key={ply} role="listitem" className={`fy-ply fy-ply-${ply}`}>
            <strong>{words.ply[ply]}</strong>
            <span>{!copy ? '—' : isUnprinted(view.order, copy) ? words.board.notPrinted : words.custody[copy.custody]}</span>
          </div>
        );
      })}
    </Group>
  );
};

const Clocks = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const setup = useSiteSetup(view.row.siteId).data;
  // Days are counted by the calendar; a year whose holidays nobody entered is said aloud, never guessed.
  const unknown = setup ? [...new Set(view.clocks.filter((clock) => clock.basis === 'opening-days' && clock.stoppedAt === null).map((clock) => Number(clock.dueAt.slice(0, 4))))].filter((year) => !setup.knownYears.includes(year)) : [];
  const { language } = useLanguage();
  if (view.clocks.length === 0) return null;
  return (
    <>
      {unknown.length > 0 ? <Text size="sm" className="fy-soon">▲ {words.board.unknownYear(unknown.join('、'))}</Text> : null}
      <Table className="fy-clocks" verticalSpacing={2}>
        <Table.Tbody>
          {view.clocks.map((clock) => (
            <Table.Tr key={`${clock.clock}/${clock.round}`}>
              <Table.Td>{words.clock[clock.clock as keyof typeof words.clock] ?? clock.clock}</Table.Td>
              <Table.Td>{formatWhen(clock.dueAt, { zone, language })}</Table.Td>
              <Table.Td>
                {clock.metLate ? words.board.metLate : clock.breachedAt ? words.board.breached : clock.cancelledAt ? words.board.cancelled : clock.stoppedAt ? words.board.met : words.board.running}
              </Table.Td>
              <Table.Td>
                <SourceLink id={clock.clause} origin={clock.origin} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
};

/** What leaders saw on the visit: who, when, and what was not as it should be. */
const SpotChecks = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { language } = useLanguage();
  return (view.order.spotChecks ?? []).map((check) => {
    const answers = Object.entries(check.answers);
    const wrong = answers.filter(([, answer]) => answer === 'no').map(([item]) => words.spot[item] ?? item);
    return (
      <Text key={check.at} size="sm">
        <strong>{words.step.inspect}</strong> {formatWhen(check.at, { zone, language })} {view.names[check.by]} · {words.spotAnswer['yes']} {answers.filter(([, answer]) => answer === 'yes').length} · {words.spotAnswer['no']} {wrong.length}
        {wrong.length > 0 ? ` (${wrong.join(' · ')})` : ''}{check.note ? ` · ${check.note}` : ''}
      </Text>
    );
  });
};

/** M-02: a place of the list for what was taken down in words; who keeps the list adds the words to it. */
const Unplaced = ({ view, canAdd, busy, onPlace, onRefused }: { view: RepairView; canAdd: boolean; busy: boolean; onPlace(placeId: string): void; onRefused(words: string | undefined): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { siteId, place } = view.row;
  const client = useQueryClient();
  const [chosen, setPlace] = useState('');
  const setup = useSiteSetup(siteId);
  const add = async (inRoom: boolean): Promise<void> => {
    onRefused(undefined);
    try {
      const { id } = await callApi(addPlace, { siteId, name: place.slice(0, 40), kind: inRoom ? 'room' : 'public', inRoom });
      void client.invalidateQueries({ queryKey: ['sites', siteId, 'setup'] });
      onPlace(id);
    } catch (failure) {
      onRefused(words.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? words.refusal['unavailable']);
      void setup.refetch();
    }
  };
  return (
    <Paper component="section" aria-label={words.board.needsPlace} p="xs" withBorder>
      <Text size="sm" mb={6}><strong>{words.board.needsPlace}</strong> {words.board.unplaced(place)} <SourceLink id="M-02" /></Text>
      <Group gap="xs">
        <NativeSelect size="xs" aria-label={words.step.locate} value={chosen} disabled={busy} data={[{ value: '', label: '—' }, ...(setup.data?.places ?? []).filter((entry) => !entry.archived).map((entry) => ({ value: entry.id, label: entry.name }))]} onChange={(event) => setPlace(event.currentTarget.value)} />
        <Button size="xs" loading={busy} disabled={chosen === ''} onClick={() => onPlace(chosen)}>{words.step.locate}</Button>
        {canAdd ? <Button size="xs" variant="default" loading={busy} onClick={() => void add(false)}>{words.board.addPublic}</Button> : null}
        {canAdd ? <Button size="xs" variant="default" loading={busy} onClick={() => void add(true)}>{words.board.addRoom}</Button> : <Text size="xs" c="dimmed">{words.board.askManager}</Text>}
      </Group>
    </Paper>
  );
};

/** Whoever waits longer than promised, or will, is called and a new time agreed on. */
const CallBack = ({ view, busy, onAppoint }: { view: RepairView; busy: boolean; onAppoint(at: string): void }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const { row, order } = view;
  const setup = useSiteSetup(row.siteId).data;
  const [at, setAt] = useState('');
  const minutes = (key: CallBackLimit): number => Number(setup?.parameters.find((parameter) => parameter.key === `repairs.${key}`)?.value ?? 0);
  const awaited = { kind: row.kind, status: row.status as RepairStatus, urgent: row.urgent, marks: order.marks, ...(row.appointmentAt ? { appointmentAt: row.appointmentAt } : {}), ...(order.expectedAt ? { expectedAt: order.expectedAt } : {}) };
  if (!setup || !mustCallBack(awaited, serverInstant(), minutes)) return null;
  return (
    <Paper component="section" aria-label={words.filter['call_back']} p="xs" withBorder>
      <Text size="sm" mb={6} className="fy-late">▲ {words.board.callBack(minutes('reappoint_if_later'))} <SourceLink id="repairs.reappoint_if_later" origin="house" /></Text>
      <Group gap="xs" align="flex-end">
        <TextInput size="xs" type="datetime-local" label={words.field['appointmentAt']} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        <Button size="xs" loading={busy} disabled={at === ''} onClick={() => onAppoint(fromLocalInput(at) ?? '')}>{words.board.appointed}</Button>
      </Group>
    </Paper>
  );
};

/** What 修改登记 begins with. */
const standingOf = ({ row, order }: RepairView): FieldValues => ({
  placeId: order.placeId, item: row.item, reporterName: row.reporter ?? '', reporterPhone: order.reporterPhone, appointmentAt: row.appointmentAt ?? '', urgent: row.urgent, beforeOpening: row.beforeOpening,
  symptom: order.symptom, equipment: order.equipment, affectsOpening: order.affectsOpening, safetyMeasures: order.safetyMeasures,
});

/** One order beside the board: what is next, what happened, where its copies lie. */
export const OrderPanel = ({ siteId, repairId, zone, hasCodes, canAddPlace, trail }: { siteId: string; repairId: string; zone: string; hasCodes: boolean; canAddPlace: boolean; /** Who was told of it; another feature's. */ trail?: ReactNode }): ReactNode => {
  const words = useWords(REPAIR_WORDS);
  const query = useRepair(siteId, repairId);
  const timeline = useTimeline(siteId, repairId);
  const take = useTakeSteps(siteId, repairId);
  const [open, setOpen] = useState<StepName | 'paper' | 'slip'>();
  const [error, setError] = useState<string>();
  const [isCopied, setCopied] = useState(false);
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <EmptyState title={words.refusal['not-found'] ?? ''} />;
  const view = query.data;
  const { row, order } = view;
  const allowed = row.allowed.filter((step) => !HIDDEN.has(step)) as StepName[];
  const next = nextStep(allowed, { ...order, technicianId: row.technicianId, status: row.status, inRoom: row.inRoom, notified: order.marks['notify'] !== undefined });

  const run = (steps: StepInput[]) => {
    setError(undefined);
    take.mutate(
      { steps, baseVersion: row.version },
      {
        onSuccess: () => setOpen(undefined),
        onError: (failure) => {
          setError(failure instanceof ApiRefusal ? (words.refusal[failure.code] ?? failure.code) : words.refusal['unavailable']);
          if (failure instanceof ApiRefusal && failure.code === 'changed-meanwhile') void query.refetch();
        },
      },
    );
  };
  const copy = async (): Promise<void> => {
    const due = row.nextDueAt && (row.nextClock === 'arrive' || row.nextClock === 'on_site') ? words.board.expected(formatWhen(row.nextDueAt, { zone, language: 'zh' })) : '';
    const text = groupText({ number: numberOf(row), place: row.place, item: row.item, technician: row.technician, urgent: row.urgent }, { status: words.status[row.status as keyof typeof words.status] ?? row.status, due, urgent: words.board.urgent });
    if (!(await copyText(text))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), 3000);
  };
  /** M-31: the user's own page on a screen of the desk; what the user gives there the house cannot alter. */
  const openTablet = async (): Promise<void> => {
    const page = window.open('', '_blank');
    const code = await callApi(getRateCode, { siteId, repairId }).catch(() => undefined);
    if (page && code) page.location.href = `${code.path}?way=desk_tablet`;
    else page?.close();
  };
  /** True when the print stands in the journal; only then may paper come out. */
  const bookPrint = (reason: string | undefined): Promise<boolean> =>
    take.mutateAsync({ steps: [{ step: 'print', reprint: order.printed, ...(reason ? { reason } : {}) }] }).then(() => true, (failure: unknown) => {
      setError(words.refusal[failure instanceof ApiRefusal ? failure.code : 'unavailable'] ?? words.refusal['unavailable']);
      return false;
    });
  const choose = (step: StepName) => (fieldsOf(step, row.kind).length === 0 ? run([{ step } as StepInput]) : setOpen(step));

  return (
    <Paper component="section" aria-label={numberOf(row)} p="md" withBorder className="fy-order">
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <div>
            <Title order={2} size="h4">
              {numberOf(row)} · {row.place}
            </Title>
            <Text>{row.item}</Text>
          </div>
          {row.nextDueAt ? <Countdown dueAt={row.nextDueAt} /> : null}
        </Group>
        <Group gap={6}>
          <Badge variant="light">{statusWord(words, row)}</Badge>
          {row.urgent ? <Badge color="red" variant="light">{words.board.urgent}</Badge> : null}
          {row.beforeOpening ? <Badge variant="outline">{words.board.beforeOpening}</Badge> : null}
          {row.repeatOf ? <Badge color="yellow" variant="light">{words.board.repeat}</Badge> : null}
          {row.slipAfter ? <Badge variant="outline">{words.board.slipAfter}</Badge> : null}
          {row.needsConfirm ? <Badge color="yellow" variant="light">{words.board.toConfirm}</Badge> : null}
          {order.hold && row.status === 'on_hold' ? <Badge variant="outline">{words.holdReason[order.hold.reason]}</Badge> : null}
        </Group>
        {error ? (
          <Alert color="red" variant="light" role="alert">
            {error}
          </Alert>
        ) : null}
        {open === 'paper' ? (
          <PaperForm subject={{ kind: row.kind, technicianId: row.technicianId, marks: order.marks }} siteId={siteId} busy={take.isPending} onSave={run} onCancel={() => setOpen(undefined)} />
        ) : open === 'slip' ? (
          <PrintDialog siteId={siteId} view={view} hasCodes={hasCodes} onBook={bookPrint} onClose={() => setOpen(undefined)} />
        ) : open ? (
          <StepForm key={open} step={open} kind={row.kind} siteId={siteId} busy={take.isPending} onTake={(step) => run([step])} onCancel={() => setOpen(undefined)}
            {...(open === 'amend' ? { standing: standingOf(view) } : open === 'notify' && row.technicianId ? { initial: { technicianId: row.technicianId } } : {})}
          />
        ) : (
          <Group gap="xs">
            {next ? (
              <Button loading={take.isPending} onClick={() => choose(next)} data-next-step={next}>
                {stepWord(words, next, row.kind)}
              </Button>
            ) : null}
            {allowed.some((step) => step !== next) ? (
              <Menu position="bottom-start" withinPortal={false} withInitialFocusPlaceholder={false} transitionProps={{ duration: 0 }}>
                <Menu.Target>
                  <Button variant="default">{words.board.more}</Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {allowed.filter((step) => step !== next).map((step) => (
                    <Menu.Item key={step} onClick={() => choose(step)}>
                      {stepWord(words, step, row.kind)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
            ) : null}
            {allowed.length > 0 && row.orderNumber ? (
              <Button variant="default" onClick={() => setOpen('paper')}>
                {words.board.paper}
              </Button>
            ) : null}
            {row.allowed.includes('rate') && !order.ratings ? (
              <Button variant="default" onClick={() => void openTablet()}>
                {words.board.tablet}
              </Button>
            ) : null}
            <Button variant="default" onClick={() => void copy()}>
              {isCopied ? words.board.copied : words.board.toGroup}
            </Button>
            {row.allowed.includes('print') ? (
              <Button variant="default" onClick={() => setOpen('slip')}>
                {order.printed ? words.board.reprint : words.board.printed}
              </Button>
            ) : null}
          </Group>
        )}
        {!open && row.allowed.includes('amend') ? <CallBack view={view} busy={take.isPending} onAppoint={(appointmentAt) => run([{ step: 'amend', appointmentAt }])} /> : null}
        {row.needsPlace && row.allowed.includes('locate') && !open ? <Unplaced view={view} canAdd={canAddPlace} busy={take.isPending} onPlace={(placeId) => run([{ step: 'locate', placeId }])} onRefused={setError} /> : null}
        <Copies view={view} />
        <RepairPhotos siteId={siteId} view={view} />
        {row.allowed.includes('addPhoto') && !open ? <Group><RepairPhotoButton siteId={siteId} onSent={(hash) => run([{ step: 'addPhoto', hash, phase: order.testPassed ? 'after' : row.orderNumber ? 'before' : 'report' }])} /></Group> : null}
        <Facts view={view} zone={zone} />
        <Clocks view={view} zone={zone} />
        <SpotChecks view={view} zone={zone} />
        <Title order={3} size="h5">
          {words.board.timeline}
        </Title>
        {timeline.data ? <Timeline lines={timeline.data.lines} zone={zone} /> : <LoadingState />}
        {trail}
      </Stack>
    </Paper>
  );
};
