import { Anchor, Button, Menu, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useRef, useState, type ReactNode } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import type { Role } from '../../platform/core/roles.ts';
import { defineWords, formatTime, useLanguage, useWords } from '../../platform/web/i18n.tsx';
import { lazy, useNewerProgram } from '../../platform/web/newer-program.ts';
import { useWorker } from '../../platform/web/service-worker.ts';
import { useLive } from '../../platform/web/live.ts';
import { serverInstant } from '../../platform/web/server-clock.ts';
import { useNow } from '../../platform/web/ui/countdown.tsx';
import { TroubleBar } from '../../platform/web/ui/trouble-bar.tsx';
import { ErrorState, LoadingState, OfflineBar } from '../../platform/web/ui/states.tsx';
import { useHotkey } from '../../platform/web/ui/use-hotkey.ts';
import { AlertBell } from '../../features/alerts/web/alert-bell.tsx';
import { AlertPanel } from '../../features/alerts/web/console/alert-panel.tsx';
import { TrailSection } from '../../features/alerts/web/alert-trail.tsx';
import { useAlertFeed } from '../../features/alerts/web/use-alert-feed.ts';
import type { MyAlert } from '../../features/alerts/core/alert-contract.ts';
import { HandbookSources } from '../../features/handbook/web/clause-source.tsx';
import { PEOPLE_WORDS } from '../../features/people/web/people-words.ts';
import { signOut, useSession, type Session } from '../../features/people/web/session.tsx';
import { SignInPage } from '../../features/people/web/sign-in-page.tsx';
import { TurnedLock } from '../../features/people/web/turned-lock.tsx';
import { SwitchDialog } from '../../features/people/web/switch-dialog.tsx';
import { caseWord } from '../core/case-words.ts';
import { lineWords } from '../core/line-words.ts';
import { accessCode } from '../../features/access/core/line-words.ts';
import { incidentCode } from '../../features/incidents/core/line-words.ts';
import { GapBanner } from '../../features/roster/web/gap-banner.tsx';
import { HandoverBanner } from '../../features/roster/web/handover-banner.tsx';
import { REPAIR_WORDS } from '../../features/repairs/web/repair-words.ts';
import { CallDock, type DockHandle } from '../../features/telephone/web/console/call-dock.tsx';
import { useLeaveSeats } from '../../features/telephone/web/use-seat.ts';
import { TELEPHONE_WORDS } from '../../features/telephone/web/telephone-words.ts';
import { BoardPage } from '../../features/repairs/web/console/board-page.tsx';
import { SetUpPage, useSetUpNeeded } from '../../features/sites/web/set-up-page.tsx';

const AlertLogPage = lazy(() => import('../../features/alerts/web/console/alert-log-page.tsx').then((module) => ({ default: module.AlertLogPage })));
const AlertSettingsPage = lazy(() => import('../../features/alerts/web/console/alert-settings-page.tsx').then((module) => ({ default: module.AlertSettingsPage })));
const MyWays = lazy(() => import('../../features/alerts/web/my-ways.tsx').then((module) => ({ default: module.MyWays })));
const BarPage = lazy(() => import('../../features/beverages/web/console/bar-page.tsx').then((module) => ({ default: module.BarPage })));
const HandbookOfCentre = lazy(() => import('./handbook-of-centre.tsx').then((module) => ({ default: module.HandbookOfCentre })));
const ManagerPage = lazy(() => import('../../features/repairs/web/console/manager-page.tsx').then((module) => ({ default: module.ManagerPage })));
const WalkPage = lazy(() => import('../../features/walks/web/walk-page.tsx').then((module) => ({ default: module.WalkPage })));
const CopiesTabs = lazy(() => import('../../features/repairs/web/console/copies-tabs.tsx').then((module) => ({ default: module.CopiesTabs })));
const ImportPage = lazy(() => import('../../features/repairs/web/console/import-page.tsx').then((module) => ({ default: module.ImportPage })));
const WallPage = lazy(() => import('../../features/repairs/web/console/wall-page.tsx').then((module) => ({ default: module.WallPage })));
const FiguresPage = lazy(() => import('../../features/repairs/web/console/figures-page.tsx').then((module) => ({ default: module.FiguresPage })));
const TelephonePaper = lazy(() => import('../../features/telephone/web/console/paper-form.tsx').then((module) => ({ default: module.TelephonePaper })));
const TelephonePage = lazy(() => import('../../features/telephone/web/console/telephone-page.tsx').then((module) => ({ default: module.TelephonePage })));
const RecordsPage = lazy(() => import('../../features/records/web/records-page.tsx').then((module) => ({ default: module.RecordsPage })));
const StaffPage = lazy(() => import('../../features/people/web/console/staff-page.tsx').then((module) => ({ default: module.StaffPage })));
const AccountPage = lazy(() => import('../../features/people/web/account-page.tsx').then((module) => ({ default: module.AccountPage })));
const ChangePasswordForm = lazy(() => import('../../features/people/web/account-page.tsx').then((module) => ({ default: module.ChangePasswordForm })));
const PlacesPage = lazy(() => import('../../features/sites/web/console/places-page.tsx').then((module) => ({ default: module.PlacesPage })));
const RosterPage = lazy(() => import('../../features/roster/web/console/roster-page.tsx').then((module) => ({ default: module.RosterPage })));
const CaseFinds = lazy(() => import('./case-finds.tsx').then((module) => ({ default: module.CaseFinds })));
const PostsPage = lazy(() => import('./posts-page.tsx').then((module) => ({ default: module.PostsPage })));
const AmendsPage = lazy(() => import('../amends/amends-page.tsx').then((module) => ({ default: module.AmendsPage })));
const PrivacyPage = lazy(() => import('../../features/privacy/web/privacy-page.tsx').then((module) => ({ default: module.PrivacyPage })));
const ExportPage = lazy(() => import('../../features/exports/web/export-page.tsx').then((module) => ({ default: module.ExportPage })));
const MyLooks = lazy(() => import('../../features/privacy/web/my-looks.tsx').then((module) => ({ default: module.MyLooks })));
const StatusPage = lazy(() => import('./status-page.tsx').then((module) => ({ default: module.StatusPage })));
const PbxPage = lazy(() => import('../../features/telephone/web/console/pbx-page.tsx').then((module) => ({ default: module.PbxPage })));
const SettingsPage = lazy(() => import('../../features/sites/web/console/settings-page.tsx').then((module) => ({ default: module.SettingsPage })));

const WORDS = defineWords({
  zh: { brand: '前厅', repairs: '维修', copies: '联单', walk: '巡查', bar: '水吧', duty: '值班', posts: '秩序', amends: '投诉', acting: '行政值班代接', handbook: '手册', oversight: '督办', figures: '月度数据', records: '记录', settings: '案场', status: '系统', wall: '墙上看板', manage: '管理', import: '导入历史报修', alertLog: '提醒记录', alertSettings: '提醒设置', privacy: '个人信息保存与查看', export: '导出整个案场', pbx: '电话系统', staff: '人员', places: '地点与时间', account: '我的', search: '搜索（/）', mobile: '手机版', language: 'English', site: '案场', noSite: '您还没有被分到任何案场，请联系物业经理', testClock: '测试时钟', keys: '快捷键：N 新报修 · C 来电 · / 搜索 · J K 移动 · Enter 下一步 · A 提醒 · F2 换人' },
  en: { brand: 'Foyer', repairs: 'Repairs', copies: 'Copies', walk: 'Walk', bar: 'Bar', duty: 'Duty', posts: 'Posts', amends: 'Amends', acting: 'standing in as duty officer', handbook: 'Handbook', oversight: 'Oversight', figures: 'Figures', records: 'Records', settings: 'Centre', status: 'System', wall: 'Wall display', manage: 'Manage', import: 'Import past repairs', alertLog: 'Log of alerts', alertSettings: 'Alert settings', privacy: 'Personal data', export: 'Export the centre', pbx: 'Telephone systems', staff: 'People', places: 'Places and hours', account: 'Me', search: 'Search (/)', mobile: 'Phone view', language: '中文', site: 'Centre', noSite: 'You belong to no centre yet; ask the manager', testClock: 'TEST CLOCK', keys: 'Keys: N new repair · C call · / search · J K move · Enter next step · A alerts · F2 switch' },
});

/** How often alerts are asked for while the live line is down. */
const POLL_MS = 15_000;

const ClockNow = ({ zone, testClock }: { zone: string; testClock: boolean }): ReactNode => {
  const words = useWords(WORDS);
  const { language } = useLanguage();
  const now = useNow(5000);
  return (
    <span className="fy-clocknow">
      {testClock ? `${words.testClock} ` : ''}
      {formatTime(new Date(now).toISOString(), { zone, language })}
    </span>
  );
};

const Shell = ({ session }: { session: Session }): ReactNode => {
  const words = useWords(WORDS);
  const people = useWords(PEOPLE_WORDS);
  const { language, setLanguage } = useLanguage();
  const client = useQueryClient();
  const [location, navigate] = useLocation();
  const [siteId, setSiteId] = useState(() => new URLSearchParams(globalThis.location.search).get('site') ?? localStorage.getItem('foyer.site') ?? '');
  const [search, setSearch] = useState('');
  const [intake, setIntake] = useState(false);
  const [switching, setSwitching] = useState(false);
  const [alertsOpen, setAlertsOpen] = useState(false);
  const searchInput = useRef<HTMLInputElement>(null);
  const site = session.sites.find((candidate) => candidate.id === siteId) ?? session.sites[0];
  const isUp = useLive(site !== undefined, session.feed);
  const telephoneWords = useWords(TELEPHONE_WORDS);
  const dock = useRef<DockHandle>(null);
  const [caller, setCaller] = useState<{ name: string; phone: string; callId: string }>();
  const repairWords = useWords(REPAIR_WORDS);
  const repairStatus = (status: string) => repairWords.status[status as keyof typeof repairWords.status] ?? status;
  const feed = useAlertFeed({ pollMs: isUp ? false : POLL_MS, soundByDefault: true, onlyLate: location === '/wall' });
  const zoneOf = (id: string): string => session.sites.find((candidate) => candidate.id === id)?.zone ?? site?.zone ?? 'Asia/Shanghai';
  const goToSite = (id: string): void => { setSiteId(id); localStorage.setItem('foyer.site', id); };
  const roleName = (role: Role): string => people.role[role];
  /** To the centre an alert belongs to, then to what it is about. */
  const openAlert = (alert: MyAlert): void => {
    if (alert.siteId !== site?.id) goToSite(alert.siteId);
    setAlertsOpen(false);
    setSearch('');
    navigate(alert.path.desk);
  };
  useWorker(navigate);
  useNewerProgram(location, location === '/wall');
  const leaveSeats = useLeaveSeats(site?.id ?? '', session.person.id);
  const codeWord = (code: string): string => {
    const [first = '', second = ''] = code.split('/');
    if (first === 'case') return caseWord(code.slice('case/'.length), language);
    return first === 'incident' ? incidentCode(code, language) : first === 'repair' ? (second === 'user' || second === 'facility' ? (repairWords.kind[second] ?? '') : repairStatus(second)) : accessCode(code, language);
  };
  const may = (permission: string) => site?.permissions.includes(permission) ?? false;
  useHotkey('n', () => { if (may('repairs.log')) { navigate('/'); setIntake(true); } });
  useHotkey('c', () => { if (may('telephone.answer')) dock.current?.open(); });
  useHotkey('/', () => searchInput.current?.focus());
  useHotkey('a', () => setAlertsOpen((wasOpen) => !wasOpen));
  useHotkey('F2', () => setSwitching(true));
  if (!site) return <main className="fy-sign-in"><Text>{words.noSite}</Text><Button mt="md" onClick={() => void signOut().then(() => client.resetQueries())}>{people.signOut}</Button></main>;
  /** What is set up now and then stands behind one word, so that the daily work has the room. */
  const telephone = { siteId: site.id, zone: site.zone, person: session.person, may };
  const manage = ([['/staff', words.staff, 'people.manage'], ['/places', words.places, 'sites.manage'], ['/settings', words.settings, 'sites.manage'], ['/alerts', words.alertLog, 'alerts.oversee'], ['/pbx', words.pbx, 'telephone.pbx'], ['/wall', words.wall, 'sites.manage'], ['/import', words.import, 'repairs.import'], ['/status', words.status, 'system.read']] as const).filter(([, , permission]) => may(permission));
  if (location === '/wall') return <Suspense fallback={<LoadingState />}><WallPage key={site.id} siteId={site.id} siteName={site.name} zone={site.zone} onBack={() => navigate('/')} /></Suspense>;
  const tab = (path: string, label: string) => (
    <Link href={path} aria-current={location === path || (path !== '/' && location.startsWith(`${path}/`)) ? 'page' : undefined}>
      {label}
    </Link>
  );
  return (
    <div className="fy-shell">
      <header className="fy-top">
        <span className="fy-brand">{words.brand}</span>
        {session.sites.length > 1 ? (
          <select aria-label={words.site} className="fy-site" value={site.id} onChange={(event) => goToSite(event.target.value)}>
            {session.sites.map((candidate) => <option key={candidate.id} value={candidate.id}>{candidate.name}</option>)}
          </select>
        ) : (
          <span>{site.name}</span>
        )}
        <nav aria-label={words.brand}>
          {tab('/', words.repairs)}
          {may('telephone.read') ? tab('/calls', telephoneWords.title) : null}
          {may('repairs.log') ? tab('/copies', words.copies) : null}
          {may('walks.read') ? tab('/walk', words.walk) : null}
          {may('beverages.read') ? tab('/bar', words.bar) : null}
          {may('roster.read') ? tab('/duty', words.duty) : null}
          {may('incidents.read') ? tab('/posts', words.posts) : null}
          {may('complaints.read') ? tab('/amends', words.amends) : null}
          {may('repairs.figures') ? tab('/oversight', words.oversight) : null}
          {may('repairs.figures') ? tab('/figures', words.figures) : null}
          {may('records.read') ? tab('/records', words.records) : null}
          {tab('/handbook', words.handbook)}
          {manage.length > 0 ? (
            <Menu position="bottom-start" withinPortal={false} withInitialFocusPlaceholder={false}>
              <Menu.Target><UnstyledButton aria-current={manage.some(([path]) => path === location) ? 'page' : undefined} className="fy-tab">{words.manage} ▾</UnstyledButton></Menu.Target>
              <Menu.Dropdown>{manage.map(([path, label]) => <Menu.Item key={path} component={Link} href={path}>{label}</Menu.Item>)}</Menu.Dropdown>
            </Menu>
          ) : null}
          {tab('/account', words.account)}
        </nav>
        <TextInput ref={searchInput} size="xs" flex="1 1 80px" maw={240} aria-label={words.search} placeholder={words.search} value={search} onChange={(event) => { setSearch(event.currentTarget.value); if (location !== '/') navigate('/'); }} onKeyDown={(event) => { if (event.key === 'Escape' && !event.nativeEvent.isComposing) { setSearch(''); event.currentTarget.blur(); } }} />
        <span className="fy-grow" />
        <AlertBell feed={feed} isOpen={alertsOpen} onToggle={() => setAlertsOpen(!alertsOpen)} />
        <ClockNow zone={site.zone} testClock={session.testClock} />
        <UnstyledButton onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}>{words.language}</UnstyledButton>
        <span>{session.person.name}<span className="fy-role"> · {site.roles.map((role) => people.role[role]).join('、')}</span>{site.standIn ? ` · ${words.acting}` : ''}</span>
        <Button size="xs" variant="default" onClick={() => setSwitching(true)}>{people.switch} F2</Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => void leaveSeats().then(signOut).then(() => client.resetQueries())}>{people.signOut}</Button>
      </header>
      <OfflineBar isUp={isUp} />
      <TroubleBar />
      <HandoverBanner siteId={site.id} />
      {may('roster.plan') ? <GapBanner siteId={site.id} zone={site.zone} to="/duty/roster" /> : null}
      <div className="fy-page">
        <Suspense fallback={<LoadingState />}>
          <Switch>
            <Route path="/handbook"><main><HandbookOfCentre key={site.id} siteId={site.id} /></main></Route>
            <Route path="/oversight"><ManagerPage zoneOf={(siteId) => session.sites.find((candidate) => candidate.id === siteId)?.zone ?? site.zone} /></Route>
            <Route path="/copies/*?"><CopiesTabs key={site.id} siteId={site.id} zone={site.zone} mayKeyIn={may('repairs.pads')} keyInOther={(props) => <TelephonePaper screen={telephone} {...props} />} /></Route>
            <Route path="/walk"><main><WalkPage key={site.id} siteId={site.id} zone={site.zone} statusWord={repairStatus} canWalk={may('walks.walk')} canPlan={may('walks.plan')} /></main></Route>
            <Route path="/figures"><FiguresPage siteId={site.id} zone={site.zone} now={serverInstant} /></Route>
            <Route path="/bar/*?"><BarPage key={site.id} screen={{ siteId: site.id, zone: site.zone, personId: session.person.id, personName: session.person.name, may }} hasCodes={session.publicUrl !== null} /></Route>
            <Route path="/duty/*?"><RosterPage key={site.id} screen={{ siteId: site.id, zone: site.zone, actor: { personId: session.person.id, roles: site.roles }, may, roleName }} lineWords={lineWords} /></Route>
            <Route path="/calls/*?"><TelephonePage key={site.id} screen={telephone} onDial={() => dock.current?.dial()} /></Route>
            <Route path="/posts/*?"><PostsPage key={site.id} siteId={site.id} zone={site.zone} may={may} codeWord={codeWord} /></Route>
            <Route path="/amends/*?"><main><AmendsPage key={site.id} siteId={site.id} zone={site.zone} may={may} /></main></Route>
            <Route path="/records/*?"><RecordsPage key={site.id} screen={{ siteId: site.id, zone: site.zone, may, onSite: goToSite }} /></Route>
            <Route path="/staff"><StaffPage siteId={site.id} session={session} /></Route>
            <Route path="/places"><PlacesPage siteId={site.id} hasCodes={session.publicUrl !== null} /></Route>
            <Route path="/account"><AccountPage session={session} more={<><MyWays zone={site.zone} isBig={false} level={2} /><MyLooks key={site.id} siteId={site.id} zone={site.zone} /></>} /></Route>
            <Route path="/status"><StatusPage zone={site.zone} /></Route>
            <Route path="/import"><ImportPage key={site.id} siteId={site.id} zone={site.zone} /></Route>
            <Route path="/pbx"><PbxPage key={site.id} siteId={site.id} zone={site.zone} /></Route>
            <Route path="/settings"><SettingsPage siteId={site.id} roles={site.roles} more={<span style={{ display: 'inline-flex', gap: 16 }}>{may('privacy.read') ? <Anchor component={Link} href="/settings/privacy">{words.privacy}</Anchor> : null}{may('centre.export') ? <Anchor component={Link} href="/settings/export">{words.export}</Anchor> : null}{may('alerts.manage') ? <Anchor component={Link} href="/settings/alerts">{words.alertSettings}</Anchor> : null}</span>} /></Route>
            <Route path="/settings/privacy/*?"><PrivacyPage key={site.id} siteId={site.id} zone={site.zone} settingsPath="/settings" /></Route>
            <Route path="/settings/export"><ExportPage key={site.id} siteId={site.id} zone={site.zone} settingsPath="/settings" /></Route>
            <Route path="/settings/alerts"><AlertSettingsPage key={site.id} siteId={site.id} zone={site.zone} roleName={roleName} settingsPath="/settings" /></Route>
            <Route path="/alerts"><AlertLogPage key={site.id} siteId={site.id} zone={site.zone} roleName={roleName} onPath={navigate} /></Route>
            <Route>
              <BoardPage key={site.id} siteId={site.id} zone={site.zone} personId={session.person.id} now={serverInstant} search={search} intake={intake} caller={caller} onLogged={(repairId) => { if (caller) dock.current?.link(caller.callId, repairId); }} onIntake={(open) => { setIntake(open); if (!open) setCaller(undefined); }} canLog={may('repairs.log')} canAddPlace={may('sites.manage')} hasCodes={session.publicUrl !== null} finds={(q) => <Suspense fallback={null}><CaseFinds siteId={site.id} q={q} may={may} /></Suspense>} trail={(repairId) => <TrailSection siteId={site.id} subject={repairId} zone={site.zone} roleName={roleName} />} />
            </Route>
          </Switch>
        </Suspense>
      </div>
      <CallDock key={site.id} ref={dock} screen={telephone} onRepair={(from) => { setCaller(from); navigate('/'); setIntake(true); }} />
      <footer className="fy-top"><Text size="xs" c="dimmed">{words.keys}</Text></footer>
      {alertsOpen ? <AlertPanel feed={feed} zoneOf={zoneOf} severalSites={session.sites.length > 1} onOpen={openAlert} onClose={() => setAlertsOpen(false)} /> : null}
      {switching ? <SwitchDialog onClose={() => setSwitching(false)} /> : null}
    </div>
  );
};

export const ConsoleApp = (): ReactNode => {
  const client = useQueryClient();
  const session = useSession();
  const setUp = useSetUpNeeded();
  if (session.isPending || setUp.isPending) return <main className="fy-sign-in"><LoadingState rows={3} /></main>;
  if (setUp.data?.needed) return <SetUpPage onDone={() => void client.resetQueries()} />;
  if (session.isError && !session.data) return <main className="fy-sign-in"><ErrorState onRetry={() => void session.refetch()} /></main>;
  if (!session.data) return <SignInPage ended={session.wasSignedIn} />;
  if (session.data.person.mustChangePassword)
    return <main className="fy-sign-in"><Suspense fallback={<LoadingState rows={3} />}><ChangePasswordForm mustChange /></Suspense></main>;
  return (
    <HandbookSources>
      <TurnedLock personId={session.data.person.id}><Shell key={session.data.person.id} session={session.data} /></TurnedLock>
    </HandbookSources>
  );
};
