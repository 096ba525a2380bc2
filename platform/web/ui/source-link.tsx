import { Popover, Text, UnstyledButton } from '@mantine/core';
import { createContext, useContext, useId, useState, type ReactNode } from 'react';
import type { Origin } from '../../core/clock-rule.ts';
import { useWords } from '../i18n.tsx';

const WORDS = {
  zh: { source: '依据', house: '本案场规定', houseNote: '这个数由本案场规定，不是方案原文。' },
  en: {
    source: 'Source',
    house: 'House rule',
    houseNote: 'This number is a rule of this centre, not the plan’s.',
  },
};

/** What 依据 shows: the place and wording as title, the full wording and where it comes from as body. */
export type SourceContent = { readonly title: string; readonly body: ReactNode };
export type SourceLookup = (id: string) => SourceContent | undefined;

const SourceContext = createContext<SourceLookup>(() => undefined);

/** Set once by each app, so that any screen can name its source by id without knowing where the texts live. */
export const SourceProvider = ({ lookup, children }: { lookup: SourceLookup; children: ReactNode }) => (
  <SourceContext value={lookup}>{children}</SourceContext>
);

/** The small word beside whatever is enforced or timed; opens the wording, returns the focus when closed. */
export const SourcePopover = ({ title, body, origin = 'plan' }: SourceContent & { origin?: Origin }) => {
  const words = useWords(WORDS);
  const [isOpen, setOpen] = useState(false);
  const titleId = useId();
  const word = origin === 'house' ? words.house : words.source;
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      width="min(36rem, 92vw)"
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          type="button"
          aria-label={`${word} ${title}`}
          onClick={() => setOpen((wasOpen) => !wasOpen)}
          style={{
            minWidth: 24,
            minHeight: 24,
            fontSize: 12,
            whiteSpace: 'nowrap',
            textDecoration: 'underline dotted',
            textUnderlineOffset: 3,
          }}
        >
          {word}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-labelledby={titleId} style={{ maxHeight: '70vh', overflowY: 'auto' }}>
        {/* The title takes the focus, so that a screen reader starts there and the keyboard can scroll. */}
        <Text id={titleId} fw={600} mb="xs" tabIndex={-1} data-autofocus style={{ outline: 'none' }}>
          {title}
        </Text>
        {body}
        {origin === 'house' ? (
          <Text size="sm" mt="sm">
            {words.houseNote}
          </Text>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
};

/**
 * 依据 by id (a clause or a limit), or by several of them under one word; a limit of this house is marked as such on the
 * screen itself. An id without a source shows nothing, except that a house rule still says what it is.
 */
export const SourceLink = ({ id, origin = 'plan' }: { id: string | readonly string[]; origin?: Origin }) => {
  const words = useWords(WORDS);
  const lookup = useContext(SourceContext);
  const contents = [id].flat().flatMap((one) => lookup(one) ?? []);
  const [content] = contents;
  if (contents.length > 1) return <SourcePopover title={contents.map(({ title }) => title).join('；')} body={contents.map(({ title, body }) => <section key={title}><Text size="sm" fw={600} mt="xs">{title}</Text>{body}</section>)} origin={origin} />;
  if (content) return <SourcePopover {...content} origin={origin} />;
  return origin === 'house' ? <span style={{ fontSize: 12 }}>{words.house}</span> : null;
};
