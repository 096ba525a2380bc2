import { Alert, Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, Route, Router, Switch, useLocation, useSearch } from 'wouter';
import type { Role } from '../../platform/core/roles.ts';
import { defineWords, useLanguage, useWords } from '../../platform/web/i18n.tsx';
import { useIsVisible, useLive } from '../../platform/web/live.ts';
import { useNewerProgram } from '../../platform/web/newer-program.ts';
import { useWorker } from '../../platform/web/service-worker.ts';
import { useOutbox, type Outbox } from '../../platform/web/outbox.ts';
import { TroubleBar } from '../../platform/web/ui/trouble-bar.tsx';
import { ErrorState, LoadingState, OfflineBar } from '../../platform/web/ui/states.tsx';
import { AlertBellFace } from '../../features/alerts/web/alert-bell.tsx';
import { TrailSection } from '../../features/alerts/web/alert-trail.tsx';
import { useAlertFeed } from '../../features/alerts/web/use-alert-feed.ts';
import { BAR_WORDS } from '../../features/beverages/web/bar-words.ts';
import { lineWords } from '../core/line-words.ts';
import { fetchPages, later } from './later.ts';
import { HandbookSources } from '../../features/handbook/web/clause-source.tsx';
import { PEOPLE_WORDS } from '../../features/people/web/people-words.ts';
import { signOut, useSession, type Session } from '../../features/people/web/session.tsx';
import { SignInPage } from '../../features/people/web/sign-in-page.tsx';
import { TurnedLock } from '../../features/people/web/turned-lock.tsx';
import { GapBanner } from '../../features/roster/web/gap-banner.tsx';
import { HandoverBanner } from '../../features/roster/web/handover-banner.tsx';
import { ACCESS_WORDS } from '../../features/access/web/access-words.ts';
import { ALERT_WORDS } from '../../features/alerts/web/alert-words.ts';
import { COMPLAINT_WORDS } from '../../features/complaints/web/complaint-words.ts';
import { INCIDENT_WORDS } from '../../features/incidents/web/incident-words.ts';
import { REPAIR_WORDS } from '../../features/repairs/web/repair-words.ts';
import { ArrivePage } from '../../features/repairs/web/mobile/arrive-page.tsx';
import { MyRepairsPage } from '../../features/repairs/web/mobile/my-repairs-page.tsx';
import { OnSpotPage } from '../../features/repairs/web/mobile/on-spot-page.tsx';
import { VisitPage } from '../../features/repairs/web/mobile/visit-page.tsx';
import { mendable } from '../../features/repairs/web/mobile/visit-steps.ts';

// What a technician needs in the basement is there at once; the rest follows.
const BarPage = later(async () => (await import('../../features/beverages/web/mobile/bar-page.tsx')).BarPage);
const AmendsPage = later(async () => (await import('../amends/amends-page.tsx')).AmendsPage);
const AlertsPage = later(async () => (await import('../../features/alerts/web/mobile/alerts-page.tsx')).AlertsPage);
const MyLooks = later(async () => (await import('../../features/privacy/web/my-looks.tsx')).MyLooks);
const MyWays = later(async () => (await import('../../features/alerts/web/my-ways.tsx')).MyWays);
const DoorPage = later(async () => (await import('../../features/access/web/mobile/door-page.tsx')).DoorPage);
const IncidentPanel = later(async () => (await import('../../features/incidents/web/incident-panel.tsx')).IncidentPanel);
const IncidentReportPage = later(async () => (await import('../../features/incidents/web/mobile/report-page.tsx')).IncidentReportPage);
const DutyPage = later(async () => (await import('../../features/roster/web/mobile/duty-page.tsx')).DutyPage);
const CallPage = later(async () => (await import('../../features/telephone/web/mobile/call-page.tsx')).CallPage);
const MyMessagesPage = later(async () => (await import('../../features/telephone/web/mobile/my-messages-page.tsx')).MyMessagesPage);
const MonthPage = later(async () => (await import('../../features/records/web/mobile/month-page.tsx')).MonthPage);
const OversightPage = later(async () => (await import('../../features/repairs/web/mobile/oversight-page.tsx')).OversightPage);
const WalkPage = later(async () => (await import('../../features/walks/web/walk-page.tsx')).WalkPage);

const WORDS = defineWords({
  zh: { mine: '我的维修', short: { mine: '维修', add: '报修', amends: '投诉' }, oversight: '督办', month: '每月工程维修记录', bar: '水吧', duty: '值班', messages: '留言', incident: '突发', door: '门岗', amends: '投诉赔付', site: '案场', add: '现场报修', walk: '开门前巡查', tray: '未被接受', waiting: (n: number) => `待发送 ${n}`, again: '再发一次', mend: '改好再发', drop: '知道了', language: 'English', kept: '内容都保留着；处理后可以再发。' },
  en: { mine: 'My repairs', short: { mine: 'Repairs', add: 'Report', amends: 'Amends' }, oversight: 'Oversight', month: 'Monthly record', bar: 'Bar', duty: 'Duty', messages: 'Messages', incident: 'Incident', door: 'Door', amends: 'Amends', site: 'Centre', add: 'Report', walk: 'Walk before opening', tray: 'Refused', waiting: (n: number) => `${n} waiting`, again: 'Send again', mend: 'Put right and send', drop: 'Dismiss', language: '中文', kept: 'Nothing is lost; send again once mended.' },
});

/** What the server refused stays here until a person has dealt with it. */
const Tray = ({ outbox, onMend }: { outbox: Outbox; /** Opens what was typed in its form again. */ onMend(path: string): void }): ReactNode => {
  const words = useWords(WORDS);
  const repair = useWords(REPAIR_WORDS);
  const bar = useWords(BAR_WORDS);
  const alert = useWords(ALERT_WORDS);
  const refusal: Readonly<Record<string, string>> = { ...useWords(COMPLAINT_WORDS).refusal, ...useWords(ACCESS_WORDS).refusal, ...useWords(INCIDENT_WORDS).refusal, ...repair.refusal };
  return outbox.refused.length === 0 ? null : (
    <Stack p="md" gap="xs">
      {outbox.refused.map((item) => {
        const typed = mendable(item);
        return (
        <Alert key={item.commandId} color="red" variant="light" title={`${words.tray} · ${item.label}`} role="alert">
          <Text size="sm">{(item.endpoint === 'takePartySteps' || item.endpoint === 'mergeParties' ? bar : item.endpoint === 'acknowledgeAlert' ? alert : undefined)?.refusal[item.code ?? ''] ?? refusal[item.code ?? ''] ?? refusal['other']} {words.kept}</Text>
          <Group gap="xs" mt="xs">
            {typed ? <Button size="xs" onClick={() => onMend(`/repairs/${typed.siteId}/${typed.repairId}?mend=${item.commandId}`)}>{words.mend}</Button> : null}
            <Button size="xs" variant="default" onClick={() => void outbox.retry(item.commandId)}>{words.again}</Button>
            <Button size="xs" variant="subtle" color="gray" onClick={() => outbox.dismiss(item.commandId)}>{words.drop}</Button>
          </Group>
        </Alert>
        );
      })}
    </Stack>
  );
};

/** Which centre's cases: the one a notice names, else the one last worked in; whoever works in several chooses. */
const AmendsSite = ({ session, outbox }: { session: Session; outbox: Outbox }): ReactNode => {
  const words = useWords(WORDS);
  const named = new URLSearchParams(useSearch()).get('site');
  const [siteId, setSiteId] = useState(named ?? localStorage.getItem('foyer.site') ?? '');
  const site = session.sites.find((entry) => entry.id === siteId) ?? session.sites[0];
  if (!site) return null;
  return (
    <main className="fy-phone-body">
      {session.sites.length > 1 ? <NativeSelect mb="sm" size="md" aria-label={words.site} value={site.id} onChange={(event) => setSiteId(event.currentTarget.value)} data={session.sites.map((entry) => ({ value: entry.id, label: entry.name }))} /> : null}
      <AmendsPage key={site.id} siteId={site.id} zone={site.zone} may={(permission) => site.permissions.includes(permission)} outbox={outbox} />
    </main>
  );
};

const FETCH_PAGES_AFTER_MS = 2000;
const HOMES: readonly (readonly [Role, string])[] = [['technician', '/'], ['foreman', '/'], ['engineering_head', '/'], ['guard', '/door'], ['property_assistant', '/bar'], ['property_manager', '/oversight']];
/** Whoever does the desk's work, and who answers for it (M-52). */
const HEARS_HANDOVERS: readonly Role[] = ['desk_agent', 'duty_officer', 'property_manager'];

const Shell = ({ session }: { session: Session }): ReactNode => {
  const words = useWords(WORDS);
  const people = useWords(PEOPLE_WORDS);
  const repair = useWords(REPAIR_WORDS);
  const { language, setLanguage } = useLanguage();
  const client = useQueryClient();
  const [location, navigate] = useLocation();
  const mending = new URLSearchParams(useSearch()).get('mend');
  // One centre at a time: the one last worked in at the desk, else the first.
  const dutySite = session.sites.find((site) => site.id === localStorage.getItem('foyer.site')) ?? session.sites[0];
  const outbox = useOutbox(session.person.id, useCallback(() => { for (const feature of ['repairs', 'beverages', 'incidents', 'access', 'complaints', 'alerts']) void client.invalidateQueries({ queryKey: [feature] }); }, [client]));
  // While somebody looks, the line is live; else phones pull, seldom enough for the battery.
  const isVisible = useIsVisible();
  const isUp = useLive(isVisible, session.feed);
  const feed = useAlertFeed({ pollMs: isVisible && isUp ? false : 15_000, soundByDefault: false });
  const zoneOf = (id: string): string => session.sites.find((site) => site.id === id)?.zone ?? 'Asia/Shanghai';
  const roleName = (role: Role): string => people.role[role];
  /** Paths of alerts are those of the whole address. */
  const openPath = (path: string): void => navigate(`~${path}`);
  useWorker(openPath);
  useNewerProgram(location, false);
  // Whoever has no repairs begins where the own work is.
  const home = HOMES.find(([role]) => dutySite?.roles.includes(role))?.[1];
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current && location === '/' && home !== undefined) navigate(home, { replace: true });
    isFirst.current = false;
  }, [location, home, navigate]);
  // Phones pull: often enough to hear of a new order, seldom enough for the battery.
  useEffect(() => {
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ['repairs'] }), 15_000);
    return () => clearInterval(timer);
  }, [client]);
  useEffect(() => {
    const timer = setTimeout(() => void fetchPages(), FETCH_PAGES_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const may = (permission: string): boolean => dutySite?.permissions.includes(permission) ?? false;
  const isAt = (path: string): boolean => location === path || location.startsWith(`${path}/`);
  const way = (path: string, label: string, more: { isShown?: boolean; full?: string; color?: string; isHere?: boolean } = {}) => ({ path, label, full: more.full, color: more.color, isShown: more.isShown ?? true, isHere: more.isHere ?? isAt(path) });
  const ways = [
    way('/', words.short.mine, { full: words.mine, isHere: location === '/' }),
    way('/incident', words.incident, { isShown: may('incidents.report'), color: 'red' }),
    way('/door', words.door, { isShown: may('access.log') }),
    way('/bar', words.bar, { isShown: may('beverages.serve') }),
    way('/new', words.short.add, { full: words.add }),
    way('/duty', words.duty),
    way('/oversight', words.oversight, { isShown: session.sites.some((site) => site.permissions.includes('repairs.figures')), isHere: isAt('/oversight') || isAt('/month') }),
    way('/messages', words.messages),
    way('/amends', words.short.amends, { full: words.amends }),
  ].filter((one) => one.isShown);
  // Where one is stands in view, however many ways there are.
  const waysBar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    waysBar.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [location]);
  return (
    <div className="fy-phone">
      <header className="fy-phone-top">
        <Title order={2} size="h5">{session.person.name}</Title>
        <Text size="sm" c="dimmed" truncate miw={0} style={{ flex: 1 }}>{[...new Set(session.sites.flatMap((site) => site.roles))].map((role) => people.role[role]).join('、')}</Text>
        {outbox.queued.length > 0 ? <strong className="fy-soon">{words.waiting(outbox.queued.length)}</strong> : null}
        <Link href="/alerts" className="fy-bell" data-tint={feed.tint} aria-current={location === '/alerts' ? 'page' : undefined}><AlertBellFace feed={feed} /></Link>
        <Button size="xs" variant="subtle" onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{words.language}</Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => void signOut().then(() => client.resetQueries())}>{people.signOut}</Button>
      </header>
      <OfflineBar isUp={isUp} />
      <TroubleBar />
      <Tray outbox={outbox} onMend={navigate} />
      {dutySite && HEARS_HANDOVERS.some((role) => dutySite.roles.includes(role)) ? <HandoverBanner siteId={dutySite.id} /> : null}
      {dutySite?.permissions.includes('roster.plan') ? <GapBanner siteId={dutySite.id} zone={dutySite.zone} to="/duty/today" /> : null}
      <Suspense fallback={<main className="fy-phone-body"><LoadingState /></main>}>
      <Switch>
        <Route path="/repairs/:siteId/:repairId">
          {({ siteId, repairId }) => <VisitPage key={repairId} siteId={siteId} repairId={repairId} zone={zoneOf(siteId)} trail={<TrailSection siteId={siteId} subject={repairId} zone={zoneOf(siteId)} roleName={roleName} outbox={outbox} />} technician={session.person.name} personId={session.person.id} hasPin={session.person.hasPin} outbox={outbox} mend={outbox.refused.find((item) => item.commandId === mending)} onMended={() => navigate(`/repairs/${siteId}/${repairId}`)} onBack={() => navigate('/')} />}
        </Route>
        <Route path="/arrive/:code">{({ code }) => <ArrivePage code={code} outbox={outbox} onOpen={(siteId, repairId) => navigate(`/repairs/${siteId}/${repairId}`)} onBack={() => navigate('/')} />}</Route>
        <Route path="/alerts"><AlertsPage feed={feed} zoneOf={zoneOf} severalSites={session.sites.length > 1} settingsPath="/alerts/settings" outbox={outbox} onOpen={(alert) => openPath(alert.path.phone)} /></Route>
        <Route path="/alerts/settings"><main className="fy-phone-body"><MyWays zone={dutySite?.zone ?? 'Asia/Shanghai'} isBig level={1} />{dutySite ? <MyLooks siteId={dutySite.id} zone={dutySite.zone} /> : null}</main></Route>
        <Route path="/oversight"><OversightPage zoneOf={zoneOf} outbox={outbox} more={dutySite?.permissions.includes('records.month') ? <Button component={Link} href="/month" variant="default" fullWidth mb="sm">{words.month}</Button> : null} /></Route>
        <Route path="/month">{dutySite?.permissions.includes('records.month') ? <MonthPage key={dutySite.id} screen={{ siteId: dutySite.id, zone: dutySite.zone, may: (permission) => dutySite.permissions.includes(permission), onSite: () => undefined }} /> : null}</Route>
        <Route path="/duty/*?">{dutySite ? <DutyPage screen={{ siteId: dutySite.id, zone: dutySite.zone, actor: { personId: session.person.id, roles: dutySite.roles }, may: (permission) => dutySite.permissions.includes(permission), roleName }} lineWords={lineWords} /> : null}</Route>
        <Route path="/bar">{dutySite ? <BarPage key={dutySite.id} screen={{ siteId: dutySite.id, zone: dutySite.zone, personId: session.person.id, personName: session.person.name, may: (permission) => dutySite.permissions.includes(permission) }} hasCodes={session.publicUrl !== null} outbox={outbox} /> : null}</Route>
        <Route path="/messages">{dutySite ? <MyMessagesPage screen={{ siteId: dutySite.id, zone: dutySite.zone, person: session.person, may: (permission) => dutySite.permissions.includes(permission) }} /> : null}</Route>
        <Route path="/call/:siteId/:callId">{({ siteId, callId }) => { const site = session.sites.find((entry) => entry.id === siteId); return site ? <CallPage key={callId} screen={{ siteId, zone: site.zone, person: session.person, may: (permission) => site.permissions.includes(permission) }} callId={callId} /> : null; }}</Route>
        <Route path="/amends/*?"><AmendsSite session={session} outbox={outbox} /></Route>
        <Route path="/walk">{dutySite ? <main className="fy-phone-body"><WalkPage siteId={dutySite.id} zone={dutySite.zone} statusWord={(status) => repair.status[status as keyof typeof repair.status] ?? status} canWalk={dutySite.permissions.includes('walks.walk')} canPlan={false} /></main> : null}</Route>
        <Route path="/incident/:siteId/:incidentId">{({ siteId, incidentId }) => <main className="fy-phone-body"><IncidentPanel key={incidentId} siteId={siteId} incidentId={incidentId} zone={session.sites.find((site) => site.id === siteId)?.zone ?? 'Asia/Shanghai'} outbox={outbox} onBack={() => navigate('/incident')} /></main>}</Route>
        <Route path="/incident">{dutySite ? <IncidentReportPage siteId={dutySite.id} zone={dutySite.zone} outbox={outbox} onOpen={(id) => navigate(`/incident/${dutySite.id}/${id}`)} /> : null}</Route>
        <Route path="/door">{dutySite ? <DoorPage screen={{ siteId: dutySite.id, zone: dutySite.zone, outbox, onIncident: (id) => navigate(`/incident/${dutySite.id}/${id}`) }} outbox={outbox} /> : null}</Route>
        <Route path="/new"><OnSpotPage sites={session.sites} outbox={outbox} more={dutySite?.permissions.includes('walks.walk') ? <Button component={Link} href="/walk" variant="default" size="lg">{words.walk}</Button> : null} onDone={(siteId, repairId) => navigate(`/repairs/${siteId}/${repairId}`)} /></Route>
        <Route><MyRepairsPage severalSites={session.sites.length > 1} onOpen={(siteId, repairId) => navigate(`/repairs/${siteId}/${repairId}`)} /></Route>
      </Switch>
      </Suspense>
      {location.startsWith('/repairs/') ? null : (
        <nav className="fy-phone-bar">
          <div ref={waysBar} className="fy-phone-ways">
            {ways.map((way) => (
              <Button key={way.path} component={Link} href={way.path} aria-label={way.full} aria-current={way.isHere ? 'page' : undefined} color={way.color} variant={way.color ? (way.isHere ? 'filled' : 'light') : way.isHere ? 'light' : 'default'}>{way.label}</Button>
            ))}
          </div>
        </nav>
      )}
    </div>
  );
};

export const MobileApp = (): ReactNode => {
  const session = useSession();
  if (session.isPending) return <main className="fy-sign-in"><LoadingState rows={3} /></main>;
  if (session.isError && !session.data) return <main className="fy-sign-in"><ErrorState onRetry={() => void session.refetch()} /></main>;
  if (!session.data) return <SignInPage ended={session.wasSignedIn} />;
  return (
    <HandbookSources>
      <Router base="/m">
        <TurnedLock personId={session.data.person.id}><Shell key={session.data.person.id} session={session.data} /></TurnedLock>
      </Router>
    </HandbookSources>
  );
};
