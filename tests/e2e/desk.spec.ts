import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, takeSteps, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('at the desk in the last days of a year', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  beforeAll(async () => {
    // A Thursday whose copies and calls fall due in a year without a holiday notice.
    world = await startProgram('2026-12-31T08:40:00.000Z');
    browser = await launch();
    const [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    const { row } = await logFault(desk, world.siteId, { item: '水龙头滴水', steps: [{ step: 'issue' }] });
    await takeSteps(desk, world.siteId, row.id, [
      { step: 'accept', way: 'paper', signWay: 'paper', technicianId: technician.personId }, { step: 'arrive', way: 'paper' }, { step: 'start', asReported: true, way: 'paper' }, { step: 'test', way: 'paper', to: '王女士', passed: true },
      { step: 'record', way: 'paper', workDone: '已修', result: 'fixed' }, { step: 'judge', way: 'paper', acceptance: 'accepted' },
    ]);
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('M-31: the user rates and signs on the desk’s own screen; deadlines in a year nobody entered say so', { timeout: 300_000 }, async () => {
    const page = await openPage(browser, world.origin, '/', 'desk', errors);
    await page.getByText('2027 年的节假日安排还没有录入').waitFor();
    await page.getByRole('button', { name: /水龙头滴水/ }).click();
    await page.getByRole('button', { name: '复制到微信群' }).click();
    await page.getByText('已复制，可以粘贴').waitFor();
    const [tablet] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: '请用户在这台电脑或平板上评价签字' }).click()]);
    await tablet.getByRole('heading', { name: '请您对本次维修作个评价' }).waitFor();
    for (const group of ['维修质量', '服务态度', '行为举止']) await tablet.getByRole('group', { name: group }).getByText('满意', { exact: true }).click();
    await tablet.getByLabel('您的称呼').fill('王女士');
    const pad = tablet.getByRole('img', { name: '请在此签名' });
    await pad.scrollIntoViewIfNeeded();
    const box = await pad.boundingBox();
    if (!box) throw new Error('The signature pad is not shown.');
    await tablet.mouse.move(box.x + 20, box.y + 40);
    await tablet.mouse.down();
    await tablet.mouse.move(box.x + 220, box.y + 120, { steps: 8 });
    await tablet.mouse.up();
    await tablet.getByRole('button', { name: '提交', exact: true }).click();
    await tablet.getByText('谢谢您的评价').first().waitFor();
    await tablet.close();
    const panel = page.getByRole('region', { name: /2612-/ });
    await panel.getByText('已签字').first().waitFor();
    await panel.getByText('2027 年的节假日安排还没有录入').waitFor();
    expect(await violations(page)).toEqual([]);
    const way = (await world.owner.query<{ way: string }>(`select state->>'signWay' as way from repairs where state->>'item' = '水龙头滴水'`)).rows[0]?.way;
    expect(way, 'the way is recorded').toBe('desk_tablet');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('given a row with every tag beside an open order, then at 1366 and at 1280 each tag is read whole, and the timeline says what was called and where (M-02, M-45)', { timeout: 300_000 }, async () => {
    const [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician2')]);
    await logFault(desk, world.siteId, { kind: 'facility', source: 'patrol', placeText: '后院景观水池东侧', item: '水泵不转，配电箱跳闸有焦味，已拉警戒', urgent: true, steps: [{ step: 'callFirst', technicianId: technician.personId, channel: 'phone' }] });
    const page = await openPage(browser, world.origin, '/', 'desk', errors);
    await page.getByRole('button', { name: /水泵不转/ }).click();
    // An empty filter says that it is empty, not that nothing is open.
    await page.getByRole('navigation', { name: '现在要做' }).getByRole('button', { name: /返修待复核/ }).click();
    await page.getByText('「返修待复核」里没有维修单').waitFor();
    expect(await page.getByText('没有未结的维修单').count()).toBe(0);
    await page.getByRole('navigation', { name: '现在要做' }).getByRole('button', { name: /待定位/ }).click();
    await page.getByRole('button', { name: /水泵不转/ }).waitFor();
    const panel = page.getByRole('region', { name: /^B2612-/ });
    await panel.locator('.fy-timeline').getByText(/先电话通知\s*电话 · 李志强/).waitFor();
    for (const width of [1366, 1280]) {
      await page.setViewportSize({ width, height: 768 });
      const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('.fy-board-table .mantine-Badge-label')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)`);
      expect(cut, `at ${width}`).toEqual([]);
      expect(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
