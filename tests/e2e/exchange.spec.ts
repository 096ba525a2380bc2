import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import type { CallRow } from '../../features/telephone/core/call-contract.ts';
import type { MatterView } from '../../features/telephone/core/matter-contract.ts';
import type { addPbxSource } from '../../features/telephone/core/pbx-contract.ts';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { KAMAILIO } from '../support/kamailio.ts';
import { startProgram, type Client, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('calls of an exchange in the browser', () => {
  let world: World;
  let browser: Browser;
  let manager: Client;
  let left: Page, right: Page;
  let path = '';
  let running: NodeJS.Timeout;
  const errors: string[] = [];
  const url = (rest: string): string => `/api/sites/${world.siteId}/${rest}`;
  const look = (page: Page, name: string) => (process.env['FOYER_SHOTS'] ? page.screenshot({ path: `${process.env['FOYER_SHOTS']}/${name}.png` }) : Promise.resolve());
  const card = (page: Page) => page.getByRole('region', { name: /来电卡/ });
  let serial = 0;
  /** As the proxy says it: its own time, a name of its own, the caller and the number called. */
  const push = async (ev: string, callId: string, more: Record<string, unknown> = {}, secondsAgo = 0) => {
    const answer = await fetch(`${world.origin}${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ev, call_id: callId, at: String(Date.parse(world.clock.now()) / 1000 - secondsAgo), id: `p${(serial += 1)}`, from_user: '13812345678', to_user: '02155550101', ...more }) });
    expect(answer.status).toBe(200);
  };

  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    // A counter that runs is looked at: time goes on.
    const [start, began] = [Date.parse(world.clock.now()), Date.now()];
    running = setInterval(() => world.clock.set(new Date(start + Date.now() - began).toISOString()), 50);
    manager = await world.signIn('manager');
    const desk = await world.signIn('desk');
    const { body } = await manager.post<OutputOf<typeof addPbxSource>>(url('pbx/sources'), { commandId: uuidv7(), sourceId: uuidv7(), name: '总机', enabled: true, settings: { kind: 'push', mapping: KAMAILIO } });
    path = body.path ?? '';
    for (const [name, ext] of [['前台左', '6001'], ['前台右', '6002']] as const) await manager.post(url(`pbx/seats/${uuidv7()}`), { commandId: uuidv7(), name, ext });
    const { version, settings } = (await manager.get<{ version: number; settings: object }>(url('telephone'))).body;
    await manager.post(url('telephone'), { commandId: uuidv7(), version, settings: { ...settings, publicNumbers: [{ number: '021-5555 0101', name: '销售热线', department: '销售部' }, { number: '021-5555 0102', name: '物业热线' }], scripts: [{ id: uuidv7(), publicNumber: '021-5555 0101', from: '00:00', to: '24:00', greeting: '您好，{案场}销售热线' }] } });
    await desk.post(url(`calls/${uuidv7()}/steps`), { commandId: uuidv7(), steps: [{ step: 'open', direction: 'inbound', number: '13812345678' }, { step: 'log', sheet: { surname: '王', honorific: '先生', purpose: 'enquiry' } }] });
    [left, right] = await Promise.all([openPage(browser, world.origin, '/', 'desk', errors), openPage(browser, world.origin, '/', 'desk2', errors)]);
    for (const [page, name] of [[left, '前台左'], [right, '前台右']] as const) {
      await page.getByRole('button', { name: '选席位' }).click();
      await page.getByRole('button', { name: `坐这里 ${name}` }).click();
      await page.getByRole('button', { name: `席位 ${name}` }).waitFor();
    }
  });
  afterAll(async () => {
    clearInterval(running);
    await browser.close();
    await world.end();
  });

  it('T-05, T-11, T-15, T-18: given a call pushed by an exchange, when it rings, then it comes up at the right desk alone with a running counter and who it may be; lifted, joined with the card made by hand, held, passed on and logged, both figures stand apart', { timeout: 180_000 }, async () => {
    await push('invite', 'c1', {}, 6);
    // The proxy names the telephone it tries, and of the one that rings only that it rings.
    await push('target', 'c1', { ruri_user: '6001-0x1' }, 6);
    await push('ringing', 'c1', { code: 180 }, 5);
    await card(left).getByText(/响第 \d 下/).waitFor();
    await card(left).getByText('138****5678').first().waitFor();
    await card(left).getByText('打的是 销售热线').waitFor();
    await card(left).getByText('您好，云栖示范售楼中心销售热线').waitFor();
    // The line is another department's: the plan's sentence beside the centre's own is that department's.
    await card(left).getByText('您好，销售部，陈晓梅，请问有什么我可以帮您？').waitFor();
    await card(left).getByRole('button', { name: '王先生' }).waitFor();
    expect(await card(right).count()).toBe(0);
    expect(await left.locator('body').innerText()).not.toContain('13812345678');
    // Nobody chooses for the agent.
    expect(await card(left).getByLabel('姓氏或尊称').inputValue()).toBe('');
    // A slow machine may be past it already.
    await card(left).getByText(/快到三下，请接起|已过三下/).first().waitFor();
    await look(left, 'ringing');
    expect(await violations(left)).toEqual([]);
    await push('answered', 'c1', { code: 200 });
    await card(left).getByText(/响了 \d 下接起 · 实测 \d+ 秒/).waitFor();
    expect(await card(left).getByRole('timer').count()).toBe(0);
    await card(left).getByRole('button', { name: '王先生' }).click();

    // By habit a card is opened by hand too.
    await left.getByRole('button', { name: '来电 C' }).click();
    await expect.poll(() => card(left).count()).toBe(2);
    const own = card(left).filter({ hasText: '响了几下接起' });
    await own.getByRole('button', { name: '二下 2' }).click();
    await own.getByLabel('边听边记').fill('问停车位');
    await own.getByText('电话系统也报了这时候的一通来电 138****5678，是同一通吗？').waitFor();
    await look(left, 'join');
    expect(await violations(left)).toEqual([]);
    const join = left.getByRole('button', { name: '是同一通，合成一张卡' });
    await join.click();
    await expect.poll(() => card(left).count()).toBe(1);
    expect(await card(left).getByLabel('边听边记').inputValue()).toBe('问停车位');
    await left.getByRole('button', { name: '撤销' }).click();
    await expect.poll(() => card(left).count()).toBe(2);
    await join.click();
    await expect.poll(() => card(left).count()).toBe(1);
    await card(left).getByText(/^王先生/).first().waitFor();

    await push('hold', 'c1');
    await card(left).getByText(/已等候/).waitFor();
    await push('reinvite', 'c1');
    await card(left).getByText(/已等候/).waitFor({ state: 'detached' });
    await push('refer', 'c1', { detail: 'sip:6002@127.0.0.1' });
    await card(left).getByText(/已转 6002，等人接/).waitFor();
    await push('notify', 'c1', { detail: 'SIP/2.0 200 OK' });
    await card(left).getByText(/已转 6002/).waitFor({ state: 'detached' });
    await push('dialog_end', 'c1');
    await card(left).getByText('已挂机').waitFor();
    await look(left, 'joined');
    await card(left).getByRole('button', { name: '查询 Q' }).click();
    await left.keyboard.press('Control+Enter');
    await expect.poll(() => card(left).count()).toBe(0);
    await expect.poll(async () => (await manager.get<{ rows: CallRow[] }>(url('calls'))).body.rows.find((row) => row.source === 'push' && row.loggedAt)).toMatchObject({ address: '王先生', ringsDeclared: 2, ringMs: expect.any(Number), transfers: 1, lostTransfers: 0, disposition: 'answered', agent: '陈晓梅', number: '138****5678' });
    expect((await manager.get<{ rows: CallRow[] }>(url('calls'))).body.rows.filter((row) => row.loggedAt === null)).toEqual([]);
  });

  it('T-01, T-17: given a call nobody lifts, then it goes from the desk it rang at and waits as a task; given a card by hand, then the number called is chosen; given an agent signs out, then the seat is free', { timeout: 180_000 }, async () => {
    await push('invite', 'c2', { from_user: '13900002222' });
    await push('target', 'c2', { ruri_user: '6002-0x1', from_user: '13900002222' });
    await push('ringing', 'c2', { code: 180, from_user: '13900002222' });
    await card(right).getByText('139****2222').first().waitFor();
    expect(await card(left).filter({ hasText: '139****2222' }).count()).toBe(0);
    await push('failed', 'c2', { code: 487, from_user: '13900002222' });
    await expect.poll(() => card(right).count()).toBe(0);
    await expect.poll(async () => (await manager.get<{ open: MatterView[] }>(url('matters?kinds=missed'))).body.open.filter((matter) => matter.number === '139****2222').length).toBe(1);

    await right.getByRole('button', { name: '来电 C' }).click();
    await card(right).getByText('您好，云栖示范售楼中心。请问有什么我可以帮您？').waitFor();
    await card(right).getByRole('button', { name: '销售热线' }).click();
    await card(right).getByText('您好，云栖示范售楼中心销售热线').waitFor();
    await look(right, 'lines');
    await card(right).getByRole('button', { name: '其他', exact: true }).click();
    await right.keyboard.press('Control+Enter');
    await expect.poll(() => card(right).count()).toBe(0);

    await left.getByRole('button', { name: '席位 前台左' }).click();
    await left.getByText('周雨桐').waitFor();
    await look(left, 'seats');
    expect(await violations(left)).toEqual([]);
    await right.getByRole('button', { name: '退出' }).click();
    await left.locator('.fy-seats').getByText('无人').waitFor();
    // Whoever signs in next at that PC is offered its seat.
    await right.getByLabel('姓名拼音、工号或手机号').waitFor();
    expect(errors).toEqual([]);
  });
});
