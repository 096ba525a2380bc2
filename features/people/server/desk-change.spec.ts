import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, peopleApp } from '../../../tests/support/people-app.ts';

describe('changing people on an enrolled desk PC', () => {
  let world: Awaited<ReturnType<typeof peopleApp>>;
  let site = '';
  let other = '';
  let desk = '';
  let desk2 = '';
  let stranger = '';
  let device = '';
  const switchTo = (personId: string, pin: string, cookie = device) => world.post('/api/session/switch', { cookie }, { personId, pin });

  beforeAll(async () => {
    world = await peopleApp();
    site = await world.addSite('云栖示范售楼中心');
    other = await world.addSite('云栖二期示范售楼中心');
    desk = await world.addPerson('desk', site, ['desk_agent'], { name: '陈晓梅' });
    desk2 = await world.addPerson('desk2', site, ['desk_agent'], { name: '周雨桐' });
    await world.addPerson('manager', site, ['property_manager']);
    stranger = await world.addPerson('desk-b', other, ['desk_agent']);
    for (const [name, pin] of [['desk', '2580'], ['desk2', '7319'], ['desk-b', '7319']] as const) {
      const answer = await world.post('/api/session/pin', { cookie: await world.cookie(name) }, { pin, password: PASSWORD });
      expect(answer.statusCode).toBe(200);
    }
    const enrolled = await world.post(`/api/sites/${site}/devices`, { cookie: await world.cookie('manager') }, { name: '前台电脑' });
    expect(enrolled.statusCode).toBe(200);
    device = world.cookiesOf(enrolled);
  });
  afterAll(() => world.end());

  it('given a PC that is not enrolled, when it asks for people or changes by PIN, then it gets neither', async () => {
    expect((await world.get('/api/session/desk-people', {})).json()).toMatchObject({ code: 'device-not-enrolled' });
    expect((await switchTo(desk, '2580', '')).json()).toMatchObject({ code: 'device-not-enrolled' });
    expect((await switchTo(desk, '2580', device.replace(/.$/, device.endsWith('A') ? 'B' : 'A'))).json()).toMatchObject({ code: 'device-not-enrolled' });
  });

  it('given an enrolled PC, when it lists people, then only those of its centre with a PIN', async () => {
    const answer = await world.get('/api/session/desk-people', { cookie: device });
    expect(answer.json().people.map((person: { name: string }) => person.name)).toEqual(['陈晓梅', '周雨桐']);
  });

  it('given the right PIN, when changing, then the session is that person in the centre of the PC, by PIN', async () => {
    const answer = await switchTo(desk2, '7319');
    expect(answer.statusCode).toBe(200);
    const session = await world.get('/api/session', { cookie: `${device}; ${world.cookiesOf(answer)}` });
    expect(session.json()).toMatchObject({ person: { id: desk2 }, via: 'pin', device: { siteId: site }, sites: [{ id: site }] });
  });

  it('given someone signed in by password, when another changes in by PIN, then the first session is over', async () => {
    const before = await world.cookie('desk');
    const answer = await switchTo(desk2, '7319', `${device}; ${before}`);
    expect(answer.statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie: before })).statusCode).toBe(401);
  });

  it('given a PIN cookie that ended, when a password cookie lies beside it, then nobody acts in its name', async () => {
    const answer = await world.get('/api/session', { cookie: `${await world.cookie('desk')}; foyer_pin=ended` });
    expect(answer.statusCode).toBe(401);
  });

  it('given a person of another centre, when their PIN is typed here, then it is refused', async () => {
    expect((await switchTo(stranger, '7319')).json()).toMatchObject({ code: 'wrong-pin' });
  });

  it('given wrong PINs, when they repeat, then that person waits and the PC serves the others', async () => {
    for (let count = 0; count < 3; count += 1) expect((await switchTo(desk, '0001')).json()).toMatchObject({ code: 'wrong-pin' });
    expect((await switchTo(desk, '2580')).json()).toMatchObject({ code: 'too-many-tries' });
    expect((await switchTo(desk2, '7319')).statusCode).toBe(200);
    world.clock.set('2026-11-23T06:00:31.000Z');
    expect((await switchTo(desk, '2580')).statusCode).toBe(200);
  });

  it('given forty wrong PINs at once, when they arrive together, then at most three are looked at', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => switchTo(desk, String(1000 + index * 7))));
    expect(answers.filter((answer) => answer.json().code === 'wrong-pin').length).toBeLessThanOrEqual(3);
    world.clock.set('2026-11-23T08:00:00.000Z');
  });

  it('given a session by PIN, when it asks for what needs the password, then it is refused', async () => {
    const answer = await switchTo(desk2, '7319');
    const cookie = world.cookiesOf(answer);
    expect((await world.post('/api/session/tokens', { cookie }, { name: 'x', scopes: ['sites.read'], days: 1 })).json()).toMatchObject({ code: 'password-sign-in-needed' });
    expect((await world.post('/api/session/pin', { cookie }, { pin: '8024' })).json()).toMatchObject({ code: 'password-needed' });
    expect((await world.post('/api/session/pin', { cookie }, { pin: '1111', currentPin: '7319' })).json()).toMatchObject({ code: 'pin-too-simple' });
  });

  it('given a PC that is withdrawn, when its session goes on, then it is over', async () => {
    const answer = await switchTo(desk2, '7319');
    const cookie = world.cookiesOf(answer);
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(200);
    const manager = await world.cookie('manager');
    const list = await world.get(`/api/sites/${site}/devices`, { cookie: manager });
    expect(list.json().devices).toMatchObject([{ name: '前台电脑', revokedAt: null }]);
    expect((await world.post(`/api/sites/${site}/devices/${list.json().devices[0].id}/revoke`, { cookie: manager })).statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(401);
    expect((await switchTo(desk2, '7319')).json()).toMatchObject({ code: 'device-not-enrolled' });
  });
});
