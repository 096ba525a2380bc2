import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { openAmiPlayer, type Player } from '../support/pbx-player.ts';
import { startProgram, type World } from '../support/program.ts';

const CALL = [
  'Event: Newchannel\r\nChannel: PJSIP/trunk-00001\r\nChannelState: 4\r\nCallerIDNum: 13812345678\r\nCallerIDName: 欧阳\r\nContext: from-trunk\r\nExten: 02155550101\r\nUniqueid: 9.1\r\nLinkedid: 9.1',
  'Event: Newchannel\r\nChannel: PJSIP/desk1-00002\r\nChannelState: 0\r\nCallerIDNum: 6001\r\nContext: internal\r\nExten: s\r\nUniqueid: 9.2\r\nLinkedid: 9.1',
  'Event: Newstate\r\nChannel: PJSIP/desk1-00002\r\nChannelState: 5\r\nCallerIDNum: 6001\r\nContext: internal\r\nUniqueid: 9.2\r\nLinkedid: 9.1',
].map((message) => `${message}\r\n\r\n`).join('');

describe.skipIf(!executablePath)('the telephone system’s page', () => {
  let world: World, browser: Browser, page: Page, player: Player;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    player = await openAmiPlayer();
    page = await openPage(browser, world.origin, '/', 'manager', errors);
    await page.getByText('林静怡').first().waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
    await player.close();
  });
  const shoot = (name: string) => (process.env['FOYER_SHOTS'] ? page.screenshot({ path: `${process.env['FOYER_SHOTS']}/${name}.png` }) : undefined);

  it('given a centre without one, when an Asterisk is added with a wrong password, put right and a call comes, then each step is said in words and the call is seen, masked', async () => {
    await page.goto(`${world.origin}/pbx`);
    await page.getByText('还没有接入电话系统').waitFor();
    await shoot('pbx-empty');
    await page.getByRole('button', { name: '接入 Asterisk' }).click();
    await page.getByLabel('名称').fill('前台总机');
    await page.getByLabel('主机地址').fill('127.0.0.1');
    await page.getByLabel('端口').fill(String(player.port));
    await page.getByLabel('账号', { exact: true }).fill('foyer');
    await page.getByLabel('密码').fill('wrong');
    await shoot('pbx-form');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('账号或密码不对').waitFor();
    await page.getByRole('button', { name: '修改 前台总机' }).click();
    await page.getByLabel('密码').fill('secret');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('● 已连接').waitFor();
    await page.getByText('✓ 前台总机').first().waitFor();
    await page.getByRole('button', { name: '测试 前台总机' }).click();
    await page.getByText('实时消息').waitFor();
    await player.write(CALL);
    await page.getByRole('cell', { name: '响铃', exact: true }).waitFor();
    await page.getByRole('cell', { name: '138****5678' }).first().waitFor();
    expect(await page.locator('body').innerText()).not.toContain('13812345678');
    await shoot('pbx-test');
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  it('given a vendor that pushes, when the mapping is tried with a sample and saved, then what is understood is shown and the address is told once', async () => {
    await page.goto(`${world.origin}/pbx`);
    await page.getByRole('button', { name: '接入厂商推送' }).click();
    await page.getByLabel('名称').fill('云呼叫中心');
    const mapping = page.getByLabel('字段对应');
    const good = await mapping.inputValue();
    await mapping.fill('{');
    await page.getByText('字段对应写得不对').waitFor();
    expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true);
    await mapping.fill(good);
    await page.getByLabel('样例消息').fill('{"event":"RING","call_id":"a1","time":"2026-11-23 09:10:35","caller":"13800001111","extension":"6001"}');
    await page.getByRole('button', { name: '试一试' }).click();
    await page.getByText('识别出 1 个事件').waitFor();
    await shoot('pbx-push');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '保存' }).click();
    const told = page.getByLabel('推送地址只显示这一次');
    await told.waitFor();
    expect(await told.inputValue()).toMatch(/\/api\/pbx\/[\w-]{43}$/);
    await page.reload();
    await page.getByText('云呼叫中心', { exact: true }).waitFor();
    expect(await told.count()).toBe(0);
  });

  it('given seats, when one is added, then it stands with its extension and nobody at it', async () => {
    await page.getByLabel('席位', { exact: true }).fill('前台左');
    await page.getByLabel('分机号').fill('6001');
    await page.getByRole('button', { name: '加一个席位' }).click();
    await page.getByRole('cell', { name: '前台左', exact: true }).waitFor();
    await page.getByRole('cell', { name: '无人', exact: true }).waitFor();
    await shoot('pbx-page');
    await page.setViewportSize({ width: 683, height: 410 });
    expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'), 'at 200 %').toBe(true);
    await page.setViewportSize({ width: 1366, height: 820 });
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot('pbx-dark');
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });
});
