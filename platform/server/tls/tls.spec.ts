import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { certificateFailure, readCertificate, watchCertificate } from './certificate-files.ts';
import { covers, daysLeft, makeAuthority, makeServerCertificate } from './certificates.ts';
import { ensureLocalCertificate, fingerprintOf, localTls } from './local-authority.ts';
import { startTrustPage } from './trust-page.ts';

const NOW = new Date();
const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);
const folder = mkdtempSync(join(tmpdir(), 'foyer-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a phone that trusts `authority` sees of a server: authorised or why not, and whose certificate it is. */
const look = (port: number, authority: string, servername: string): Promise<{ authorized: boolean; why: string | undefined; subject: string }> =>
  new Promise((done, fail) => {
    const socket = connect({ port, host: '127.0.0.1', servername, ca: authority, rejectUnauthorized: false }, () => {
      done({ authorized: socket.authorized, why: (socket.authorizationError as unknown as string) ?? undefined, subject: socket.getPeerX509Certificate()?.subject ?? '' });
      socket.destroy();
    });
    socket.once('error', fail);
  });
const serve = async (pair: { cert: string; key: string }) => {
  const server = createServer(pair, (_request, reply) => reply.end('ok'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, port: (server.address() as AddressInfo).port };
};

describe('the authority of a house', () => {
  const authority = makeAuthority({ subject: '前厅 Foyer', names: ['desk-pc', 'foyer.example.cn'], now: NOW });

  it.each([['desk-pc', true], ['desk-pc.local', true], ['foyer.example.cn', true], ['www.bank.example', false]])('given a phone that trusts it, when a server shows its certificate for %s, then it is taken: %s', async (name, isTaken) => {
    const { server, port } = await serve(makeServerCertificate(authority, { names: [name], now: NOW }));
    expect((await look(port, authority.cert, name)).authorized).toBe(isTaken);
    server.close();
  });

  it('given another house’s authority, when a server shows a certificate of ours, then it is not taken', async () => {
    const { server, port } = await serve(makeServerCertificate(authority, { names: ['desk-pc'], now: NOW }));
    expect(await look(port, makeAuthority({ subject: '前厅 Foyer', names: ['desk-pc'], now: NOW }).cert, 'desk-pc')).toMatchObject({ authorized: false });
    server.close();
  });

  it('given addresses of the house, then the certificate is for each of them and for no other', () => {
    const { cert } = makeServerCertificate(authority, { names: ['desk-pc', '192.168.1.20', 'fd00::5'], now: NOW });
    expect(covers(cert, ['desk-pc', '192.168.1.20', 'fd00::5'])).toBe(true);
    expect(covers(cert, ['192.168.1.21'])).toBe(false);
  });
});

describe('the certificate of this machine', () => {
  const wanted = (...names: string[]) => ({ names: ['foyer.example.cn', 'desk-pc', ...names], publicHost: 'foyer.example.cn' });
  const cert = (): string => readFileSync(localTls(folder).cert, 'utf8');

  it('given none, then one is made once; given a new address or an end that comes near, then it is renewed under the same authority', () => {
    expect(ensureLocalCertificate(folder, wanted('192.168.1.20'), NOW)).toBe(true);
    const print = fingerprintOf(readFileSync(localTls(folder).authority, 'utf8'));
    expect(ensureLocalCertificate(folder, wanted('192.168.1.20'), NOW)).toBe(false);
    // An address of the world outside changes from day to day and is on no certificate of ours.
    expect(ensureLocalCertificate(folder, wanted('192.168.1.20', '2001:db8::7'), NOW)).toBe(false);
    expect(ensureLocalCertificate(folder, wanted('192.168.1.33'), NOW)).toBe(true);
    expect(covers(cert(), ['192.168.1.33', 'foyer.example.cn'])).toBe(true);
    expect(ensureLocalCertificate(folder, wanted('192.168.1.33'), days(300))).toBe(false);
    expect(ensureLocalCertificate(folder, wanted('192.168.1.33'), days(350))).toBe(true);
    expect(daysLeft(cert(), days(350))).toBeGreaterThan(390);
    expect(fingerprintOf(readFileSync(localTls(folder).authority, 'utf8'))).toBe(print);
    for (const file of ['server.key', 'authority.key']) expect(statSync(join(localTls(folder).folder, file)).mode & 0o077).toBe(0);
  });

  it('given another public name than the authority was made for, then it is refused in one line', () => {
    expect(() => ensureLocalCertificate(folder, { names: ['other.example.cn'], publicHost: 'other.example.cn' }, NOW)).toThrow(/^[^\n]*不能用于 other\.example\.cn[^\n]*$/);
  });
});

describe('certificate files', () => {
  const authority = makeAuthority({ subject: '前厅 Foyer', names: [], now: NOW });
  const files = { cert: join(folder, 'c.pem'), key: join(folder, 'k.pem') };
  const write = (pair: { cert?: string; key?: string }): void => {
    if (pair.cert) writeFileSync(files.cert, pair.cert);
    if (pair.key) writeFileSync(files.key, pair.key);
  };

  it('given a server at work, when the files are renewed one after the other, then the half is not used, the whole is, and connections go on', async () => {
    const [old, renewed] = [makeServerCertificate(authority, { names: ['a.local'], now: NOW }), makeServerCertificate(authority, { names: ['b.local'], now: NOW })];
    write(old);
    const { server, port } = await serve(await readCertificate(files));
    const errors: unknown[] = [];
    const watch = watchCertificate(files, { use: (pair) => server.setSecureContext(pair), onError: (error) => void errors.push(error), everyMs: 3_600_000 });
    await watch.look();
    write({ cert: renewed.cert });
    await watch.look();
    expect(errors).toHaveLength(1);
    expect((await look(port, authority.cert, 'a.local')).subject).toBe('CN=a.local');
    write({ key: renewed.key });
    await watch.look();
    expect(await look(port, authority.cert, 'b.local')).toMatchObject({ authorized: true, subject: 'CN=b.local' });
    rmSync(files.cert);
    await watch.look();
    expect(errors).toHaveLength(2);
    expect((await look(port, authority.cert, 'b.local')).authorized).toBe(true);
    watch.stop();
    server.close();
  });

  it('given a key of another certificate, when Foyer starts, then it is not taken', async () => {
    write({ cert: makeServerCertificate(authority, { names: ['a.local'], now: NOW }).cert, key: makeServerCertificate(authority, { names: ['a.local'], now: NOW }).key });
    await expect(readCertificate(files)).rejects.toThrow();
  });

  it('given files that are not there, are none or do not fit each other, when Foyer starts, then one line in both languages says what is wrong', async () => {
    const authority = makeAuthority({ subject: '前厅 Foyer', names: ['desk-pc'], now: NOW });
    const path = (name: string, text?: string): string => {
      const file = join(folder, name);
      if (text !== undefined) writeFileSync(file, text);
      return file;
    };
    const [one, other] = [makeServerCertificate(authority, { names: ['desk-pc'], now: NOW }), makeServerCertificate(authority, { names: ['desk-pc'], now: NOW })];
    const cert = path('said.crt', one.cert);
    const told = (files: { cert: string; key: string }): Promise<string> => readCertificate(files).catch(certificateFailure).then(() => 'taken', (error: Error) => error.message);
    expect(await told({ cert: path('none.crt'), key: path('said.key', one.key) })).toBe(`证书用不了，请检查 FOYER_TLS_CERT 和 FOYER_TLS_KEY：找不到文件 ${path('none.crt')}。 / The certificate cannot be used, check FOYER_TLS_CERT and FOYER_TLS_KEY: there is no file ${path('none.crt')}.`);
    expect(await told({ cert, key: path('other.key', other.key) })).toContain('密钥和证书不是一对');
    expect(await told({ cert, key: path('readme.md', '# Foyer') })).toContain('不是 PEM 格式的证书');
    expect(await told({ cert: path('readme.md'), key: path('said.key') })).toContain('不是 PEM 格式的证书');
    expect(await told({ cert: folder, key: path('said.key') })).toContain('那是文件夹');
  });
});

describe('the page that helps a phone to trust', () => {
  it('given a phone, when it asks, then it gets the steps, the authority itself and its fingerprint, and nothing of Foyer', async () => {
    const { authority } = localTls(folder);
    const server = await startTrustPage({ authorityPath: authority, httpsPort: 7300, port: 0, host: '127.0.0.1' });
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const page = await (await fetch(`${origin}/`)).text();
    expect(page).toContain('https://127.0.0.1:7300/');
    expect(page).toContain(fingerprintOf(readFileSync(authority, 'utf8')));
    const file = await fetch(`${origin}/foyer-authority.crt`);
    expect(file.headers.get('content-type')).toBe('application/x-x509-ca-cert');
    expect(new X509Certificate(Buffer.from(await file.arrayBuffer())).ca).toBe(true);
    expect(await fetch(`${origin}/api/session`, { redirect: 'manual' })).toMatchObject({ status: 302 });
    expect((await fetch(`${origin}/`, { method: 'POST' })).status).toBe(405);
    // A forged name does not come back into the page.
    const forged = await new Promise<string>((done) => request(`${origin}/`, { headers: { host: '"><script>x' } }, (answer) => { let text = ''; answer.on('data', (chunk: Buffer) => (text += chunk.toString())); answer.on('end', () => done(text)); }).end());
    expect(forged).not.toContain('<script');
    server.close();
  });
});
