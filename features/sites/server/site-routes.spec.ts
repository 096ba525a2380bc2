import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peopleApp } from '../../../tests/support/people-app.ts';
import { checkChain } from '../../../platform/server/journal.ts';
import { placeCodes } from './place-codes.ts';
import { siteRoutes } from './site-routes.ts';

const codes = placeCodes('a key for the codes of the test');

describe('a centre’s own settings', () => {
  let world: Awaited<ReturnType<typeof peopleApp>>;
  let site = '';
  let other = '';
  let manager: { cookie: string };
  let desk: { cookie: string };
  const setup = async (who = desk) => (await world.get(`/api/sites/${site}/setup`, who)).json();
  const save = async (change: Record<string, unknown>, who = manager) => world.post(`/api/sites/${site}/settings`, who, { version: (await setup()).site.version, ...change });

  beforeAll(async () => {
    world = await peopleApp((deps) => siteRoutes({ ...deps, codes }));
    site = await world.addSite('云栖示范售楼中心');
    other = await world.addSite('云栖二期示范售楼中心');
    await world.addPerson('manager', site, ['property_manager'], { name: '林静怡' });
    await world.addPerson('admin', site, ['admin'], { name: '谢一鸣' });
    await world.addPerson('desk', site, ['desk_agent'], { name: '陈晓梅' });
    manager = { cookie: await world.cookie('manager') };
    desk = { cookie: await world.cookie('desk') };
  });
  afterAll(() => world.end());

  it('given a desk agent, when reading the centre, then people and the plan’s limits are there and nothing of another centre', async () => {
    const answer = await setup();
    expect(answer.people.map((person: { name: string }) => person.name)).toEqual(['陈晓梅', '林静怡', '谢一鸣']);
    expect(answer.parameters).toContainEqual({ key: 'repairs.ready_minutes', value: 15, default: 15, origin: 'plan' });
    expect(answer.knownYears).toContain(2026);
    expect((await world.get(`/api/sites/${other}/setup`, desk)).statusCode).toBe(404);
    expect((await world.post(`/api/sites/${other}/settings`, manager, { version: 1 })).statusCode).toBe(404);
  });

  it('given a desk agent, when saving settings, then it is forbidden', async () => {
    expect((await save({ name: '改名' }, desk)).statusCode).toBe(403);
  });

  it('given no complaints number, when the centre goes live, then it is refused (M-37)', async () => {
    expect((await save({ live: true })).json()).toMatchObject({ code: 'complaints-phone-missing', facts: { clause: 'M-37' } });
    expect((await save({ live: true, complaintsPhone: '0571-5550100' })).statusCode).toBe(200);
    expect((await save({ complaintsPhone: '' })).json()).toMatchObject({ code: 'complaints-phone-missing' });
    expect((await setup()).site).toMatchObject({ live: true, complaintsPhone: '0571-5550100' });
  });

  it('given a plan number, when the manager changes it, then it is a house rule until it is taken back (M-13)', async () => {
    const ready = async () => (await setup()).parameters.find((row: { key: string }) => row.key === 'repairs.ready_minutes');
    expect((await save({ parameters: { 'repairs.ready_minutes': 20 } })).statusCode).toBe(200);
    expect(await ready()).toEqual({ key: 'repairs.ready_minutes', value: 20, default: 15, origin: 'house' });
    expect((await save({ parameters: { 'repairs.ready_minutes': null } })).statusCode).toBe(200);
    expect(await ready()).toMatchObject({ value: 15, origin: 'plan' });
    expect((await save({ parameters: { 'repairs.ready_minutes': 100000 } })).json()).toMatchObject({ code: 'parameter-out-of-range' });
    expect((await save({ parameters: { 'repairs.nothing': 1 } })).json()).toMatchObject({ code: 'parameter-unknown' });
  });

  it('B-04: given the administrator, when a limit of the bar is changed, then it is refused, since its procedure is the manager’s; other limits are taken', async () => {
    const admin = { cookie: await world.cookie('admin') };
    expect((await save({ parameters: { 'repairs.ready_minutes': 20, 'beverages.par_per_seat': 250 } }, admin)).json()).toMatchObject({ code: 'parameter-of-the-manager', facts: { key: 'beverages.par_per_seat', clause: 'B-04' } });
    expect((await save({ parameters: { 'repairs.ready_minutes': null } }, admin)).statusCode).toBe(200);
    expect((await save({ parameters: { 'beverages.par_per_seat': 250 } })).statusCode).toBe(200);
    expect((await save({ parameters: { 'beverages.par_per_seat': null } })).statusCode).toBe(200);
  });

  it('given two managers with the same form open, when both save, then the second is told what happened', async () => {
    const { version } = (await setup()).site;
    expect((await world.post(`/api/sites/${site}/settings`, manager, { version, deskPhone: '0571-5550101' })).json()).toEqual({ ok: true, version: version + 1 });
    expect((await world.post(`/api/sites/${site}/settings`, manager, { version, deskPhone: '0571-5550102' })).json()).toMatchObject({ code: 'changed-meanwhile', facts: { version: version + 1 } });
  });

  it('given a coming year typed in, when it is saved, then the year is known', async () => {
    expect((await save({ calendar: { holidays: { '2028-01-01': { name: '元旦', off: true } }, knownYears: [2028] } })).statusCode).toBe(200);
    expect((await setup()).knownYears).toContain(2028);
    expect((await save({ calendar: { week: { 1: [{ open: '25:00', close: '18:00' }] } } })).statusCode).toBe(400);
  });

  it('given places, when they are added, renamed and archived, then names stay unambiguous and the journal holds', async () => {
    const add = (name: string) => world.post(`/api/sites/${site}/places`, manager, { name, kind: 'room', inRoom: true });
    const first = await add('样板间1');
    expect(first.statusCode).toBe(200);
    expect((await add('样板间1')).json()).toMatchObject({ code: 'place-name-taken' });
    const { id } = first.json();
    const listed = (await world.get(`/api/sites/${site}/place-codes`, desk)).json().places;
    expect(listed).toMatchObject([{ id, name: '样板间1' }]);
    expect(codes.isOf(site, id, listed[0].arrive)).toBe(true);
    // The guests' code on the wall does not prove that a technician stood there.
    expect(codes.isOf(site, id, listed[0].report)).toBe(false);
    expect((await world.post(`/api/sites/${site}/places/${id}`, manager, { name: '样板间一', kind: 'room', department: 'office' })).statusCode).toBe(200);
    expect((await world.post(`/api/sites/${site}/places/${id}/archive`, manager)).statusCode).toBe(200);
    expect((await setup()).places).toMatchObject([{ id, name: '样板间一', department: 'office', archived: true }]);
    expect((await add('样板间一')).statusCode).toBe(200);
    expect((await world.post(`/api/sites/${site}/places/${id}/archive`, manager, { archived: false })).json()).toMatchObject({ code: 'place-name-taken' });
    expect(await world.database.read([site], (reader) => checkChain(reader, site, site))).toBeUndefined();
  });
});
