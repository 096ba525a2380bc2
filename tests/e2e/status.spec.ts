import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/server/ids.ts';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('the page of whoever looks after the installation', () => {
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

  const recordBackup = (at: string) =>
    world.owner.query(`insert into backups (id, started_at, ended_at, asked_by, outcome, file, bytes, with_database, encrypted, same_disk) values ($1, $2, $2, 'clock', 'good', '/mnt/usb/foyer/foyer-20261122-183000.tar.zst', 73400320, true, true, false)`, [uuidv7(), at]);

  it('given a backup of last night, then its age stands there in plain words; when two days have passed, then it is red and says what to do', async () => {
    await recordBackup('2026-11-22T18:30:00.000Z');
    const page = await openPage(browser, world.origin, '/status', 'manager', errors);
    const backup = page.locator('.fy-status > div', { hasText: '备份' }).first();
    await backup.getByText('上次备份在 11 小时前，70 MB').waitFor();
    expect(await backup.locator('dd').getAttribute('data-bad')).toBeNull();
    expect(await page.getByText('详细数据').count()).toBe(0);
    world.clock.set('2026-11-24T18:31:00.000Z');
    await page.reload();
    await backup.getByText('已超过两天，请检查存放备份的地方').waitFor();
    expect(await backup.locator('dd').getAttribute('data-bad')).toBe('true');
    await page.getByText('有要马上处理的问题，见下面标红的行').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 683, height: 410 });
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.context().close();
  });

  it('given the administrator, when looking, then the figures stand below the words', async () => {
    const page = await openPage(browser, world.origin, '/status', 'admin', errors, { colorScheme: 'dark' });
    await page.getByText('详细数据').waitFor();
    await page.getByText('数据库大小').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
    expect(errors).toEqual([]);
  });

  it('given a disk without room, when the desk logs a fault, then the screen says why it is not taken and what to do, and the words typed are kept', async () => {
    const full = await startProgram(undefined, {}, { diskLimits: { below: Number.MAX_SAFE_INTEGER, again: Number.MAX_SAFE_INTEGER } });
    try {
      await full.disk.look();
      const page = await openPage(browser, full.origin, '/', 'desk', errors);
      await page.getByText('没有未结的维修单').waitFor();
      await page.keyboard.press('n');
      await page.getByLabel('一句话登记').waitFor();
      await page.keyboard.type('样板间2洗手间漏水 王经理');
      await expect.poll(() => page.getByLabel('报修人', { exact: true }).inputValue()).toBe('王经理');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').filter({ hasText: '服务器的磁盘快满了：现在只能查看，不能登记' }).waitFor();
      expect(await page.getByLabel('报修人', { exact: true }).inputValue()).toBe('王经理');
      await page.context().close();
    } finally {
      await full.end();
    }
  });

  it('given a board at rest, when the disk fills, then it says so without being asked; when there is room again, then it takes that back', async () => {
    const limits = { below: 0, again: 0 };
    const quiet = await startProgram(undefined, {}, { diskLimits: limits });
    try {
      const page = await openPage(browser, quiet.origin, '/', 'desk', errors);
      await page.getByText('没有未结的维修单').waitFor();
      limits.below = Number.MAX_SAFE_INTEGER;
      await quiet.disk.look();
      const said = page.getByRole('alert').filter({ hasText: '服务器的磁盘快满了：现在只能查看，不能登记' });
      await said.waitFor();
      limits.below = 0;
      await quiet.disk.look();
      await said.waitFor({ state: 'detached' });
      await page.context().close();
    } finally {
      await quiet.end();
    }
  });

  it('given a live line that was refused while the database was away, when it is back, then the line is taken up again and the board hears of what others enter', async () => {
    let isDown = false;
    const world = await startProgram(undefined, {}, { isDatabaseDown: () => isDown });
    try {
      const other = await world.signIn('desk');
      const page = await openPage(browser, world.origin, '/', 'manager', errors);
      await page.getByText('没有未结的维修单').waitFor();
      isDown = true;
      const said = page.getByRole('alert').filter({ hasText: '服务器的数据库停了' });
      await said.waitFor();
      const refused = page.waitForResponse((response) => response.url().includes('/api/feed/live') && response.status() === 503);
      world.app.server.closeAllConnections();
      await refused;
      isDown = false;
      await said.waitFor({ state: 'detached' });
      const logged = await other.post(`/api/sites/${world.siteId}/repairs`, { commandId: uuidv7(), repairId: uuidv7(), kind: 'facility', channel: 'patrol', item: '二楼洽谈区空调不制冷', placeText: '二楼' });
      expect(logged.status).toBe(200);
      await page.getByText('二楼洽谈区空调不制冷').first().waitFor();
      await page.context().close();
    } finally {
      await world.end();
    }
  });
});
