import { Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import type { RepairView } from '../../core/repair-contract.ts';
import { isUnprinted, pliesOf } from '../../core/repair-order.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { useSiteSetup } from '../site-setup.ts';

/** What the order says of itself. */
export const Facts = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
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
    [words.field['signedBy'] ?? '', order.signedBy ? [order.signedBy, order.signWay ? words.signWay[order.signWay] : undefined].filter(Boolean).join(' · ') : undefined],
    [words.board.unsigned, order.noSignature ? [words.why[order.noSignature.why], order.noSignature.reason, order.noSignature.witness ? `${words.field['witness'] ?? ''} ${order.noSignature.witness}` : undefined].filter(Boolean).join(' · ') : undefined],
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

/** M-35: where each copy lies. */
export const Copies = ({ view }: { view: RepairView }): ReactNode => {
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

/** Its limits, each with where it comes from and how it ended. */
export const Clocks = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
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
export const SpotChecks = ({ view, zone }: { view: RepairView; zone: string }): ReactNode => {
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
