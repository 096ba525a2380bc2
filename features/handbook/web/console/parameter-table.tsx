import { Group, Table, Text } from '@mantine/core';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { amountWords, rangeWords } from '../../core/parameter-words.ts';
import { PARAMETERS, originOf, type ParameterValues } from '../../core/parameters.ts';
import { ClauseLink } from '../clause-link.tsx';
import { OriginBadge } from '../clause-source.tsx';
import { HANDBOOK_WORDS } from '../handbook-words.ts';

/** Every limit with the value in force and its origin; a plan number this centre changed is shown as a house rule. */
export const ParameterTable = ({ values }: { values: ParameterValues }) => {
  const words = useWords(HANDBOOK_WORDS);
  const { language } = useLanguage();
  return (
    <Table.ScrollContainer minWidth={640} type="native">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{words.columns.limit}</Table.Th>
            <Table.Th scope="col" ta="right">
              {words.columns.value}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {words.columns.range}
            </Table.Th>
            <Table.Th scope="col">{words.columns.origin}</Table.Th>
            <Table.Th scope="col">{words.columns.note}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {PARAMETERS.map((parameter) => {
            const value = values[parameter.key];
            const isChangedPlan = parameter.origin === 'plan' && originOf(parameter.key, value) === 'house';
            return (
              <Table.Tr key={parameter.key}>
                <Table.Td>
                  <Group gap="xs" wrap="nowrap" align="baseline">
                    <Text size="sm">{parameter.label[language]}</Text>
                    {parameter.clause ? <ClauseLink clause={parameter.clause} /> : null}
                  </Group>
                </Table.Td>
                <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
                  {amountWords(value, parameter.unit, language)}
                </Table.Td>
                <Table.Td ta="right" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}>
                  {rangeWords(parameter, language)}
                </Table.Td>
                <Table.Td>
                  <OriginBadge origin={originOf(parameter.key, value)} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm">
                    {isChangedPlan
                      ? words.changedFrom(amountWords(parameter.default, parameter.unit, language))
                      : parameter.note[language]}
                  </Text>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
};
