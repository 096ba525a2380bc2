import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRANTS } from '../../apps/core/grants.ts';
import type { Role } from '../../platform/core/roles.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import { DEMO_PIN } from '../../features/sites/server/demo-data.ts';
import { aFault, startProgram, type Client, type Problem, type World } from '../support/program.ts';

/** Sign-in names and what they are; the duty officer stands in for others and has a test of their own. */
const PEOPLE: readonly (readonly [string, Role])[] = [
  ['desk', 'desk_agent'], ['technician', 'technician'], ['foreman', 'foreman'], ['head', 'engineering_head'], ['manager', 'property_manager'], ['assistant', 'property_assistant'], ['guard', 'guard'],
  ['storekeeper', 'storekeeper'], ['sales', 'sales_agent'], ['quality', 'quality'], ['admin', 'admin'],
];
type Operation = { 'x-permission'?: string; 'x-token-permission'?: string };

describe('who may call what', () => {
  let world: World;
  beforeAll(async () => {
    world = await startProgram();
  });
  afterAll(() => world.end());

  it('given every role and every endpoint of a centre, then it is refused exactly where the table of permissions says so', async () => {
    const clients = new Map<string, Client>();
    for (const [name] of PEOPLE) clients.set(name, await world.signIn(name));
    const described = await (clients.get('manager') as Client).get<{ paths: Record<string, Record<string, Operation>> }>('/api/openapi.json');
    const endpoints = Object.entries(described.body.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), permission: operation['x-permission'] ?? '' })));
    // The wall shows a whole centre: besides the permission it asks who may see all of it, and has a test of its own.
    const guarded = endpoints.filter((endpoint) => !endpoint.path.endsWith('/wall') && GRANTS.has(endpoint.permission) && endpoint.path.includes('{siteId}'));
    expect(guarded.length).toBeGreaterThan(40);
    const wrong: string[] = [];
    for (const { path, method, permission } of guarded)
      for (const [name, role] of PEOPLE) {
        const address = path.replace('{siteId}', world.siteId).replaceAll(/\{\w+\}/g, '018f0000-0000-7000-8000-000000000001');
        const who = clients.get(name) as Client;
        // Nothing that could be done is asked for: an empty command is no command.
        const answer = method === 'GET' ? await who.get<Problem>(address) : await who.post<Problem>(address, {});
        const isRefused = answer.status === 403 && answer.body.code === 'forbidden';
        const isGranted = (GRANTS.get(permission) ?? []).includes(role);
        if (isRefused === isGranted) wrong.push(`${method} ${path} ${role}: ${answer.status}, ${permission} ${isGranted ? 'granted' : 'not granted'}`);
      }
    expect(wrong).toEqual([]);
  }, 300_000);

  it('given a token for one thing, when every endpoint for any person is asked, then it opens none: what is of a centre wants its permission, what is the owner’s own is never a token’s', async () => {
    const manager = await world.signIn('manager');
    const { paths } = (await manager.get<{ paths: Record<string, Record<string, Operation>> }>('/api/openapi.json')).body;
    const open = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, operation]) => (operation['x-permission'] === 'signed-in' ? [{ path, method: method.toUpperCase(), scope: operation['x-token-permission'] }] : [])));
    const token = async (scopes: string[]) => (await manager.post<{ token: string }>('/api/session/tokens', { name: '巡查', scopes, days: 1 })).body.token;
    const ask = async (bearer: string, { method, path }: { method: string; path: string }) => {
      const answer = await fetch(`${world.origin}${path.replaceAll(/\{\w+\}/g, '018f0000-0000-7000-8000-000000000001')}`, { method, headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }, ...(method === 'POST' ? { body: '{}' } : {}) });
      return answer.status === 200 ? 'open' : ((await answer.json()) as Problem).code;
    };
    const one = await token(['walks.read']);
    const answers = new Map(await Promise.all(open.map(async (endpoint) => [`${endpoint.method} ${endpoint.path}`, { scope: endpoint.scope, code: await ask(one, endpoint) }] as const)));
    expect(answers.get('GET /api/session')?.code).toBe('open');
    for (const [name, { scope, code }] of answers) if (scope !== 'any') expect([name, code]).toEqual([name, scope ? 'forbidden' : 'password-sign-in-needed']);
    expect(open.filter((endpoint) => endpoint.scope === undefined).length).toBeGreaterThan(10);
    const scoped = open.filter((endpoint) => endpoint.scope && endpoint.scope !== 'any');
    expect(scoped.map((endpoint) => endpoint.path).sort()).toEqual(['/api/alerts', '/api/repairs/mine', '/api/repairs/oversight']);
    const more = await token(scoped.map((endpoint) => endpoint.scope ?? ''));
    for (const { method, path } of scoped) expect(await ask(more, { method, path: `${path}?language=zh` }), path).toBe('open');
  });

  it('given a manager by PIN on the desk’s PC, when what the whole centre works by is changed, then the password is asked for; by the password or a token of that right it is changed', async () => {
    const manager = await world.signIn('manager');
    const site = `/api/sites/${world.siteId}`;
    const send = async (path: string, headers: Record<string, string>, body: unknown) => fetch(`${world.origin}${path}`, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const cookiesOf = (answer: Response) => answer.headers.getSetCookie().map((entry) => entry.split(';')[0]).join('; ');
    const pc = cookiesOf(await send(`${site}/devices`, { cookie: manager.cookie }, { name: '前台电脑' }));
    const pin = `${pc}; ${cookiesOf(await send('/api/session/switch', { cookie: pc }, { personId: manager.personId, pin: DEMO_PIN }))}`;
    const version = async () => (await manager.get<{ site: { version: number } }>(`${site}/setup`)).body.site.version;
    const id = '018f0000-0000-7000-8000-000000000001';
    const channel = { channelId: id, kind: 'webhook', name: '外面', settings: { url: 'https://example.com/hook', secret: 'a-long-enough-secret' }, enabled: true, roles: [], minLevel: 'news', fallbackId: null };
    const settings: readonly (readonly [string, unknown])[] = [
      ['settings', { version: await version(), deskPhone: '0571-88880000' }], ['channels', channel], [`channels/${id}`, { ...channel, version: 1 }], [`channels/${id}/remove`, {}], [`channels/${id}/test`, {}],
      ['ladders/repairs.on_site.late', { steps: null }], ['pbx/sources', { commandId: id, sourceId: id, name: '总机', enabled: true, settings: { kind: 'ami', host: '127.0.0.1', username: 'foyer' }, secret: 'secret' }], [`pbx/sources/${id}/remove`, { commandId: id }],
    ];
    for (const [path, body] of settings) expect((await (await send(`${site}/${path}`, { cookie: pin }, body)).json()) as Problem, path).toMatchObject({ code: 'password-sign-in-needed' });
    // The day's work goes on by PIN.
    expect((await send(`${site}/repairs`, { cookie: pin }, aFault())).status).toBe(200);
    const again = await world.signIn('manager');
    const { token } = (await again.post<{ token: string }>('/api/session/tokens', { name: '设置', scopes: ['sites.manage'], days: 1 })).body;
    expect((await send(`${site}/settings`, { authorization: `Bearer ${token}` }, { version: await version(), deskPhone: '0571-88880001' })).status).toBe(200);
    expect((await again.post(`${site}/settings`, { version: await version(), deskPhone: '0571-88880002' })).status).toBe(200);
  });

  it('given a token that may read, then it reads and takes no step: an act wants a permission of its own', async () => {
    const manager = await world.signIn('manager');
    const site = `/api/sites/${world.siteId}`;
    const { paths } = (await manager.get<{ paths: Record<string, Record<string, Operation>> }>('/api/openapi.json')).body;
    const acts = Object.entries(paths).flatMap(([path, { post }]) => (post?.['x-permission']?.endsWith('.read') ? [{ path, permission: post['x-permission'], besides: post['x-token-permission'] }] : []));
    // To have seen an alert, and to say so, is all there is to do with one.
    expect(acts.filter(({ besides }) => !besides).map(({ permission }) => permission)).toEqual(['alerts.read', 'alerts.read', 'alerts.read']);
    const taskId = uuidv7();
    expect((await manager.post(`${site}/tasks`, { commandId: uuidv7(), taskId, doerId: manager.personId, content: '核对钥匙', dueAt: '2026-12-31T00:00:00.000Z' })).status).toBe(200);
    const ask = async (scopes: string[], method: string, path: string, body?: unknown) => {
      const { token } = (await manager.post<{ token: string }>('/api/session/tokens', { name: '任务', scopes, days: 1 })).body;
      const answer = await fetch(`${world.origin}${site}${path}`, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
      return [answer.status, ((await answer.json()) as Problem).facts?.['permission']];
    };
    const cancel = () => ({ commandId: uuidv7(), step: { step: 'cancel', reason: '不用了' } });
    expect(await ask(['tasks.read'], 'GET', '/tasks')).toEqual([200, undefined]);
    expect(await ask(['tasks.read'], 'POST', `/tasks/${taskId}/steps`, cancel())).toEqual([403, 'tasks.give']);
    expect(await ask(['tasks.read', 'tasks.give'], 'POST', `/tasks/${taskId}/steps`, cancel())).toEqual([200, undefined]);
  });

  it('given a token for repairs, when it asks for the picture of a complaint by its hash, then it is not there, also not as its owner’s own; with the right to complaints it is', async () => {
    const [manager, desk] = [await world.signIn('manager'), await world.signIn('desk')];
    const site = `/api/sites/${world.siteId}`;
    const picture = new Uint8Array(await sharp({ create: { width: 40, height: 40, channels: 3, background: '#374' } }).jpeg().toBuffer());
    const sentBy = async (who: Client) => ((await (await fetch(`${world.origin}${site}/files`, { method: 'POST', headers: { cookie: who.cookie, 'content-type': 'image/jpeg' }, body: picture })).json()) as { hash: string }).hash;
    const hash = await sentBy(desk);
    expect((await desk.post(`${site}/complaints`, { commandId: uuidv7(), complaintId: uuidv7(), channel: 'in_person', content: '灯太暗', photos: [hash] })).status).toBe(200);
    const ask = async (scopes: string[]) => {
      const { token } = (await manager.post<{ token: string }>('/api/session/tokens', { name: '照片', scopes, days: 1 })).body;
      return (await fetch(`${world.origin}${site}/files/${hash}`, { headers: { authorization: `Bearer ${token}` } })).status;
    };
    expect([await ask(['repairs.read']), await ask(['repairs.read', 'complaints.read'])]).toEqual([404, 200]);
    await sentBy(manager);
    expect([await ask(['repairs.read']), (await fetch(`${world.origin}${site}/files/${hash}`, { headers: { cookie: manager.cookie } })).status]).toEqual([404, 200]);
  });

  it('given any answer, then it says how it may be used: not sniffed, not framed, no foreign script, and not which software sent it', async () => {
    for (const path of ['/api/session', '/healthz', '/', '/g/none', '/api/nothing']) {
      const answer = await fetch(world.origin + path);
      expect(answer.headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(answer.headers.get('x-frame-options'), path).toBe('DENY');
      expect(answer.headers.get('content-security-policy'), path).toMatch(/default-src 'self'; script-src 'self';/);
      expect(answer.headers.get('x-powered-by'), path).toBeNull();
      expect(answer.headers.get('server'), path).toBeNull();
    }
  });

  it('given a page of another site, when it makes a signed-in browser write here, then it is refused', async () => {
    const desk = await world.signIn('desk');
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      const answer = await fetch(`${world.origin}/api/sites/${world.siteId}/repairs`, { method: 'POST', headers: { cookie: desk.cookie, 'content-type': 'application/json', origin }, body: '{}' });
      expect(answer.status, origin).toBe(403);
    }
  });
});
