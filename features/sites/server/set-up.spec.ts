import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleApp } from '../../../tests/support/people-app.ts';
import { DEMO_PIN } from './demo-data.ts';
import { placeCodes } from './place-codes.ts';
import { setUpRoutes } from './set-up-routes.ts';
import { siteRoutes } from './site-routes.ts';

const codes = placeCodes('a key for the codes of the test');

const ROLE_WORDS = ['desk', 'desk2', 'technician', 'technician2', 'foreman', 'head', 'manager', 'assistant', 'guard', 'storekeeper', 'duty', 'sales', 'quality', 'admin'];

describe('first start', () => {
  let world: Awaited<ReturnType<typeof peopleApp>>;
  let printed = '';
  beforeAll(async () => {
    world = await peopleApp((deps) => [
      ...siteRoutes({ ...deps, codes }),
      ...setUpRoutes({ ...deps, code: '7W3K-Q9', onDemo: async (made) => void (printed = `${made.password} ${made.pin}`) }),
    ]);
  });
  afterAll(() => world.end());

  it('given a wrong code, when it is tried again and again, then it is refused and then has to wait', async () => {
    expect((await world.get('/api/setup', {})).json()).toEqual({ needed: true });
    const codes = [];
    for (let count = 0; count < 11; count += 1)
      codes.push((await world.app.inject({ method: 'POST', url: '/api/setup/demo', payload: { code: 'guess' }, remoteAddress: '192.0.2.1' })).statusCode);
    expect(codes).toEqual([...Array.from({ length: 10 }, () => 403), 429]);
    expect((await world.get('/api/setup', {})).json()).toEqual({ needed: true });
  });

  it('given the code twice at once, when both make a centre, then one does and the door closes', async () => {
    const answers = await Promise.all([world.post('/api/setup/demo', {}, { code: '7W3K-Q9' }), world.post('/api/setup/demo', {}, { code: '7W3K-Q9' })]);
    expect(answers.map((answer) => answer.statusCode).sort((a, b) => a - b)).toEqual([200, 409]);
    const made = answers.find((answer) => answer.statusCode === 200)?.json();
    expect(printed).toBe(`${made.password} ${DEMO_PIN}`);
    expect((await world.get('/api/setup', {})).json()).toEqual({ needed: false });
    const late = await world.post('/api/setup/empty', {}, { code: '7W3K-Q9', siteName: '又一个', managerName: '某某', username: 'late', password: 'long-enough-8' });
    expect(late.json()).toMatchObject({ code: 'already-set-up' });

    for (const name of [...ROLE_WORDS, ...ROLE_WORDS.map((word) => `${word}-b`)]) expect([name, (await world.signIn(name, made.password)).statusCode]).toEqual([name, 200]);
    const technician = await world.get('/api/session', { cookie: world.cookiesOf(await world.signIn('technician', made.password)) });
    expect(technician.json().sites.map((site: { name: string }) => site.name).sort()).toEqual(['云栖二期示范售楼中心', '云栖示范售楼中心'].sort());
    const setup = (await world.get(`/api/sites/${made.siteIds[0]}/setup`, { cookie: world.cookiesOf(await world.signIn('desk', made.password)) })).json();
    expect(setup.places.filter((place: { kind: string }) => place.kind === 'table')).toHaveLength(12);
    expect(new Set(setup.people.flatMap((person: { roles: string[] }) => person.roles)).size).toBe(13);
    expect(setup.people).toContainEqual(expect.objectContaining({ name: '李志强', pinyin: 'li zhi qiang', initials: 'lzq', skills: expect.arrayContaining(['electrical-main']) }));
  });
});

describe('an empty centre', () => {
  let world: Awaited<ReturnType<typeof peopleApp>>;
  beforeAll(async () => {
    world = await peopleApp((deps) => [...siteRoutes({ ...deps, codes }), ...setUpRoutes({ ...deps, code: '7W3K-Q9', onDemo: async () => undefined })]);
  });
  afterAll(() => world.end());

  it('given no complaints number, when the centre is made, then its manager gets in and it is not live yet (M-37)', async () => {
    const made = await world.post('/api/setup/empty', {}, { code: '7W3K-Q9', siteName: '湖畔售楼中心', managerName: '单雅雯', username: 'shan', password: 'long-enough-8' });
    expect(made.statusCode).toBe(200);
    const cookie = world.cookiesOf(await world.signIn('shan', 'long-enough-8'));
    expect((await world.get(`/api/sites/${made.json().siteId}/setup`, { cookie })).json()).toMatchObject({ site: { live: false, demo: false }, people: [{ pinyin: 'shan ya wen' }] });
  });
});
