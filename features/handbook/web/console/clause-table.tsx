import { Badge, Group, Stack, Switch, Table, Text, TextInput, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { ANNEX_TITLES, type ClauseAnnex } from '../../core/clauses.ts';
import { coverageOf, type CoverageRow, type Keep } from '../../core/coverage.ts';
import { searchClauses } from '../../core/search.ts';
import { ClauseLink } from '../clause-link.tsx';
import { HANDBOOK_WORDS } from '../handbook-words.ts';

const ANNEXES: readonly ClauseAnnex[] = ['岗位职责', '附件七', '附件八', '附件九'];

const KeptBy = ({ row }: { row: CoverageRow }) => {
  const words = useWords(HANDBOOK_WORDS);
  if (!row.isKept)
    return (
      <Text size="sm" c="dimmed">
        {words.notKept}
      </Text>
    );
  return (
    <Stack gap={4}>
      {row.keeps.map((keep) => (
        <Group key={`${keep.by}:${keep.where}`} gap={6} wrap="nowrap">
          <Badge variant="light" radius="sm" tt="none" fw={500} style={{ flexShrink: 0 }}>
            {words.keptBy[keep.by]}
          </Badge>
          <Text size="sm" lang="zh-CN">
            {keep.where}
          </Text>
        </Group>
      ))}
    </Stack>
  );
};

const ClauseRow = ({ row }: { row: CoverageRow }) => {
  const words = useWords(HANDBOOK_WORDS);
  const { language } = useLanguage();
  const { clause } = row;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs" wrap="nowrap" align="baseline">
          <Text size="sm" fw={600}>
            {language === 'en' ? clause.gist : clause.short}
          </Text>
          <ClauseLink clause={clause.id} />
        </Group>
        <Text size="sm" lang="zh-CN">
          {clause.text}
        </Text>
        <Text size="xs" c="dimmed">
          {language === 'en' ? clause.id : `${clause.section} · ${clause.id}`}
        </Text>
      </Table.Td>
      <Table.Td>
        <Text size="xs">{clause.modes.map((mode) => words.modes[mode]).join(language === 'en' ? ', ' : '、')}</Text>
      </Table.Td>
      <Table.Td>
        <KeptBy row={row} />
      </Table.Td>
    </Table.Tr>
  );
};

const AnnexTable = ({ annex, rows }: { annex: ClauseAnnex; rows: readonly CoverageRow[] }) => {
  const words = useWords(HANDBOOK_WORDS);
  const { language } = useLanguage();
  const title =
    language === 'zh' && ANNEX_TITLES[annex] !== annex ? `${annex} · ${ANNEX_TITLES[annex]}` : words.annexes[annex];
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb={4}>
        {title}
      </Title>
      <Table.ScrollContainer minWidth={640} type="native">
        <Table verticalSpacing="xs" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" w="60%">
                {words.columns.clause}
              </Table.Th>
              <Table.Th scope="col" w="14%">
                {words.columns.modes}
              </Table.Th>
              <Table.Th scope="col">{words.columns.keptBy}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <ClauseRow key={row.clause.id} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
};

export const ClauseTable = ({ keeps }: { keeps: readonly Keep[] }) => {
  const words = useWords(HANDBOOK_WORDS);
  const [query, setQuery] = useState('');
  const [isOnlyOpen, setOnlyOpen] = useState(false);
  const coverage = useMemo(() => coverageOf(keeps), [keeps]);
  const shown = useMemo(() => {
    const found = new Set(searchClauses(query).map((clause) => clause.id));
    return coverage.filter((row) => found.has(row.clause.id) && !(isOnlyOpen && row.isKept));
  }, [coverage, query, isOnlyOpen]);
  const kept = coverage.filter((row) => row.isKept).length;
  return (
    <Stack gap="md">
      <Group align="end" gap="lg">
        <TextInput
          type="search"
          label={words.search}
          placeholder={words.searchHint}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
          style={{ flex: '1 1 20rem', maxWidth: '32rem' }}
        />
        <Switch
          label={words.onlyOpen}
          checked={isOnlyOpen}
          onChange={(event) => setOnlyOpen(event.currentTarget.checked)}
          mb={6}
        />
      </Group>
      <Text size="sm" role="status">
        {shown.length === 0 && query.trim() !== ''
          ? words.notFound(query.trim())
          : words.count(shown.length, coverage.length, kept)}
      </Text>
      {ANNEXES.map((annex) => {
        const rows = shown.filter((row) => row.clause.annex === annex);
        return rows.length === 0 ? null : <AnnexTable key={annex} annex={annex} rows={rows} />;
      })}
    </Stack>
  );
};
