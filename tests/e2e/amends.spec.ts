import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('putting things right in the browser', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
  const open = (path: string, username: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => openPage(browser, world.origin, path, username, errors, options);

  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-37, T-01: the desk writes a complaint down and answers it; what is about the handler leaves the screen', async () => {
    const desk = await open('/amends', 'desk');
    await desk.getByRole('button', { name: '登记投诉' }).click();
    await desk.getByLabel('内容').fill('洗手间三天没人打扫');
    await desk.getByLabel('姓名').fill('赵女士');
    await desk.getByLabel('联系方式').fill('13912345678');
    expect(await violations(desk)).toEqual([]);
    await desk.getByRole('button', { name: '登记', exact: true }).click();
    await desk.getByRole('heading', { name: /T2611-0001/ }).waitFor();
    await desk.getByText('139****5678').waitFor();
    await desk.getByRole('button', { name: '首次回应' }).click();
    await desk.getByLabel('方式').selectOption({ label: '电话' });
    await desk.getByRole('textbox', { name: '内容' }).fill('已收到，今天处理');
    expect(await violations(desk)).toEqual([]);
    await desk.getByRole('button', { name: '首次回应' }).last().click();
    await desk.getByText('已收到，今天处理').waitFor();
    await desk.getByRole('button', { name: '要求删除个人信息' }).click();
    await desk.getByText('案件没有办结时不能马上删除', { exact: false }).waitFor();
    await desk.getByRole('button', { name: '要求删除个人信息' }).last().click();
    await desk.getByText('已排队', { exact: false }).waitFor();
    expect(await violations(desk)).toEqual([]);
    expect(errors).toEqual([]);
  }, 300_000);

  it('M-38: a claim shows its amount in figures and capitals, and refuses nothing at all in words', async () => {
    const desk = await world.signIn('desk');
    const manager = await world.signIn('manager');
    const site = `/api/sites/${world.siteId}`;
    const claimId = randomUUID();
    await desk.post(`${site}/claims`, { commandId: randomUUID(), claimId, direction: 'theirs', liable: 'guest', item: '沙盘灯罩', damage: '打碎', injuredName: '本公司' });
    await manager.post(`${site}/claims/${claimId}/steps`, { commandId: randomUUID(), step: { step: 'judge', liable: 'guest', text: '孩子碰倒' } });
    const page = await open(`/amends/claims/${claimId}`, 'desk');
    await page.getByRole('button', { name: '提出处理方式' }).click();
    await page.getByLabel('处理方式').selectOption({ label: '折价赔偿' });
    await page.getByLabel('说明').fill('按进价赔');
    await page.getByLabel('金额（元）').fill('0');
    await page.getByRole('button', { name: '提出处理方式' }).last().click();
    await page.getByText('金额是零', { exact: false }).waitFor();
    await page.getByLabel('金额（元）').fill('1,200.50');
    await page.getByRole('button', { name: '提出处理方式' }).last().click();
    await page.getByText('人民币壹仟贰佰元零伍角整').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  }, 300_000);

  it('M-39, M-40: on the phone a technician says what happened and signs the pledge of the year', async () => {
    const foreman = await world.signIn('foreman');
    const technician = await world.signIn('technician');
    const breachId = randomUUID();
    await foreman.post(`/api/sites/${world.siteId}/breaches`, { commandId: randomUUID(), breachId, kind: 'smoking', personId: technician.personId, source: 'seen', description: '在阳台吸烟' });
    const phone = await open(`/m/amends/conduct/${breachId}?site=${world.siteId}`, 'technician', PHONE);
    await phone.getByText('这件事与您有关', { exact: false }).waitFor();
    await phone.getByRole('button', { name: '本人说明' }).click();
    await phone.getByLabel('说明（原话）').fill('等配件时抽了一支');
    expect(await violations(phone)).toEqual([]);
    await phone.getByRole('button', { name: '本人说明' }).last().click();
    await phone.getByText('本人填写：等配件时抽了一支', { exact: false }).waitFor();
    await phone.goto(`${world.origin}/m/amends/pledges?site=${world.siteId}`);
    await phone.getByText('不得与他人谈论', { exact: false }).waitFor();
    await phone.getByLabel('您的 PIN').fill('2580');
    await phone.getByRole('button', { name: '签字' }).click();
    await phone.getByText('已签，谢谢').waitFor();
    expect(await violations(phone)).toEqual([]);
    expect(await phone.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    expect(errors).toEqual([]);
  }, 300_000);
});
