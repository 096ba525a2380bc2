import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('the wall in the browser', () => {
  let world: World;
  let browser: Browser;
  let desk: Client;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    desk = await world.signIn('desk');
    const technician = await world.signIn('technician');
    const { row } = await logFault(desk, world.siteId, { placeText: '样板间2', item: '洗手间漏水', reporterName: '欧阳经理', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }]);
    world.pass(20);
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('T-15: large enough for five metres, silent about guests, says 断线 itself and recovers', async () => {
    const page = await openPage(browser, world.origin, '/wall', 'manager', errors, { viewport: { width: 1920, height: 1080 } });
    const row = page.getByRole('listitem').filter({ hasText: '样板间2' });
    await row.getByText('超时').waitFor();
    expect(await violations(page)).toEqual([]);
    // Letters of a fortieth of the screen's height are read from five metres on a 55-inch screen.
    expect(await page.evaluate<number>(`Number.parseFloat(getComputedStyle(document.querySelector('.fy-wall-row strong')).fontSize)`)).toBeGreaterThanOrEqual(1080 / 27);
    // So is the word for the step, also where no minutes stand beside it; with more jobs than a page holds nothing runs off the screen.
    for (const place of ['大厅', '财务室', '停车场', '签约区', '水吧台', '影音室', '沙盘区', '洽谈区', '贵宾洽谈室']) await logFault(desk, world.siteId, { placeText: place, item: '灯不亮，已经换过两次灯泡还是一闪一闪的', typeId: 'lamp', steps: [{ step: 'issue' }] });
    await page.getByText(/第 [12] \/ 2 页/).waitFor();
    expect(await page.evaluate<number>(`Math.min(...[...document.querySelectorAll('.fy-wall-step, .fy-wall-due, .fy-wall footer > span')].filter((word) => word.textContent).map((word) => Number.parseFloat(getComputedStyle(word).fontSize)))`)).toBeGreaterThanOrEqual(1080 / 40);
    expect(await page.evaluate<number[]>(`[document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]`)).toEqual([0, 0]);
    await page.getByRole('button', { name: '对客可见' }).click();
    await row.getByText('安排中').waitFor();
    const text = await page.locator('main').innerText();
    expect(text).not.toMatch(/漏水|超时|师傅|欧阳/);
    expect(await violations(page)).toEqual([]);
    await page.context().setOffline(true);
    await page.getByRole('alert').filter({ hasText: '断线' }).waitFor({ timeout: 300_000 });
    await logFault(desk, world.siteId, { placeText: '水吧', item: '冰箱不冷', steps: [{ step: 'issue' }] });
    await page.context().setOffline(false);
    await page.getByRole('listitem').filter({ hasText: '水吧' }).waitFor({ timeout: 300_000 });
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await page.context().close();
  }, 300_000);
});
