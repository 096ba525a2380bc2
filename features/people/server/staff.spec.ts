import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, peopleApp } from '../../../tests/support/people-app.ts';
import { checkChain } from '../../../platform/server/journal.ts';

describe('staff of a centre', () => {
  let world: Awaited<ReturnType<typeof peopleApp>>;
  let a = '';
  let b = '';
  let manager: { cookie: string };
  let managerB: { cookie: string };
  const add = (site: string, who: Record<string, string>, more: Record<string, unknown>) => world.post(`/api/sites/${site}/people`, who, { name: '罗小川', roles: ['technician'], ...more });

  beforeAll(async () => {
    world = await peopleApp();
    a = await world.addSite('云栖示范售楼中心');
    b = await world.addSite('云栖二期示范售楼中心');
    await world.addPerson('manager', a, ['property_manager']);
    await world.addPerson('manager-b', b, ['property_manager']);
    await world.addPerson('admin', a, ['admin']);
    await world.addPerson('desk', a, ['desk_agent'], { phone: '13800000009' });
    manager = { cookie: await world.cookie('manager') };
    managerB = { cookie: await world.cookie('manager-b') };
  });
  afterAll(() => world.end());

  it('given another centre, when any of its endpoints is asked, then it answers 404 as if it did not exist', async () => {
    const person = await world.addPerson('target-b', b, ['technician']);
    const nowhere = '018f0000-0000-7000-8000-0000000000ff';
    for (const site of [b, nowhere])
      for (const [method, path] of [
        ['GET', 'people'], ['POST', 'people'], ['GET', 'devices'], ['POST', 'devices'], ['POST', `people/${person}/end`], ['POST', `people/${person}/roles`], ['POST', `people/${person}/lend`],
        ['POST', `people/${person}/take`], ['POST', `people/${person}/reset-password`], ['POST', `people/${person}/reset-pin`], ['GET', `people/${person}/open-work`],
      ] as const) {
        const answer = await world.app.inject({ method, url: `/api/sites/${site}/${path}`, headers: manager, ...(method === 'POST' ? { payload: {} } : {}) });
        expect([path, answer.statusCode]).toEqual([path, 404]);
      }
    // The own centre in the path does not open another centre's person.
    for (const path of ['end', 'reset-password', 'reset-pin', 'take'])
      expect((await world.post(`/api/sites/${a}/people/${person}/${path}`, manager)).statusCode).toBe(404);
    expect((await world.signIn('target-b')).statusCode).toBe(200);
  });

  it('given a desk agent, when adding somebody, then it is forbidden', async () => {
    expect((await add(a, { cookie: await world.cookie('desk') }, { username: 'luo' })).statusCode).toBe(403);
  });

  it('given a manager, when adding a person, then the one-time password lets them in only as far as changing it', async () => {
    const added = await add(a, manager, { username: 'luo', roles: ['technician'], skills: ['electrical-main'] });
    expect(added.statusCode).toBe(200);
    const { password } = added.json();
    const cookie = world.cookiesOf(await world.signIn('luo', password));
    const first = await world.get('/api/session', { cookie });
    expect(first.json()).toMatchObject({ person: { mustChangePassword: true }, sites: [] });
    expect((await world.get(`/api/sites/${a}/people`, { cookie })).statusCode).toBe(404);
    expect((await world.post('/api/session/password', { cookie }, { current: password, next: 'short' })).statusCode).toBe(400);
    expect((await world.post('/api/session/password', { cookie }, { current: password, next: 'a-new-word-of-mine' })).statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie })).json()).toMatchObject({ person: { mustChangePassword: false }, sites: [{ id: a, skills: ['electrical-main'] }] });
    expect((await world.signIn('luo', password)).statusCode).toBe(403);
  });

  it('given a name, 工号 or phone in use, when adding under it, then it is refused and nothing is added', async () => {
    expect((await add(a, manager, { username: 'desk' })).json()).toMatchObject({ code: 'name-taken' });
    expect((await add(a, manager, { username: '13800000009' })).json()).toMatchObject({ code: 'name-taken' });
    expect((await add(a, manager, { username: 'x y' })).statusCode).toBe(400);
  });

  it('given a manager, when granting or touching admin, then it is refused; an admin may', async () => {
    expect((await add(a, manager, { username: 'boss', roles: ['admin'] })).json()).toMatchObject({ code: 'role-not-yours' });
    const people = (await world.get(`/api/sites/${a}/people`, manager)).json().people as { id: string; username: string }[];
    const admin = people.find((person) => person.username === 'admin')?.id ?? '';
    const desk = people.find((person) => person.username === 'desk')?.id ?? '';
    expect((await world.post(`/api/sites/${a}/people/${admin}/reset-password`, manager)).json()).toMatchObject({ code: 'role-not-yours' });
    expect((await world.post(`/api/sites/${a}/people/${admin}/end`, manager)).json()).toMatchObject({ code: 'role-not-yours' });
    expect((await world.post(`/api/sites/${a}/people/${desk}/roles`, manager, { roles: ['desk_agent', 'admin'], skills: [] })).json()).toMatchObject({ code: 'role-not-yours' });
    expect((await world.post(`/api/sites/${a}/people/${desk}/roles`, { cookie: await world.cookie('admin') }, { roles: ['desk_agent', 'admin'], skills: [] })).statusCode).toBe(200);
  });

  it('given a person at work, when they are ended, then access is gone at once and the open work is listed', async () => {
    const id = await world.addPerson('leaver', a, ['technician']);
    const cookie = await world.cookie('leaver');
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(200);
    const answer = await world.post(`/api/sites/${a}/people/${id}/end`, manager);
    expect(answer.json()).toMatchObject({ leftAltogether: true, openWork: [{ feature: 'repairs', label: 'WX-1' }] });
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(401);
    expect((await world.signIn('leaver')).statusCode).toBe(403);
    expect(await world.database.read([a], (reader) => checkChain(reader, a, id))).toBeUndefined();
  });

  it('given another process ends a person, when five seconds have passed, then access is gone here too', async () => {
    const id = await world.addPerson('elsewhere', a, ['technician']);
    const cookie = await world.cookie('elsewhere');
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(200);
    await world.database.query('update people set ended_at = $2 where id = $1', [id, world.clock.now()]);
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 5_050));
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(401);
  });

  it('given a temporary person, when the end date passes, then the centre is closed to them', async () => {
    const added = await add(a, manager, { username: 'helper', until: '2026-11-23T07:00:00Z' });
    expect(added.statusCode).toBe(200);
    await world.database.query('update people set password_temporary = false where id = $1', [added.json().id]);
    const cookie = world.cookiesOf(await world.signIn('helper', added.json().password));
    expect((await world.get('/api/session', { cookie })).json().sites).toHaveLength(1);
    world.clock.set('2026-11-23T07:00:00.000Z');
    expect((await world.get('/api/session', { cookie })).json().sites).toHaveLength(0);
    expect((await add(a, manager, { username: 'late', until: '2026-11-23T06:00:00Z' })).json()).toMatchObject({ code: 'end-in-the-past' });
  });

  it('given a loan to another centre, when its manager takes it, then the person works in both and stays the home manager’s to reset', async () => {
    const id = await world.addPerson('shared', a, ['technician']);
    const cookie = await world.cookie('shared');
    const lent = await world.post(`/api/sites/${a}/people/${id}/lend`, manager, { toSiteId: b, roles: ['technician'] });
    expect(lent.json()).toEqual({ ok: true, offered: true });
    expect((await world.get('/api/session', { cookie })).json().sites).toHaveLength(1);
    expect((await world.post(`/api/sites/${b}/people/${id}/take`, managerB)).statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie })).json().sites).toHaveLength(2);
    expect((await world.post(`/api/sites/${b}/people/${id}/reset-password`, managerB)).json()).toMatchObject({ code: 'person-is-lent' });
    expect((await world.post(`/api/sites/${b}/people/${id}/roles`, managerB, { roles: ['desk_agent'], skills: [] })).json()).toMatchObject({ code: 'person-is-lent' });
    expect((await world.post(`/api/sites/${b}/people/${id}/end`, managerB)).json()).toMatchObject({ leftAltogether: false });
    expect((await world.get('/api/session', { cookie })).json().sites).toHaveLength(1);
    const reset = await world.post(`/api/sites/${a}/people/${id}/reset-password`, manager);
    expect(reset.statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(401);
    expect((await world.signIn('shared', PASSWORD)).statusCode).toBe(403);
    expect((await world.signIn('shared', reset.json().password)).statusCode).toBe(200);
  });

  it('given a loan, when it would make somebody a manager elsewhere or give a role they do not hold, then it is refused', async () => {
    const id = await world.addPerson('mole', a, ['technician']);
    expect((await world.post(`/api/sites/${a}/people/${id}/lend`, manager, { toSiteId: b, roles: ['property_manager'] })).json()).toMatchObject({ code: 'role-not-yours' });
    expect((await world.post(`/api/sites/${a}/people/${id}/lend`, manager, { toSiteId: b, roles: ['desk_agent'] })).json()).toMatchObject({ code: 'role-not-held' });
  });

  it('given a person who also belongs to a centre the manager does not manage, when resetting the password, then it is refused', async () => {
    const id = await world.addPerson('both', a, ['technician']);
    await world.database.query(`insert into memberships (site_id, person_id, role, valid_from) values ($1, $2, 'property_manager', $3)`, [b, id, '2026-11-23T06:00:00.000Z']);
    expect((await world.post(`/api/sites/${a}/people/${id}/reset-password`, manager)).json()).toMatchObject({ code: 'person-of-other-centre' });
  });

  it('given a token, when it is used, then only its scopes and centres answer, and nothing of the person’s own', async () => {
    const made = await world.post('/api/session/tokens', manager, { name: '月报脚本', scopes: ['people.read'], sites: [a], days: 1 });
    const authorization = `Bearer ${made.json().token}`;
    const bearer = { authorization };
    expect((await world.get('/api/session', bearer)).json()).toMatchObject({ via: 'token', sites: [{ id: a, permissions: ['people.read'] }] });
    expect((await world.get(`/api/sites/${a}/people`, bearer)).statusCode).toBe(200);
    expect((await add(a, bearer, { username: 'byscript' })).statusCode).toBe(403);
    expect((await world.get(`/api/sites/${b}/people`, bearer)).statusCode).toBe(404);
    expect((await world.post('/api/session/password', bearer, { current: PASSWORD, next: 'another-word' })).json()).toMatchObject({ code: 'password-sign-in-needed' });
    expect((await world.post('/api/session/tokens', bearer, { name: 'more', scopes: ['people.manage'], days: 1 })).json()).toMatchObject({ code: 'password-sign-in-needed' });
    for (const [path, body] of [['language', { language: 'en' }], ['check-pin', { pin: '2580' }], ['pin', { pin: '2581', password: PASSWORD }], ['sign-out-everywhere', {}], [`tokens/${made.json().id}/revoke`, {}]] as const)
      expect((await world.post(`/api/session/${path}`, bearer, body)).json(), path).toMatchObject({ code: 'password-sign-in-needed' });
    expect((await world.get('/api/session/tokens', bearer)).json()).toMatchObject({ code: 'password-sign-in-needed' });
    expect((await world.post('/api/session/tokens', manager, { name: 'x', scopes: ['no.such'], days: 1 })).json()).toMatchObject({ code: 'scope-unknown' });
    expect((await world.get('/api/session', { authorization: `${authorization}x` })).statusCode).toBe(401);
    const listed = (await world.get('/api/session/tokens', manager)).json().tokens;
    expect(listed).toMatchObject([{ name: '月报脚本', revokedAt: null }]);
    expect(JSON.stringify(listed)).not.toContain(made.json().token);
    expect((await world.post(`/api/session/tokens/${made.json().id}/revoke`, manager)).statusCode).toBe(200);
    expect((await world.get('/api/session', bearer)).statusCode).toBe(401);
    const brief = await world.post('/api/session/tokens', manager, { name: 'kurz', scopes: ['people.read'], days: 1 });
    const short = { authorization: `Bearer ${brief.json().token}` };
    expect((await world.get('/api/session', short)).statusCode).toBe(200);
    world.clock.set('2026-11-24T07:00:00.000Z');
    expect((await world.get('/api/session', short)).statusCode).toBe(401);
  });

  it('given a token, when its owner changes the password, or signs out everywhere, then it is over', async () => {
    await world.addPerson('scripter', a, ['technician']);
    const make = async (cookie: string) => ({ authorization: `Bearer ${(await world.post('/api/session/tokens', { cookie }, { name: '脚本', scopes: ['people.read'], days: 30 })).json().token}` });
    const cookie = await world.cookie('scripter');
    const first = await make(cookie);
    expect((await world.get('/api/session', first)).statusCode).toBe(200);
    expect((await world.post('/api/session/password', { cookie }, { current: PASSWORD, next: 'another-word-of-mine' })).statusCode).toBe(200);
    expect((await world.get('/api/session', first)).statusCode).toBe(401);
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(200);
    const second = await make(cookie);
    expect((await world.post('/api/session/sign-out-everywhere', { cookie })).statusCode).toBe(200);
    expect((await world.get('/api/session', second)).statusCode).toBe(401);
  });

  it('given a manager, when ending or demoting themselves, then it is refused', async () => {
    const own = (await world.get('/api/session', manager)).json().person.id as string;
    expect((await world.post(`/api/sites/${a}/people/${own}/end`, manager)).json()).toMatchObject({ code: 'not-yourself' });
    expect((await world.post(`/api/sites/${a}/people/${own}/roles`, manager, { roles: ['desk_agent'], skills: [] })).json()).toMatchObject({ code: 'not-yourself' });
  });
});
