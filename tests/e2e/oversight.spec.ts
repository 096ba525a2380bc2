import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, takeSteps, type World } from '../support/program.ts';

describe.skipIf(!executablePath)("the manager's board in the browser", () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  const open = (path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => openPage(browser, world.origin, path, 'manager', errors, options);

  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    const [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    const late = await logFault(desk, world.siteId, { item: '射灯不亮', placeText: '沙盘区' });
    await takeSteps(desk, world.siteId, late.row.id, [{ step: 'issue' }, { step: 'print', reprint: false }, { step: 'loseCopy', ply: 'store', reason: '雨中丢失' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }, { step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }]);
    world.pass(20);
    await logFault(desk, world.siteId, { item: '门把手松动', placeText: '洽谈区' });
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-03, M-04: by keyboard alone the manager urges, gives a reason, approves a lost copy and reassigns', async () => {
    const page = await open('/oversight', { viewport: { width: 1440, height: 900 } });
    const first = page.getByRole('listitem').first();
    await first.getByText('备料超时，自 14:15').waitFor();
    expect(await violations(page)).toEqual([]);
    // What stands on two clauses says 依据 once, and opens both.
    const source = page.getByText('有原因的超时单独列出').getByRole('button', { name: /^依据/ });
    expect(await source.count()).toBe(1);
    await source.click();
    for (const words of ['物业经理负责维修工作的组织、监督。', '并跟踪、督促维修员工作按时完成']) await page.getByRole('dialog').getByText(words).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.keyboard.press('u');
    await first.getByText('已催办 14:20').waitFor();
    await page.keyboard.press('e');
    await first.getByLabel('原因').selectOption({ label: '处理其他紧急事项' });
    expect(await violations(page)).toEqual([]);
    await first.getByRole('button', { name: '说明原因' }).press('Enter');
    await first.getByText('原因：处理其他紧急事项').waitFor();
    await page.getByText('超时 · 处理其他紧急事项').waitFor();
    await first.getByText('备料超时，自 14:15').waitFor();
    await page.locator('body').press('a');
    await first.getByRole('button', { name: '批准遗失' }).press('Enter');
    await first.getByText('库房联遗失，待批准').waitFor({ state: 'detached' });
    await page.locator('body').press('r');
    await first.getByLabel('维修员').selectOption({ index: 2 });
    await first.getByRole('button', { name: '改派' }).press('Enter');
    await first.getByLabel('维修员').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: '月度数据' }).click();
    await page.getByRole('row', { name: /^备料/ }).getByText('处理其他紧急事项 1').waitFor();
    await page.getByRole('row', { name: /^及时率/ }).getByText('≥ 95%').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('M-04: on the phone the same board is read and an order is urged through the outbox', async () => {
    const [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    const { row } = await logFault(desk, world.siteId, { item: '灯带闪烁', placeText: '沙盘区', steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }] });
    expect(row.status).toBe('accepted');
    world.pass(20);
    const phone = await open('/m/oversight', { viewport: { width: 390, height: 844 }, hasTouch: true });
    const card = phone.getByRole('listitem').filter({ hasText: '灯带闪烁' });
    await card.getByText('备料超时，自 14:35').waitFor();
    world.pass(1);
    await card.getByRole('button', { name: /^催办/ }).tap();
    await card.getByText('已催办 14:41').waitFor();
    expect(await violations(phone)).toEqual([]);
    expect(await phone.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), 'nothing runs out of the screen').toBe(true);
    expect(errors).toEqual([]);
    await phone.context().close();
  });
});
