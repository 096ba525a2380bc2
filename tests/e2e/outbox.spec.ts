import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RepairView } from '../../features/repairs/core/repair-contract.ts';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { aFault, logFault, PASSWORD, startProgram, takeSteps, type Client, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('a phone in the basement', () => {
  let world: World;
  let browser: Browser;
  let desk: Client, technician: Client, technician2: Client;
  let repair: RepairView;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    [desk, technician, technician2] = await Promise.all([world.signIn('desk'), world.signIn('technician'), world.signIn('technician2')]);
    repair = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '配电间', item: '灯不亮', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  const order = async () => (await desk.get(`/api/sites/${world.siteId}/repairs/${repair.row.id}`)).body.order;
  const sign = async (phone: Page, upTo = 120): Promise<void> => {
    const pad = phone.getByRole('img', { name: '签名' });
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error('The signature pad is not shown.');
    await phone.mouse.move(box.x + 20, box.y + 40);
    await phone.mouse.down();
    await phone.mouse.move(box.x + 220, box.y + upTo, { steps: 8 });
    await phone.mouse.up();
    await phone.getByRole('button', { name: '确认签名' }).click();
  };

  it('M-12: given no network, when the technician signs and photographs, then both wait on the phone and arrive by themselves, files first, each once', async () => {
    const phone = await openPage(browser, world.origin, '/m', 'technician', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await phone.getByText('灯不亮').click();
    await phone.getByRole('button', { name: '确认签名' }).waitFor();
    await phone.getByLabel('PIN 签字').fill('1111');
    await phone.getByRole('button', { name: 'PIN 签字' }).click();
    await phone.getByRole('main').getByRole('alert').filter({ hasText: '密码不对' }).waitFor();
    expect(await phone.getByText('未被接受').count(), 'what is refused at once is said at its form').toBe(0);
    await phone.context().setOffline(true);
    await sign(phone);
    await phone.getByText('待发送 1').waitFor();
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#456' } }).jpeg().toBuffer();
    await phone.locator('input[type=file]').setInputFiles({ name: 'before.jpg', mimeType: 'image/jpeg', buffer: photo });
    await phone.getByText('待发送 2').waitFor();
    expect((await order()).marks['accept']).toBeUndefined();
    await phone.context().setOffline(false);
    await phone.getByText(/待发送/).waitFor({ state: 'detached' });
    const after = await order();
    expect(after.acceptSignature).toMatch(/^[0-9a-f]{64}$/);
    expect(after.photos).toMatchObject([{ phase: 'before', by: technician.personId }]);
    for (const hash of [after.acceptSignature, after.photos[0]?.hash]) expect((await fetch(`${world.origin}/api/sites/${world.siteId}/files/${hash}`, { headers: { cookie: desk.cookie } })).status).toBe(200);
    expect((await world.owner.query<{ n: number }>(`select count(*)::int as n from journal where subject = $1 and event in ('RepairAccepted', 'PhotoAdded')`, [repair.row.id])).rows[0]?.n).toBe(2);
    const left = await phone.evaluate<number>(`new Promise((done) => { const open = indexedDB.open('foyer-files'); open.onsuccess = () => { const all = open.result.transaction('files').objectStore('files').count(); all.onsuccess = () => done(all.result); }; })`);
    expect(left, 'what was sent is not kept on the phone').toBe(0);
    await phone.context().close();
  });

  it('given a phone without a network, then each page says so, an own order that nobody opened before opens and is signed for, and one that is not there leads back', async () => {
    const [{ row: fresh }, { row: another }] = await Promise.all(['门锁松动', '窗帘脱轨'].map((item, nth) => logFault(desk, world.siteId, { placeText: '大厅', item, steps: [{ step: 'issue' }, { step: 'notify', technicianId: nth === 0 ? technician.personId : technician2.personId, channel: 'radio' }] }))) as [RepairView, RepairView];
    const phone = await openPage(browser, world.origin, '/m', 'technician', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await phone.getByText('门锁松动').waitFor();
    const read: string[] = [];
    phone.on('response', (response) => void read.push(new URL(response.url()).pathname));
    await phone.reload();
    await expect.poll(() => read.filter((path) => path.endsWith(fresh.id)).length).toBe(1);
    await phone.context().setOffline(true);
    await phone.getByText('没有连上服务器，显示的是上次的内容').waitFor();
    await phone.getByText('门锁松动').click();
    await sign(phone, 95);
    await phone.getByText('待发送 1').waitFor();
    // Of another's order nothing is on its way, and it does not seem so.
    await phone.evaluate(`history.pushState(null, '', '/m/repairs/${world.siteId}/${another.id}')`);
    await phone.getByText('连上后自动读取').waitFor();
    expect(await phone.getByRole('status', { name: '正在读取' }).count()).toBe(0);
    await phone.getByRole('button', { name: '返回', exact: true }).click();
    await phone.getByText('门锁松动').waitFor();
    await phone.context().setOffline(false);
    await phone.getByText('没有连上服务器，显示的是上次的内容').waitFor({ state: 'detached' });
    await phone.getByText(/待发送/).waitFor({ state: 'detached' });
    expect((await desk.get(`/api/sites/${world.siteId}/repairs/${fresh.id}`)).body.row.status).toBe('accepted');
    expect(read.filter((path) => path.endsWith(another.id)), 'of another’s nothing is read ahead').toEqual([]);
    expect(errors).toEqual([]);
    await phone.context().close();
  });

  it('given a command the server refuses, then it stays in the tray with its reason until a person has read it', async () => {
    const phone = await openPage(browser, world.origin, '/m', 'technician', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await phone.getByText('灯不亮').click();
    await phone.getByRole('button', { name: '工具备妥', exact: true }).waitFor();
    await phone.context().setOffline(true);
    await phone.getByRole('button', { name: '工具备妥', exact: true }).click();
    await phone.getByText('待发送 1').waitFor();
    // Meanwhile the desk hears over the radio that he is there and books it.
    await takeSteps(desk, world.siteId, repair.row.id, [{ step: 'arrive', way: 'radio' }]);
    await phone.context().setOffline(false);
    await phone.getByRole('alert').filter({ hasText: '现在还不能做这一步' }).waitFor();
    await phone.reload();
    await phone.getByRole('alert').filter({ hasText: '内容都保留着' }).waitFor();
    await phone.getByRole('button', { name: '知道了' }).click();
    await phone.getByRole('alert').waitFor({ state: 'detached' });

    // Typed in the basement, refused when it arrives: the words come back into their form and are sent again from there.
    const form = phone.getByRole('main');
    await phone.getByRole('button', { name: '暂停', exact: true }).waitFor();
    await phone.context().setOffline(true);
    await phone.getByRole('button', { name: '暂停', exact: true }).click();
    await form.getByLabel('原因', { exact: true }).selectOption('parts');
    await form.getByLabel('说明').fill('等 4 分阀芯');
    await form.getByRole('button', { name: '暂停', exact: true }).click();
    await phone.getByText('待发送 1').waitFor();
    await takeSteps(desk, world.siteId, repair.row.id, [{ step: 'hold', reason: 'other', way: 'radio' }]);
    await phone.context().setOffline(false);
    await phone.getByRole('button', { name: '改好再发' }).click();
    expect([await form.getByLabel('原因', { exact: true }).inputValue(), await form.getByLabel('说明').inputValue()]).toEqual(['parts', '等 4 分阀芯']);
    await takeSteps(desk, world.siteId, repair.row.id, [{ step: 'resume', way: 'radio' }, { step: 'arrive', way: 'radio' }]);
    await form.getByRole('button', { name: '暂停', exact: true }).click();
    await phone.getByText('未被接受').waitFor({ state: 'detached' });
    expect((await order()).hold).toMatchObject({ reason: 'parts', note: '等 4 分阀芯' });
    expect(errors).toEqual([]);
    await phone.context().close();
  });

  it('M-24, M-49: given a facility mended with a leader’s answer, when the department signs on the phone, then the screen says whose signature it wants, asks the name first, and what is signed is signed off', async () => {
    const { row } = await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '车库', item: '卷帘门卡住', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', way: 'paper', signWay: 'paper' }, { step: 'arrive', way: 'paper' }, { step: 'start', way: 'paper', asReported: true }, { step: 'askSupport', to: 'foreman', text: '导轨变形' }]);
    const leader = await openPage(browser, world.origin, `/m/repairs/${world.siteId}/${row.id}`, 'foreman', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await leader.getByText('导轨变形').waitFor();
    await leader.getByLabel('答复').fill('先拆下边条再校直');
    await leader.getByRole('button', { name: '答复支援', exact: true }).click();
    await leader.getByText('这张单现在没有要您做的').waitFor();
    await leader.context().close();
    await takeSteps(desk, world.siteId, row.id, [{ step: 'test', way: 'paper', to: '周强', passed: true }, { step: 'record', way: 'paper', workDone: '校直导轨', result: 'fixed', cause: 'wear' }, { step: 'judge', way: 'paper', acceptance: 'accepted', department: 'security' }]);
    const phone = await openPage(browser, world.origin, '/m', 'technician', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await phone.getByRole('button', { name: /卷帘门卡住/ }).click();
    await phone.getByText('先拆下边条再校直').waitFor();
    for (const passed of ['领用材料', '现场整理']) {
      await phone.getByRole('heading', { name: passed }).waitFor();
      await phone.getByRole('button', { name: '跳过', exact: true }).click();
    }
    await phone.getByText('请秩序部的验收人写上姓名').waitFor();
    expect(await phone.getByRole('img', { name: '签名' }).count()).toBe(0);
    await phone.getByLabel('验收人').fill('周强');
    expect(await violations(phone)).toEqual([]);
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await sign(phone, 90);
    await expect.poll(async () => (await desk.get(`/api/sites/${world.siteId}/repairs/${row.id}`)).body).toMatchObject({ row: { status: 'signed_off' }, order: { signedBy: '周强', signWay: 'turned_phone' } });
    expect(errors).toEqual([]);
    await phone.context().close();
  });

  it('given something that waits on a phone where another person has signed in meanwhile, then it is not sent in that name, and is when its own person is back', async () => {
    const phone = await openPage(browser, world.origin, '/m', 'technician', errors, { viewport: { width: 390, height: 844 }, hasTouch: true });
    await phone.getByRole('navigation').waitFor();
    const signInAs = async (username: string) => expect((await phone.context().request.post(`${world.origin}/api/auth/sign-in/username`, { data: { username, password: PASSWORD } })).status()).toBe(200);
    await signInAs('technician2');
    const fault = aFault({ item: '消防门关不上' });
    const item = { commandId: fault.commandId, endpoint: 'logRepair', method: 'POST', path: '/api/sites/{siteId}/repairs', input: { ...fault, siteId: world.siteId }, label: '现场报修', queuedAt: world.clock.now(), contractVersion: 1, state: 'queued' };
    const answered = phone.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/repairs'));
    await phone.evaluate(`localStorage.setItem('foyer.outbox.${technician.personId}', ${JSON.stringify(JSON.stringify([item]))}); dispatchEvent(new Event('online'))`);
    expect((await answered).status()).toBe(401);
    expect((await world.owner.query('select from repairs where id = $1', [fault.repairId])).rowCount).toBe(0);
    await phone.getByLabel('姓名拼音、工号或手机号').waitFor();
    await signInAs('technician');
    await phone.reload();
    await expect.poll(async () => (await world.owner.query<{ actor: string }>('select actor from journal where subject = $1 and version = 1', [fault.repairId])).rows[0]?.actor).toBe(technician.personId);
    await phone.context().close();
  });
});
