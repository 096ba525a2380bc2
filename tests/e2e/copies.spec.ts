import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('copies and printing in the browser', () => {
  let world: World;
  let browser: Browser;
  let desk: Client;
  let number = '';
  const errors: string[] = [];

  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    const technician = await world.signIn('technician');
    desk = await world.signIn('desk');
    const { row } = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '大厅', item: '射灯不亮', steps: [{ step: 'issue' }, { step: 'print', reprint: false }] });
    number = row.orderNumber ?? '';
    await takeSteps(desk, world.siteId, row.id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'test', way: 'paper', to: '主管', passed: true },
      { step: 'record', way: 'paper', workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted', department: '销售部' }, { step: 'sign', way: 'paper', signWay: 'paper', signedBy: '主管' },
    ]);
    await logFault(desk, world.siteId, { item: '空调不冷', placeText: '洽谈区', steps: [{ step: 'issue' }] });
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-35, M-50: the desk books a copy back by its last digits and Enter, takes it back by 撤销, and the manager decides about a lost one', async () => {
    const page = await openPage(browser, world.origin, '/copies', 'desk', errors);
    await page.getByText('待交回的客服部联').waitFor();
    await page.getByRole('row').filter({ hasText: number }).first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel(/后四位/).fill('9997');
    await page.keyboard.press('Enter');
    await page.getByText('没有找到「9997」').waitFor();
    await page.keyboard.type(number.slice(-4));
    await page.keyboard.press('Enter');
    await page.getByText(`${number} 客服部联已登记交回`).waitFor();
    await page.getByText('客服部联都交回了').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '撤销', exact: true }).click();
    await page.getByText(`${number} 已撤销`).waitFor();
    const row = page.getByRole('row').filter({ hasText: number }).first();
    await row.getByRole('button', { name: `遗失 ${number}` }).click();
    await row.getByLabel('怎么遗失的').fill('工具车里找不到');
    await page.keyboard.press('Enter');
    await row.getByText('遗失，待物业经理批准').waitFor();
    await page.context().close();

    const managers = await openPage(browser, world.origin, '/copies', 'manager', errors);
    const lost = managers.getByRole('row').filter({ hasText: number }).first();
    await lost.getByRole('button', { name: `不批准 ${number}` }).click();
    await lost.getByLabel('不批准的原因').fill('再找一遍');
    await managers.keyboard.press('Enter');
    await lost.getByText('遗失未获批准：再找一遍').waitFor();
    expect(errors).toEqual([]);
    await managers.context().close();
  });

  it('M-08: the slip is booked, then printed on the chosen paper; a reprint asks why', async () => {
    const page = await openPage(browser, world.origin, '/', 'desk', errors);
    await page.getByRole('button', { name: /空调不冷/ }).click();
    const print = async (button: string, reason?: string): Promise<string> => {
      await page.getByRole('button', { name: button, exact: true }).click();
      await page.getByLabel('纸张').selectOption({ label: '连续纸 241 × 140 毫米（多联一次打出）' });
      await page.getByText('还没有客人手机能打开的网址').waitFor();
      expect(await violations(page)).toEqual([]);
      if (reason) await page.getByLabel('补打原因').fill(reason);
      const [paper, request] = await Promise.all([page.context().waitForEvent('page'), page.context().waitForEvent('request', (sent) => sent.url().includes('slip.pdf')), page.getByRole('button', { name: '打印', exact: true }).click()]);
      await paper.close();
      return request.url();
    };
    expect(await print('打印维修单')).toContain('paper=continuous-140&dataOnly=0&x=0&y=0');
    await page.getByRole('button', { name: '补打', exact: true }).waitFor();
    await print('补打', '纸卡住了');
    await page.getByText('纸卡住了').waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('given whoever looks after the installation, when opening 系统, then the page says in plain words what works', async () => {
    const page = await openPage(browser, world.origin, '/status', 'manager', errors);
    await page.getByText('客服台和手机能用').waitFor();
    await page.getByText('正在用测试时钟').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });
});
