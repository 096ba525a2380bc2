import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { Readable } from 'node:stream';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { json, startHttpReceiver, type HttpReceiver } from '../../../tests/support/receivers/http-receiver.ts';
import { openServer } from '../../../tests/support/receivers/open-server.ts';
import { makeCertificate } from '../../../tests/support/receivers/test-certificate.ts';
import { stopAfterEach } from '../../../tests/support/stop-after-each.ts';
import { createGuard } from './address-guard.ts';
import { guardedRequest, REQUEST_LIMITS } from './guarded-request.ts';
import type { Lookup } from './host-lookup.ts';

const keep = stopAfterEach();

const started = async (more: { readonly address?: string; readonly tls?: { readonly key: string; readonly cert: string } } = {}): Promise<HttpReceiver<string>> => {
  const receiver = await startHttpReceiver<string>({
    rateLimited: json(429, {}),
    judge: ({ body }) => Promise.resolve({ reply: json(200, { ok: true }), kept: body.toString() }),
    ...more,
  });
  keep(receiver);
  return receiver;
};

/** A resolver that gives its answers in turn, the last one for ever, and counts. */
const answers = (...turns: readonly (readonly string[])[]): Lookup & { asked(): number } => {
  let count = 0;
  const lookup: Lookup = () => {
    const addresses = turns[Math.min(count, turns.length - 1)] ?? [];
    count += 1;
    return Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
  };
  return Object.assign(lookup, { asked: () => count });
};

const nothingAllowed = createGuard([]);
const loopback = createGuard(['127.0.0.1']);

describe('the address guard', () => {
  it.each([
    '0.0.0.0', '0.1.2.3', '10.0.0.1', '10.255.255.255', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.0.1', '169.254.169.254', '169.254.0.23', '172.16.0.1', '172.31.255.255',
    '192.0.0.192', '192.0.2.1', '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1', '239.255.255.250', '240.0.0.1', '255.255.255.255', '168.63.129.16',
    '::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', 'fc00::1', 'fd00:ec2::254',
    'fe80::1', 'fe80::1%eth0', 'fec0::1', 'ff02::1', '4000::1', '5f00::1',
  ])('given %s, when nothing is allowed, then it is refused', (address) => expect(nothingAllowed.permits('name.cn', address)).toBe(false));

  it.each(['8.8.8.8', '114.114.114.114', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2400:3200::1', '2606:4700::1111'])('given %s, a public address, then it is permitted', (address) =>
    expect(nothingAllowed.permits('name.cn', address)).toBe(true));

  it('given what is no address at all, then it is refused', () => {
    for (const text of ['', 'localhost', '127.1', '0x7f000001', '1.2.3.4.5', '::g']) expect(createGuard(['0.0.0.0/0', '::/0']).permits('name.cn', text)).toBe(false);
  });

  it('given a list, then its addresses, ranges and names are permitted and nothing beside them', () => {
    const guard = createGuard(['192.168.1.5', '10.8.0.0/16', 'fd12::/16', 'SMS.lan']);
    for (const address of ['192.168.1.5', '10.8.255.1', 'fd12::9']) expect(guard.permits('any', address), address).toBe(true);
    for (const address of ['192.168.1.6', '10.9.0.1', 'fd13::1', '::ffff:192.168.1.5', '127.0.0.1']) expect(guard.permits('any', address), address).toBe(false);
    expect(guard.permits('sms.LAN', '10.1.1.1')).toBe(true);
    expect(guard.permits('evil.sms.lan', '10.1.1.1')).toBe(false);
  });
});

describe('a guarded request', () => {
  it.each(['ftp://8.8.8.8/', 'file:///etc/passwd', 'javascript:alert(1)', 'http://user:secret@8.8.8.8/', 'https://user@8.8.8.8/', 'not an address', ''])('given %s, then nobody is asked', async (url) => {
    expect(await guardedRequest({ method: 'GET', url }, { guard: nothingAllowed })).toMatchObject({ arrival: 'none', reason: 'address-wrong' });
  });

  it.each(['127.0.0.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '[::ffff:127.0.0.1]', '[::1]', '0'])('given a literal that means this machine (%s), then it is refused and nobody is asked', async (host) => {
    const receiver = await started();
    const lookup = answers(['8.8.8.8']);
    expect(await guardedRequest({ method: 'GET', url: `http://${host}:${receiver.port}/` }, { guard: nothingAllowed, lookup })).toMatchObject({ arrival: 'none', reason: 'address-forbidden' });
    expect([receiver.asked(), lookup.asked()]).toEqual([0, 0]);
  });

  it('given localhost by the system’s own resolver, when nothing is allowed, then it is refused', async () => {
    const receiver = await started();
    expect(await guardedRequest({ method: 'GET', url: `http://localhost:${receiver.port}/` }, { guard: nothingAllowed })).toMatchObject({ arrival: 'none', reason: 'address-forbidden' });
    expect(receiver.asked()).toBe(0);
  });

  it('given a name that resolves to a private address, then it is refused; among several only the permitted are connected to', async () => {
    const receiver = await started();
    const other = await started({ address: '127.0.0.2' });
    const way = { guard: loopback, lookup: answers(['10.0.0.7', '192.168.1.1']) };
    expect(await guardedRequest({ method: 'GET', url: `http://inside.example.cn:${receiver.port}/` }, way)).toMatchObject({ arrival: 'none', reason: 'address-forbidden' });
    const mixed = await guardedRequest({ method: 'GET', url: `http://mixed.example.cn:${receiver.port}/` }, { guard: loopback, lookup: answers(['127.0.0.2', '127.0.0.1']) });
    expect(mixed).toMatchObject({ arrival: 'answered', status: 200 });
    expect([receiver.asked(), other.asked()]).toEqual([1, 0]);
  });

  it('given a name that answers differently the second time (rebinding), then it is asked once and only what was checked is connected to', async () => {
    // The same port on two addresses: only the second is forbidden.
    const allowed = await started({ address: '127.0.0.1' });
    const forbidden = createServer((_request, response) => response.end('inside'));
    keep(await openServer(forbidden, '127.0.0.2', allowed.port));
    let inside = 0;
    forbidden.on('connection', () => (inside += 1));
    const lookup = answers(['127.0.0.1'], ['127.0.0.2']);
    const result = await guardedRequest({ method: 'POST', url: `http://turns.example.cn:${allowed.port}/`, body: 'text' }, { guard: loopback, lookup });
    expect(result).toMatchObject({ arrival: 'answered', status: 200 });
    expect([lookup.asked(), allowed.asked(), inside]).toEqual([1, 1, 0]);
    expect(await guardedRequest({ method: 'POST', url: `http://turns.example.cn:${allowed.port}/` }, { guard: loopback, lookup })).toMatchObject({ arrival: 'none', reason: 'address-forbidden' });
    expect([allowed.asked(), inside]).toEqual([1, 0]);
  });

  it('given names that are not known, nobody listening, or a talk that is not TLS, then it says which, and that nothing arrived', async () => {
    const failing: Lookup = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }));
    expect(await guardedRequest({ method: 'GET', url: 'http://nobody.example.cn/' }, { guard: loopback, lookup: failing })).toEqual({ arrival: 'none', reason: 'dns', detail: 'ENOTFOUND' });
    expect(await guardedRequest({ method: 'GET', url: 'http://empty.example.cn/' }, { guard: loopback, lookup: answers([]) })).toMatchObject({ arrival: 'none', reason: 'dns' });
    const receiver = await started();
    expect(await guardedRequest({ method: 'GET', url: `https://127.0.0.1:${receiver.port}/` }, { guard: loopback })).toMatchObject({ arrival: 'none', reason: 'tls' });
    await receiver.fail('refuse');
    expect(await guardedRequest({ method: 'GET', url: `http://127.0.0.1:${receiver.port}/` }, { guard: loopback })).toEqual({ arrival: 'none', reason: 'no-connection', detail: 'ECONNREFUSED' });
    expect(receiver.asked()).toBe(0);
  });

  it('given a certificate that nobody vouches for, or of another name, then nothing is sent; given a good one, then it arrives', async () => {
    const certificate = makeCertificate({ dns: ['hooks.example.cn'], ips: [] });
    const receiver = await started({ tls: certificate });
    const way = { guard: loopback, lookup: answers(['127.0.0.1']) };
    const post = (host: string) => guardedRequest({ method: 'POST', url: `https://${host}:${receiver.port}/x`, body: '密' }, way);
    expect(await post('hooks.example.cn')).toMatchObject({ arrival: 'none', reason: 'tls', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const before = getCACertificates('default');
    setDefaultCACertificates([...before, certificate.cert]);
    try {
      expect(await post('other.example.cn')).toMatchObject({ arrival: 'none', reason: 'tls', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' });
      expect(receiver.asked()).toBe(0);
      expect(await post('hooks.example.cn')).toMatchObject({ arrival: 'answered', status: 200 });
      expect(receiver.received).toEqual(['密']);
    } finally {
      setDefaultCACertificates(before);
    }
  });

  it('given an answer that never comes, breaks off or is not HTTP, then it may have arrived', async () => {
    const receiver = await started();
    const post = (milliseconds = REQUEST_LIMITS.milliseconds) => guardedRequest({ method: 'POST', url: `${receiver.origin}/`, body: 'once' }, { guard: loopback }, { ...REQUEST_LIMITS, milliseconds });
    await receiver.fail('hang');
    expect(await post(2000)).toMatchObject({ arrival: 'unclear', reason: 'time-out' });
    await receiver.fail('reset');
    expect(await post()).toMatchObject({ arrival: 'unclear', reason: 'cut-off' });
    await receiver.fail('half-answer');
    expect(await post()).toMatchObject({ arrival: 'unclear', reason: 'cut-off', status: 200 });
    expect([receiver.asked(), receiver.received.length]).toEqual([3, 3]);

    const other = createTcpServer((socket) => void socket.once('data', () => socket.end('no http at all\r\n\r\n')));
    const { port } = keep(await openServer(other));
    expect(await guardedRequest({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: 'once' }, { guard: loopback })).toMatchObject({ arrival: 'unclear', reason: 'unreadable' });
  });

  it('given a server that takes the connection and no greeting of TLS, when the time is over, then certainly nothing arrived', async () => {
    let open = 0;
    const silent = createTcpServer((socket) => {
      open += 1;
      socket.on('error', () => undefined).on('close', () => (open -= 1)).resume();
    });
    const { port } = keep(await openServer(silent));
    expect(await guardedRequest({ method: 'POST', url: `https://127.0.0.1:${port}/`, body: 'x' }, { guard: loopback }, { ...REQUEST_LIMITS, milliseconds: 2000 })).toMatchObject({ arrival: 'none', reason: 'time-out' });
    await expect.poll(() => open).toBe(0);
  });

  it('given a redirect, then it is told and not followed; given an answer without an end, then it is read up to the limit', async () => {
    const receiver = await started();
    await receiver.fail('redirect');
    expect(await guardedRequest({ method: 'GET', url: `${receiver.origin}/a` }, { guard: loopback })).toMatchObject({ arrival: 'answered', status: 302 });
    expect(receiver.asked()).toBe(1);

    const endless = createServer((_request, response) => {
      Readable.from((function* () {
        while (true) yield '界'.repeat(4096);
      })()).on('error', () => undefined).pipe(response).on('error', () => undefined);
    });
    const { port } = keep(await openServer(endless));
    const result = await guardedRequest({ method: 'GET', url: `http://127.0.0.1:${port}/` }, { guard: loopback });
    expect(result.arrival === 'answered' && Buffer.byteLength(result.body) <= REQUEST_LIMITS.answerBytes + 3).toBe(true);
  });
});
