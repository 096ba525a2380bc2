import { Alert, Button, Group, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { amountWords, isParameterKey, mayChangeParameter, parameterByKey, rangeWords, SWITCH_WORDS, unitWord } from '../../../handbook/core/handbook-facts.ts';
import type { Role } from '../../../../platform/core/roles.ts';
import { ApiRefusal, callApi } from '../../../../platform/web/api-client.ts';
import { defineWords, useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { changeSite, getSiteSetup } from '../../core/site-contract.ts';

const WORDS = defineWords({
  zh: { title: '案场', name: '案场名称', company: '物业公司', address: '案场地址（报 119、110、120 时照读，写明从哪个门进）', desk: '客服电话', complaints: '投诉电话', save: '保存', saved: '已保存', failed: '没有保存，请核对填写的内容', pin: '没有保存：请退出，用密码登录后再改，PIN 不够', changed: '别人刚刚改过，已显示最新内容', managers: '水吧的时限和参数只由物业经理修改（B-04）', range: (label: string, range: string) => `没有保存。「${label}」请填 ${range}`, wrong: (label: string, unit: string, usual: string) => `没有保存。「${label}」填得不对：只填整数，单位是${unit}，例如 ${usual}`, wrongTime: (label: string, usual: string) => `没有保存。「${label}」请填时刻，例如 ${usual}`, limits: '时限与参数', value: '现值', usual: '默认与可设范围', areas: { repairs: '维修', roster: '值班与交接班', alerts: '提醒', telephone: '来电与留言', beverages: '水吧', incidents: '突发事件', access: '门岗', complaints: '投诉与举报', claims: '赔偿', conduct: '行为与承诺', records: '个人信息' } as Record<string, string>, places: '地点', unknown: '没有公布节假日安排的年份不会推算。已知年份：', keep: '改动只影响之后开始的时限。' },
  en: { title: 'Centre', name: 'Name', company: 'Company', address: 'Address (read out to 119, 110 and 120; say which gate)', desk: 'Desk phone', complaints: 'Complaints number', save: 'Save', saved: 'Saved', failed: 'Not saved; check what you entered', pin: 'Not saved: sign out and in again with the password; a PIN is not enough', changed: 'Somebody just changed it; this is the latest', managers: 'The limits of the bar are the property manager’s (B-04)', range: (label: string, range: string) => `Not saved. “${label}” must be ${range}`, wrong: (label: string, unit: string, usual: string) => `Not saved. “${label}” wants a whole number (${unit}), such as ${usual}`, wrongTime: (label: string, usual: string) => `Not saved. “${label}” wants a time of day, such as ${usual}`, limits: 'Limits', value: 'In force', usual: 'Default and range', areas: { repairs: 'Repairs', roster: 'Duty and handover', alerts: 'Alerts', telephone: 'Calls and messages', beverages: 'Drinks bar', incidents: 'Incidents', access: 'The door', complaints: 'Complaints and reports', claims: 'Claims', conduct: 'Conduct and pledges', records: 'Personal data' }, places: 'Places', unknown: 'Years without a notice are never guessed. Known years:', keep: 'Changes affect only deadlines that start later.' },
});

/** Limits stand by what they are about: the first word of their key. */
const areaOf = (key: string): string => key.split('.')[0] ?? '';

type Form = { name: string; company: string; address: string; deskPhone: string; complaintsPhone: string; parameters: Record<string, string> };

/** What the manager may set: names, numbers, limits; each limit says where its number comes from. */
export const SettingsPage = ({ siteId, roles, more }: { siteId: string; roles: readonly Role[]; /** Ways to the settings of other features. */ more?: ReactNode }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const client = useQueryClient();
  const query = useQuery({ queryKey: ['sites', siteId, 'setup'], queryFn: () => callApi(getSiteSetup, { siteId }) });
  const [edited, setEdited] = useState<Partial<Form>>({});
  const [note, setNote] = useState<{ ok: boolean; text: string }>();
  if (query.isPending) return <main><LoadingState /></main>;
  if (!query.data) return <main><ErrorState onRetry={() => void query.refetch()} /></main>;
  const { site, parameters, places, knownYears } = query.data;
  const labelOf = (key: unknown): string => {
    const name = String(key);
    return isParameterKey(name) ? parameterByKey(name).label[language] : name;
  };
  const reasonOf = ({ code, facts }: ApiRefusal): string => {
    if (code === 'changed-meanwhile') return words.changed;
    if (code === 'password-sign-in-needed') return words.pin;
    if (code === 'parameter-of-the-manager') return words.managers;
    const key = String(facts['key']);
    if (!code.startsWith('parameter-') || !isParameterKey(key)) return words.failed;
    const parameter = parameterByKey(key);
    if (code === 'parameter-out-of-range') return words.range(labelOf(key), rangeWords(parameter, language));
    return parameter.unit === 'time' ? words.wrongTime(labelOf(key), parameter.default) : words.wrong(labelOf(key), unitWord(parameter.unit, language), String(parameter.default));
  };
  const save = async () => {
    setNote(undefined);
    const { parameters: limits, ...fields } = edited;
    try {
      await callApi(changeSite, { siteId, version: site.version, ...fields, ...(limits ? { parameters: Object.fromEntries(Object.entries(limits).map(([key, value]) => [key, value === '' ? null : /^\d+$/.test(value) ? Number(value) : value])) } : {}) });
      setEdited({});
      setNote({ ok: true, text: words.saved });
    } catch (failure) {
      setNote({ ok: false, text: failure instanceof ApiRefusal ? reasonOf(failure) : words.failed });
    }
    await client.invalidateQueries({ queryKey: ['sites', siteId] });
  };
  const field = (name: 'name' | 'company' | 'address' | 'deskPhone' | 'complaintsPhone', label: string) => <TextInput label={label} value={edited[name] ?? site[name]} onChange={(event) => setEdited({ ...edited, [name]: event.currentTarget.value })} />;
  return (
    <main>
      <form onSubmit={(event) => { event.preventDefault(); void save(); }}>
        <Stack gap="md" maw={860}>
          <Group justify="space-between"><Title order={1} size="h3">{words.title}</Title>{more}</Group>
          <Group grow>{field('name', words.name)}{field('company', words.company)}</Group>
          {field('address', words.address)}
          <Group grow>{field('deskPhone', words.desk)}{field('complaintsPhone', words.complaints)}</Group>
          <Title order={2} size="h4">{words.limits}</Title>
          <Text size="sm" c="dimmed">{words.keep}</Text>
          <Table className="fy-limits">
            <Table.Thead><Table.Tr><Table.Th>{words.limits}</Table.Th><Table.Th>{words.value}</Table.Th><Table.Th>{words.usual}</Table.Th></Table.Tr></Table.Thead>
            {[...new Set(parameters.map(({ key }) => areaOf(key)))].map((area) => (
              <Table.Tbody key={area}>
                <Table.Tr><Table.Th colSpan={3} scope="rowgroup">{words.areas[area] ?? area}</Table.Th></Table.Tr>
                {parameters.filter(({ key }) => areaOf(key) === area).map((parameter) => {
                  const label = labelOf(parameter.key);
                  const isOurs = mayChangeParameter(parameter.key, roles);
                  const known = isParameterKey(parameter.key) ? parameterByKey(parameter.key) : undefined;
                  const shown = { 'aria-label': known && known.unit !== 'switch' ? `${label}（${unitWord(known.unit, language)}）` : label, disabled: !isOurs, title: isOurs ? undefined : words.managers, value: edited.parameters?.[parameter.key] ?? String(parameter.value), onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) => setEdited({ ...edited, parameters: { ...edited.parameters, [parameter.key]: value } }) };
                  return (
                    <Table.Tr key={parameter.key}>
                      <Table.Td>{label} <SourceLink id={parameter.key} origin={parameter.origin} /></Table.Td>
                      <Table.Td>
                        <Group gap={6} wrap="nowrap">
                          {known?.unit === 'switch' ? <NativeSelect size="xs" w={96} {...shown} data={SWITCH_WORDS[language].map((word, value) => ({ value: String(value), label: word }))} /> : <TextInput size="xs" w={96} {...shown} />}
                          {known && known.unit !== 'time' ? <Text span size="sm" style={{ whiteSpace: 'nowrap' }}>{unitWord(known.unit, language)}</Text> : null}
                        </Group>
                      </Table.Td>
                      <Table.Td style={{ whiteSpace: 'nowrap' }}>{known ? amountWords(parameter.default, known.unit, language) : parameter.default}{known && known.unit !== 'switch' ? <Text size="xs" c="dimmed">{rangeWords(known, language)}</Text> : null}</Table.Td>
                    </Table.Tr>
                  );
                })}
              </Table.Tbody>
            ))}
          </Table>
          {note ? <Alert color={note.ok ? 'jade' : 'red'} variant="light" role="status">{note.text}</Alert> : null}
          <Group className={Object.keys(edited).length > 0 ? 'fy-save-bar' : ''}><Button type="submit" disabled={Object.keys(edited).length === 0}>{words.save}</Button></Group>
          <Title order={2} size="h4">{words.places}</Title>
          <Text>{places.filter((place) => !place.archived).map((place) => place.name).join('、')}</Text>
          <Text size="sm" c="dimmed">{words.unknown} {knownYears.join('、')}</Text>
        </Stack>
      </form>
    </main>
  );
};
