import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { emergencyWords } from '../core/emergency-call.ts';
import type { IncidentView } from '../core/incident-contract.ts';
import { INCIDENT_WORDS } from './incident-words.ts';

/** 119, 110, 120 as calls, and the words to read out under them; in a drill nothing is really called. */
export const EmergencyPanel = ({ view, busy, onLog }: { view: IncidentView; busy: boolean; onLog(to: '119' | '110' | '120'): void }): ReactNode => {
  const words = useWords(INCIDENT_WORDS);
  const { language } = useLanguage();
  if (view.numbers.length === 0) return null;
  const hurt = view.affected.filter((person) => person.harm !== 'none').length;
  const [first] = view.numbers;
  const said = first ? emergencyWords({ number: first, site: view.site.name, company: view.site.company, address: view.site.address, phone: view.site.phone, nature: view.nature, place: view.place, hurt, drill: view.drill }, language) : '';
  return (
    <section aria-label={words.emergency}>
      <p className="fy-say fy-say-tight">{said}</p>
      {view.site.address ? null : <Text size="sm" className="fy-soon">{words.noAddress}</Text>}
      <Group grow gap="xs" mt="xs">
        {view.numbers.map((number) =>
          view.drill ? (
            <Button key={number} size="md" variant="default" loading={busy} onClick={() => onLog(number)}>{words.callNumber(number)}</Button>
          ) : (
            <Button key={number} size="md" component="a" href={`tel:${number}`} color="red" variant={number === first ? 'filled' : 'light'} onClick={() => (view.allowed.includes('outside') ? onLog(number) : undefined)}>{words.callNumber(number)}</Button>
          ),
        )}
      </Group>
    </section>
  );
};
