import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD, peopleApp } from '../../../tests/support/people-app.ts';

describe('signing in', () => {
  let world: Awaited<ReturnType<typeof peopleApp>>;
  let site = '';
  beforeAll(async () => {
    world = await peopleApp();
    site = await world.addSite('云栖示范售楼中心');
    await world.addPerson('desk', site, ['desk_agent'], { employeeNo: 'KF001', phone: '13800000001' });
    await world.addPerson('desk2', site, ['desk_agent'], { phone: '13800000002' });
    await world.addPerson('victim', site, ['technician']);
    await world.addPerson('spread-b', site, ['technician']);
    await world.addPerson('shared', site, ['technician'], { phone: '13800000002' });
  });
  afterAll(() => world.end());

  it('given no sign-in, when the session is asked, then 401 and nothing of anybody', async () => {
    const answer = await world.get('/api/session', {});
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ code: 'signed-out' });
  });

  it.each(['desk', 'DESK', 'KF001', '13800000001'])('given the right password, when signing in as %s, then the session names person and centre', async (name) => {
    const answer = await world.signIn(name);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).not.toHaveProperty('token');
    const set = answer.cookies.find((entry) => entry.name === 'foyer.session_token');
    expect(set).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(set?.secure).toBeUndefined();
    const session = await world.get('/api/session', { cookie: world.cookiesOf(answer) });
    expect(session.statusCode).toBe(200);
    expect(session.json()).toMatchObject({ person: { username: 'desk' }, via: 'password', testClock: true, sites: [{ id: site, roles: ['desk_agent'] }] });
    expect(session.json().sites[0].permissions).toContain('people.read');
    expect(session.json().sites[0].permissions).not.toContain('people.manage');
  });

  it('given a phone two people share, when signing in by it, then neither is guessed', async () => {
    expect((await world.signIn('13800000002')).statusCode).toBe(403);
  });

  it('given a cookie with an altered signature, when it is used, then nobody is signed in', async () => {
    const cookie = await world.cookie('desk');
    const altered = cookie.replace(/(session_token=.)/, '$1x');
    expect((await world.get('/api/session', { cookie: altered })).statusCode).toBe(401);
  });

  it('given a page of another name, when it posts a sign-in, then it is refused', async () => {
    const answer = await world.signIn('desk', PASSWORD, { headers: { origin: 'https://elsewhere.example', host: 'elsewhere.example' } });
    expect(answer.statusCode).toBe(403);
    expect(answer.cookies).toHaveLength(0);
  });

  it('given five wrong passwords from one address, when the sixth is right, then that address waits and the person elsewhere does not', async () => {
    const guesser = { remoteAddress: '192.0.2.7' };
    for (let count = 0; count < 5; count += 1) expect((await world.signIn('victim', 'wrong', guesser)).statusCode).toBe(403);
    const locked = await world.signIn('victim', PASSWORD, guesser);
    expect(locked.statusCode).toBe(429);
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(0);
    expect((await world.signIn('desk', PASSWORD, guesser)).statusCode).toBe(200);
    expect((await world.signIn('victim', PASSWORD, { remoteAddress: '192.0.2.8' })).statusCode).toBe(200);
    world.clock.set('2026-11-23T06:16:00.000Z');
    expect((await world.signIn('victim', PASSWORD, guesser)).statusCode).toBe(200);
  });

  it('given a guesser who forges x-forwarded-for on each try, when nobody is a trusted proxy, then the lock holds', async () => {
    const tryOnce = (count: number) =>
      world.signIn('spread-b', 'wrong', { remoteAddress: '192.0.2.9', headers: { 'x-forwarded-for': `198.51.100.${count}`, 'x-real-ip': `198.51.100.${count}`, forwarded: `for=198.51.100.${count}` } });
    const codes = [];
    for (let count = 0; count < 6; count += 1) codes.push((await tryOnce(count)).statusCode);
    expect(codes).toEqual([403, 403, 403, 403, 403, 429]);
  });

  it('given twenty guesses sent at once, when they arrive together, then only five are looked at', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.signIn('desk2', 'wrong', { remoteAddress: '192.0.2.10' })));
    expect(answers.filter((answer) => answer.statusCode === 403)).toHaveLength(5);
    expect(answers.filter((answer) => answer.statusCode === 429)).toHaveLength(15);
  });

  it('given a session, when signing out, then its cookie is worth nothing at once', async () => {
    const cookie = await world.cookie('desk');
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(200);
    expect((await world.post('/api/auth/sign-out', { cookie })).statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie })).statusCode).toBe(401);
  });

  it('given the other doors of the account library, when they are knocked at, then they do not exist', async () => {
    for (const path of ['sign-up/email', 'update-user', 'change-password', 'delete-user', 'is-username-available', 'get-session'])
      expect((await world.post(`/api/auth/${path}`, {}, { email: 'a@b.cc', password: 'xxxxxxxxx', name: 'x' })).statusCode).toBe(404);
  });

  it('given two browsers, when all are signed out from one, then both are out', async () => {
    const [one, two] = [await world.cookie('desk'), await world.cookie('desk')];
    expect((await world.get('/api/session', { cookie: two })).statusCode).toBe(200);
    expect((await world.post('/api/session/sign-out-everywhere', { cookie: one })).statusCode).toBe(200);
    expect((await world.get('/api/session', { cookie: one })).statusCode).toBe(401);
    expect((await world.get('/api/session', { cookie: two })).statusCode).toBe(401);
  });
});
