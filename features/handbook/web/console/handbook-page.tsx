import { Stack, Tabs, Text, Title } from '@mantine/core';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import type { Keep } from '../../core/coverage.ts';
import type { ParameterValues } from '../../core/parameters.ts';
import { HANDBOOK_WORDS } from '../handbook-words.ts';
import { ClauseTable } from './clause-table.tsx';
import { ParameterTable } from './parameter-table.tsx';

type HandbookPageProps = {
  /** What the installed features declare; the coverage column is drawn from it and from nothing else. */
  readonly keeps: readonly Keep[];
  /** The limits in force in this centre, once they are known. */
  readonly values: ParameterValues | undefined;
  /** They could not be read. */
  readonly onRetry?: () => void;
};

export const HandbookPage = ({ keeps, values, onRetry }: HandbookPageProps) => {
  const words = useWords(HANDBOOK_WORDS);
  return (
    <Stack gap="md" p="md">
      <div>
        <Title order={1} size="h3">
          {words.title}
        </Title>
        <Text size="sm" c="dimmed">
          {words.intro}
        </Text>
      </div>
      <Tabs defaultValue="clauses">
        <Tabs.List>
          <Tabs.Tab value="clauses">{words.tabs.clauses}</Tabs.Tab>
          <Tabs.Tab value="parameters">{words.tabs.parameters}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="clauses" pt="md">
          <ClauseTable keeps={keeps} />
        </Tabs.Panel>
        <Tabs.Panel value="parameters" pt="md">
          {values ? <ParameterTable values={values} /> : onRetry ? <ErrorState onRetry={onRetry} /> : <LoadingState />}
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
};
