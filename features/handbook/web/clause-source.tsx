import { Badge, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { useCallback, type ReactNode } from 'react';
import type { Origin } from '../../../platform/core/clock-rule.ts';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { SourceProvider, type SourceContent } from '../../../platform/web/ui/source-link.tsx';
import { clauseById, clausePlace, isClauseId, type Clause } from '../core/clauses.ts';
import { isParameterKey, parameterByKey, type Parameter } from '../core/parameters.ts';
import { amountWords } from '../core/parameter-words.ts';
import { fillScript, scriptsOf } from '../core/scripts.ts';
import { HANDBOOK_WORDS, SLOT_STAND_INS } from './handbook-words.ts';

export const OriginBadge = ({ origin }: { origin: Origin }) => {
  const words = useWords(HANDBOOK_WORDS);
  return (
    <Badge variant={origin === 'plan' ? 'light' : 'outline'} radius="sm" tt="none" fw={500}>
      {words.origins[origin]}
    </Badge>
  );
};

const Wording = ({ heading, children }: { heading: string; children: ReactNode }) => (
  <div>
    <Text size="xs" c="dimmed">
      {heading}
    </Text>
    <Text size="sm" lang="zh-CN" style={{ lineHeight: 1.6 }}>
      {children}
    </Text>
  </div>
);

/** Verbatim and 朗读版 side by side; sentences of this house under them, marked as such; our number last. */
export const ClauseBody = ({ clause }: { clause: Clause }) => {
  const words = useWords(HANDBOOK_WORDS);
  const { language } = useLanguage();
  const ownSentences = scriptsOf(clause.id).filter((script) => script.origin === 'house');
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md">
        <Wording heading={words.verbatim}>{clause.text}</Wording>
        <Wording heading={words.readAloud}>{clause.readAloud ?? words.sameAsVerbatim}</Wording>
      </SimpleGrid>
      {ownSentences.map((script) => (
        <Wording key={script.text} heading={words.houseSentence}>
          {fillScript(script, SLOT_STAND_INS)}
        </Wording>
      ))}
      {language === 'en' ? <Text size="sm">{clause.gist}</Text> : null}
      {clause.text.includes('〔') ? (
        <Text size="xs" c="dimmed">
          {words.cutNumber}
        </Text>
      ) : null}
      <Group gap="xs">
        <OriginBadge origin="plan" />
        <Text size="xs" c="dimmed">
          {words.ourNumber(clause.id)}
        </Text>
      </Group>
    </Stack>
  );
};

/** A limit: what it is, where its number comes from, and the clause that asks for it. */
const ParameterBody = ({ parameter }: { parameter: Parameter }) => {
  const words = useWords(HANDBOOK_WORDS);
  const { language } = useLanguage();
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text size="sm" fw={600}>
          {words.byDefault(amountWords(parameter.default, parameter.unit, language))}
        </Text>
        <OriginBadge origin={parameter.origin} />
      </Group>
      <Text size="sm">{parameter.note[language]}</Text>
      {parameter.clause ? <ClauseBody clause={clauseById(parameter.clause)} /> : null}
    </Stack>
  );
};

const titleIn = (clause: Clause, language: 'zh' | 'en'): string =>
  language === 'en' ? `${HANDBOOK_WORDS.en.annexes[clause.annex]} · ${clause.gist}` : clausePlace(clause);

export const useClauseTitle = (): ((clause: Clause) => string) => {
  const { language } = useLanguage();
  return (clause) => titleIn(clause, language);
};

/** Wraps an app: every 依据 (`SourceLink`) finds clauses by `M-13` and limits by `repairs.ready_minutes`. */
export const HandbookSources = ({ children }: { children: ReactNode }) => {
  const { language } = useLanguage();
  const lookup = useCallback(
    (id: string): SourceContent | undefined => {
      if (isClauseId(id)) {
        const clause = clauseById(id);
        return { title: titleIn(clause, language), body: <ClauseBody clause={clause} /> };
      }
      if (!isParameterKey(id)) return undefined;
      const parameter = parameterByKey(id);
      return { title: parameter.label[language], body: <ParameterBody parameter={parameter} /> };
    },
    [language],
  );
  return <SourceProvider lookup={lookup}>{children}</SourceProvider>;
};
