import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintLines } from '../../features/complaints/server/complaint-facts.ts';
import { claimLines } from '../../features/claims/server/claim-facts.ts';
import { breachLines } from '../../features/conduct/server/conduct-facts.ts';
import { referralLines } from '../../features/partners/server/partner-facts.ts';
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
/** A word that stands in the record and nowhere else. */
const SECRET: Readonly<Record<Kind, string>> = { complaint: '鹭鸶甲', complaintAboutDesk2: '鹭鸶乙', report: '鹭鸶丙', reportAboutManager: '鹭鸶丁', claim: '鹭鸶戊', breach: '鹭鸶己', theft: '鹭鸶庚', referral: '鹭鸶辛' };

describe('who may know of what', () => {
  let world: World;
  let site = '';
  let firmId = '';
  let before = '';
  const clients = new Map<string, Client>();
  const ids = new Map<Kind, string>();
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
    await open('complaintAboutDesk2', 'desk', { accused: [who('desk2').personId] });
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

  it('given the same, when each path that could carry words is read, then no word of a record reaches anybody who may not read it', async () => {
    const paths = [
      '/api/alerts?language=zh', '/api/repairs/mine', '/api/session', ...[SECRET.report, SECRET.theft, '鹭鸶'].map((word) => `${site}/repairs/search?q=${encodeURIComponent(word)}`), `${site}/repairs?filter=all`, `${site}/repairs/figures.csv?month=2026-11`, `${site}/handovers`, `${site}/handovers/draft`, `${site}/tasks`,
      `${site}/people`, `${site}/setup`, `${site}/duty`, `${site}/alerts/log?language=zh&only=all`, ...KINDS.map((kind) => `${site}/alerts?language=zh&subject=${ids.get(kind)}`), `${site}/claim-month?month=2026-11`, `${site}/pledges`, `${site}/firms`, `${site}/firms/${firmId}/defects.xlsx`, `${site}/firms/${firmId}/defects.pdf`, `${site}/claims/${ids.get('claim')}/sheet.pdf`,
    ];
    const wrong: string[] = [];
    for (const [name] of PEOPLE)
      for (const path of paths) {
        const answer = await fetch(`${world.origin}${path}`, { headers: { cookie: who(name).cookie } });
        const text = Buffer.from(await answer.arrayBuffer()).toString('utf8');
        for (const kind of KINDS) if (text.includes(SECRET[kind]) && !allowed(kind, name)) wrong.push(`${name} ${path}: ${kind}`);
        // A paper is compressed: whether it comes at all is the question.
        if (path.endsWith('.pdf') && answer.status === 200 && !allowed(path.includes('/claims/') ? 'claim' : 'referral', name)) wrong.push(`${name} ${path}: printed`);
        if (path.endsWith('.xlsx') && answer.status === 200 && !allowed('referral', name)) wrong.push(`${name} ${path}: exported`);
        if (name.endsWith('-b') && path.startsWith(site) && answer.status !== 404) wrong.push(`${name} ${path}: ${answer.status}`);
        if (/\/alerts(?:\/log)?\?/.test(path) && answer.status === 200) for (const kind of ['report', 'reportAboutManager', 'breach', 'theft'] as const) if (text.includes(ids.get(kind) ?? '-') && !allowed(kind, name)) wrong.push(`${name} ${path}: an alert of ${kind}`);
      }
    expect(wrong).toEqual([]);
  }, 240_000);

  it('given the feed since before, when anybody reads it, then it never says that there is a report or a matter of conduct', async () => {
    const changes: { feature: string; subject: string }[] = [];
    await expect.poll(async () => {
      const page = await who('guard').get<{ changes: { feature: string; subject: string }[] }>(`/api/feed?after=${before}`);
      changes.splice(0, changes.length, ...page.body.changes);
      return changes.some((change) => change.subject === ids.get('referral'));
    }).toBe(true);
    expect(changes.some((change) => change.subject === ids.get('complaint'))).toBe(true);
    for (const kind of ['report', 'reportAboutManager', 'breach', 'theft'] as const) expect(changes.filter((change) => change.subject === ids.get(kind)), kind).toEqual([]);
    expect(changes.filter((change) => change.feature.startsWith('sealed:'))).toEqual([]);
  });

  it('given whoever may not see a record, when they try a step on it, then it is not there and nothing changed', async () => {
    const stamp = async () => (await world.owner.query<{ sum: string }>(`select md5(string_agg(t, ',' order by t)) as sum from (select state::text as t from complaints union all select state::text from complaint_reports union all select state::text from claims union all select state::text from breaches union all select state::text from referrals) s`)).rows[0]?.sum;
    const was = await stamp();
    const wrong: string[] = [];
    for (const [name] of PEOPLE)
      for (const kind of KINDS) {
        if (allowed(kind, name)) continue;
        const answer = await who(name).post(`${site}/${PATHS[kind][0]}/${ids.get(kind)}/steps`, { commandId: randomUUID(), step: { step: PATHS[kind][1], text: 'x' } });
        if (![403, 404].includes(answer.status)) wrong.push(`${name} ${kind}: ${answer.status}`);
      }
    expect(wrong).toEqual([]);
    expect(await stamp()).toBe(was);
  }, 300_000);

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
