import { UnstyledButton } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { uuidv7 } from '../../../platform/web/ids.ts';
import { useAttempt } from '../../../platform/web/ui/use-attempt.ts';
import { showNumber } from '../core/call-contract.ts';
import type { TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

/** A masked number; a click shows it whole and is written down (T-15). */
export const RevealNumber = ({ screen, of, id, index, masked, isOwn = false }: { screen: TelephoneScreen; of: 'call' | 'message' | 'matter' | 'contact'; id: string; index?: number; masked: string | null; /** A message to whoever looks: they are to call back. */ isOwn?: boolean }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const [whole, setWhole] = useState<string>();
  const { attempt } = useAttempt(words.refusal);
  if (!masked) return null;
  if (whole) return isOwn ? <a href={`tel:${whole}`}>{whole}</a> : <span>{whole}</span>;
  if (!(isOwn || screen.may('telephone.reveal')) || !masked.includes('*')) return <span>{masked}</span>;
  return (
    <UnstyledButton className="fy-figure" style={{ fontSize: 'inherit' }} aria-label={`${words.contact.show} ${masked}`} title={words.contact.shown} onClick={(event) => { event.stopPropagation(); void attempt(async () => setWhole((await callApi(showNumber, { siteId: screen.siteId, commandId: uuidv7(), of, id, ...(index === undefined ? {} : { index }) })).number)); }}>
      {masked}
    </UnstyledButton>
  );
};
