import { Alert, Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { callApi } from '../../../../platform/web/api-client.ts';
import { useWords } from '../../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../../platform/web/ids.ts';
import { useAttempt } from '../../../../platform/web/ui/use-attempt.ts';
import { changeBarEndpoint, type TableView } from '../../core/service-contract.ts';
import { useRefresh, type BarScreen } from '../bar-api.ts';
import { BAR_WORDS } from '../bar-words.ts';
import { BAR_SETTINGS_WORDS } from './settings-words.ts';

const STEP = 2;
const within = (value: number): number => Math.max(6, Math.min(94, Math.round(value)));
const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

/** The room drawn by hand: tables are dragged to where they stand, or moved by the arrow keys. */
export const RoomEditor = ({ screen, tables }: { screen: BarScreen; tables: readonly TableView[] }): ReactNode => {
  const words = useWords(BAR_SETTINGS_WORDS);
  const bar = useWords(BAR_WORDS);
  const refresh = useRefresh(screen.siteId);
  const room = useRef<HTMLDivElement>(null);
  const dragging = useRef<string | undefined>(undefined);
  const [moved, setMoved] = useState<Readonly<Record<string, Partial<Pick<TableView, 'x' | 'y' | 'inService'>>>>>({});
  const [chosen, setChosen] = useState<string>();
  const [saved, setSaved] = useState(false);
  const { busy, error, attempt } = useAttempt(bar.refusal);
  if (tables.length === 0) return <Text size="sm" c="dimmed">{words.noTables}</Text>;
  const shown = tables.map((table) => ({ ...table, ...moved[table.id] }));
  const table = shown.find((entry) => entry.id === chosen);
  const set = (id: string, change: Partial<Pick<TableView, 'x' | 'y' | 'inService'>>) => { setSaved(false); setMoved((now) => ({ ...now, [id]: { ...now[id], ...change } })); };
  const move = (event: PointerEvent) => {
    const box = room.current?.getBoundingClientRect();
    if (!dragging.current || !box) return;
    set(dragging.current, { x: within(((event.clientX - box.left) / box.width) * 100), y: within(((event.clientY - box.top) / box.height) * 100) });
  };
  const key = (event: KeyboardEvent, entry: TableView) => {
    const by = ARROWS[event.key];
    if (!by || event.nativeEvent.isComposing) return;
    event.preventDefault();
    set(entry.id, { x: within(entry.x + by[0]), y: within(entry.y + by[1]) });
  };
  const save = () => void attempt(async () => { await callApi(changeBarEndpoint, { siteId: screen.siteId, commandId: uuidv7(), change: { change: 'room', spots: shown.map(({ id, x, y, inService }) => ({ tableId: id, x, y, inService })) } }); setMoved({}); setSaved(true); await refresh(); });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">{words.roomNote}</Text>
      <div ref={room} className="fy-room" style={{ height: 420, touchAction: 'none' }} onPointerMove={move} onPointerUp={() => { dragging.current = undefined; }} onPointerLeave={() => { dragging.current = undefined; }}>
        {shown.map((entry) => (
          <button
            key={entry.id} type="button" className="fy-spot" data-out={entry.inService ? undefined : true} style={{ left: `${entry.x}%`, top: `${entry.y}%` }} aria-pressed={chosen === entry.id}
            onPointerDown={() => { dragging.current = entry.id; setChosen(entry.id); }} onFocus={() => setChosen(entry.id)} onKeyDown={(event) => key(event, entry)}
          >
            <span className="fy-tile-name">{entry.name}</span><span className="fy-tile-due" style={{ fontWeight: 400 }}>{entry.seats} {bar.seats}</span>
          </button>
        ))}
      </div>
      {table ? <Checkbox label={`${table.name} ${words.inService}`} checked={table.inService} onChange={(event) => set(table.id, { inService: event.currentTarget.checked })} /> : null}
      {error ? <Alert color="red" variant="light" role="alert">{error}</Alert> : null}
      <Group><Button loading={busy} disabled={Object.keys(moved).length === 0} onClick={save}>{words.saveRoom}</Button>{saved ? <Text size="sm" role="status">{bar.saved}</Text> : null}</Group>
    </Stack>
  );
};
