import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('the walk before opening in the browser', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram('2026-11-23T00:40:00.000Z');
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-43: with one thumb a guard walks the round, a fault becomes a repair on the desk’s board', async () => {
    const phone = await openPage(browser, world.origin, '/m/new', 'guard', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await phone.getByText('补充（可不填） · 秩序发现').tap();
    expect([await phone.getByRole('radio', { name: '公共设施设备' }).isChecked(), await phone.getByLabel('怎么发现的').inputValue()], 'what a guard finds is the house’s').toEqual([true, 'guard']);
    await phone.getByLabel('设备名称 / 编号').waitFor();
    expect(await violations(phone)).toEqual([]);
    await phone.getByRole('link', { name: '开门前巡查' }).tap();
    await phone.getByRole('button', { name: '开始今天的巡查' }).tap();
    await phone.getByRole('button', { name: '大厅 正常' }).tap();
    await phone.getByText('✓ 正常').waitFor();
    await phone.getByRole('button', { name: '沙盘区 有问题' }).tap();
    await phone.getByLabel('沙盘区：什么问题？').fill('沙盘灯带一段不亮');
    expect(await phone.getByLabel('开门前修好').isChecked()).toBe(true);
    expect(await violations(phone)).toEqual([]);
    await phone.getByRole('button', { name: '登记报修' }).tap();
    await phone.getByText(/已报修 B2611-\d{4} · 已登记/).waitFor();
    expect(await phone.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), 'nothing runs out of the screen').toBe(true);
    const heights = await phone.getByRole('button', { name: /有问题$/ }).evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height));
    expect(Math.min(...heights), 'wet fingers hit it').toBeGreaterThanOrEqual(44);
    await phone.getByRole('button', { name: '巡查完毕，签名' }).tap();
    await phone.getByText(/签名$/).waitFor();
    await phone.getByText('未检查').first().waitFor();
    expect(await violations(phone)).toEqual([]);
    await phone.context().close();

    const desk = await openPage(browser, world.origin, '/', 'desk', errors);
    await desk.getByRole('row').filter({ hasText: '沙盘灯带一段不亮' }).click();
    await desk.getByText('开门前', { exact: true }).first().waitFor();
    await desk.getByRole('link', { name: '巡查' }).click();
    await desk.getByText(/已报修 B2611/).waitFor();
    expect(await violations(desk)).toEqual([]);
    expect(errors).toEqual([]);
    await desk.context().close();
  });
});
