import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage } from '../support/browser.ts';
import { logFault, startProgram, type Client, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('a board that is read while something changes', () => {
  let world: World;
  let browser: Browser;
  let desk: Client;
  let page: Page;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    [browser, desk] = await Promise.all([launch(), world.signIn('desk')]);
    await logFault(desk, world.siteId, { item: '走廊灯不亮' });
    page = await openPage(browser, world.origin, '/', 'manager', errors);
    await page.getByText('走廊灯不亮').first().waitFor();
    await page.addInitScript(`window.changes = 0; window.EventSource = class extends EventSource { constructor(...all) { super(...all); this.addEventListener('hello', () => { window.isUp = true; }); this.addEventListener('changes', () => { window.changes += 1; }); } }`);
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  const isList = (url: URL) => url.pathname.endsWith(`/${world.siteId}/repairs`);

  it('given a board read before its live line is up, when something is logged in between, then the board shows it', async () => {
    const held = Promise.withResolvers<void>();
    const hold = async (route: Route) => { await held.promise; await route.continue(); };
    await page.route('**/api/feed/live*', hold);
    const read = page.waitForResponse((response) => new URL(response.url()).pathname.endsWith(`/${world.siteId}/repairs`));
    await page.reload();
    await (await read).finished();
    await page.getByText('走廊灯不亮').first().waitFor();
    await logFault(desk, world.siteId, { item: '水龙头滴水' });
    held.resolve();
    await page.getByText('水龙头滴水').first().waitFor();
    await page.unroute('**/api/feed/live*', hold);
  });

  it('given a board whose first answer is on its way, when something is logged that it does not hold yet, then the board shows it', async () => {
    const [answered, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let isFirst = true;
    const hold = async (route: Route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      const response = await route.fetch();
      answered.resolve();
      await held.promise;
      return route.fulfill({ response });
    };
    await page.route(isList, hold);
    await page.reload();
    await answered.promise;
    await expect.poll(() => page.evaluate('window.isUp')).toBe(true);
    await logFault(desk, world.siteId, { item: '门把手松了' });
    await expect.poll(() => page.evaluate('window.changes')).toBe(1);
    held.resolve();
    await page.getByText('门把手松了').first().waitFor();
    await page.unroute(isList, hold);
  });

  it('given changes that come quicker than the answers of a slow network, then the board shows the first of them while they go on', async () => {
    const slow = async (route: Route) => {
      const response = await route.fetch();
      await new Promise((done) => setTimeout(done, 3000));
      await route.fulfill({ response }).catch(() => undefined);
    };
    await page.route(isList, slow);
    const first = page.getByText('第 0 处渗水').first();
    for (let nth = 0; nth < 60 && !(await first.isVisible()); nth += 1) {
      await logFault(desk, world.siteId, { item: `第 ${nth} 处渗水` });
      await new Promise((done) => setTimeout(done, 300));
    }
    expect(await first.isVisible()).toBe(true);
    await page.unroute(isList, slow);
    expect(errors).toEqual([]);
  });
});
