import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import type { Sessions } from './caller.ts';
import { mountWeb } from './web-routes.ts';

const dist = mkdtempSync(join(tmpdir(), 'foyer-web-'));
for (const [path, text] of [['apps/console/index.html', 'desk'], ['apps/mobile/index.html', 'phone'], ['apps/guest/index.html', 'guest'], ['assets/a.js', 'code'], ...['sw.js', 'app.webmanifest', 'icon-192.png', 'icon-512.png'].map((name) => [name, 'x'] as const)] as const) {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
}
const app = createApp({ sessions: { resolve: async () => undefined } as unknown as Sessions, grants: new Map(), trustProxy: [], logger: undefined });
mountWeb(app, pathToFileURL(`${dist}/`));
afterAll(async () => {
  await app.close();
  rmSync(dist, { recursive: true, force: true });
});

describe('the built pages', () => {
  it.each([{}, { 'accept-encoding': 'identity' }, { 'accept-encoding': 'gzip, br' }])('given a browser, a proxy or a probe that takes answers packed or not (%j), when each app is asked for, then its page comes', async (headers) => {
    const ask = async (url: string, method: 'GET' | 'HEAD' = 'GET') => { const { statusCode, body } = await app.inject({ method, url, headers }); return [statusCode, body]; };
    expect([await ask('/'), await ask('/calls'), await ask('/m'), await ask('/g/x'), await ask('/assets/a.js')]).toEqual([[200, 'desk'], [200, 'desk'], [200, 'phone'], [200, 'guest'], [200, 'code']]);
    expect((await ask('/', 'HEAD'))[0]).toBe(200);
    expect((await ask('/assets/none.js'))[0]).toBe(404);
  });
});
