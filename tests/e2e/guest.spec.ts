import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeCodes } from '../../features/sites/server/place-codes.ts';
import { executablePath, launch, violations } from '../support/browser.ts';
import { startProgram, type World } from '../support/program.ts';

describe.skipIf(!executablePath)('a guest with a phone', () => {
  let world: World;
  let browser: Browser;
  beforeAll(async () => {
    world = await startProgram();
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it.each(['light', 'dark'] as const)('M-06: given the code on a wall, in %s, when a guest writes, photographs and sends, then there is a number and a line that tells the truth', async (colorScheme) => {
    const [place] = await world.places(world.siteId);
    const code = placeCodes(readFileSync(join(world.dataDir, 'keys', 'codes'), 'utf8').trim()).write({ kind: 'report', siteId: world.siteId, id: place?.id ?? '' });
    const page = await (await browser.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 }, colorScheme, hasTouch: true })).newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${world.origin}/g/${code}`);
    await page.getByLabel('什么坏了？').fill('入口左侧射灯不亮');
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('拍张照片').setInputFiles({ name: 'lamp.jpg', mimeType: 'image/jpeg', buffer: await sharp({ create: { width: 3000, height: 2000, channels: 3, background: colorScheme === 'light' ? '#456' : '#654' } }).jpeg().toBuffer() });
    await page.getByText('照片已附上').waitFor();
    await page.getByRole('button', { name: '提交' }).tap();
    await page.getByText(/登记号 B2611-\d{4}/).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: '查看进展' }).tap();
    await page.getByText('已收到报修，正在安排').waitFor();
    expect(await violations(page)).toEqual([]);
    expect((await world.owner.query<{ n: number }>(`select jsonb_array_length(state->'photos') as n from repairs order by received_at desc, id desc limit 1`)).rows[0]?.n).toBe(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
