import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { DELIVERY_REASON_WORDS } from '../../../platform/core/delivery-reason.ts';
import type { Rung } from '../../../platform/core/alert.ts';
import type { Role } from '../../../platform/core/roles.ts';
import { formatWhen, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { serverInstant } from '../../../platform/web/server-clock.ts';
import type { AlertTrail } from '../core/alert-contract.ts';
import { isTheirWord, ladderRows, sayingOf, type TrailDelivery } from '../core/ladder-rows.ts';
import { ALERT_WORDS } from './alert-words.ts';

export type RoleName = (role: Role) => string;

/** A rung as people call it: a role, or the person by the part they play. */
export const useRungName = (roleName: RoleName): ((rung: Rung) => string) => {
  const words = useWords(ALERT_WORDS);
  return (rung) => ('role' in rung ? roleName(rung.role) : rung.orRole ? words.or(words.part[rung.part] ?? rung.part, roleName(rung.orRole)) : (words.part[rung.part] ?? rung.part));
};

/** Failures have a shape besides their word. */
const TINT: Readonly<Record<string, string>> = { refused: 'fy-late', unknown: 'fy-soon', again: 'fy-soon' };
const SHAPE: Readonly<Record<string, string>> = { refused: '▲ ', unknown: '◔ ', again: '◔ ' };
/** Words of ours; what the other side itself said stands behind them. */
const PLAIN = new Set(['seen', 'unseen', 'arrived', 'taken', 'sent', 'standby', 'obsolete', 'sending']);

const Delivery = ({ delivery, zone }: { delivery: TrailDelivery; zone: string }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const { language } = useLanguage();
  const when = (instant: string): string => formatWhen(instant, { zone, language, now: new Date(serverInstant()) });
  const saying = sayingOf(delivery);
  const parts = [
    words.saying[saying],
    delivery.reason && delivery.reason !== 'answered' && !PLAIN.has(saying) ? DELIVERY_REASON_WORDS[delivery.reason][language] : '',
    saying === 'seen' && delivery.seenAt ? when(delivery.seenAt) : saying === 'arrived' && delivery.arrivedAt ? when(delivery.arrivedAt) : saying !== 'unseen' && delivery.doneAt ? when(delivery.doneAt) : '',
    delivery.attempts > 1 ? words.tries(delivery.attempts) : '',
    delivery.nextAt && delivery.state === 'waiting' ? words.nextTry(when(delivery.nextAt)) : '',
  ].filter((part) => part !== '');
  return (
    <li className="fy-delivery">
      <span className="fy-delivery-kind">{words.kind[delivery.kind] ?? delivery.kind}{delivery.channel && delivery.channel !== words.kind[delivery.kind] ? ` · ${delivery.channel}` : ''}{delivery.device ? ` · ${delivery.device}` : ''}</span>
      <span className={TINT[saying]}><span aria-hidden="true">{SHAPE[saying]}</span>{parts.join(' · ')}</span>
      {delivery.answer && saying !== 'obsolete' ? <Text span size="xs" c="dimmed" className="fy-delivery-answer">{(isTheirWord(delivery.reason) ? words.answer : words.technical)(delivery.answer)}</Text> : null}
    </li>
  );
};

/** An alert as its ladder: step by step who was told, on which ways, with what result, and where silence leads next. */
export const AlertLadder = ({ trail, zone, roleName }: { trail: AlertTrail; zone: string; roleName: RoleName }): ReactNode => {
  const words = useWords(ALERT_WORDS);
  const { language } = useLanguage();
  const rungName = useRungName(roleName);
  const when = (instant: string): string => formatWhen(instant, { zone, language, now: new Date(serverInstant()) });
  return (
    <ol className="fy-ladder" aria-label={words.details}>
      {ladderRows(trail).map((row) => (
        <li key={`${row.step}/${row.at}`} data-empty={row.told.length === 0 || undefined}>
          <div className="fy-ladder-head"><strong>{words.step(row.step + 1)}</strong> <time dateTime={row.at}>{when(row.at)}</time></div>
          {row.told.map((person) => (
            <div key={person.personId}>
              <span>{person.name} <Text span size="xs" c="dimmed">{words.why[person.why]}</Text></span>
              <ul className="fy-deliveries">{person.ways.map((way) => <Delivery key={way.id} delivery={way} zone={zone} />)}</ul>
            </div>
          ))}
          {row.groups.length > 0 ? <ul className="fy-deliveries">{row.groups.map((way) => <Delivery key={way.id} delivery={way} zone={zone} />)}</ul> : null}
          {row.empty.map((rung, index) => <div key={`${rungName(rung)}/${index}`} className="fy-soon"><span aria-hidden="true">○ </span>{words.nobody(rungName(rung))}</div>)}
        </li>
      ))}
      {trail.climbsAt ? <li data-next><span className="fy-soon">{words.climbs((trail.steps.at(-1)?.step ?? 0) + 2, when(trail.climbsAt))}</span></li> : null}
      {trail.acknowledgedBy && trail.acknowledgedAt ? <li data-done><span className="fy-calm">✓ {words.inHand(trail.acknowledgedBy, when(trail.acknowledgedAt))}</span></li> : null}
    </ol>
  );
};
