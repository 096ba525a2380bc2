import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelDeps, IMPATIENT, someMessage } from '../../../tests/support/channel-deps.ts';
import { startSmtpReceiver, type SmtpFailMode } from '../../../tests/support/receivers/smtp-receiver.ts';
import { makeCertificate } from '../../../tests/support/receivers/test-certificate.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { createGuard } from './address-guard.ts';
import type { Outcome } from './channel.ts';
import { createChannels, type RawSettings } from './channel-registry.ts';

const certificate = makeCertificate();
const login = { user: 'duty@foyer.example.cn', password: '授权码-Ab3$x9' };
const trusted = getCACertificates('default');
beforeAll(() => setDefaultCACertificates([...trusted, certificate.cert]));
afterAll(() => setDefaultCACertificates(trusted));

const keep = stopAfterEach();

const deps = channelDeps();
const email = createChannels(deps).channelOf('email');
const impatient = createChannels({ ...deps, limits: IMPATIENT }).channelOf('email');
const target = { email: 'manager@example.cn' };

const started = async (security: 'tls' | 'starttls' | 'none' = 'tls', more: { readonly serverSecurity?: 'tls' | 'starttls' | 'none' } = {}) => {
  const receiver = await startSmtpReceiver({ security: more.serverSecurity ?? security, certificate, ...(security === 'none' ? {} : { login }) });
  keep(receiver);
  const settings: RawSettings = { host: receiver.host, port: receiver.port, security, from: 'duty@foyer.example.cn', ...(security === 'none' ? {} : login) };
  return { receiver, settings };
};

describe('the channel email', () => {
  it.each(['tls', 'starttls', 'none'] as const)('given a server with %s, when sent, then the mail arrives in Chinese, under an id that stays the same', async (security) => {
    const { receiver, settings } = await started(security);
    const message = someMessage({ title: '报修超时：3 号样板间空调不制冷，已超过到场时限，请尽快处理', level: 'top' });
    expect(await email.send(settings, message, target)).toMatchObject({ outcome: 'delivered', reason: 'answered', answer: '250 2.0.0 Ok: queued as 1' });
    expect(receiver.received).toHaveLength(1);
    const [mail] = receiver.received;
    expect(mail).toMatchObject({
      from: 'duty@foyer.example.cn', to: ['manager@example.cn'], isSecure: security !== 'none', user: security === 'none' ? undefined : login.user,
      messageId: `<${message.id}@foyer.example.cn>`, subject: `【云栖里售楼处】${message.title}`, text: `${message.body}\n\n${message.url}\n\n云栖里售楼处`,
    });
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.get('from')).toBe('云栖里售楼处 <duty@foyer.example.cn>');
    await email.send(settings, message, target);
    expect(receiver.received[1]?.messageId).toBe(mail?.messageId);
  });

  type Row = { readonly outcome: Outcome['outcome']; readonly reason: Outcome['reason']; readonly answer?: RegExp; readonly asked: number; readonly kept: number };
  const FAILURES: Readonly<Record<Exclude<SmtpFailMode, 'hang' | 'hang-after-data'>, Row>> = {
    refuse: { outcome: 'retry', reason: 'no-connection', answer: /ECONNREFUSED/, asked: 0, kept: 0 },
    'rate-limit': { outcome: 'retry', reason: 'answered', answer: /^421 /, asked: 1, kept: 0 },
    greylist: { outcome: 'retry', reason: 'answered', answer: /^451 /, asked: 1, kept: 0 },
    'no-such-user': { outcome: 'refused', reason: 'answered', answer: /^550 /, asked: 1, kept: 0 },
    'cut-before-data': { outcome: 'retry', reason: 'no-connection', asked: 1, kept: 0 },
    full: { outcome: 'retry', reason: 'answered', answer: /^452 /, asked: 1, kept: 0 },
    spam: { outcome: 'refused', reason: 'answered', answer: /^554 /, asked: 1, kept: 0 },
    'half-answer': { outcome: 'unknown', reason: 'cut-off', asked: 1, kept: 1 },
  };

  it.each(Object.keys(FAILURES) as (keyof typeof FAILURES)[])('given the server fails (%s), then the outcome is honest and it was asked at most once', async (mode) => {
    const { receiver, settings } = await started();
    await receiver.fail(mode);
    const outcome = await email.send(settings, someMessage(), target);
    const { answer, ...row } = FAILURES[mode];
    expect({ outcome: outcome.outcome, reason: outcome.reason, asked: receiver.asked(), kept: receiver.received.length }).toEqual(row);
    if (answer) expect(outcome.answer).toMatch(answer);
  });

  it('given silence before the greeting, then nothing was sent; given silence behind the final dot, then it may have arrived', async () => {
    const { receiver, settings } = await started();
    await receiver.fail('hang');
    expect(await impatient.send(settings, someMessage(), target)).toMatchObject({ outcome: 'retry', reason: 'time-out' });
    expect([receiver.asked(), receiver.texts()]).toEqual([1, 0]);
    await receiver.fail('hang-after-data');
    expect(await impatient.send(settings, someMessage(), target)).toMatchObject({ outcome: 'unknown', reason: 'time-out' });
    expect([receiver.asked(), receiver.texts(), receiver.received.length]).toEqual([2, 1, 1]);
  });

  it('given a wrong password, then it is refused and the password stands in no answer', async () => {
    const { receiver, settings } = await started();
    const outcome = await email.send({ ...settings, password: 'wrong-password' }, someMessage(), target);
    expect(outcome).toMatchObject({ outcome: 'refused', reason: 'answered' });
    expect(outcome.answer).toMatch(/^535 /);
    expect([receiver.asked(), receiver.texts()]).toEqual([1, 0]);
  });

  it('given a server that offers no STARTTLS, or a certificate nobody vouches for, then neither password nor text is sent', async () => {
    const bare = await started('starttls', { serverSecurity: 'none' });
    expect(await email.send(bare.settings, someMessage(), target)).toMatchObject({ outcome: 'refused', answer: expect.stringMatching(/^502 /) as string });
    expect([bare.receiver.asked(), bare.receiver.texts()]).toEqual([1, 0]);
    setDefaultCACertificates(trusted);
    try {
      for (const security of ['tls', 'starttls'] as const) {
        const { receiver, settings } = await started(security);
        expect(await email.send(settings, someMessage(), target), security).toMatchObject({ outcome: 'retry', reason: 'tls' });
        expect(receiver.texts()).toBe(0);
      }
    } finally {
      setDefaultCACertificates([...trusted, certificate.cert]);
    }
  });

  it('given an address inside the house that is not allowed, then no connection is made', async () => {
    const { receiver, settings } = await started();
    const outcome = await createChannels({ ...deps, way: { guard: createGuard([]) } }).channelOf('email').send(settings, someMessage(), target);
    expect(outcome).toMatchObject({ outcome: 'refused', reason: 'address-forbidden' });
    expect(receiver.asked()).toBe(0);
  });

  it('given a person without an address, or words that would add a line to the head of the mail, then nothing comes of it', async () => {
    const { receiver, settings } = await started('none');
    for (const wrong of [{}, { email: 'nobody' }, { email: 'a@example.cn>\r\nRCPT TO:<b@example.cn' }]) expect(await email.send(settings, someMessage(), wrong)).toMatchObject({ outcome: 'refused', reason: 'target-missing' });
    expect(receiver.asked()).toBe(0);
    await email.send(settings, someMessage({ title: '标题\r\nBcc: everybody@example.cn', siteName: '案场\r\nX-Evil: 1' }), target);
    const [mail] = receiver.received;
    expect(mail?.to).toEqual(['manager@example.cn']);
    expect([mail?.headers.has('bcc'), mail?.headers.has('x-evil')]).toEqual([false, false]);
  });

  it.each([
    [{ security: 'none', user: 'a', password: 'b' }, 'security'], [{ user: 'a' }, 'password'], [{ from: 'nobody' }, 'from'], [{ host: 'mail server' }, 'host'], [{ host: '' }, 'host'], [{ port: 0 }, 'port'],
  ])('given settings %j, then the field is named', (wrong, field) => {
    const given = { host: 'smtp.example.cn', port: '465', security: 'tls', from: 'duty@example.cn', ...wrong };
    expect(email.check(given)).toEqual({ ok: false, fields: [field] });
  });
});
