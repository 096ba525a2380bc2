import { Badge, type BadgeProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../../../platform/web/i18n.tsx';
import { isLeftUnsigned, REPAIR_WORDS, statusWord } from './repair-words.ts';

/** The status as a tag; what nobody signed is owed a call and does not look like what is signed (M-31). */
export const StatusBadge = ({ row, size }: { row: { readonly status: string; readonly isUnsigned?: boolean }; size?: BadgeProps['size'] }): ReactNode => (
  <Badge variant="light" {...(size ? { size } : {})} {...(isLeftUnsigned(row) ? { color: 'yellow' } : {})}>{statusWord(useWords(REPAIR_WORDS), row)}</Badge>
);
