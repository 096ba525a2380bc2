import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useLanguage, useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import type { Outbox } from '../../../../platform/web/outbox.ts';
import { serverInstant } from '../../../../platform/web/server-clock.ts';
import { SourceLink } from '../../../../platform/web/ui/source-link.tsx';
import { ErrorState, LoadingState } from '../../../../platform/web/ui/states.tsx';
import { logRemovalEndpoint } from '../../core/access-contract.ts';
import { ACCESS_LABELS } from '../../core/access-words.ts';
import { REMOVAL_ACTIONS, REMOVAL_CATEGORIES, type RemovalAction, type RemovalCategory } from '../../core/removal.ts';
import { useAccessChoices, useRemovals } from '../access-api.ts';
import { ACCESS_WORDS } from '../access-words.ts';
import { RemovalCard, type DoorScreen } from '../removal-card.tsx';
import { VisitPanel } from '../visit-panel.tsx';

/** Who, where, what was done: the third tap writes it down. The polite words stand above from the first tap on. */
export const DoorPage = ({ screen, outbox }: { screen: DoorScreen; outbox: Outbox }): ReactNode => {
  const words = useWords(ACCESS_WORDS);
  const { language } = useLanguage();
  const labels = ACCESS_LABELS[language];
  const client = useQueryClient();
  const choices = useAccessChoices(screen.siteId);
  const removals = useRemovals(screen.siteId);
  const [tab, setTab] = useState<'removals' | 'visits'>('removals');
  const [category, setCategory] = useState<RemovalCategory>();
  const [place, setPlace] = useState<{ id: string; name: string }>();
  const [said, setSaid] = useState<string>();
  if (choices.isPending) return <main className="fy-phone-body"><LoadingState /></main>;
  if (!choices.data) return <main className="fy-phone-body"><ErrorState onRetry={() => void choices.refetch()} /></main>;
  const log = async (action: RemovalAction): Promise<void> => {
    if (!category || !place) return;
    const what = `${labels.category[category]} · ${place.name} · ${labels.action[action]}`;
    setCategory(undefined);
    setPlace(undefined);
    setSaid(what);
    // A queued line keeps the moment of the tap.
    await outbox.send(logRemovalEndpoint, { siteId: screen.siteId, removalId: uuidv7(), category, placeId: place.id, action, askedAt: serverInstant() }, `${words.removals} ${what}`);
    await client.invalidateQueries({ queryKey: ['access', screen.siteId] });
  };
  return (
    <main className="fy-phone-body">
      <Stack gap="md">
        <Group grow gap="xs">{(['removals', 'visits'] as const).map((entry) => <Button key={entry} variant={tab === entry ? 'light' : 'default'} aria-pressed={tab === entry} onClick={() => setTab(entry)}>{words[entry]}</Button>)}</Group>
        {tab === 'visits' ? <VisitPanel screen={screen} /> : (
          <>
            <Group justify="space-between">
              <Title order={1} size="h3">{category ? (place ? words.did : words.where) : words.who} <SourceLink id="G-02" /></Title>
              {category ? <Button variant="subtle" onClick={() => (place ? setPlace(undefined) : setCategory(undefined))}>{words.back}</Button> : null}
            </Group>
            {category ? <p className="fy-say fy-say-tight">{labels.say[category]}</p> : null}
            {said && !category ? <Text role="status" className="fy-calm">✓ {words.logged(said)}</Text> : null}
            {!category ? (
              <ul className="fy-taps">{REMOVAL_CATEGORIES.map((entry) => <li key={entry}><button type="button" className="fy-tap" onClick={() => setCategory(entry)}>{labels.category[entry]}</button></li>)}</ul>
            ) : !place ? (
              <ul className="fy-taps">{choices.data.places.map((entry) => <li key={entry.id}><button type="button" className="fy-tap" onClick={() => setPlace(entry)}>{entry.name}</button></li>)}</ul>
            ) : (
              <Stack gap="xs">{REMOVAL_ACTIONS.map((entry) => <button key={entry} type="button" className="fy-tap" onClick={() => void log(entry)}>{labels.action[entry]}</button>)}</Stack>
            )}
            {category ? <Text size="xs" c="dimmed">{words.house}</Text> : (
              <>
                <section>
                  <Title order={2} size="h5">{words.stillHere}</Title>
                  {removals.isError && !removals.data ? <ErrorState onRetry={() => void removals.refetch()} /> : null}
                  {removals.data?.open.length === 0 ? <Text size="sm" c="dimmed">{words.nobody}</Text> : null}
                  <ul className="fy-plain">{removals.data?.open.map((removal) => <RemovalCard key={removal.id} removal={removal} screen={screen} />)}</ul>
                </section>
                <section>
                  <Title order={2} size="h5">{words.past}</Title>
                  {removals.data?.past.length === 0 ? <Text size="sm" c="dimmed">{words.noPast}</Text> : null}
                  <ul className="fy-plain">{removals.data?.past.slice(0, 10).map((removal) => <RemovalCard key={removal.id} removal={removal} screen={screen} />)}</ul>
                </section>
              </>
            )}
          </>
        )}
      </Stack>
    </main>
  );
};
