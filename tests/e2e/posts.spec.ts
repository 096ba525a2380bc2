import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('the posts in the browser', () => {
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

  const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true } as const;
  const fits = (page: Page) => page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth');
  const targets = async (page: Page): Promise<number> => Math.min(...(await page.locator('.fy-tap').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height))));

  it('G-01: at phone size an incident is reported in three taps; everybody called is there with 已确认 or 未确认, and the words to read out', { timeout: 300_000 }, async () => {
    const page = await openPage(browser, world.origin, '/m/incident', 'guard', errors, PHONE);
    let taps = 0;
    const tap = async (name: string | RegExp): Promise<void> => {
      await page.getByRole('button', { name, exact: typeof name === 'string' }).first().tap();
      taps += 1;
    };
    await page.getByRole('heading', { name: '什么事？' }).waitFor();
    expect(await targets(page), 'gloves hit it').toBeGreaterThanOrEqual(48);
    expect(await violations(page)).toEqual([]);
    await tap('消防');
    expect(await page.locator('[data-suggested="true"]').innerText()).toContain('一级（红）');
    await tap(/一级（红）/);
    await page.getByText('拍照（可不拍）').waitFor();
    await tap('影音室');
    await page.getByText('SJ2611-001').waitFor();
    expect(taps).toBe(3);
    await page.getByText(/这里是云栖示范路 88 号/).waitFor();
    expect(await page.getByRole('link', { name: '打 119' }).getAttribute('href')).toBe('tel:119');
    expect(await page.getByText('○ 未确认').count()).toBeGreaterThan(5);
    expect(await page.getByText('✓ 已确认').count()).toBe(0);
    expect(await fits(page)).toBe(true);
    expect(await violations(page)).toEqual([]);

    // The manager answers at the desk with an instruction; the guard sees it.
    const desk = await openPage(browser, world.origin, '/posts', 'manager', errors);
    await desk.getByRole('row').filter({ hasText: 'SJ2611-001' }).click();
    await desk.getByRole('button', { name: '收到并指示' }).click();
    await desk.getByLabel('指示').fill('疏散客人到南门');
    await desk.getByRole('button', { name: '记下' }).click();
    await desk.getByText('指示：疏散客人到南门').first().waitFor();
    expect(await violations(desk)).toEqual([]);
    await page.getByText('指示：疏散客人到南门').first().waitFor();
    await desk.context().close();
    await page.context().close();

    // In a basement: the acknowledgement waits on the phone, is said to wait, and arrives once with the moment of the tap.
    const { rows } = await world.owner.query<{ id: string }>(`select id from incidents where number = 'SJ2611-001'`);
    const answers = async () => (await world.owner.query<{ n: number }>(`select jsonb_array_length(jsonb_path_query_array(state, '$.answers[*] ? (!exists (@.instruction))')) as n from incidents where id = $1`, [rows[0]?.id])).rows[0]?.n;
    const phone = await openPage(browser, world.origin, `/m/incident/${world.siteId}/${rows[0]?.id}`, 'duty', errors, PHONE);
    const have = phone.getByRole('button', { name: '我已收到', exact: true });
    await have.waitFor();
    const tappedAt = world.clock.now();
    await phone.context().setOffline(true);
    await have.tap();
    await phone.getByText(/没有网络：1 步已存在手机里/).waitFor();
    expect([await have.count(), await answers()]).toEqual([0, 0]);
    world.pass(5);
    await phone.context().setOffline(false);
    await expect.poll(answers, { timeout: 60_000 }).toBe(1);
    await phone.getByText(/没有网络/).waitFor({ state: 'detached' });
    const { rows: at } = await world.owner.query<{ late: number }>(`select extract(epoch from (state->'answers'->-1->>'at')::timestamptz - $2::timestamptz)::int as late from incidents where id = $1`, [rows[0]?.id, tappedAt]);
    expect(at[0]?.late).toBeLessThan(60);
    await phone.context().close();
    expect(errors).toEqual([]);
  });

  it('G-02, G-03: at phone size a removal is written down in three taps with the polite words shown, and somebody still here stays in view', { timeout: 300_000 }, async () => {
    const page = await openPage(browser, world.origin, '/m/door', 'guard', errors, PHONE);
    let taps = 0;
    const tap = async (name: string): Promise<void> => {
      await page.getByRole('button', { name, exact: true }).first().tap();
      taps += 1;
    };
    await page.getByRole('heading', { name: /什么人？/ }).waitFor();
    expect(await targets(page)).toBeGreaterThanOrEqual(48);
    const startedAt = performance.now();
    await tap('派发传单');
    await page.getByText('您好，这里不能派发资料，请您收好，谢谢您的配合。').waitFor();
    await tap('大厅');
    await tap('已劝，还没走');
    await page.getByText('✓ 已记：派发传单 · 大厅 · 已劝，还没走').waitFor();
    expect(taps).toBe(3);
    expect(performance.now() - startedAt, 'five seconds at most').toBeLessThan(5000);
    await page.getByText(/余 (9|10) 分钟/).first().waitFor();
    await page.getByText(/2026-12-23 自动删除/).first().waitFor();
    expect(await fits(page)).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: '已离开', exact: true }).tap();
    await page.getByText('现在没有劝离中的人').waitFor();
    await page.getByRole('button', { name: '来访登记', exact: true }).tap();
    await page.getByText('客户到访不在此登记，由销售团队接待。').waitFor();
    await page.context().close();
    expect(errors).toEqual([]);
  });
});
