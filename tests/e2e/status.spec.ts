import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../platform/server/ids.ts';
import { executablePath, launch, openPage } from '../support/browser.ts';
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
    if (process.env['FOYER_SHOTS']) await page.screenshot({ path: `${process.env['FOYER_SHOTS']}/status-good.png`, fullPage: true });
    world.clock.set('2026-11-24T18:31:00.000Z');
    await page.reload();
    await backup.getByText('已超过两天，请检查备份的磁盘').waitFor();
    expect(await backup.locator('dd').getAttribute('data-bad')).toBe('true');
    await page.getByText('有要马上处理的问题，见下面标红的行').waitFor();
    if (process.env['FOYER_SHOTS']) await page.screenshot({ path: `${process.env['FOYER_SHOTS']}/status-bad.png`, fullPage: true });
    await page.context().close();
  });

  it('given the administrator, when looking, then the figures stand below the words', async () => {
    const page = await openPage(browser, world.origin, '/status', 'admin', errors, { colorScheme: 'dark' });
    await page.getByText('详细数据').waitFor();
    await page.getByText('数据库大小').waitFor();
    if (process.env['FOYER_SHOTS']) await page.screenshot({ path: `${process.env['FOYER_SHOTS']}/status-admin.png`, fullPage: true });
    await page.context().close();
    expect(errors).toEqual([]);
  });
});
