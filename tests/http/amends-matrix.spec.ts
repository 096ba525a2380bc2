import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LISTS } from '../../apps/server/lists.ts';
import { complaintLines } from '../../features/complaints/server/complaint-facts.ts';
import { claimLines } from '../../features/claims/server/claim-facts.ts';
import { breachLines } from '../../features/conduct/server/conduct-facts.ts';
import { referralLines } from '../../features/partners/server/partner-facts.ts';
import { GRANTS } from '../../apps/core/grants.ts';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { rolesFor } from '../../platform/server/caller.ts';
import { startProgram, type Client, type World } from '../support/program.ts';
import type { Role } from '../../platform/core/roles.ts';

/** Every role of both centres; the duty officer stands in for nobody here. */
const ROLES: readonly (readonly [string, Role])[] = [
  ['desk', 'desk_agent'], ['desk2', 'desk_agent'], ['technician', 'technician'], ['technician2', 'technician'], ['foreman', 'foreman'], ['head', 'engineering_head'], ['manager', 'property_manager'], ['assistant', 'property_assistant'], ['guard', 'guard'], ['storekeeper', 'storekeeper'],
  ['duty', 'duty_officer'], ['sales', 'sales_agent'], ['quality', 'quality'], ['admin', 'admin'], ['cleaner', 'cleaner'],
];
const PEOPLE = [...ROLES, ...ROLES.map(([name, role]) => [`${name}-b`, role] as const)];

/** Who may see what, said once more and by hand: by sign-in name. `desk2` and `technician2` have no part in anything. */
type Kind = 'complaint' | 'complaintAboutDesk2' | 'report' | 'reportAboutManager' | 'claim' | 'breach' | 'theft' | 'referral';
const BOARD = ['desk', 'desk2', 'foreman', 'head', 'manager', 'quality'];
const MAY: Readonly<Record<Kind, readonly string[]>> = {
  complaint: ['desk', 'desk2', 'manager', 'quality', 'sales'],
  complaintAboutDesk2: ['desk', 'manager', 'quality'],
  report: ['manager'],
  reportAboutManager: ['quality'],
  claim: [...BOARD, 'technician'],
  breach: ['manager', 'foreman', 'technician'],
  theft: ['manager'],
  referral: [...BOARD, 'duty'],
};
const PATHS: Readonly<Record<Kind, readonly [list: string, step: string]>> = {
  complaint: ['complaints', 'note'], complaintAboutDesk2: ['complaints', 'note'], report: ['reports', 'note'], reportAboutManager: ['reports', 'note'], claim: ['claims', 'prevent'], breach: ['breaches', 'evidence'], theft: ['breaches', 'evidence'], referral: ['referrals', 'chase'],
};
const KINDS = Object.keys(MAY) as Kind[];
const LEADERS = ['desk', 'desk2', 'foreman', 'head', 'manager', 'duty', 'quality'];
const DOOR = ['guard', 'desk', 'desk2', 'duty', 'manager', 'assistant', 'quality', 'admin'];
/** The same for what has no page of its own here: an incident and who was hurt in it, the door's two books, and what was erased, which is nobody's any more. */
type Word = Kind | 'incident' | 'hurt' | 'removal' | 'visit' | 'erasedComplainant' | 'erasedRemoval';
const MAY_READ: Readonly<Record<Word, readonly string[]>> = { ...MAY, incident: [...LEADERS, 'admin', 'guard'], hurt: LEADERS, removal: DOOR, visit: DOOR, erasedComplainant: [], erasedRemoval: [] };
const WORDS = Object.keys(MAY_READ) as Word[];
/** A word that stands in the record and nowhere else. */
const SECRET: Readonly<Record<Word, string>> = {
  incident: '鹭鸶壬', hurt: '鹭鸶癸', removal: '鹭鸶子', visit: '鹭鸶丑', erasedComplainant: '鹭鸶寅', erasedRemoval: '鹭鸶卯',
  complaint: '鹭鸶甲', complaintAboutDesk2: '鹭鸶乙', report: '鹭鸶丙', reportAboutManager: '鹭鸶丁', claim: '鹭鸶戊', breach: '鹭鸶己', theft: '鹭鸶庚', referral: '鹭鸶辛' };

const NOWHERE = '018f0000-0000-7000-8000-000000000001';
/** Papers and downloads on which no case of these stands; a new one is named here, or below with who may have it. */
const NO_CASE_ON = new Set([
  'place-codes.pdf', 'ruler.pdf', 'pads/:padId/pad.pdf', 'slip-prints/:printId/:part.pdf', 'packet.pdf', 'paper/logo', 'repairs/figures.csv', 'repairs/:repairId/spot-check.pdf', 'repairs/:repairId/slip.pdf', 'removals/tick-sheet.pdf', 'records/month.pdf', 'records/month.xlsx', 'roster.pdf', 'imports/:importId/refused.csv', 'handovers/:handoverId/sheet.pdf',
  'bar/month.pdf', 'bar/requisition.pdf', 'bar/count-sheet.pdf', 'bar/month.xlsx', 'bar/requisition.xlsx', 'bar/count-sheet.xlsx', 'bar/table-codes.pdf', 'telephone/month.xlsx', 'telephone/blank.pdf', 'messages/:messageId/slip.pdf',
]);
/** Pictures and a whole centre as a file have tests of their own, and the line that stays open is fed from the feed, which has one too. */
const OTHERWISE_TESTED = new Set(['files/:hash', 'exports/:exportId/file', '/api/feed/live']);

type Described = { get?: { operationId: string; parameters: { name: string; in: string; required: boolean; schema?: { enum?: string[] } }[] }; post?: { operationId: string } };
/** Every way of reading that the program has, also those no contract tells of. */
const waysOf = (tree: string): string[] => {
  const stack: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, deep, path, methods] = /^((?:[│ ] {3})*)[├└]── (.*?)(?: \((.*)\))?$/u.exec(line) ?? [];
    if (deep === undefined || path === undefined) return [];
    stack.splice(deep.length / 4, stack.length, path);
    return methods?.includes('GET') ? [stack.join('')] : [];
  });
};
/** What stands in a workbook: its parts, inflated. */
const textOfZip = (data: Buffer): string => {
  let text = '';
  for (let at = data.indexOf('PK\u0001\u0002'); at >= 0; at = data.indexOf('PK\u0001\u0002', at + 4)) {
    const [method, size, local] = [data.readUInt16LE(at + 10), data.readUInt32LE(at + 20), data.readUInt32LE(at + 42)];
    const from = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
    const part = data.subarray(from, from + size);
    text += (method === 8 ? inflateRawSync(part) : part).toString('utf8');
  }
  return text;
};

describe('who may know of what', () => {
  let world: World;
  let site = '';
  let firmId = '';
  let before = '';
  const clients = new Map<string, Client>();
  const ids = new Map<Word, string>();
  const files = new Map<Kind, string>();
  const who = (name: string): Client => clients.get(name) as Client;

  const picture = async (client: Client, color: string): Promise<string> => {
    const data = await sharp({ create: { width: 30, height: 20, channels: 3, background: color } }).png().toBuffer();
    const sent = await fetch(`${world.origin}${site}/files`, { method: 'POST', headers: { cookie: client.cookie, 'content-type': 'image/png' }, body: new Uint8Array(data) });
    return ((await sent.json()) as { hash: string }).hash;
  };
  const post = async <T = { number: string }>(client: Client, path: string, body: Record<string, unknown>): Promise<T> => {
    const answer = await client.post<T>(`${site}/${path}`, { commandId: randomUUID(), ...body });
    if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };

  beforeAll(async () => {
    world = await startProgram();
    site = `/api/sites/${world.siteId}`;
    for (const [name] of PEOPLE) clients.set(name, await world.signIn(name));
    before = (await who('guard').get<{ cursor: string }>('/api/feed')).body.cursor;
    const placeId = (await world.places(world.siteId))[0]?.id;
    const open = async (kind: Kind, by: string, more: Record<string, unknown>) => {
      const complaintId = randomUUID();
      ids.set(kind, complaintId);
      files.set(kind, await picture(who(by), `#${(KINDS.indexOf(kind) * 25 + 20).toString(16).padStart(2, '0')}4466`));
      await post(who(by), 'complaints', { complaintId, channel: 'in_person', content: SECRET[kind], placeId, photos: [files.get(kind)], ...more });
    };
    await open('complaint', 'sales', {});
    await open('complaintAboutDesk2', 'desk', { grade: 'important', accused: [who('desk2').personId] });
    await open('report', 'desk', { kind: 'report', anonymous: true, accused: [who('technician').personId] });
    await open('reportAboutManager', 'guard', { kind: 'report', anonymous: true, accused: [who('manager').personId] });
    const claimId = randomUUID();
    ids.set('claim', claimId);
    files.set('claim', await picture(who('technician'), '#112200'));
    await post(who('technician'), 'claims', { claimId, direction: 'ours', item: SECRET.claim, damage: '划伤', placeId, photos: [{ hash: files.get('claim'), phase: 'after' }] });
    for (const [kind, by, type] of [['breach', 'foreman', 'smoking'], ['theft', 'foreman', 'theft']] as const) {
      const breachId = randomUUID();
      ids.set(kind, breachId);
      files.set(kind, await picture(who(by), kind === 'theft' ? '#000033' : '#330000'));
      await post(who(by), 'breaches', { breachId, kind: type, personId: who('technician').personId, source: 'camera', description: SECRET[kind], photos: [files.get(kind)] });
    }
    firmId = randomUUID();
    await post(who('manager'), 'firms', { firmId, name: '鹭洲建设', contacts: [{ name: '周工', phone: '13700000000' }] });
    const referralId = randomUUID();
    ids.set('referral', referralId);
    await post(who('desk'), 'referrals', { referralId, firmId, placeId, defect: SECRET.referral });
    const incidentId = randomUUID();
    const removals = [randomUUID(), randomUUID()] as const;
    await post(who('guard'), 'incidents', { incidentId, nature: 'injury', grade: 'yellow', placeId, words: SECRET.incident });
    await post(who('manager'), `incidents/${incidentId}/steps`, { step: { step: 'affected', affectedId: randomUUID(), name: SECRET.hurt, harm: 'injured' } });
    for (const [index, tag] of [SECRET.removal, SECRET.erasedRemoval].entries()) await post(who('guard'), 'removals', { removalId: removals[index], category: 'hawker', placeId, action: 'left', tag });
    await post(who('manager'), `removals/${removals[1]}/erase`, { reason: '本人要求' });
    const visitId = randomUUID();
    await post(who('guard'), 'visits', { visitId, kind: 'contractor', name: SECRET.visit, firm: '恒安电梯', hostId: who('technician').personId });
    const erased = randomUUID();
    await post(who('desk'), 'complaints', { complaintId: erased, channel: 'phone', name: SECRET.erasedComplainant, contact: '13600001234', content: `${SECRET.erasedComplainant} 说灯不亮`, placeId });
    for (const step of [{ step: 'askErasure' }, { step: 'respond', way: 'phone', text: '好' }, { step: 'decide', finding: 'unfounded', cause: 'misunderstanding', text: '误会' }, { step: 'answer', way: 'phone', text: '已解释' }, { step: 'returnCall', result: 'fair', method: 'phone' }]) await post(who('desk'), `complaints/${erased}/steps`, { step });
    for (const [word, record] of [['incident', incidentId], ['hurt', incidentId], ['removal', removals[0]], ['erasedRemoval', removals[1]], ['visit', visitId], ['erasedComplainant', erased]] as const) ids.set(word, record);
    files.set('referral', await picture(who('desk'), '#003300'));
    await post(who('desk'), `referrals/${referralId}/steps`, { step: { step: 'attach', hash: files.get('referral'), phase: 'before' } });
  }, 300_000);
  afterAll(() => world.end());

  const allowed = (kind: Kind, name: string): boolean => MAY[kind].includes(name);
  /** Who does not as said; empty is right. */
  const leaks = async (look: (client: Client, kind: Kind, name: string) => Promise<boolean>): Promise<string[]> => {
    const wrong: string[] = [];
    for (const [name] of PEOPLE) for (const kind of KINDS) if ((await look(who(name), kind, name)) !== allowed(kind, name)) wrong.push(`${name} ${kind}: ${allowed(kind, name) ? 'kept out' : 'leak'}`);
    return wrong;
  };

  it('given every person of both centres and every kind of record, when it is opened, then it is there for whoever may see it and is not there for anybody else', async () => {
    expect(await leaks(async (client, kind) => {
      const answer = await client.get<unknown>(`${site}/${PATHS[kind][0]}/${ids.get(kind)}`);
      if (answer.status === 200) expect(JSON.stringify(answer.body)).toContain(SECRET[kind]);
      else expect([403, 404]).toContain(answer.status);
      return answer.status === 200;
    })).toEqual([]);
  }, 300_000);

  it('given the same, when each list is read, open and all, then the word of a record stands only where its reader may read it', async () => {
    for (const filter of ['open', 'all'])
      expect(await leaks(async (client, kind) => {
        const answer = await client.get<{ rows?: { id: string }[] }>(`${site}/${PATHS[kind][0]}?filter=${filter}`);
        for (const other of KINDS) if (answer.status === 200 && PATHS[other][0] === PATHS[kind][0] && !JSON.stringify(answer.body).includes(ids.get(other) ?? '')) expect(JSON.stringify(answer.body)).not.toContain(SECRET[other]);
        return answer.status === 200 && (answer.body.rows ?? []).some((row) => row.id === ids.get(kind));
      })).toEqual([]);
  }, 300_000);

  it('given the same, when its picture is asked for, then it comes to its readers alone; a report’s and a theft’s not even to who sent it', async () => {
    const wrong: string[] = [];
    for (const [name] of PEOPLE)
      for (const kind of KINDS) {
        const status = (await who(name).get(`${site}/files/${files.get(kind)}`)).status;
        // A person sees what is said of them, not the evidence; whoever may read no file at all reads none.
        const may = allowed(kind, name) && !(kind === 'breach' && name === 'technician');
        if ((status === 200) !== may) wrong.push(`${name} ${kind}: ${status}`);
      }
    expect(wrong).toEqual([]);
  }, 300_000);

  it('given the hash of another’s picture, when it is put into an incident of one’s own, then it is refused and shown to nobody more', async () => {
    const stolen = files.get('claim') ?? '';
    const incidentId = randomUUID();
    expect((await who('cleaner').post<{ code: string }>(`${site}/incidents`, { commandId: randomUUID(), incidentId, nature: 'other', grade: 'blue', placeText: '走廊', photo: stolen })).body.code).toBe('file-unknown');
    await post(who('cleaner'), 'incidents', { incidentId, nature: 'other', grade: 'blue', placeText: '走廊' });
    expect((await who('cleaner').post<{ code: string }>(`${site}/incidents/${incidentId}/steps`, { commandId: randomUUID(), step: { step: 'photo', hash: stolen } })).body.code).toBe('file-unknown');
    expect((await who('cleaner').get(`${site}/files/${stolen}`)).status).not.toBe(200);
  });

  /** The contract's own list, so that a new endpoint is tried here or fails here. */
  const described = async (): Promise<[string, Described][]> => Object.entries((await who('manager').get<{ paths: Record<string, Described> }>('/api/openapi.json')).body.paths);
  const COMPLAINTS = ['complaint', 'complaintAboutDesk2', 'report', 'reportAboutManager', 'erasedComplainant'] as const;
  const idsOf = (...words: Word[]): string[] => words.map((word) => ids.get(word) ?? '');
  const isOurs = (name: string): boolean => !name.endsWith('-b');
  const fewAtOnce = async <T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> => {
    const rest = [...all];
    await Promise.all(Array.from({ length: 6 }, async () => { for (let one = rest.shift(); one !== undefined; one = rest.shift()) await work(one); }));
  };

  it('given every way of reading there is, list, detail, search, alerts, timeline, figures, when everybody reads it, then a word of a record reaches whoever may read it and nobody else, and what was erased reaches nobody', async () => {
    const place = (await world.places(world.siteId))[0]?.id ?? '';
    const registers = new Set<string>();
    for (const [name] of ROLES) for (const { id } of (await who(name).get<{ registers?: { id: string }[] }>(`${site}/registers`)).body.registers ?? []) registers.add(id);
    expect([...registers]).toEqual(expect.arrayContaining(['complaints', 'claims', 'incidents', 'removals', 'visits']));
    const VALUES: Readonly<Record<string, readonly string[]>> = {
      siteId: [world.siteId], language: ['zh'], q: ['鹭鸶'], month: ['2026-11'], day: ['2026-11-23'], from: ['2026-11-01'], to: ['2026-11-30'], placeId: [place], personId: [who('technician').personId], firmId: [firmId], tag: [SECRET.removal], part: ['due'],
      complaintId: idsOf(...COMPLAINTS), claimId: idsOf('claim', 'report'), breachId: idsOf('breach', 'theft'), referralId: idsOf('referral'), incidentId: idsOf('incident', 'theft'), subject: [...new Set(ids.values())], registerId: [...registers],
      repairId: [NOWHERE], callId: [NOWHERE], sourceId: [NOWHERE], itemId: [NOWHERE], importId: [NOWHERE],
      code: [placeCodes(readFileSync(join(world.dataDir, 'keys', 'codes'), 'utf8').trim()).write({ kind: 'report', siteId: world.siteId, id: place })],
    };
    const VARIANTS: Readonly<Record<string, readonly string[]>> = { readTimeline: [`about=place&id=${place}`, ...['technician', 'desk', 'guard'].map((name) => `about=person&id=${who(name).personId}`), ...['鹭洲建设', '恒安电梯'].map((firm) => `about=firm&firm=${encodeURIComponent(firm)}`)] };
    const unknown: string[] = [];
    const paths = (await described()).flatMap(([path, { get }]) => {
      if (!get) return [];
      let filled = [path];
      const query: string[] = [];
      for (const { name, in: where, required, schema } of get.parameters) {
        const values = VALUES[name] ?? (schema?.enum ? [schema.enum.includes('all') ? 'all' : (schema.enum[0] ?? '')] : undefined);
        if (where === 'path' && values) filled = filled.flatMap((one) => values.map((value) => one.replace(`{${name}}`, encodeURIComponent(value))));
        else if (where === 'query' && values && !(get.operationId in VARIANTS)) filled = name === 'subject' ? values.map((value) => `${path.replace('{siteId}', world.siteId)}?subject=${value}`) : (query.push(`${name}=${encodeURIComponent(values[0] ?? '')}`), filled);
        else if (required && !values && !(get.operationId in VARIANTS)) unknown.push(`${path}: ${name}`);
      }
      const variants = VARIANTS[get.operationId] ?? [query.join('&')];
      return filled.flatMap((one) => variants.map((variant) => (variant ? `${one}${one.includes('?') ? '&' : '?'}${variant}` : one)));
    });
    expect(unknown, 'parameters nobody gave a value here').toEqual([]);
    const wrong: string[] = [];
    const reached = new Set<string>();
    await fewAtOnce(PEOPLE.flatMap(([name]) => paths.filter((path) => isOurs(name) || !path.startsWith(site)).map((path) => ({ name, path }))), async ({ name, path }) => {
      const answer = await fetch(`${world.origin}${path}`, { headers: { cookie: who(name).cookie } });
      const text = await answer.text();
      for (const word of WORDS.filter((one) => text.includes(SECRET[one])))
        if (MAY_READ[word].includes(name)) reached.add(`${name} ${word}`);
        else wrong.push(`${name} ${path}: ${word}`);
      if (/\/alerts(?:\/log)?\?/.test(path) && answer.status === 200) for (const kind of ['report', 'reportAboutManager', 'breach', 'theft'] as const) if (text.includes(`"${ids.get(kind) ?? '-'}`) && !allowed(kind, name)) wrong.push(`${name} ${path}: an alert of ${kind}`);
      if (name === 'desk2' && path.includes('/alerts') && text.includes(ids.get('complaintAboutDesk2') ?? '-')) wrong.push(`${name} ${path}: an alert about themself`);
    });
    expect(wrong).toEqual([]);
    // The table is right in both directions: nobody is kept from what they may read.
    expect(WORDS.flatMap((word) => MAY_READ[word].map((name) => `${name} ${word}`)).filter((line) => !reached.has(line))).toEqual([]);
  }, 240_000);

  it('given every paper and download there is, when everybody asks for it, then it comes to its readers alone, with no line more than they may read', async () => {
    const granted = (permission: string) => (name: string): boolean => isOurs(name) && (GRANTS.get(permission) ?? []).includes(PEOPLE.find(([who_]) => who_ === name)?.[1] as Role);
    const sheets = (path: string, isReport: boolean) => COMPLAINTS.map((word) => [`${path}/${ids.get(word)}/sheet.pdf`, (name: string) => (word === 'report' || word === 'reportAboutManager') === isReport && (word === 'erasedComplainant' ? MAY.complaint.filter((one) => one !== 'sales').includes(name) : allowed(word, name))] as const);
    const registersOf = new Map<string, Set<string>>();
    for (const [name] of PEOPLE) registersOf.set(name, new Set(((await who(name).get<{ registers?: { id: string }[] }>(`${site}/registers`)).body.registers ?? []).map(({ id }) => id)));
    const registers = (ext: string) => ['complaints', 'claims', 'incidents', 'removals', 'visits', 'breaches'].map((id) => [`registers/${id}.${ext}?from=2026-11-01&to=2026-11-30`, (name: string) => registersOf.get(name)?.has(id) ?? false] as const);
    const PAPERS: Readonly<Record<string, readonly (readonly [path: string, may: (name: string) => boolean])[]>> = {
      'complaints/:complaintId/sheet.pdf': sheets('complaints', false), 'reports/:complaintId/sheet.pdf': sheets('reports', true), 'claims/:claimId/sheet.pdf': [[`claims/${ids.get('claim')}/sheet.pdf`, (name) => allowed('claim', name)]],
      'incidents/:incidentId/report.pdf': [[`incidents/${ids.get('incident')}/report.pdf`, granted('incidents.print')]],
      'firms/:firmId/defects.pdf': [[`firms/${firmId}/defects.pdf`, (name) => allowed('referral', name)]], 'firms/:firmId/defects.xlsx': [[`firms/${firmId}/defects.xlsx`, (name) => allowed('referral', name)]],
      // Every list of cases as a file: the list's own right, and no line more; a report or a matter of conduct leaves in none.
      'lists/:file': [
        ...(['complaints.csv?filter=all', 'claims.xlsx?filter=all', 'referrals.csv?filter=all', 'incidents.xlsx?only=all', 'removals.csv', 'visits.xlsx', 'alerts.csv', 'looks.xlsx'] as const).map((file) => [`lists/${file}`, granted(LISTS.find(({ id }) => id === file.split('.')[0])?.endpoint.permission ?? '')] as const),
        ...['reports.csv?filter=all', 'breaches.xlsx'].map((file) => [`lists/${file}`, () => false] as const),
      ],
      'registers/:registerId.pdf': registers('pdf'), 'registers/:registerId.xlsx': registers('xlsx'),
    };
    const contract = new Set((await described()).map(([path]) => path.replaceAll(/\{(\w+)\}/g, ':$1')));
    const papers = waysOf(world.app.printRoutes({ commonPrefix: false })).filter((path) => path.startsWith('/api/sites/') && !contract.has(path)).map((path) => path.slice('/api/sites/:siteId/'.length));
    expect(papers.length).toBeGreaterThan(20);
    expect(papers.filter((path) => !(path in PAPERS) && !NO_CASE_ON.has(path) && !OTHERWISE_TESTED.has(path)), 'papers nobody said here who may have them').toEqual([]);
    expect([...Object.keys(PAPERS), ...NO_CASE_ON].filter((path) => !papers.includes(path)), 'papers that are there no more').toEqual([]);
    const wrong: string[] = [];
    await fewAtOnce(Object.values(PAPERS).flat().flatMap(([path, may]) => PEOPLE.map(([name]) => ({ path, may, name }))), async ({ path, may, name }) => {
      const answer = await fetch(`${world.origin}${site}/${path}`, { headers: { cookie: who(name).cookie } });
      const data = Buffer.from(await answer.arrayBuffer());
      if ((answer.status === 200) !== may(name)) wrong.push(`${name} ${path}: ${answer.status}`);
      if (!isOurs(name) && answer.status !== 404) wrong.push(`${name} ${path}: ${answer.status}`);
      if (answer.status === 200 && /\.(?:xlsx|csv)/.test(path)) for (const word of WORDS) if ((path.includes('.csv') ? data.toString() : textOfZip(data)).includes(SECRET[word]) && !MAY_READ[word].includes(name)) wrong.push(`${name} ${path}: ${word}`);
    });
    expect(wrong).toEqual([]);
  }, 240_000);

  it('given the feed since before, when anybody reads it, then it never says that there is a report or a matter of conduct', async () => {
    for (const name of ['guard', 'manager', 'quality']) {
      const features: string[] = [];
      const text = async () => {
        const page = await who(name).get<{ changes: { feature: string }[] }>(`/api/feed?after=${before}`);
        features.splice(0, features.length, ...page.body.changes.map((change) => change.feature));
        return JSON.stringify(page.body);
      };
      await expect.poll(async () => (await text()) && features.includes('incidents')).toBe(true);
      expect(features).toContain('complaints');
      expect(features.includes('referrals'), name).toBe(name !== 'guard');
      expect(features.filter((feature) => feature.startsWith('sealed:'))).toEqual([]);
      for (const id of ids.values()) expect(await text(), name).not.toContain(id);
    }
  });

  it('given whoever may not see a record, when they try anything on it that the program has, then it is not there and nothing changed', async () => {
    const tables = ['complaints', 'complaint_reports', 'claims', 'breaches', 'referrals', 'incidents', 'removals', 'visits'];
    const stamp = async () => (await world.owner.query<{ sum: string }>(`select md5(string_agg(t, ',' order by t)) as sum from (${tables.map((table) => `select state::text as t from ${table}`).join(' union all ')}) s`)).rows[0]?.sum;
    /** What a command is called with, well enough formed that only the right is judged. */
    const step = (name: string, more: Record<string, unknown> = {}) => ({ step: { step: name, text: 'x', words: 'x', ...more } });
    const BODIES: Readonly<Record<string, Record<string, unknown>>> = {
      stepComplaint: step('note'), stepReport: step('note'), stepClaim: step('prevent'), stepBreach: step('evidence'), stepReferral: step('chase'), stepIncident: step('note'), stepRemoval: step('describe', { tag: 'x' }),
      removalToIncident: { incidentId: randomUUID(), incidentCommandId: randomUUID() }, eraseRemoval: { reason: 'x' }, eraseVisit: { reason: 'x' }, leaveVisit: {},
    };
    const OF: Readonly<Record<string, readonly Word[]>> = { complaintId: ['complaint', 'complaintAboutDesk2', 'report', 'reportAboutManager'], claimId: ['claim'], breachId: ['breach', 'theft'], referralId: ['referral'], incidentId: ['incident'], removalId: ['removal'], visitId: ['visit'] };
    const commands = (await described()).flatMap(([path, { post: command }]) => {
      const [, parameter = ''] = /\{(\w+)\}(?:\/\w+)?$/.exec(path) ?? [];
      return command && parameter in OF ? [{ name: command.operationId, path: path.slice('/api/sites/{siteId}/'.length), parameter }] : [];
    });
    expect(commands.map((command) => command.name).sort()).toEqual(Object.keys(BODIES).sort());
    const was = await stamp();
    const wrong: string[] = [];
    await fewAtOnce(commands.flatMap((command) => (OF[command.parameter] ?? []).flatMap((word) => PEOPLE.filter(([name]) => !MAY_READ[word].includes(name)).map(([name]) => ({ ...command, word, who: name })))), async ({ name, path, parameter, word, who: by }) => {
      const answer = await who(by).post(`${site}/${path.replace(`{${parameter}}`, ids.get(word) ?? '')}`, { commandId: randomUUID(), ...BODIES[name] });
      if (![403, 404].includes(answer.status)) wrong.push(`${by} ${name} ${word}: ${answer.status}`);
    });
    expect(wrong).toEqual([]);
    expect(await stamp()).toBe(was);
  }, 300_000);

  it('M-52: given a draft of everybody and a sheet the manager signed, when they are read, then each line is there for whoever may see it in its own list, and nobody is told of a complaint about themself', async () => {
    const LINES = ['complaint', 'complaintAboutDesk2', 'report', 'reportAboutManager', 'claim', 'referral', 'incident', 'visit'] as const;
    const shown = (lines: readonly { ref: string }[]): string[] => LINES.filter((word) => lines.some((line) => line.ref === ids.get(word)));
    const expected = (name: string): string[] => LINES.filter((word) => !word.startsWith('report') && MAY_READ[word].includes(name));
    type Draft = { day: string; lines: { ref: string; section: string }[] };
    const wrong: string[] = [];
    for (const [name, role] of ROLES) {
      const draft = await who(name).get<Draft>(`${site}/handovers/draft`);
      expect(draft.status, name).toBe(role === 'quality' || role === 'admin' ? 403 : 200);
      if (draft.status === 200 && `${shown(draft.body.lines)}` !== `${expected(name)}`) wrong.push(`${name} draft: ${shown(draft.body.lines)}`);
    }
    const draft = (await who('manager').get<Draft>(`${site}/handovers/draft`)).body;
    const handoverId = randomUUID();
    // Of no post the roster knows, so that it waits for everybody.
    await post(who('manager'), 'handovers', { handoverId, pin: '2580', post: '值班室', day: draft.day, lines: [...draft.lines, { section: 'complaints', ref: 'x', label: '', status: '', next: '' }] });
    for (const [name] of ROLES) {
      const { body } = await who(name).get<{ open: { id: string; lines: { ref: string }[] }[] }>(`${site}/handovers`);
      const lines = body.open.find((sheet) => sheet.id === handoverId)?.lines ?? [];
      if (`${shown(lines)}` !== `${expected(name)}`) wrong.push(`${name} sheet: ${shown(lines)}`);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('given the lines for a timeline of a place, a person and a firm, then they follow the same table, and a report is in none', async () => {
    const placeId = (await world.places(world.siteId))[0]?.id ?? '';
    const wrong: string[] = [];
    await world.database.read([world.siteId], async (reader) => {
      for (const [name, role] of ROLES) {
        const actor = { personId: who(name).personId, roles: [role] };
        const lines = [
          ...(await complaintLines(reader, { siteId: world.siteId, placeId }, actor)), ...(await claimLines(reader, { siteId: world.siteId, placeId }, actor)), ...(await breachLines(reader, { siteId: world.siteId, personId: who('technician').personId }, actor)),
          ...(await referralLines(reader, { siteId: world.siteId, firmId }, actor)),
        ];
        for (const kind of KINDS) {
          const may = allowed(kind, name) && kind !== 'report' && kind !== 'reportAboutManager';
          if (lines.some((line) => line.id === ids.get(kind)) !== may) wrong.push(`${name} ${kind}`);
        }
      }
    });
    expect(wrong).toEqual([]);
  });

  it('given the timeline of somebody complained about or liable, then who may know of the case finds it there, and the person does not', async () => {
    const lines = async (name: string, of: string) => (await who(name).get<{ lines: { id: string }[] }>(`${site}/timeline?about=person&id=${who(of).personId}`)).body.lines.map((line) => line.id);
    expect(await lines('manager', 'desk2')).toContain(ids.get('complaintAboutDesk2'));
    expect(await lines('desk2', 'desk2')).not.toContain(ids.get('complaintAboutDesk2'));
    expect(await lines('foreman', 'desk2')).not.toContain(ids.get('complaintAboutDesk2'));
    expect(await lines('manager', 'technician')).toContain(ids.get('claim'));
    for (const name of ['manager', 'quality']) for (const of of ['technician', 'manager']) for (const report of ['report', 'reportAboutManager'] as const) expect(await lines(name, of)).not.toContain(ids.get(report));
  });

  it('given the timeline itself, when a place, a person and a firm are read, then each sees there what the same table says, and who has no timeline sees none', async () => {
    const placeId = (await world.places(world.siteId))[0]?.id ?? '';
    const wrong: string[] = [];
    let readers = 0;
    for (const [name] of PEOPLE) {
      const asked = [`about=place&id=${placeId}`, `about=person&id=${who('technician').personId}`, `about=firm&firm=${encodeURIComponent('鹭洲建设')}`];
      const answers = await Promise.all(asked.map((query) => who(name).get<{ lines: { id: string; kind: string }[] }>(`${site}/timeline?${query}`)));
      if (answers.some((answer) => answer.status !== 200)) {
        if (answers.some((answer) => answer.status !== (name.endsWith('-b') ? 404 : 403))) wrong.push(`${name}: ${answers.map((answer) => answer.status).join(' ')}`);
        continue;
      }
      readers += 1;
      for (const kind of KINDS) {
        const may = allowed(kind, name) && kind !== 'report' && kind !== 'reportAboutManager';
        if (answers.some((answer) => answer.body.lines.some((line) => line.id === ids.get(kind))) !== may) wrong.push(`${name} ${kind}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(readers).toBeGreaterThan(3);
  });

  it('M-51: given the duty officer stands in for repairs only, then no complaint is theirs to see; with the centre’s word for complaints they are the desk’s', async () => {
    const without = { roles: ['duty_officer'] as const, skills: [], standIn: { as: 'desk_agent' as const, features: ['repairs'] } };
    const withWord = { ...without, standIn: { ...without.standIn, features: ['repairs', 'complaints'] } };
    expect(rolesFor(without, 'complaints.read')).toEqual(['duty_officer']);
    expect(rolesFor(withWord, 'complaints.read')).toEqual(['duty_officer', 'desk_agent']);
    expect(rolesFor(withWord, 'conduct.read')).toEqual(['duty_officer']);
  });
});
