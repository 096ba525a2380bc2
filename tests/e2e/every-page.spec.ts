import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { logFault, startProgram, takeSteps, type World } from '../support/program.ts';

const DESK = ['/', '/copies', '/copies/pads', '/copies/day', '/copies/month', '/calls', '/calls/messages', '/calls/missed', '/calls/matters', '/calls/followUps', '/calls/mine', '/calls/contacts', '/calls/directory', '/calls/figures', '/calls/desk', '/walk', '/bar', '/bar/day', '/bar/par', '/bar/stock', '/bar/quality', '/bar/figures', '/bar/settings', '/duty', '/duty/brief', '/duty/packet', '/duty/roster', '/duty/handover', '/duty/tasks', '/posts', '/posts/removals', '/posts/visits', '/posts/timeline', '/posts/figures', '/amends', '/amends/reports', '/amends/claims', '/amends/conduct', '/amends/partners', '/amends/pledges', '/oversight', '/figures', '/records/month', '/records/registers', '/records/group', '/records/paper', '/handbook', '/staff', '/places', '/settings', '/settings/privacy', '/settings/privacy/erasures', '/settings/privacy/looks', '/settings/alerts', '/alerts', '/pbx', '/import', '/status', '/account'];
const PHONE = ['/m', '/m/new', '/m/duty', '/m/duty/move', '/m/duty/brief', '/m/duty/packet', '/m/messages', '/m/walk', '/m/bar', '/m/oversight', '/m/month', '/m/alerts', '/m/alerts/settings', '/m/incident', '/m/door', '/m/amends', '/m/amends/claims', '/m/amends/conduct', '/m/amends/pledges'];

/** The desk and the desk at 200 %; a phone and a small phone. */
const SCREENS = [
  { name: 'desk', paths: DESK, hasTouch: false, sizes: [{ width: 1366, height: 820 }, { width: 683, height: 410 }] },
  { name: 'phone', paths: PHONE, hasTouch: true, sizes: [{ width: 390, height: 844 }, { width: 360, height: 640 }] },
] as const;

/** What a narrow screen can break of a page that is right when wide: parts that now scroll, and names of what was hidden before. */
const WHEN_NARROW = ['scrollable-region-focusable', 'button-name', 'link-name', 'label', 'aria-hidden-focus'];

/** What settings are called is told where the machine is looked after, and nowhere else. */
const SETTING = /\bFOYER_[A-Z_]+/g;
/** Words that may be Latin on a Chinese page: names of things, units, keys, numbers. */
const LATIN = /\b(PIN|QR|CSV|XLSX|xlsx|gz|Excel|PostgreSQL|https?|FAX|AM|PM|MB|GB|English|Enter|Esc|Alt|Ctrl|F2|[A-Z]-\d+|[A-Z]\d*|PDF|URL|A4|HH:MM|KTV|VIP|No|PC|SMS|Webhook\d*|Asterisk|FreePBX|FreeSWITCH|AMI|ESL|HTTP|SMDR|CDR|Avaya|Panasonic)\b/g;

/** What a gloved thumb would miss; 依据 stands in a line of text. */
const TOO_LOW = `[...document.querySelectorAll('input, select, textarea, button')].filter((one) => one.offsetParent && !one.matches('[type=checkbox], [type=radio], [type=file], [aria-hidden]') && one.getBoundingClientRect().height < 44 && !/^(依据|本案场规定)/.test(one.getAttribute('aria-label') ?? '')).map((one) => one.tagName + ' ' + one.getBoundingClientRect().height + ' ' + (one.getAttribute('aria-label') ?? one.textContent))`;

describe.skipIf(!executablePath)('every page', () => {
  let world: World;
  let browser: Browser;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
    const [desk, technician] = await Promise.all([world.signIn('desk'), world.signIn('technician')]);
    const { row } = await logFault(desk, world.siteId, { item: '射灯不亮,入口左起第三盏,时亮时不亮', placeText: '沙盘区', reporterName: '欧阳经理', steps: [{ step: 'issue' }, { step: 'notify', technicianId: technician.personId, channel: 'radio' }] });
    await takeSteps(desk, world.siteId, row.id, [{ step: 'accept', signWay: 'paper', way: 'paper', technicianId: technician.personId }]);
    world.pass(20);
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  const visit = async (page: Page, path: string): Promise<void> => {
    await page.goto(`${world.origin}${path}`);
    await page.locator('main').first().waitFor();
    await page.locator('[aria-label="正在读取"], [aria-label="Loading"]').first().waitFor({ state: 'detached' });
  };

  // Each page is loaded once and then seen at every size, in light and in dark: what a load costs is not what is looked for.
  it.each(SCREENS.map((screen) => [screen.name, screen] as const))('given the %s, large and small, in light and dark, then no page has an accessibility fault or runs out of the screen, and none shows English to who reads Chinese', { timeout: 600_000 }, async (_name, screen) => {
    const [large, small] = screen.sizes;
    const page = await openPage(browser, world.origin, screen.paths[0] ?? '/', 'manager', errors, { viewport: large, colorScheme: 'light', hasTouch: screen.hasTouch });
    await page.getByText('林静怡').first().waitFor();
    const found: string[] = [];
    for (const path of screen.paths) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(large);
      await visit(page, path);
      for (const size of [large, small]) {
        await page.setViewportSize(size);
        found.push(...(await violations(page, size === small ? WHEN_NARROW : undefined)).map((fault) => `${path} at ${size.width}: ${fault}`));
        if (!(await page.evaluate<boolean>('document.documentElement.scrollWidth <= innerWidth'))) found.push(`${path}: wider than ${size.width}`);
        if (screen.hasTouch) found.push(...(await page.evaluate<string[]>(TOO_LOW)).map((one) => `${path} at ${size.width}: less than 44 high: ${one}`));
      }
      // Darkness changes colours and nothing else.
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-mantine-color-scheme=dark]').waitFor({ state: 'attached' });
      await page.evaluate('Promise.allSettled(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished))');
      found.push(...(await violations(page, ['color-contrast'])).map((fault) => `${path} in the dark: ${fault}`));
      if (path === '/handbook') continue;
      // Sign-in names and folders are what they are.
      const shown = (await page.locator('body').innerText()).replace(/\/[\w./-]+/g, '');
      const heard = await page.evaluate<string>(`[...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].filter((one) => !one.closest('[aria-hidden]')).map((one) => ['aria-label', 'title', 'placeholder', 'alt'].map((name) => one.getAttribute(name) ?? '').join(' ')).join('\\n')`);
      const text = `${path === '/status' ? shown.replace(SETTING, '') : shown}\n${heard}`;
      const latin = text.replace(LATIN, '').match(/[A-Za-z][A-Za-z'’]{2,}(?: [A-Za-z'’]+)*/g) ?? [];
      found.push(...latin.filter((words) => !/^(foyer|localhost|quality|admin|desk|manager|technician|duty|storekeeper|assistant|guard|head|cleaner|sales|foreman)\d*$/i.test(words)).map((words) => `${path}: English: ${words}`));
    }
    expect(found).toEqual([]);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it.each(SCREENS.map((screen) => [screen.name, screen] as const))('given the %s and a server that answers nothing, then each page says so and how to try again, and none waits for ever or claims that there is nothing', { timeout: 600_000 }, async (_name, screen) => {
    const page = await openPage(browser, world.origin, screen.paths[0] ?? '/', 'manager', errors, { viewport: screen.sizes[0], hasTouch: screen.hasTouch });
    await page.getByText('林静怡').first().waitFor();
    await page.route(/\/api\/(?!session|auth|live)/, (route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{"code":"internal","facts":{}}' }));
    const silent: string[] = [];
    // The handbook comes with the program.
    for (const path of screen.paths.filter((one) => one !== '/handbook')) {
      await page.goto(`${world.origin}${path}`);
      const isSaid = await page.getByRole('button', { name: '再试一次' }).first().waitFor({ timeout: 10_000 }).then(() => true, () => false);
      if (!isSaid || (await page.locator('[aria-label="正在读取"]').count()) > 0) silent.push(path);
    }
    expect(silent).toEqual([]);
    await page.context().close();
  });

  it('given a list that was read, when the next reading fails, then what was seen stays', async () => {
    const desk = await world.signIn('desk');
    const callId = randomUUID();
    await desk.post(`/api/sites/${world.siteId}/calls/${callId}/steps`, { commandId: randomUUID(), steps: [{ step: 'open', direction: 'inbound' }, { step: 'log', sheet: { surname: '王', honorific: '先生', purpose: 'enquiry' } }] });
    const page = await openPage(browser, world.origin, '/calls/calls', 'manager', errors);
    const row = page.getByRole('row').filter({ hasText: '王先生' });
    await row.waitFor();
    const failed = page.waitForResponse((answer) => answer.url().includes('filter=all') && answer.status() === 500);
    await page.route(/\/api\/(?!session|auth|live)/, (route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{"code":"internal","facts":{}}' }));
    await page.getByRole('button', { name: '我的', exact: true }).click();
    await page.getByRole('button', { name: '再试一次' }).waitFor();
    // Read again once it is no longer fresh.
    await page.waitForTimeout(5500);
    await page.getByRole('button', { name: '全部', exact: true }).click();
    await failed;
    await page.waitForTimeout(300);
    expect([await row.count(), await page.getByRole('button', { name: '再试一次' }).count()]).toEqual([1, 0]);
    await page.context().close();
  });
});
