import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { formatTime, useLanguage, useWords } from '../../../platform/web/i18n.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../../platform/web/ui/states.tsx';
import { SourceLink } from '../../../platform/web/ui/source-link.tsx';
import { localDate } from '../../../platform/core/working-calendar.ts';
import type { Role } from '../../../platform/core/roles.ts';
import type { Packet } from '../core/brief-contract.ts';
import { BRIEF_WORDS } from '../core/brief-text.ts';
import { SECTION_LABELS, sayLine, type LineWords } from '../core/handover-words.ts';
import type { HandoverLine, HandoverSection } from '../core/handover.ts';
import { dutyMay } from '../core/packet-words.ts';
import { BRIEF_PAGE_WORDS } from './brief-words.ts';
import type { RosterScreen } from './duty-panel.tsx';
import { usePacket } from './roster-api.ts';

type Props = { readonly screen: RosterScreen; readonly lineWords: LineWords; /** Where the handover is written: the desk's page or the phone's. */ readonly handoverPath: string };
const masked = (phone: string): string => (phone.length >= 7 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : phone);

const Days = ({ packet, zone }: { packet: Packet; zone: string }): ReactNode => {
  const words = useWords(BRIEF_PAGE_WORDS);
  const { language } = useLanguage();
  const time = (at: string): string => formatTime(at, { zone, language });
  return (
    <ul className="fy-plain">
      {packet.days.map((day) => (
        <li key={day.day} className="fy-packet-day" data-mine={packet.mine.includes(day.day) ? '' : undefined}>
          <strong>{day.day.slice(5)} {BRIEF_WORDS[language].weekdays[day.weekday - 1]}</strong>
          <div>
            {day.posts.length === 0 ? <Text c="dimmed">{words.noPlan}</Text> : null}
            {day.posts.map((post) => <div key={post.post}><Text span size="sm" c="dimmed">{post.post}</Text> {post.people.map((person) => `${person.name} ${time(person.from)}–${time(person.to)}${person.hasLeft ? `（${words.left}）` : ''}`).join(words.separator)}</div>)}
            {day.gaps.length > 0 ? <div className="fy-late">▲ {words.gap} {[...new Set(day.gaps.map((gap) => gap.post))].join(words.separator)}</div> : null}
          </div>
        </li>
      ))}
    </ul>
  );
};

const Contacts = ({ packet, screen }: { packet: Packet; screen: RosterScreen }): ReactNode => {
  const words = useWords(BRIEF_PAGE_WORDS);
  const [shown, setShown] = useState(false);
  return (
    <section>
      <Group justify="space-between"><Title order={2} size="h4">{words.contacts}</Title><Button size="compact-sm" variant="default" aria-pressed={shown} onClick={() => setShown(!shown)}>{shown ? words.hideNumbers : words.showNumbers}</Button></Group>
      <ul className="fy-plain">
        {packet.contacts.map((contact) => (
          <li key={contact.name} className="fy-person">
            <Group justify="space-between" gap="xs">
              <span><strong>{contact.name}</strong> <Text span size="sm" c="dimmed">{(contact.posts.length > 0 ? contact.posts : contact.roles.map((role) => screen.roleName(role as Role))).join(words.separator)}{contact.up ? ` · ${words.up}` : ''}</Text></span>
              {contact.phone ? <a className="fy-dial" href={`tel:${contact.phone}`} aria-label={`${words.call(contact.name)} ${shown ? contact.phone : masked(contact.phone)}`}>{shown ? contact.phone : masked(contact.phone)}</a> : <Text span size="sm" c="dimmed">{words.noPhone}</Text>}
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** 值班交底单 on the screen (M-51, M-52): everything the officer of the coming days needs, and the way to the handover. */
export const PacketPage = ({ screen, lineWords, handoverPath }: Props): ReactNode => {
  const words = useWords(BRIEF_PAGE_WORDS);
  const { language } = useLanguage();
  const query = usePacket(screen.siteId);
  if (query.isPending) return <LoadingState />;
  if (query.isError && !query.data) return <ErrorState onRetry={() => void query.refetch()} />;
  const packet = query.data;
  if (!packet) return <EmptyState title={words.noRun} />;
  const { run } = packet;
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="start">
        <div>
          <Title order={2} size="h3">{run.name ?? words.weekend} {run.from.slice(5)}{run.to === run.from ? '' : `–${run.to.slice(5)}`} <SourceLink id="M-51" /></Title>
          <Text>{packet.mine.length > 0 ? words.mine(packet.mine.map((day) => day.slice(5)).join(words.separator)) : words.notMine}</Text>
        </div>
        <Button variant="default" component="a" target="_blank" href={`/api/sites/${screen.siteId}/packet.pdf?day=${run.from}`}>{words.print}</Button>
      </Group>
      <Text fw={600}>{words.complaints} {packet.complaintsPhone || words.unset} · {words.desk} {packet.deskPhone || words.unset} · {words.emergency}</Text>
      <div className="fy-packet">
        <Stack gap="lg">
          <section><Title order={2} size="h4">{words.days}</Title><Days packet={packet} zone={screen.zone} /></section>
          <Contacts packet={packet} screen={screen} />
        </Stack>
        <Stack gap="lg">
          <section>
            <Title order={2} size="h4">{words.open}</Title>
            {packet.open.lines.length === 0 ? <Text c="dimmed">{words.noOpen}</Text> : null}
            <ul className="fy-plain fy-lines">{packet.open.lines.map((line) => { const more = sayLine(line as HandoverLine, language, lineWords); return <li key={`${line.section}${line.ref}`}><Text span size="sm" c="dimmed">{SECTION_LABELS[language][line.section as HandoverSection] ?? line.section}</Text> {line.label}{more ? <Text span size="sm" c="dimmed"> · {more}</Text> : null}</li>; })}</ul>
            {packet.open.left > 0 ? <Text size="sm" c="dimmed">{words.more(packet.open.left)}</Text> : null}
          </section>
          <section>
            <Title order={2} size="h4">{words.booked}</Title>
            {packet.booked.length === 0 ? <Text c="dimmed">{words.none}</Text> : null}
            <ul className="fy-plain fy-lines">{packet.booked.map((entry) => <li key={`${entry.at}${entry.label}`}><strong>{localDate(entry.at, screen.zone).slice(5)} {formatTime(entry.at, { zone: screen.zone, language })}</strong> {entry.label}</li>)}</ul>
          </section>
          <section>
            <Title order={2} size="h4">{words.faults}</Title>
            {packet.faults.length === 0 ? <Text c="dimmed">{words.noFaults}</Text> : null}
            <ol className="fy-faults">{packet.faults.map((fault) => <li key={fault.label.zh}><strong>{fault.label[language]}</strong> {fault.place} · {words.times(fault.count)}{fault.isDangerous ? <Text span className="fy-soon"> ◔ {words.danger}</Text> : null}{language === 'zh' ? <Text size="sm" c="dimmed">{words.prepare}：{fault.prepare}</Text> : null}</li>)}</ol>
          </section>
          <section>
            <Title order={2} size="h4">{words.may} <SourceLink id="M-51" /></Title>
            <ul className="fy-sentences">{dutyMay(packet.may, language).map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
          </section>
          <section>
            <Title order={2} size="h4">{words.handover} <SourceLink id="M-52" /></Title>
            <Text>{words.takers(packet.handover.day.slice(5), packet.handover.takers.length > 0 ? packet.handover.takers.join(words.separator) : words.noTaker)}</Text>
            <Button mt="xs" component={Link} href={handoverPath}>{words.toHandover}</Button>
          </section>
        </Stack>
      </div>
    </Stack>
  );
};
