import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seedRoster } from '../../features/roster/server/demo-roster.ts';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('the roster in the browser', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  const open = (path: string, username: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => openPage(browser, world.origin, path, username, errors, options);

  beforeAll(async () => {
    world = await startProgram();
    await seedRoster(world.database, world.siteId, world.clock.now());
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-51, M-52, G-05: the manager plans a day and gives a task; the desk hands over to the next, on one PC', async () => {
    const manager = await open('/duty/roster', 'manager');
    await manager.getByRole('button', { name: '排班 门岗 2026-11-26' }).click();
    await manager.getByRole('dialog').getByRole('button', { name: '排班' }).click();
    await manager.getByRole('button', { name: '取消 马振东 的班 2026-11-26' }).click();
    await manager.getByRole('button', { name: '撤回' }).click();
    await manager.getByRole('button', { name: '取消 马振东 的班 2026-11-26' }).waitFor();
    expect(await violations(manager)).toEqual([]);
    await manager.getByRole('tab', { name: '今日' }).click();
    await manager.getByText('现在在岗').waitFor();
    expect(await violations(manager)).toEqual([]);
    await manager.getByRole('tab', { name: '临时任务' }).click();
    await manager.getByLabel('要做什么').fill('把展架搬到门口');
    await manager.getByLabel('交给谁').selectOption({ label: '马振东' });
    await manager.getByRole('button', { name: '交办任务' }).click();
    await manager.getByText('待接受').waitFor();
    expect(await violations(manager)).toEqual([]);

    const desk = await open('/duty/handover', 'desk');
    await desk.getByRole('button', { name: '写交班' }).click();
    await desk.getByText('把展架搬到门口').waitFor();
    await desk.getByRole('button', { name: '加一样' }).click();
    await desk.getByLabel('名称').fill('大门钥匙');
    await desk.getByLabel('PIN').fill('2580');
    expect(await violations(desk)).toEqual([]);
    await desk.getByRole('button', { name: '签字交班' }).click();
    await desk.getByRole('button', { name: '有不符' }).click();
    await desk.getByLabel('名称').fill('大门钥匙');
    await desk.getByLabel('差异').fill('3 → 2');
    await desk.getByLabel('原因').fill('一把借给保洁');
    await desk.getByLabel('接班人').selectOption({ label: '周雨桐' });
    await desk.getByLabel('PIN').fill('2580');
    await desk.getByRole('button', { name: '签字接班' }).click();
    await desk.getByText('陈晓梅 交，周雨桐 接').waitFor();
    expect(await violations(desk)).toEqual([]);

    const phone = await open('/m/duty', 'guard', { viewport: { width: 390, height: 844 } });
    await phone.getByRole('button', { name: '马振东 外出' }).click();
    await phone.getByLabel('几点回').fill('15:00');
    await phone.getByRole('button', { name: '记下' }).click();
    await phone.getByText('15:00 回').waitFor();
    await phone.getByRole('button', { name: '临时任务' }).click();
    await phone.getByRole('button', { name: '接受' }).click();
    await phone.getByText('进行中').waitFor();
    expect(await violations(phone)).toEqual([]);
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(errors).toEqual([]);
  }, 120_000);
});
