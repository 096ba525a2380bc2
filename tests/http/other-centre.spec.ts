import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as barQuality from '../../features/beverages/core/quality-contract.ts';
import * as barService from '../../features/beverages/core/service-contract.ts';
import * as barStock from '../../features/beverages/core/stock-contract.ts';
import * as repairs from '../../features/repairs/core/repair-contract.ts';
import * as copies from '../../features/repairs/core/copy-contract.ts';
import * as pads from '../../features/repairs/core/pad-contract.ts';
import * as slipPrints from '../../features/repairs/core/slip-print-contract.ts';
import * as imports from '../../features/repairs/core/import-contract.ts';
import * as figures from '../../features/repairs/core/figure-contract.ts';
import * as wall from '../../features/repairs/core/wall-contract.ts';
import * as guests from '../../features/repairs/core/guest-contract.ts';
import * as exports from '../../features/exports/core/export-contract.ts';
import * as alerts from '../../features/alerts/core/alert-contract.ts';
import * as channels from '../../features/alerts/core/channel-contract.ts';
import * as access from '../../features/access/core/access-contract.ts';
import * as incidents from '../../features/incidents/core/incident-contract.ts';
import * as timelines from '../../features/timelines/core/timeline-contract.ts';
import * as complaints from '../../features/complaints/core/complaint-contract.ts';
import * as claims from '../../features/claims/core/claim-contract.ts';
import * as conduct from '../../features/conduct/core/conduct-contract.ts';
import * as partners from '../../features/partners/core/partner-contract.ts';
import * as paper from '../../features/records/core/paper-settings.ts';
import * as privacy from '../../features/privacy/core/privacy-contract.ts';
import * as records from '../../features/records/core/records-contract.ts';
import * as people from '../../features/people/core/people-contract.ts';
import * as staff from '../../features/people/core/staff-contract.ts';
import * as brief from '../../features/roster/core/brief-contract.ts';
import * as handover from '../../features/roster/core/handover-contract.ts';
import * as roster from '../../features/roster/core/roster-contract.ts';
import * as sites from '../../features/sites/core/site-contract.ts';
import * as calls from '../../features/telephone/core/call-contract.ts';
import * as telephoneDesk from '../../features/telephone/core/desk-contract.ts';
import * as matters from '../../features/telephone/core/matter-contract.ts';
import * as messages from '../../features/telephone/core/message-contract.ts';
import * as pbx from '../../features/telephone/core/pbx-contract.ts';
import * as phoneFigures from '../../features/telephone/core/phone-figures-contract.ts';
import * as walks from '../../features/walks/core/walk-contract.ts';
import type { Endpoint } from '../../platform/core/contract.ts';
import { aFault, logFault, startProgram, type Client, type Problem, type World } from '../support/program.ts';

const isEndpoint = (value: unknown): value is Endpoint => typeof value === 'object' && value !== null && 'path' in value && 'permission' in value;
const ENDPOINTS = [repairs, copies, pads, slipPrints, privacy, exports, records, paper, imports, figures, wall, guests, people, staff, sites, roster, brief, handover, walks, alerts, channels, pbx, barService, barStock, barQuality, calls, messages, matters, telephoneDesk, phoneFigures, incidents, access, timelines, complaints, claims, conduct, partners].flatMap((contract) => Object.values(contract as Record<string, unknown>).filter(isEndpoint));
const OF_A_CENTRE = ENDPOINTS.filter((endpoint) => endpoint.path.includes('{siteId}'));

/** Tables that hold a centre's rows; compared before and after. */
const TABLES = ['sites', 'places', 'memberships', 'people', 'repairs', 'repair_search', 'repair_files', 'pad_batches', 'pad_numbers', 'slip_prints', 'month_records', 'month_papers', 'paper_settings', 'imports', 'import_refusals', 'clocks', 'journal', 'journal_texts', 'commands', 'counters', 'files', 'file_senders', 'enrolled_devices', 'rosters', 'posts', 'shift_templates', 'shifts', 'presence', 'reassignments', 'handovers', 'tasks', 'walks', 'walk_items', 'alerts', 'alert_recipients', 'channels', 'deliveries', 'ladders', 'alert_settings', 'pbx_sources', 'pbx_raw', 'seats', 'seat_shifts', 'bars', 'bar_items', 'bar_stock', 'bar_movements', 'bar_lots', 'bar_usage', 'bar_days', 'bar_parties', 'bar_records', 'bar_files', 'bar_imports', 'calls', 'call_events', 'call_drafts', 'call_checks', 'messages', 'matters', 'contacts', 'contact_numbers', 'telephone_desks', 'directory_entries', 'desk_openings', 'telephone_files', 'incidents', 'incident_files', 'removals', 'visits', 'access_files', 'complaints', 'complaint_reports', 'complaint_files', 'case_search', 'claims', 'claim_files', 'breaches', 'breach_files', 'pledges', 'firms', 'referrals', 'referral_files', 'personal_looks', 'erasures', 'kept_personal', 'centre_exports', 'centre_imports'];

describe('another centre', () => {
  let world: World;
  let repairId = '', placeId = '', personId = '';
  let strangers: Client[] = [];
  beforeAll(async () => {
    world = await startProgram();
    const desk = await world.signIn('desk');
    personId = desk.personId;
    placeId = (await world.places(world.siteId))[0]?.id ?? '';
    repairId = (await logFault(desk, world.siteId, { placeText: undefined, placeId, item: '只属于一号案场', steps: [{ step: 'issue' }] })).row.id;
    strangers = await Promise.all(['desk-b', 'technician-b', 'manager-b', 'admin-b'].map((name) => world.signIn(name)));
  });
  afterAll(() => world.end());

  const everything = async (): Promise<string> => {
    const hashes = await Promise.all(TABLES.map((table) => world.owner.query<{ sum: string }>(`select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as sum from ${table} t`)));
    return hashes.map((answer) => answer.rows[0]?.sum).join(' ');
  };

  const fill = (path: string, siteId: string): string =>
    path.replace('{siteId}', siteId).replace('{repairId}', repairId).replace('{placeId}', placeId).replace('{personId}', personId).replace(/\{\w+\}/, randomUUID());

  /** Enough for every endpoint of ours to be well-formed, so that only the right is judged. */
  const body = (): Record<string, unknown> => ({ ...aFault(), steps: [{ step: 'urge' }], version: 1, name: 'x', roles: ['technician'], skills: [], username: 'someone-new', toSiteId: world.siteB, department: 'sales', walkId: randomUUID(), result: 'fine', items: [{ id: randomUUID(), name: 'x' }], mapping: { columns: {}, dateOrder: 'mdy' }, alertIds: [randomUUID()], subject: repairId, channelId: randomUUID(), enabled: true, settings: { kind: 'ami', host: '127.0.0.1', username: 'x' }, secret: 'x', sourceId: randomUUID(), sample: 'x', ext: '6001', requestId: randomUUID(), number: '13800000000', incidentId: randomUUID(), nature: 'fire', grade: 'red', step: { step: 'note', words: 'x' }, removalId: randomUUID(), category: 'hawker', action: 'left', visitId: randomUUID(), incidentCommandId: randomUUID(), reason: 'x', firm: 'x' });

  it('given the program’s own list of endpoints, then every one of a centre is tried here', async () => {
    const [stranger] = strangers;
    const described = await stranger?.get<{ paths: Record<string, Record<string, unknown>> }>('/api/openapi.json');
    const served = Object.entries(described?.body.paths ?? {}).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    expect(served.length).toBeGreaterThan(20);
    const tried = new Set(ENDPOINTS.map((endpoint) => `${endpoint.method} ${endpoint.path}`));
    expect(served.filter((line) => line.includes('{siteId}') && !tried.has(line))).toEqual([]);
  });

  it.each(OF_A_CENTRE.map((endpoint) => [endpoint.name, endpoint] as const))('given somebody of another centre, when %s is called with this one’s ids, then it is not there and nothing changed', async (_name, endpoint) => {
    const before = await everything();
    for (const siteId of [world.siteId, randomUUID()])
      for (const stranger of strangers) {
        const query = `?placeId=${placeId}&q=${encodeURIComponent('案场')}&month=2026-11&part=due&figure=user&about=place&id=${placeId}`;
        const path = fill(endpoint.path, siteId);
        const answer = endpoint.method === 'GET' ? await stranger.get<Problem>(path + query) : await stranger.post<Problem>(path, body());
        expect(answer.status).toBe(404);
        expect(answer.body).toMatchObject({ code: 'not-found', facts: {} });
      }
    expect(await everything()).toBe(before);
  });

  it.each(OF_A_CENTRE.map((endpoint) => [endpoint.name, endpoint] as const))('given nobody signed in, when %s is called, then 401', async (_name, endpoint) => {
    const path = fill(endpoint.path, world.siteId);
    expect((endpoint.method === 'GET' ? await world.anonymous.get(path) : await world.anonymous.post(path, body())).status).toBe(401);
  });

  it('given an order of this centre, when it is asked for under the own centre’s address, then it is not there and nothing changed', async () => {
    const before = await everything();
    for (const endpoint of repairs.REPAIR_ENDPOINTS.filter((candidate) => candidate.path.includes('{repairId}')))
      for (const stranger of strangers) {
        const path = fill(endpoint.path, world.siteB);
        const answer = endpoint.method === 'GET' ? await stranger.get<Problem>(path) : await stranger.post<Problem>(path, { commandId: randomUUID(), steps: [{ step: 'urge' }] });
        expect([403, 404]).toContain(answer.status);
      }
    expect(await everything()).toBe(before);
  });

  it('given this centre’s place and order, when a stranger logs or lists in the own centre, then nothing of this one is used or shown (M-02)', async () => {
    const [deskB] = strangers;
    if (!deskB) throw new Error('No stranger.');
    const withPlace = await deskB.post<Problem>(`/api/sites/${world.siteB}/repairs`, aFault({ placeText: undefined, placeId }));
    expect(withPlace.body).toMatchObject({ code: 'place-unknown' });
    const sameId = await deskB.post<{ row: { item: string; siteId: string } }>(`/api/sites/${world.siteB}/repairs`, aFault({ repairId }));
    expect(sameId.body.row).toMatchObject({ siteId: world.siteB, item: '洗手间漏水' });
    const amended = await deskB.post<Problem>(`/api/sites/${world.siteB}/repairs/${repairId}/steps`, { commandId: randomUUID(), steps: [{ step: 'amend', placeId }] });
    expect(amended.body).toMatchObject({ code: 'place-unknown' });
    const seen = await Promise.all([
      deskB.get(`/api/sites/${world.siteB}/repairs?filter=all`),
      deskB.get(`/api/sites/${world.siteB}/repairs/search?q=${encodeURIComponent('一号')}`),
      deskB.get(`/api/sites/${world.siteB}/repairs/duplicates?placeId=${placeId}`),
      deskB.get('/api/repairs/mine'),
      deskB.get('/api/feed'),
    ]);
    expect(JSON.stringify(seen.map((answer) => answer.body))).not.toContain('只属于一号案场');
    expect(JSON.stringify(seen.map((answer) => answer.body))).not.toContain(world.siteId);
  });

  it('given a file of this centre, when a stranger asks for it, then it is not there', async () => {
    for (const stranger of strangers) {
      expect((await stranger.get(`/api/sites/${world.siteId}/files/${'a'.repeat(64)}`)).status).toBe(404);
      for (const paper of [`incidents/${randomUUID()}/report.pdf`, 'removals/tick-sheet.pdf']) expect((await stranger.get(`/api/sites/${world.siteId}/${paper}`)).status, paper).toBe(404);
      const upload = await fetch(`${world.origin}/api/sites/${world.siteId}/files`, { method: 'POST', headers: { cookie: stranger.cookie, 'content-type': 'image/png' }, body: 'x' });
      expect(upload.status).toBe(404);
    }
  });
});
