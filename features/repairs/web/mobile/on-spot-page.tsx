import { Button, Checkbox, Input, NativeSelect, SegmentedControl, Stack, Textarea, TextInput, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { defineWords, useWords } from '../../../../platform/web/i18n.tsx';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import { guessRepairType } from '../../core/repair-catalogue.ts';
import { logRepair } from '../../core/repair-contract.ts';
import type { RepairKind } from '../../core/repair-order.ts';
import { SOURCES } from '../../core/repair-steps.ts';
import { sourceOf, usualKind } from '../../core/usual-report.ts';
import { REPAIR_WORDS } from '../repair-words.ts';
import { ErrorState } from '../../../../platform/web/ui/states.tsx';
import { useSiteSetup } from '../site-setup.ts';

const WORDS = defineWords({
  zh: { title: '现场报修', site: '案场', technician: '我现在就修（补单，由客服确认）', send: '报给客服台', place: '地点', item: '什么坏了，什么现象', who: '谁报的', kind: '坏的是', besides: '补充（可不填）', kinds: { facility: '公共设施设备', user: '用户使用的' }, source: '怎么发现的', sources: { patrol: '巡检发现', guard: '秩序发现', cleaning: '保洁发现', guest: '客人告知', alarm: '设备报警', staff: '员工发现' } as Record<string, string>, equipment: '设备名称 / 编号' },
  en: { title: 'Report on the spot', site: 'Centre', technician: 'I repair it now (the desk confirms)', send: 'Send to the desk', place: 'Place', item: 'What is broken, which symptom', who: 'Who reported it', kind: 'What is broken belongs to', besides: 'More (optional)', kinds: { facility: 'The house', user: 'A user' }, source: 'Found by', sources: { patrol: 'Patrol', guard: 'Guard', cleaning: 'Cleaning', guest: 'A guest said so', alarm: 'An alarm', staff: 'Staff' }, equipment: 'Equipment / number' },
});

type Site = { id: string; name: string; roles: readonly string[] };

/** Stopped in the corridor: anybody reports in three fields, by default what belongs to the house (M-43); a technician may open the order on the spot (补单, M-55). */
export const OnSpotPage = ({ sites, outbox, more, onDone }: { sites: readonly Site[]; outbox: Outbox; /** Other ways to report, from other features. */ more?: ReactNode; onDone(siteId: string, repairId: string): void }): ReactNode => {
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
  const [siteId, setSiteId] = useState(sites[0]?.id ?? '');
  const [placeId, setPlaceId] = useState('');
  const [item, setItem] = useState('');
  const [who, setWho] = useState('');
  const [mine, setMine] = useState(false);
  const asked = useSiteSetup(siteId);
  const setup = asked.data;
  const [equipment, setEquipment] = useState('');
  const [chosen, setChosen] = useState<{ kind?: RepairKind; source?: (typeof SOURCES)[number] }>({});
  const roles = sites.find((site) => site.id === siteId)?.roles ?? [];
  const isTechnician = roles.includes('technician');
  const kind = chosen.kind ?? usualKind(roles);
  const source = chosen.source ?? sourceOf(roles);
  const submit = async () => {
    const repairId = uuidv7();
    const type = guessRepairType(item);
    const onSpot = isTechnician && mine;
    await outbox.send(logRepair, { siteId, repairId, kind, ...(kind === 'facility' ? { source, ...(equipment.trim() ? { equipment } : {}) } : {}), channel: onSpot ? 'on_spot' : 'in_person', placeId, item, ...(type ? { typeId: type.id } : {}), ...(who ? { reporterName: who } : {}), steps: onSpot ? [{ step: 'issue' }] : [] }, `${repair.intake.title} ${item}`);
    onDone(siteId, repairId);
  };
  return (
    <main className="fy-phone-body">
      <form onSubmit={(event) => { event.preventDefault(); void submit(); }}>
        <Stack>
          <Title order={1} size="h3">{words.title}</Title>
          {sites.length > 1 ? <NativeSelect label={words.site} value={siteId} data={sites.map((site) => ({ value: site.id, label: site.name }))} onChange={(event) => { setSiteId(event.currentTarget.value); setPlaceId(''); setChosen({}); }} /> : null}
          <Input.Wrapper label={words.kind} labelElement="div">
            <SegmentedControl fullWidth size="lg" aria-label={words.kind} value={kind} data={(['facility', 'user'] as const).map((value) => ({ value, label: words.kinds[value] }))} onChange={(value) => setChosen({ ...chosen, kind: value === 'user' ? 'user' : 'facility' })} />
          </Input.Wrapper>
          <NativeSelect label={words.place} value={placeId} data={[{ value: '', label: '—' }, ...(setup?.places ?? []).filter((place) => !place.archived).map((place) => ({ value: place.id, label: place.name }))]} onChange={(event) => setPlaceId(event.currentTarget.value)} />
          {asked.isError && !setup ? <ErrorState onRetry={() => void asked.refetch()} /> : null}
          <Textarea label={words.item} autosize minRows={2} maxLength={500} value={item} onChange={(event) => setItem(event.currentTarget.value)} />
          {isTechnician ? <Checkbox label={words.technician} checked={mine} onChange={(event) => setMine(event.currentTarget.checked)} /> : null}
          <details className="fy-details">
            <summary>{words.besides}{kind === 'facility' ? ` · ${words.sources[source] ?? source}` : ''}</summary>
            <Stack mt="sm">
              {kind === 'facility' ? <NativeSelect label={words.source} value={source} data={SOURCES.map((value) => ({ value, label: words.sources[value] ?? value }))} onChange={(event) => { const value = event.currentTarget.value; setChosen({ ...chosen, source: SOURCES.find((entry) => entry === value) ?? 'staff' }); }} /> : null}
              {kind === 'facility' ? <TextInput label={words.equipment} maxLength={60} value={equipment} onChange={(event) => setEquipment(event.currentTarget.value)} /> : null}
              <TextInput label={words.who} maxLength={40} value={who} onChange={(event) => setWho(event.currentTarget.value)} />
            </Stack>
          </details>
          <Button type="submit" size="lg" disabled={placeId === '' || item.trim() === ''}>{words.send}</Button>
          {more}
        </Stack>
      </form>
    </main>
  );
};
