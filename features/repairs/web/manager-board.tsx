import { Alert, Badge, Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import { Countdown } from '../../../platform/web/ui/countdown.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { useHotkey } from '../../../platform/web/ui/use-hotkey.ts';
import { lateNow, sortOversight, tallyOversight, type OversightOrder, type OversightRow } from '../core/oversight.ts';
import type { StepInput, StepName } from '../core/repair-steps.ts';
import { MANAGER_WORDS } from './manager-words.ts';
import { numberOf, useOversight } from './repair-api.ts';
import { REPAIR_WORDS } from './repair-words.ts';
import { StatusBadge } from './status-badge.tsx';
import { StepForm, type FieldValues } from './step-form.tsx';

/** What a manager does from the board; everything else is done on the order itself. */
const ACTS = ['urge', 'assign', 'explainBreach', 'approveLoss', 'refuseLoss'] as const satisfies readonly StepName[];
type Act = (typeof ACTS)[number];
const KEY: Readonly<Record<Act, string>> = { urge: 'U', assign: 'R', explainBreach: 'E', approveLoss: 'A', refuseLoss: 'D' };

/** Answers with the refusal in words, or nothing when it was taken. */
export type TakeSteps = (row: OversightRow['row'], steps: StepInput[]) => Promise<string | undefined>;

const actsOf = ({ row, missed }: OversightRow): Act[] => ACTS.filter((act) => row.allowed.includes(act) && (act !== 'explainBreach' || missed.length > 0));

const initialOf = (act: Act, { missed, lostCopies }: OversightRow): FieldValues => {
  const unexplained = missed.find((limit) => limit.reason === null) ?? missed[0];
  return act === 'explainBreach' && unexplained ? { clock: unexplained.clock, visit: unexplained.visit } : (act === 'approveLoss' || act === 'refuseLoss') && lostCopies[0] ? { ply: lostCopies[0] } : {};
};

const Line = (props: { item: OversightRow; zone: string; severalSites: boolean; chosen: boolean; form: Act | undefined; busy: boolean; error: string | undefined; onChoose(): void; onOpen(act: Act): void; onTake(step: StepInput): void; onCancel(): void }): ReactNode => {
  const words = useWords(MANAGER_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const { language } = useLanguage();
  const { row, missed } = props.item;
  const when = (instant: string) => formatWhen(instant, { zone: props.zone, language, now: new Date(serverInstant()) });
  const clockOf = (clock: string) => repair.clock[clock as keyof typeof repair.clock] ?? clock;
  const late = lateNow(missed);
  return (
    <li className={props.chosen ? 'fy-oversight fy-row-chosen' : 'fy-oversight'} data-order={row.id} onFocus={props.onChoose}>
      <Group justify="space-between" align="flex-start" gap="xs">
        <div>
          <Text><span className="fy-number">{numberOf(row)}</span> <strong>{row.place}</strong> {row.item}</Text>
          <Text size="sm" c="dimmed">
            {props.severalSites ? `${row.siteName} · ` : ''}{words.received(when(row.receivedAt))} · {row.technician ?? words.noTechnician}{props.item.urgedAt ? ` · ${words.urged(when(props.item.urgedAt))}` : ''}
          </Text>
        </div>
        <Group gap={6}>
          {row.urgent ? <Badge color="red" variant="light">{repair.board.urgent}</Badge> : null}
          <StatusBadge row={row} />
        </Group>
      </Group>
      <Group gap="xs" mt={4}>
        {late ? <><Text size="sm" className="fy-late" fw={600}>▲ {words.late(clockOf(late.clock), when(late.dueAt))}</Text><SourceLink id={late.clause} origin={late.origin} /></>
          : row.nextDueAt ? <><Text size="sm">{row.nextClock ? clockOf(row.nextClock) : ''}</Text><Countdown dueAt={row.nextDueAt} /></>
          : missed.length === 0 ? <Text size="sm" c="dimmed">{words.punctual}</Text> : null}
        {missed.map((limit) => (
          <Text key={`${limit.clock}${limit.dueAt}`} size="sm" c="dimmed">
            {limit === late ? '' : `${words.endedLate(clockOf(limit.clock))} · `}{limit.reason ? words.reason(repair.exception[limit.reason] ?? limit.reason) : words.noReason}
          </Text>
        ))}
        {props.item.signedLate ? <><Text size="sm">{words.signedLate(props.item.signedLate.minutes, props.item.signedLate.limit)}</Text><SourceLink id="repairs.signing_gap" origin="house" /></> : null}
        {props.item.lostCopies.map((ply) => <Badge key={ply} color="yellow" variant="light">{words.lost(repair.ply[ply] ?? ply)}</Badge>)}
      </Group>
      {props.error ? <Alert color="red" variant="light" role="alert" mt="xs">{props.error}</Alert> : null}
      {props.form ? (
        <div className="fy-oversight-form">
          <StepForm key={props.form} step={props.form} kind={row.kind} siteId={row.siteId} busy={props.busy} initial={initialOf(props.form, props.item)} onTake={props.onTake} onCancel={props.onCancel} />
        </div>
      ) : (
        <Group gap="xs" mt="xs">
          {actsOf(props.item).map((act) => (
            <Button key={act} size="compact-sm" variant="default" data-act={act} loading={props.busy} aria-label={`${repair.step[act]} ${numberOf(row)}`} onClick={() => props.onOpen(act)}>
              {act === 'assign' && !row.technicianId ? words.give : repair.step[act]}
            </Button>
          ))}
        </Group>
      )}
    </li>
  );
};

const Tally = ({ rows, open }: { rows: readonly OversightRow[]; open: number }): ReactNode => {
  const words = useWords(MANAGER_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const tally = tallyOversight(rows);
  const figures: [string, number][] = [[words.orders, tally.orders], [words.onTime, tally.onTime], [words.lateTally, tally.lateWithoutReason], ...Object.entries(tally.lateWithReason).map(([reason, count]): [string, number] => [words.withReason(repair.exception[reason] ?? reason), count])];
  return (
    <>
      <dl className="fy-tally">{figures.map(([label, count]) => <div key={label}><dt>{label}</dt><dd>{count}</dd></div>)}</dl>
      <Text size="xs" c="dimmed">{words.note}{open > rows.length ? ` ${words.shown(rows.length, open)}` : ''} <SourceLink id={['M-03', 'M-04']} /></Text>
    </>
  );
};

/** M-03, M-04: open orders of all centres I look over, the one late thing of each, and what to do about it in place. */
export const ManagerBoard = ({ zoneOf, take, withKeys }: { zoneOf(siteId: string): string; take: TakeSteps; withKeys: boolean }): ReactNode => {
  const words = useWords(MANAGER_WORDS);
  const [sort, setSort] = useState<OversightOrder>('late');
  const [chosen, setChosen] = useState<string>();
  const [form, setForm] = useState<{ id: string; act: Act }>();
  const [busy, setBusy] = useState<string>();
  const [refused, setRefused] = useState<{ id: string; text: string }>();
  const query = useOversight();
  const rows = sortOversight(query.data?.rows ?? [], sort);
  const open = Object.values(query.data?.open ?? {}).reduce((sum, count) => sum + count, 0);
  const severalSites = new Set(rows.map(({ row }) => row.siteId)).size > 1;

  const run = async (item: OversightRow, step: StepInput): Promise<void> => {
    setBusy(item.row.id);
    setRefused(undefined);
    const text = await take(item.row, [step]);
    setBusy(undefined);
    if (text === undefined) setForm(undefined);
    else setRefused({ id: item.row.id, text });
  };
  const act = (item: OversightRow, name: Act): void => {
    setChosen(item.row.id);
    if (name === 'urge') void run(item, { step: 'urge' });
    else setForm({ id: item.row.id, act: name });
  };
  const move = (by: number): void => {
    const at = rows.findIndex(({ row }) => row.id === chosen);
    const next = rows[Math.min(Math.max(at + by, 0), rows.length - 1)]?.row.id;
    setChosen(next);
    if (next) document.querySelector(`[data-order="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const press = (name: Act): void => {
    const item = rows.find(({ row }) => row.id === chosen);
    if (withKeys && item && actsOf(item).includes(name) && !busy) act(item, name);
  };
  useHotkey('j', () => move(1));
  useHotkey('k', () => move(-1));
  useHotkey(KEY.urge, () => press('urge'));
  useHotkey(KEY.assign, () => press('assign'));
  useHotkey(KEY.explainBreach, () => press('explainBreach'));
  useHotkey(KEY.approveLoss, () => press('approveLoss'));
  useHotkey(KEY.refuseLoss, () => press('refuseLoss'));
  useHotkey('Escape', () => setForm(undefined));

  return (
    <Stack gap="sm">
      {query.data ? <Tally rows={rows} open={open} /> : null}
      <Group justify="space-between">
        <SegmentedControl size="xs" aria-label={words.sort} value={sort} onChange={(value) => setSort(value as OversightOrder)} data={(['late', 'age'] as const).map((value) => ({ value, label: words.by[value] }))} />
        {withKeys ? <Text size="xs" c="dimmed">{words.keys}</Text> : null}
      </Group>
      {query.isPending ? <LoadingState /> : null}
      {query.isError && !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : null}
      {query.isSuccess && rows.length === 0 ? <EmptyState title={words.empty} hint={words.emptyHint} /> : null}
      {rows.length > 0 ? (
        <ul className="fy-oversight-list">
          {rows.map((item) => (
            <Line key={item.row.id} item={item} zone={zoneOf(item.row.siteId)} severalSites={severalSites} chosen={withKeys && chosen === item.row.id} busy={busy === item.row.id}
              form={form?.id === item.row.id ? form.act : undefined} error={refused?.id === item.row.id ? refused.text : undefined}
              onChoose={() => setChosen(item.row.id)} onOpen={(name) => act(item, name)} onTake={(step) => void run(item, step)} onCancel={() => setForm(undefined)} />
          ))}
        </ul>
      ) : null}
    </Stack>
  );
};
