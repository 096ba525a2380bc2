import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PASSWORD } from './program.ts';

/** Found or installed by `npm test`; without it the browser tests are skipped, visibly. */
export const executablePath = process.env['FOYER_CHROMIUM'];
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const launch = (): Promise<Browser> =>
  // Files are named in Chinese; a bare environment has no character set for that.
  chromium.launch({ executablePath: executablePath ?? '', env: { ...process.env, LANG: 'C.UTF-8' } as Record<string, string>, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });

/** Axe on the page as it stands, all its rules or some; violations are named so that the failure says what to mend. */
export const violations = async (page: Page, rules?: readonly string[]): Promise<string[]> => {
  // Evaluated from the outside: the page's own policy allows no inline script.
  if (!(await page.evaluate<boolean>('"axe" in globalThis'))) await page.evaluate(AXE);
  return page.evaluate(async (only) => {
    const axe = (globalThis as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe;
    // Everything of a page is its own: nothing is fetched once more to be looked into.
    const options = { resultTypes: ['violations'], preload: false, ...(only ? { runOnly: [...only] } : {}) };
    return (await axe.run(options)).violations.map((violation) => `${violation.id}: ${violation.nodes[0]?.html ?? ''}`);
  }, rules);
};

/** A browser of its own for one person, signed in by the sign-in page; errors of the page are collected. */
export const openPage = async (browser: Browser, origin: string, path: string, username: string, errors: string[], options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> => {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1366, height: 820 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(`${origin}${path}`);
  await page.getByLabel('姓名拼音、工号或手机号').fill(username);
  await page.getByRole('textbox', { name: '密码' }).fill(PASSWORD);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  return page;
};
