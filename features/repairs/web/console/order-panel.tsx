import { Alert, Badge, Button, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { copyText } from '../../../../platform/web/copy-text.ts';
import { formatWhen, useWords } from '../../../../platform/web/i18n.tsx';
import { Countdown } from '../../../../platform/web/ui/countdown.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { getRateCode } from '../../core/guest-contract.ts';
import type { RepairView } from '../../core/repair-contract.ts';
import { groupText } from '../../core/group-text.ts';
import type { StepInput, StepName } from '../../core/repair-steps.ts';
import { numberOf, useRepair, useTakeSteps, useTimeline } from '../repair-api.ts';
import { REPAIR_WORDS, stepWord } from '../repair-words.ts';
import { StatusBadge } from '../status-badge.tsx';
import { fieldsOf, nextStep } from '../step-fields.ts';
import { RepairPhotoButton, RepairPhotos } from '../repair-photos.tsx';
import { StepForm, type FieldValues } from '../step-form.tsx';
import { Timeline } from '../timeline.tsx';
import { Clocks, Copies, Facts, SpotChecks } from './order-facts.tsx';
import { CallBack, Unplaced } from './order-owed.tsx';
import { PaperForm } from './paper-form.tsx';
import { PrintDialog } from './print-dialog.tsx';

const HIDDEN: ReadonlySet<string> = new Set(['addPhoto', 'print', 'locate']);

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
          <StatusBadge row={row} />
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
              <Menu position="bottom-start" withinPortal={false} withInitialFocusPlaceholder={false}>
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
        {timeline.data ? <Timeline lines={timeline.data.lines} siteId={siteId} kind={row.kind} zone={zone} /> : timeline.isError ? <ErrorState onRetry={() => void timeline.refetch()} /> : <LoadingState />}
        {trail}
      </Stack>
    </Paper>
  );
};
