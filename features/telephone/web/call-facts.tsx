import { Anchor, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverNow } from '../../../platform/web/server-clock.ts';
import { ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { clauseById } from '../../handbook/core/handbook-facts.ts';
import { CHECK_ITEMS, type CallLink } from '../core/call-record.ts';
import { publicLineOf } from '../core/desk.ts';
import { CHECK_WORDS } from '../core/paper-words.ts';
import { PaperFacts, PaperMark } from './paper-mark.tsx';
import { RevealNumber } from './reveal-number.tsx';
import { useCall, useDesk, type TelephoneScreen } from './telephone-api.ts';
import { TELEPHONE_WORDS } from './telephone-words.ts';

/** One call as it stands in the log, its number masked, and what it led to (T-01). */
export const CallFacts = ({ screen, callId, pathOf = {} }: { screen: TelephoneScreen; callId: string; pathOf?: Partial<Record<CallLink['kind'], (id: string) => string>> }): ReactNode => {
  const words = useWords(TELEPHONE_WORDS);
  const { language } = useLanguage();
  const query = useCall(screen.siteId, callId);
  const desk = useDesk(screen.siteId).data;
  if (query.isPending) return <LoadingState />;
  if (!query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const call = query.data;
  const when = (instant: string): string => formatWhen(instant, { zone: screen.zone, language, now: new Date(serverNow()) });
  const facts: [string, ReactNode][] = [
    [words.log.when, when(call.startedAt)], [words.log.by, call.agent ?? '—'], [words.log.caller, [call.address, call.fullName].filter(Boolean).join(' · ') || '—'], [words.number, <RevealNumber key="n" screen={screen} of="call" id={call.id} masked={call.number} />], [words.company, call.company ?? '—'], [words.purpose, call.purpose ? words.purposes[call.purpose] : '—'],
    ...(call.sheet.identity ? [[words.identity, words.identities[call.sheet.identity]] as [string, ReactNode]] : []),
    ...(call.publicNumber && call.direction === 'inbound' ? [[words.whichLine, publicLineOf(desk?.settings.publicNumbers ?? [], call.publicNumber, desk?.areaCode ?? undefined)?.name ?? call.publicNumber] as [string, ReactNode]] : []),
    [words.log.notes, <span key="t" style={{ whiteSpace: 'pre-wrap' }}>{call.sheet.notes ?? '—'}</span>], [words.who, call.hungUpBy ? words.hungUp[call.hungUpBy] : '—'],
    ...(call.sheet.late ? [[words.late, `${words.lateReason[call.sheet.late]} ${call.sheet.lateReason ?? ''}`] as [string, ReactNode]] : []),
    ...(call.transfersList.length > 0 ? [[words.acts.transfer, call.transfersList.map((transfer) => `${transfer.target} ${words.transferOutcome[transfer.outcome]}`).join(words.separator)] as [string, ReactNode]] : []),
    ...(call.links.length > 0 ? [[words.log.linked, call.links.map(({ kind, id }) => { const path = pathOf[kind]?.(id); return <span key={id} style={{ marginInlineEnd: 8 }}>{path ? <Anchor href={path} size="sm">{words.log.links[kind]}</Anchor> : words.log.links[kind]}</span>; })] as [string, ReactNode]] : []),
  ];
  return (
    <Stack gap="sm" component="section" aria-label={words.log.detail}>
      <dl className="fy-facts">{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {call.paper ? <div><PaperMark paper={call.paper} /><PaperFacts screen={screen} paper={call.paper} /></div> : null}
      {call.isErased ? <Text size="sm" c="dimmed">{words.log.erased}</Text> : null}
      {call.checks.map((check) => <Text key={check.at} size="sm">{words.check.done(check.by, when(check.at))} {CHECK_ITEMS.filter((item) => check.answers[item] === 'no').map((item) => (language === 'zh' ? CHECK_WORDS[item] : clauseById(item).gist)).join(words.separator)} {check.note ?? ''}</Text>)}
    </Stack>
  );
};
