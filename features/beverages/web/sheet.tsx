import { Button, Group, Modal, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { BAR_WORDS } from './bar-words.ts';

/** Something that opens over the room. Its heading is no second banner of the page, which the library's own would be. */
export const Sheet = ({ title, wide = false, onClose, children }: { title: string; wide?: boolean; onClose(): void; children: ReactNode }): ReactNode => {
  const words = useWords(BAR_WORDS);
  const isSmall = typeof window !== 'undefined' && window.innerWidth < 640;
  return (
    <Modal.Root opened onClose={onClose} fullScreen={isSmall} size={wide ? 'lg' : 'md'}>
      <Modal.Overlay />
      <Modal.Content aria-label={title}>
        <Modal.Body pt="md">
          <Group justify="space-between" wrap="nowrap" mb="sm"><Title order={2} size="h4">{title}</Title><Button variant="default" onClick={onClose}>{words.close}</Button></Group>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
};
