import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

const FILE = ['编号,报修时间,地点,报修内容,说明', 'A1,2026/3/5 下午 1:30:00,大厅,路灯不亮,灯泡坏了', 'A2,2026/3/6 9:00,水吧,冰箱不冷,已修', 'A3,2026/3/7 9:00,水吧,,'].join('\r\n');

describe.skipIf(!executablePath)('the import in the browser', () => {
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

  it('given a file of past repairs, when the manager uploads it, corrects a column and starts, then the result and the refused rows stay to be seen', async () => {
    const page = await openPage(browser, world.origin, '/', 'manager', errors);
    await page.getByRole('button', { name: '管理' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('menuitem', { name: '导入历史报修' }).click();
    await page.getByText('还没有导入过').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.locator('input[type=file]').setInputFiles({ name: '历史.csv', mimeType: 'text/csv', buffer: Buffer.from(FILE) });
    await page.getByText('共 3 行，可以导入 2 行，不能导入 1 行').waitFor();
    await page.getByLabel('处理结果').selectOption('说明');
    await page.getByRole('cell', { name: '灯泡坏了', exact: true }).waitFor();
    await page.getByLabel('报修内容').selectOption('');
    await page.getByText('还要指明：报修内容').waitFor();
    expect(await page.getByRole('button', { name: '开始导入' }).isDisabled()).toBe(true);
    await page.getByLabel('报修内容').selectOption('报修内容');
    await page.getByText('不能导入的行').click();
    await page.getByText('第 4 行：没有报修内容').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '开始导入' }).click();
    await page.getByText('读取 3 行：新增 2，已有 0，拒绝 1').waitFor();
    await page.reload();
    await page.getByText('读取 3 行：新增 2，已有 0，拒绝 1').waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载被拒绝的行' }).click()]);
    expect(download.suggestedFilename()).toMatch(/^refused-/);
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
