import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('a repair in the browser, from the first word to the closed slip', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];

  const open = (path: string, username: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => openPage(browser, world.origin, path, username, errors, options);

  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-06 … M-35: desk, second desk, technician and user carry it through; every page passes axe', async () => {
    const desk = await open('/', 'desk');
    const second = await open('/', 'desk2');
    await second.getByText('没有未结的维修单').waitFor();
    expect(await violations(desk)).toEqual([]);

    // M-06: keyboard only, one line.
    await desk.getByText('没有未结的维修单').waitFor();
    await desk.keyboard.press('n');
    await desk.getByLabel('一句话登记').waitFor();
    await desk.keyboard.type('样板间2洗手间漏水 王经理');
    await expect.poll(() => desk.getByLabel('报修人', { exact: true }).inputValue()).toBe('王经理');
    expect(await violations(desk)).toEqual([]);
    await desk.keyboard.press('Enter');
    const panel = desk.getByRole('region', { name: /^\d{4}-\d{4}/ });
    await panel.waitFor();
    const appeared = Date.now();
    await second.getByText('洗手间漏水').waitFor();
    expect(Date.now() - appeared).toBeLessThan(3000);

    // M-11
    await panel.getByRole('button', { name: '通知维修员', exact: true }).click();
    await panel.getByLabel('维修员', { exact: true }).selectOption({ label: '王建国' });
    await panel.getByRole('button', { name: '通知维修员', exact: true }).click();
    await panel.getByRole('button', { name: '接单签字', exact: true }).waitFor();
    expect(await violations(desk)).toEqual([]);

    // M-08: only a slip that was printed can come back.
    await panel.getByRole('button', { name: '打印维修单', exact: true }).click();
    const [slip] = await Promise.all([desk.context().waitForEvent('page'), desk.getByRole('button', { name: '打印', exact: true }).click()]);
    await slip.close();

    // M-12 … M-29 on the phone
    const phone = await open('/m/', 'technician', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    await phone.getByRole('button', { name: /洗手间漏水/ }).click();
    await phone.getByLabel('PIN 签字').fill('2580');
    await phone.getByRole('button', { name: 'PIN 签字', exact: true }).click();
    await phone.getByRole('main').getByRole('button', { name: '工具备妥', exact: true }).click();
    await phone.getByRole('main').getByRole('button', { name: '到达现场', exact: true }).click();
    await phone.getByText(/我是物业管理公司维修人员王建国/).waitFor();
    expect(await violations(phone)).toEqual([]);
    // Nobody has agreed before the user has: one tap says it, and until then the step says what it waits for.
    await phone.getByText('还差：用户是否同意、同意人').waitFor();
    await phone.getByLabel('同意人').fill('王经理');
    expect(await phone.getByRole('button', { name: '用户同意进入', exact: true }).isDisabled()).toBe(true);
    await phone.getByRole('button', { name: '同意', exact: true }).click();
    await phone.getByRole('button', { name: '用户同意进入', exact: true }).click();
    await phone.getByRole('button', { name: '一致', exact: true }).click();
    expect(await violations(phone)).toEqual([]);
    await phone.getByLabel('已铺塑料布').check();
    await phone.getByRole('button', { name: '开始维修', exact: true }).click();
    // M-20: one tap says until when, and the house's sentence, marked as the house's, says it before the plan's.
    await phone.getByRole('heading', { name: '告知噪声' }).waitFor();
    await phone.getByRole('button', { name: '30 分钟', exact: true }).click();
    await phone.getByText(/^您好，我是维修人员王建国。接下来的维修会有一些声音，大约要 30 分钟，\d\d:\d\d 前结束，先跟您打个招呼。 本案场规定$/).waitFor();
    await phone.getByText('非常对不起。', { exact: true }).first().waitFor();
    expect(await violations(phone)).toEqual([]);
    for (const passed of ['告知噪声', '讲解原因', '领用材料', '现场整理']) {
      await phone.getByRole('heading', { name: passed }).waitFor();
      await phone.getByRole('button', { name: '跳过', exact: true }).click();
    }
    await phone.getByRole('heading', { name: '当面试用' }).waitFor();
    await phone.getByRole('textbox', { name: '对象' }).fill('王经理');
    await phone.getByRole('button', { name: '正常', exact: true }).click();
    await phone.getByRole('button', { name: '当面试用', exact: true }).click();
    await phone.getByRole('textbox', { name: '维修内容' }).fill('更换软管');
    await phone.getByLabel('故障原因').selectOption('wear');
    await phone.getByRole('button', { name: '修复', exact: true }).click();
    await phone.getByRole('button', { name: '填写结果', exact: true }).click();
    await phone.getByRole('heading', { name: '用户验收' }).waitFor();
    await phone.getByRole('button', { name: '合格', exact: true }).click();
    await phone.getByRole('button', { name: '用户验收', exact: true }).click();

    // M-31: the user's own page; the technician has no way to rate.
    await phone.getByRole('button', { name: '把手机转给用户', exact: true }).click();
    await phone.getByRole('heading', { name: '请您对本次维修作个评价' }).waitFor();
    expect(await violations(phone)).toEqual([]);
    for (const group of ['维修质量', '服务态度', '行为举止']) await phone.getByRole('group', { name: group }).getByText('满意', { exact: true }).click();
    await phone.getByLabel('您的称呼').fill('王经理');
    const pad = phone.getByRole('img', { name: '请在此签名' });
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error('The signature pad is not shown.');
    await phone.mouse.move(box.x + 20, box.y + 40);
    await phone.mouse.down();
    await phone.mouse.move(box.x + 220, box.y + 120, { steps: 8 });
    await phone.mouse.up();
    await phone.getByRole('button', { name: '提交', exact: true }).click();
    await phone.getByText('谢谢您的评价').first().waitFor();
    // The phone comes back by its owner's PIN, whichever way somebody tries to leave the user's page.
    await phone.goto(`${world.origin}/`);
    await phone.getByRole('heading', { name: '手机已转给用户' }).waitFor();
    expect(await violations(phone)).toEqual([]);
    await phone.goto(`${world.origin}/m`);
    await phone.getByLabel('PIN').fill('1234');
    await phone.getByRole('button', { name: '收回手机' }).click();
    await phone.getByText('PIN 不对').waitFor();
    await phone.getByLabel('PIN').fill('2580');
    await phone.getByRole('button', { name: '收回手机' }).click();
    await phone.getByRole('heading', { name: '我的维修' }).waitFor();

    // M-35, M-36: the desk copy comes back, the call is made, the order closes by itself.
    await panel.getByRole('button', { name: '登记联单', exact: true }).click();
    await panel.getByRole('button', { name: '登记联单', exact: true }).click();
    await panel.getByRole('button', { name: '回访', exact: true }).click();
    await panel.getByLabel('处理结果').selectOption('satisfied');
    await panel.getByRole('button', { name: '回访', exact: true }).click();
    await panel.getByText('已结单').waitFor();
    expect(errors).toEqual([]);
  }, 300_000);

  it('M-13, M-16, M-27, M-31: on the phone a hold says why and goes on again, a lateness asks for its reason, cleaning is one tap and a missing signature is said', async () => {
    const [deskPerson, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    const { row } = await logFault(deskPerson, world.siteId, { item: '门锁松动', steps: [{ step: 'issue' }, { step: 'accept', signWay: 'paper', technicianId: technician.personId }] });
    world.pass(20);
    await expect.poll(async () => (await world.owner.query('select from clocks where next_at <= $1', [world.clock.now()])).rowCount).toBe(0);
    const phone = await open('/m/', 'technician', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
    const main = phone.getByRole('main');
    await phone.getByRole('button', { name: /门锁松动[\s\S]*备料/ }).click();
    await main.locator('.fy-next-due').getByText('备料').waitFor();
    await main.getByText('备料超时').waitFor();
    await phone.getByRole('button', { name: '请说明原因' }).click();
    await phone.getByLabel('原因', { exact: true }).selectOption('emergency_elsewhere');
    await phone.getByRole('button', { name: '说明原因', exact: true }).click();
    await main.getByText('备料超时').waitFor({ state: 'detached' });
    await phone.getByRole('button', { name: '跳过', exact: true }).click();
    await main.getByRole('button', { name: '到达现场', exact: true }).click();
    await phone.getByLabel('同意人').waitFor();

    await phone.locator('.fy-phone-bar').getByRole('button', { name: '暂停', exact: true }).click();
    await phone.getByLabel('原因', { exact: true }).selectOption('user_absent');
    await main.getByRole('button', { name: '暂停', exact: true }).click();
    await main.locator('p', { hasText: '用户不在' }).waitFor();
    await main.getByText('还没有约定新时间，客服台会再约').waitFor();
    expect(await violations(phone)).toEqual([]);
    await main.getByRole('button', { name: '继续维修', exact: true }).click();
    await main.getByRole('button', { name: '到达现场', exact: true }).click();
    await phone.getByLabel('同意人').fill('王经理');
    await phone.getByRole('button', { name: '同意', exact: true }).click();
    await phone.getByRole('button', { name: '用户同意进入', exact: true }).click();
    await phone.getByRole('button', { name: '一致', exact: true }).click();
    await phone.getByRole('button', { name: '开始维修', exact: true }).click();
    await phone.getByRole('button', { name: '需要保洁', exact: true }).click();
    await phone.getByRole('button', { name: '需要保洁', exact: true }).waitFor({ state: 'detached' });

    for (const passed of ['告知噪声', '讲解原因', '领用材料', '现场整理']) {
      await phone.getByRole('heading', { name: passed }).waitFor();
      await phone.getByRole('button', { name: '跳过', exact: true }).click();
    }
    await phone.getByRole('textbox', { name: '对象' }).fill('王经理');
    await phone.getByRole('button', { name: '正常', exact: true }).click();
    await phone.getByRole('button', { name: '当面试用', exact: true }).click();
    await phone.getByRole('textbox', { name: '维修内容' }).fill('紧固门锁');
    await phone.getByLabel('故障原因').selectOption('wear');
    await phone.getByRole('button', { name: '修复', exact: true }).click();
    await phone.getByRole('button', { name: '填写结果', exact: true }).click();
    await phone.getByRole('heading', { name: '用户验收' }).waitFor();
    await phone.getByRole('button', { name: '合格', exact: true }).click();
    await phone.getByRole('button', { name: '用户验收', exact: true }).click();
    await phone.getByRole('button', { name: '未能签字', exact: true }).click();
    await phone.getByRole('button', { name: '用户不在', exact: true }).click();
    await phone.getByLabel('原因', { exact: true }).fill('用户外出');
    await main.getByText('用户不在，请写明见证人').waitFor();
    expect(await main.getByRole('button', { name: '未能签字', exact: true }).isDisabled(), 'a witness or a picture is asked for before it goes').toBe(true);
    await phone.getByLabel('见证人').fill('门岗马振东');
    await phone.getByRole('button', { name: '未能签字', exact: true }).click();
    const order = async () => (await deskPerson.get<{ order: { noSignature?: { why: string }; cleaning?: { askedAt: string }; exceptions: object } }>(`/api/sites/${world.siteId}/repairs/${row.id}`)).body.order;
    await expect.poll(async () => (await order()).noSignature?.why).toBe('absent');
    expect(await order()).toMatchObject({ cleaning: { askedAt: expect.any(String) }, exceptions: { ready: { reason: 'emergency_elsewhere' } } });
    expect(errors).toEqual([]);
  }, 300_000);

  it('M-13: the small 依据 opens the clause with its place first; the handbook shows all 115, and the limits in force in this centre', async () => {
    const person = await world.signIn('manager');
    const { body } = await person.get<{ site: { version: number } }>(`/api/sites/${world.siteId}/setup`);
    expect((await person.post(`/api/sites/${world.siteId}/settings`, { version: body.site.version, parameters: { 'repairs.ready_minutes': 12 } })).status).toBe(200);
    const desk = await open('/handbook', 'manager');
    await desk.getByText(/共 115 条/).waitFor();
    expect(await violations(desk)).toEqual([]);
    await desk.getByRole('tab', { name: '时限与参数' }).click();
    // The plan's number changed is a house rule, and says what the plan has.
    await desk.getByRole('row').filter({ hasText: '12 分钟' }).filter({ hasText: /15 分钟/ }).first().waitFor();
    expect(await violations(desk)).toEqual([]);
    for (const path of ['/figures', '/settings']) {
      await desk.goto(`${world.origin}${path}`);
      await desk.getByRole('heading', { level: 1 }).waitFor();
      expect(await violations(desk), path).toEqual([]);
    }
  }, 300_000);

  it('given English, then the first screen is English and nothing Chinese is left in its frame', async () => {
    const desk = await open('/', 'desk');
    await desk.getByRole('button', { name: 'English', exact: true }).click();
    await desk.getByRole('button', { name: /New repair/ }).waitFor();
    const frame = await desk.getByRole('navigation', { name: 'To do now' }).innerText();
    expect(frame).not.toMatch(/\p{Script=Han}/u);
  });
});
