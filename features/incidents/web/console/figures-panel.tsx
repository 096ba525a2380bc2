import { Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { localDate } from '../../../../platform/core/working-calendar.ts';
import type { OutputOf } from '../../../../platform/core/contract.ts';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { EmptyState, ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import type { incidentFigures } from '../../core/incident-contract.ts';
import { INCIDENT_LABELS } from '../../core/incident-labels.ts';
import { useIncidentFigures } from '../incident-api.ts';
import { INCIDENT_WORDS } from '../incident-words.ts';

type Figure = OutputOf<typeof incidentFigures>['incidents'][number];

const Lines = ({ figures, onOpen }: { figures: readonly Figure[]; onOpen(id: string): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  const labels = INCIDENT_LABELS[language];
  const minutes = (value: number | null): string => (value === null ? '—' : words.minutes(value));
  const head = words.figureHead;
  return (
    <div className="fy-scroll">
      <Table>
        <Table.Thead><Table.Tr>{[head.number, head.grade, head.nature, head.place, head.report, head.answered, head.written, head.late].map((label) => <Table.Th key={label}>{label}</Table.Th>)}</Table.Tr></Table.Thead>
        <Table.Tbody>
          {figures.map((figure) => (
            <Table.Tr key={figure.id}>
              <Table.Td><button type="button" className="fy-row-button fy-figure" onClick={() => onOpen(figure.id)}>{figure.number}</button></Table.Td>
              <Table.Td>{labels.grade[figure.grade]}</Table.Td><Table.Td>{labels.nature[figure.nature]}</Table.Td><Table.Td>{figure.place}</Table.Td>
              <Table.Td>{minutes(figure.report)}</Table.Td><Table.Td>{minutes(figure.answered)}</Table.Td><Table.Td>{minutes(figure.written)}</Table.Td>
              <Table.Td className={figure.late.length > 0 ? 'fy-late' : undefined}>{figure.late.map((clock) => words.clock[clock as keyof typeof words.clock] ?? '').join('、')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};

/** The month as the manager reports it: grade, delay of report, answer and writing (G-01); drills stand apart. */
export const IncidentFiguresPanel = ({ siteId, zone, onOpen }: { siteId: string; zone: string; onOpen(id: string): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const [month, setMonth] = useState(() => localDate(serverInstant(), zone).slice(0, 7));
  const query = useIncidentFigures(siteId, month);
  return (
    <Stack gap="md">
      <TextInput type="month" label={words.month} w={180} value={month} onChange={(event) => (/^\d{4}-\d{2}$/.test(event.currentTarget.value) ? setMonth(event.currentTarget.value) : undefined)} />
      <Text size="sm" c="dimmed">{words.house} <SourceLink id="G-01" /></Text>
      {query.isPending ? <LoadingState /> : !query.data ? <ErrorState onRetry={() => void query.refetch()} /> : (
        <>
          {query.data.incidents.length === 0 ? <EmptyState title={words.noFigures} /> : <Lines figures={query.data.incidents} onOpen={onOpen} />}
          {query.data.drills.length > 0 ? <><Title order={2} size="h4">{words.drills}</Title><Lines figures={query.data.drills} onOpen={onOpen} /></> : null}
        </>
      )}
    </Stack>
  );
};
