import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

/** A group robot of WeCom, as far as a test message needs one: it says what it is told to say. */
const startRobot = async (): Promise<{ url: string; heard: string[]; say(answer: object): void; server: Server }> => {
  let answer: object = { errcode: 0, errmsg: 'ok' };
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      heard.push(body);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/cgi-bin/webhook/send?key=very-secret-key`, heard, say: (next) => void (answer = next), server };
};

describe.skipIf(!executablePath)('alerts in the browser', () => {
  let world: World;
  let browser: Browser;
  let desk: Client;
  let robot: Awaited<ReturnType<typeof startRobot>>;
  const errors: string[] = [];
  const open = (path: string, username: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => openPage(browser, world.origin, path, username, errors, options);
  const bell = (page: Page) => page.getByRole('button', { name: /^提醒/ });
  const panel = (page: Page) => page.getByRole('complementary', { name: '提醒' });

  beforeAll(async () => {
    world = await startProgram(undefined, { FOYER_ALLOW_TARGETS: '127.0.0.1' });
    [browser, robot, desk] = await Promise.all([launch(), startRobot(), world.signIn('desk')]);
  });
  afterAll(async () => {
    await browser.close();
    robot.server.close();
    await world.end();
  });

  it('M-04: a deadline breaks and the desk sees and hears it without a reload; 我来处理 stops the climb and the others see who', { timeout: 300_000 }, async () => {
    const page = await open('/', 'desk');
    const second = await open('/', 'desk2');
    await Promise.all([bell(page).waitFor(), bell(second).waitFor()]);
    // Every note that is played, counted where the browser plays it.
    await page.evaluate('globalThis.notes = 0; const start = OscillatorNode.prototype.start; OscillatorNode.prototype.start = function (when) { globalThis.notes += 1; start.call(this, when); }');
    const notes = (): Promise<number> => page.evaluate<number>('globalThis.notes');
    await page.getByText('前厅', { exact: true }).click();
    expect(await bell(page).getAttribute('data-tint')).toBe('calm');

    const { row } = await logFault(desk, world.siteId, { placeText: '样板间2', item: '洗手间漏水', reporterName: '欧阳经理', reporterPhone: '13911112222' });
    world.pass(45);
    await page.getByRole('button', { name: /^提醒 \d+ 条没看过$/ }).waitFor();
    await expect.poll(() => bell(page).getAttribute('data-tint')).toBe('late');
    await expect.poll(notes).toBeGreaterThan(0);
    await expect.poll(() => page.title()).toMatch(/^●\d+ /);

    await page.keyboard.press('a');
    const entry = panel(page).getByRole('listitem').filter({ hasText: /▲ 超时.*样板间2/s });
    await entry.getByText('样板间2').waitFor();
    expect(await entry.innerText()).not.toMatch(/欧阳|1391111/);
    await bell(page).filter({ hasText: /^提醒$/ }).waitFor();
    expect(await violations(page)).toEqual([]);

    await second.keyboard.press('a');
    const theirs = panel(second).getByRole('listitem').filter({ hasText: /▲ 超时.*样板间2/s });
    await theirs.getByText('待处理').waitFor();
    await entry.focus();
    await page.keyboard.press('Space');
    await entry.getByText(/陈晓梅 .*起在处理/).waitFor();
    await theirs.getByText(/陈晓梅 .*起在处理/).waitFor();
    await theirs.getByRole('button', { name: '我来处理' }).waitFor({ state: 'detached' });

    // What nobody answered climbs to the manager; by then the one that was answered would have climbed too.
    const { row: other } = await logFault(desk, world.siteId, { placeText: '水吧', item: '冰箱不冷' });
    const manager = await world.signIn('manager');
    const told = async (): Promise<string[]> => (await manager.get<{ alerts: { body: string }[] }>('/api/alerts')).body.alerts.map((alert) => alert.body);
    world.pass(45);
    await expect.poll(async () => (await world.owner.query(`select from alerts where cause_subject = $1 and topic = 'repairs.issue.late'`, [other.id])).rowCount).toBe(1);
    world.pass(6);
    await expect.poll(told).toContainEqual(expect.stringContaining('冰箱不冷'));
    expect((await told()).filter((body) => body.includes('洗手间漏水'))).toEqual([]);

    // Enter opens the order, on a board that is open already.
    await entry.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: row.logNumber }).getByText('通知与上报').waitFor();
    expect(new URL(page.url()).searchParams.get('order')).toBe(row.id);
    const trail = page.getByRole('region', { name: '通知与上报' });
    await trail.getByText(/陈晓梅 .*起在处理/).first().waitFor();
    expect(await violations(page)).toEqual([]);

    // Cleared, and brought back.
    await page.keyboard.press('a');
    const count = await panel(page).getByRole('listitem').count();
    await panel(page).getByRole('button', { name: '清除', exact: true }).first().click();
    await panel(page).getByText('已清除 1 条').waitFor();
    await expect.poll(() => panel(page).getByRole('listitem').count()).toBe(count - 1);
    await panel(page).getByRole('button', { name: '撤销' }).click();
    await expect.poll(() => panel(page).getByRole('listitem').count()).toBe(count);

    // Copied for a group: no name, no number.
    await panel(page).getByRole('button', { name: '复制到微信群' }).first().click();
    await panel(page).getByText('已复制，可以粘贴').waitFor();
    await page.keyboard.press('Escape');
    await panel(page).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await Promise.all([page.context().close(), second.context().close()]);
  });

  it('M-04: the centre’s ladder is changed in the settings, and the log shows who was told, and where nobody was', { timeout: 300_000 }, async () => {
    const manager = await open('/settings/alerts', 'manager');
    const ladders = manager.getByRole('region', { name: '逐级上报' });
    const row = ladders.locator('li[data-topic="repairs.notify.late"]');
    await row.getByRole('button', { name: /^修改/ }).click();
    await row.getByLabel('去掉 客服').click();
    await row.getByLabel('第 1 级 加人').selectOption({ label: '保洁' });
    await row.getByLabel('加一级').selectOption({ label: '物业助理' });
    await row.getByLabel('第 2 级 等几分钟').fill('7');
    await row.getByRole('button', { name: '保存' }).click();
    await row.getByText('本案场规定').waitFor();
    await row.getByText('保洁').waitFor();
    await row.getByText('→ 7 分钟后').waitFor();

    // The cleaner has left: that rung is empty, and said to be.
    await world.owner.query(`delete from memberships where person_id = (select id from people where username = 'cleaner')`);
    const { row: repair } = await logFault(desk, world.siteId, { placeText: '洽谈区', item: '空调不冷', steps: [{ step: 'issue' }] });
    world.pass(60);
    await expect.poll(async () => (await world.owner.query(`select from alerts where cause_subject = $1 and topic = 'repairs.notify.late'`, [repair.id])).rowCount).toBe(1);
    await manager.getByRole('button', { name: /^管理/ }).click();
    await manager.getByRole('menuitem', { name: '提醒记录' }).click();
    const entry = manager.locator('li[data-topic="repairs.notify.late"]').filter({ hasText: '空调不冷' });
    await entry.getByText('保洁：无人在岗').waitFor();
    await entry.getByText('林静怡').waitFor();
    await entry.getByText(/仍无人处理，上报第 3 级/).waitFor();
    await entry.getByText('已显示，本人还没看').waitFor();
    expect(await violations(manager)).toEqual([]);
    await entry.getByRole('button', { name: '我来处理' }).click();
    await entry.waitFor({ state: 'detached' });
    await manager.getByText('全部', { exact: true }).click();
    await entry.getByText(/林静怡 .*起在处理/).first().waitFor();

    await manager.goto(`${world.origin}/settings/alerts`);
    await row.getByRole('button', { name: /^修改/ }).click();
    await row.getByRole('button', { name: '恢复默认' }).click();
    await row.getByText('本案场规定').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await manager.context().close();
  });

  it('a channel is set up, tested with its true answer, changed without its secret, switched off, removed and brought back', { timeout: 300_000 }, async () => {
    const page = await open('/settings/alerts', 'manager');
    const channels = page.getByRole('region', { name: '渠道' });
    await channels.getByRole('button', { name: '加企业微信群机器人' }).click();
    await channels.getByLabel('名称').fill('前厅值班群');
    await channels.getByLabel('Webhook 地址').fill('not an address');
    await channels.getByRole('button', { name: '保存' }).click();
    await channels.getByText('请核对这一项').waitFor();
    await channels.getByLabel('Webhook 地址').fill(robot.url);
    await channels.getByLabel('客服', { exact: true }).check();
    expect(await violations(page)).toEqual([]);
    await channels.getByRole('button', { name: '保存' }).click();
    const card = channels.getByRole('listitem').filter({ hasText: '前厅值班群' });
    await card.getByText('还没测试过').waitFor();
    await card.getByRole('button', { name: '发送测试' }).click();
    await card.getByText('对方已收下').waitFor();
    expect(robot.heard.join('')).toContain('测试消息');

    robot.say({ errcode: 93000, errmsg: 'invalid webhook url' });
    await card.getByRole('button', { name: '发送测试' }).click();
    await card.getByText('没有送达').waitFor();
    await card.getByText('invalid webhook url').waitFor();

    // The secret was never sent to the browser again, and stays when the form comes back without it.
    await card.getByRole('button', { name: '修改' }).click();
    expect(await channels.getByLabel('Webhook 地址').inputValue()).toBe('');
    expect(await page.content()).not.toContain('very-secret-key');
    await channels.getByLabel('名称').fill('值班群');
    await channels.getByRole('button', { name: '保存' }).click();
    const renamed = channels.getByRole('listitem').filter({ hasText: '值班群' });
    robot.say({ errcode: 0, errmsg: 'ok' });
    await renamed.getByRole('button', { name: '发送测试' }).click();
    await renamed.getByText('对方已收下').waitFor();

    await renamed.getByRole('button', { name: '停用' }).click();
    await renamed.getByText('已停用').waitFor();
    await renamed.getByRole('button', { name: '移除' }).click();
    await channels.getByText('还没有渠道').waitFor();
    await channels.getByRole('button', { name: '撤销' }).click();
    await renamed.getByText('已停用').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('M-11: the technician’s phone shows the alert at once, silent unless wanted, and fits the screen', { timeout: 300_000 }, async () => {
    const technician = await world.signIn('technician');
    const page = await open('/m', 'technician', { viewport: { width: 390, height: 844 }, hasTouch: true });
    await page.getByRole('link', { name: '提醒' }).waitFor();
    const { row } = await logFault(desk, world.siteId, { placeText: '沙盘区', item: '射灯不亮', steps: [{ step: 'issue' }] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'notify', technicianId: technician.personId, channel: 'app' }]);
    const link = page.getByRole('link', { name: /^提醒.*1$/ });
    await link.waitFor();
    await link.click();
    const entry = page.getByRole('listitem').filter({ hasText: '射灯不亮' });
    await entry.getByText('请来领维修单').waitFor();
    expect(await page.getByRole('switch', { name: '响铃' }).getAttribute('aria-checked')).toBe('false');
    expect(await violations(page)).toEqual([]);
    // In a basement the answer waits on the phone, is said to wait, and arrives by itself.
    await page.context().setOffline(true);
    await entry.getByRole('button', { name: '我来处理' }).click();
    await entry.getByText('我来处理 · 待发送').waitFor();
    expect(await entry.getByRole('button', { name: '我来处理' }).count()).toBe(0);
    await page.context().setOffline(false);
    await entry.getByText(/王建国 .*起在处理/).waitFor();
    await entry.getByRole('button', { name: /请来领维修单/ }).click();
    await page.getByText('通知与上报').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(await violations(page)).toEqual([]);

    await page.goto(`${world.origin}/m/alerts/settings`);
    await page.getByRole('button', { name: '设免打扰' }).click();
    await page.getByLabel('接收提醒的邮箱').fill('wang@example.com');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('已保存').waitFor();
    expect((await technician.get<{ quietFrom: string; email: string; phone: string }>('/api/alert-ways')).body).toMatchObject({ quietFrom: '22:00', email: 'wang@example.com', phone: expect.stringContaining('****') as string });
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
