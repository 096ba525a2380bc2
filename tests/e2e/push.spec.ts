import type { Browser, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { executablePath, launch, openPage, violations } from '../support/browser.ts';
import { startProgram, type Client, type World } from '../support/program.ts';

/** Past the push service, which no test reaches: the browser itself hands the message to the worker, as it would a real one. */
describe.skipIf(!executablePath)('a message pushed to a browser', () => {
  let world: World;
  let browser: Browser;
  let manager: Client;
  const errors: string[] = [];
  beforeAll(async () => {
    world = await startProgram();
    [browser, manager] = await Promise.all([launch(), world.signIn('manager')]);
  });
  afterAll(async () => {
    await browser.close();
    await world.end();
  });

  it('the worker is never kept by a cache, and the page may run it', async () => {
    const answer = await fetch(`${world.origin}/sw.js`);
    expect(answer.status).toBe(200);
    // A worker of one file runs in every browser that has push; one that imports does not.
    expect(await answer.text()).not.toMatch(/\bimport\s*[\w{*("']/);
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('content-security-policy')).toContain(`default-src 'self'`);
    const manifest = await fetch(`${world.origin}/app.webmanifest`);
    expect(manifest.headers.get('cache-control')).toBe('no-cache');
    expect((await manifest.json()) as object).toMatchObject({ start_url: '/m', display: 'standalone' });
  });

  it('is shown under the alert’s tag, confirmed by the device itself, and a tap leads the open page there', { timeout: 300_000 }, async () => {
    const page = await openPage(browser, world.origin, '/', 'manager', errors, { permissions: ['notifications'] });
    await page.getByRole('button', { name: /^提醒/ }).waitFor();
    const context = page.context();
    const worker: Worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
    await page.evaluate('navigator.serviceWorker.ready.then(() => undefined)');
    // The browser's subscription, as a push service would have given it.
    const endpoint = 'https://push.example.com/send/abc';
    await worker.evaluate(`PushManager.prototype.getSubscription = async () => ({ endpoint: '${endpoint}' })`);
    const made = await manager.post<{ id: string }>('/api/push/subscriptions', { endpoint, p256dh: 'B'.repeat(87), auth: 'a'.repeat(22), device: 'Windows · Chrome' });
    expect(made.status).toBe(200);

    const session = await context.newCDPSession(page);
    const registered = new Promise<string>((done) => session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => { if (registrations[0]) done(registrations[0].registrationId); }));
    await session.send('ServiceWorker.enable');
    const registrationId = await registered;
    const push = (data: object) => session.send('ServiceWorker.deliverPushMessage', { origin: world.origin, registrationId, data: JSON.stringify(data) });
    // The device confirms what it has shown. Whoever asks Chromium for its notifications while one is being shown makes it forget that one.
    const confirmed = () => expect.poll(async () => (await world.owner.query('select from push_subscriptions where id = $1 and arrived_at is not null', [made.body.id])).rowCount).toBe(1);
    const shown = () => page.evaluate<{ title: string; body: string; tag: string; silent: boolean }[]>('navigator.serviceWorker.ready.then((it) => it.getNotifications()).then((list) => list.map(({ title, body, tag, silent }) => ({ title, body, tag, silent: silent === true })))');
    const message = { id: '019ab000-0000-7000-8000-000000000001', alert: '019ab000-0000-7000-8000-00000000000a', level: 'breach', site: '云栖示范售楼中心', title: '超时 · 到达现场 · 2611-0001', body: '样板间2 · 洗手间漏水', path: { desk: '/duty/handover', phone: '/m/duty' }, quiet: false };
    // Handed over again only while the worker has heard nothing; what it has heard it must show.
    await worker.evaluate(`self.heard = 0; self.addEventListener('push', () => { self.heard += 1; })`);
    const heard = () => worker.evaluate<number>('self.heard');
    await expect.poll(async () => {
      if ((await heard()) === 0) await push(message);
      return heard();
    }, { interval: 1000 }).toBeGreaterThan(0);
    await confirmed();
    await expect.poll(shown).toEqual([{ title: message.title, body: '样板间2 · 洗手间漏水\n云栖示范售楼中心', tag: message.alert, silent: false }]);

    // The next word on the same alert takes its place; in quiet hours without a sound.
    await world.owner.query('update push_subscriptions set arrived_at = null where id = $1', [made.body.id]);
    await push({ ...message, id: '019ab000-0000-7000-8000-000000000002', title: '无人确认，逐级上报', quiet: true });
    await confirmed();
    await expect.poll(shown).toMatchObject([{ title: '无人确认，逐级上报', tag: message.alert, silent: true }]);

    await worker.evaluate(`registration.getNotifications().then(([notification]) => void dispatchEvent(new NotificationEvent('notificationclick', { notification })))`);
    await page.waitForURL('**/duty/handover');
    await expect.poll(shown).toEqual([]);

    // What the account page says of it.
    await page.getByRole('link', { name: '我的', exact: true }).click();
    const device = page.getByRole('listitem').filter({ hasText: 'Windows · Chrome' });
    await device.getByText('设备确认收到').waitFor();
    await device.getByText(/^✓/).waitFor();
    await page.getByText('推送要经过浏览器厂商的服务').waitFor();
    expect(await violations(page)).toEqual([]);
    await device.getByRole('button', { name: '移除' }).click();
    await page.getByText('还没有开启推送的设备').waitFor();
    expect(errors).toEqual([]);
    await context.close();
  });
});
