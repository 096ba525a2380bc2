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
});
