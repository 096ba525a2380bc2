import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { PASSWORD, startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('a session that ends in mid-form', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('given a half-typed report, when the session ends and the same person signs in again, then the words are still there and nobody else’s', async () => {
    const page = await openPage(browser, world.origin, '/', 'desk', errors);
    await page.getByRole('button', { name: /新报修/ }).click();
    const line = page.getByLabel(/一句话登记/);
    await line.fill('样板间2洗手间漏水 王经理 下午3点');
    const desk = await world.signIn('desk');
    await desk.post('/api/session/sign-out-everywhere');
    await line.press('Enter');
    await page.getByText('登录已结束').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('姓名拼音、工号或手机号').fill('desk');
    await page.getByRole('textbox', { name: '密码' }).fill(PASSWORD);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.getByRole('button', { name: /新报修/ }).click();
    expect(await page.getByLabel(/一句话登记/).inputValue()).toBe('样板间2洗手间漏水 王经理 下午3点');
    expect((await world.owner.query('select from repairs')).rowCount, 'nothing was logged by the ended session').toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('given a page of an older program and a half-typed report, when the server has a newer one, then it goes on; the next page that is opened, its files gone or not, reads the newer program, and the words are still there', async () => {
    const page = await openPage(browser, world.origin, '/', 'desk', errors);
    const words = '大厅射灯不亮 王经理 上午9点';
    await page.getByRole('button', { name: /新报修/ }).click();
    await page.getByLabel(/一句话登记/).fill(words);
    await page.keyboard.press('Escape');
    /** The page of a newer program names files that this one has not; those of before are gone until it is read. */
    let [nth, isOld, areGone] = [0, false, true];
    await page.route((url) => url.pathname.startsWith('/assets/'), (route) => (isOld && areGone ? route.fulfill({ status: 404, json: {} }) : route.request().url().includes('/assets/newer') ? route.fulfill({ contentType: 'text/javascript', body: '' }) : route.continue()));
    await page.route((url) => !/^\/(?:api|assets)\/|\.\w+$/.test(url.pathname), async (route) => {
      const answer = await route.fetch();
      if (route.request().isNavigationRequest()) isOld = false;
      await route.fulfill({ response: answer, body: (await answer.text()).replace('</head>', `<link rel="modulepreload" href="/assets/newer${nth}.js"></head>`) });
    });
    const renew = (gone: boolean): void => { [nth, isOld, areGone] = [nth + 1, true, gone]; };
    const isStillThere = (): Promise<boolean> => page.evaluate<boolean>('window.marked === true');
    const mark = (): Promise<unknown> => page.evaluate('window.marked = true');
    const typed = async (): Promise<string> => {
      await page.locator('a[href="/"]').first().click();
      await page.getByRole('button', { name: /新报修/ }).click();
      const value = await page.getByLabel(/一句话登记/).inputValue();
      await page.keyboard.press('Escape');
      return value;
    };

    await mark();
    renew(true);
    await page.locator('a[href="/handbook"]').click();
    await page.getByText('M-01').first().waitFor();
    expect(await isStillThere()).toBe(false);
    expect(new URL(page.url()).pathname).toBe('/handbook');
    expect(await typed()).toBe(words);

    // Nothing is missing this time; whoever comes back to the page asks.
    await mark();
    renew(false);
    const asked = page.waitForResponse((response) => response.request().resourceType() === 'fetch' && response.headers()['content-type']?.includes('text/html') === true);
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await asked;
    expect(await typed(), 'the page at hand goes on').toBe(words);
    expect(await isStillThere()).toBe(true);
    await page.locator('a[href="/handbook"]').click();
    await expect.poll(isStillThere).toBe(false);
    await page.getByText('M-01').first().waitFor();
    expect(await typed()).toBe(words);

    // On a wall nobody opens another page.
    await page.goto(`${world.origin}/wall`);
    await page.getByText('现在没有在修的').waitFor();
    await mark();
    renew(false);
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    await expect.poll(isStillThere).toBe(false);
    await page.getByText('现在没有在修的').waitFor();
    expect(new URL(page.url()).pathname).toBe('/wall');
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
