import { Text, TextInput } from '@mantine/core';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { formatTime, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import type { EntryView } from '../core/desk-contract.ts';
import { useDirectory, useSettled, type TelephoneScreen } from './telephone-api.ts';
import { presenceWord, TELEPHONE_WORDS } from './telephone-words.ts';

const SHAPE = { in: '●', out: '○', with_guest: '◐', off: '–', unknown: '?' } as const;

/** Presence as shape and word; what neither a person nor the roster says is 不清楚. */
export const PresenceMark = ({ entry, zone }: { entry: Pick<EntryView, 'presence' | 'backAt' | 'isOn'>; zone: string }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  return <Text span size="xs" c="dimmed"><span aria-hidden="true">{SHAPE[entry.presence]}</span> {presenceWord(words, entry)}{entry.backAt ? ` · ${words.backAt(formatTime(entry.backAt, { zone, language }))}` : ''}</Text>;
};

/**
 * Finds whom to put through to by name, sound, first letters, department, extension or what they handle (T-24, T-25); arrows and Enter choose.
 * An Enter quicker than the answer waits for it: the list of the letters before would put the caller through to somebody else.
 */
export const DirectoryPicker = ({ screen, label, chosen, autoFocus, onChoose }: { screen: TelephoneScreen; label: string; chosen: EntryView | undefined; autoFocus?: boolean; onChoose(entry: EntryView | undefined): void }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const isWanted = useRef(false);
  const asked = useSettled(query, 80);
  const answer = useDirectory(screen.siteId, asked, 8);
  const found = answer.data?.entries ?? [];
  const first = found[0];
  const isAnswered = asked === query && answer.isSuccess && !answer.isPlaceholderData;
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  useEffect(() => {
    if (!isWanted.current || !isAnswered) return;
    isWanted.current = false;
    if (first) onChoose(first);
  }, [isAnswered, first, onChoose]);
  return (
    <div>
      <TextInput
        ref={field} size="xs" label={label} value={chosen ? [chosen.department, chosen.name, chosen.extension].filter(Boolean).join(' ') : query} autoComplete="off" role="combobox" aria-expanded={!chosen && found.length > 0} aria-controls="directory-found"
        onChange={(event) => { onChoose(undefined); setQuery(event.currentTarget.value); setAt(0); isWanted.current = false; }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || event.keyCode === 229 || chosen) return;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); setAt(Math.max(0, Math.min(found.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)))); }
          if (event.key !== 'Enter' || event.ctrlKey) return;
          event.preventDefault();
          if (!isAnswered) isWanted.current = true;
          else if (found[at]) onChoose(found[at]);
        }}
      />
      {chosen ? <PresenceMark entry={chosen} zone={screen.zone} /> : (
        <ul className="fy-plain fy-lines fy-found" id="directory-found" role="listbox" aria-label={label}>
          {found.map((entry, index) => (
            <li key={entry.id} role="option" aria-selected={index === at} className={index === at ? 'fy-row-chosen' : undefined} onMouseDown={(event) => { event.preventDefault(); onChoose(entry); }}>
              <strong>{entry.name}</strong> {[entry.department, entry.extension].filter(Boolean).join(' · ')} <PresenceMark entry={entry} zone={screen.zone} />
              {entry.handles ? <Text size="xs" c="dimmed">{words.handles}{words.colon}{entry.handles}</Text> : null}
            </li>
          ))}
          {found.length === 0 && query !== '' ? <li role="option" aria-selected={false}><Text size="xs" c="dimmed">{words.noEntry}</Text></li> : null}
        </ul>
      )}
    </div>
  );
};
