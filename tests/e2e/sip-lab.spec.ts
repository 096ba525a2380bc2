import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutputOf } from '../../platform/core/contract.ts';
import { uuidv7 } from '../../platform/server/ids.ts';
import type { CallRow } from '../../features/telephone/core/call-contract.ts';
import type { MatterView } from '../../features/telephone/core/matter-contract.ts';
import type { addPbxSource } from '../../features/telephone/core/pbx-contract.ts';
import { executablePath, launch, openPage } from '../support/browser.ts';
import { KAMAILIO } from '../support/kamailio.ts';
import { startProgram, type Client, type World } from '../support/program.ts';
import { openSipLab, withoutSip } from '../support/sip-lab.ts';

const why = executablePath ? withoutSip() : 'no browser';
if (why) process.stdout.write(`没有真电话可响，跳过 / no telephone to ring, skipped: ${why}\n`);

describe.skipIf(why !== undefined)('real telephones ring the desk', () => {
  let world: World;
  let browser: Browser;
  let manager: Client;
  let running: NodeJS.Timeout;
  let lab: Awaited<ReturnType<typeof openSipLab>>;
  let left: Page, right: Page;
  const errors: string[] = [];
  const url = (rest: string): string => `/api/sites/${world.siteId}/${rest}`;
  const card = (page: Page) => page.getByRole('region', { name: /来电卡/ });
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    const [start, began] = [Date.parse(world.clock.now()), Date.now()];
    running = setInterval(() => world.clock.set(new Date(start + Date.now() - began).toISOString()), 50);
    manager = await world.signIn('manager');
    // The proxy's own clock is another day's; it says when by being heard.
    const { body } = await manager.post<OutputOf<typeof addPbxSource>>(url('pbx/sources'), { commandId: uuidv7(), sourceId: uuidv7(), name: '总机', enabled: true, settings: { kind: 'push', mapping: { ...KAMAILIO, time: 'none' } } });
    for (const [username, name, ext] of [['desk', '前台左', '6001'], ['desk2', '前台右', '6002']] as const) {
      const seatId = uuidv7();
      await manager.post(url(`pbx/seats/${seatId}`), { commandId: uuidv7(), name, ext });
      await (await world.signIn(username)).post(url(`seats/${seatId}/take`), { commandId: uuidv7() });
    }
    [left, right] = await Promise.all([openPage(browser, world.origin, '/', 'desk', errors), openPage(browser, world.origin, '/', 'desk2', errors)]);
    await Promise.all([left, right].map((page) => page.getByRole('button', { name: /^席位/ }).waitFor()));
    lab = await openSipLab(`${world.origin}${body.path}`, ['13812345678', '6001', '6002']);
  }, 300_000);
  afterAll(async () => {
    clearInterval(running);
    await lab?.close();
    await browser.close();
    await world.end();
  });

  it('T-05, T-15, T-27: given a caller dials, when it rings, is lifted, held, put through to the next desk, and once nobody lifts, then each desk sees its own calls, and the missed one is a task', { timeout: 300_000 }, async () => {
    const [caller, first, second] = lab.phones;
    caller?.do('dial', '02155550100');
    await card(left).getByText(/响第 \d 下/).waitFor();
    expect(await card(right).count()).toBe(0);
    first?.do('accept');
    await card(left).getByText(/响了 \d 下接起 · 实测 \d+ 秒/).waitFor();
    first?.do('hold');
    await card(left).getByText(/已等候/).waitFor();
    first?.do('resume');
    await card(left).getByText(/已等候/).waitFor({ state: 'detached' });
    first?.do('transfer', '6002');
    await card(left).getByText(/已转 6002，等人接/).waitFor();
    await card(right).getByText(/响第 \d 下/).waitFor();
    second?.do('accept');
    await card(left).getByText('已挂机').waitFor();
    await card(right).getByText(/响了 \d 下接起/).waitFor();
    second?.do('hangup');
    await card(right).getByText('已挂机').waitFor();
    for (const page of [left, right]) {
      await card(page).getByRole('button', { name: '查询 Q' }).click();
      await page.keyboard.press('Control+Enter');
      await card(page).waitFor({ state: 'detached' });
    }
    caller?.do('dial', '02155550100');
    await card(left).getByText(/响第 \d 下/).waitFor();
    caller?.do('hangup');
    await card(left).waitFor({ state: 'detached' });
    await expect.poll(async () => (await manager.get<{ open: MatterView[] }>(url('matters?kinds=missed'))).body.open.map((matter) => [matter.number, matter.count])).toContainEqual(['138****5678', 1]);
    const rows = (await manager.get<{ rows: CallRow[] }>(url('calls'))).body.rows.filter((row) => row.source === 'push');
    expect(rows.map((row) => [row.agent, row.disposition, row.transfers, row.lostTransfers])).toEqual([['陈晓梅', 'abandoned', 0, 0], ['周雨桐', 'answered', 0, 0], ['陈晓梅', 'answered', 1, 0]]);
    expect(errors).toEqual([]);
  });
});
