import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { openServer } from './open-server.ts';

export type Mail = { readonly from: string; readonly to: readonly string[]; readonly isSecure: boolean; readonly user: string | undefined; readonly messageId: string; readonly subject: string; readonly text: string; readonly headers: ReadonlyMap<string, string> };

/** * : the message was taken (the final dot was read) before the talk went wrong. */
export type SmtpFailMode =
  | 'refuse' // nobody listens
  | 'hang' // no greeting
  | 'rate-limit' // 421 instead of a greeting
  | 'greylist' // 451 to the recipient
  | 'no-such-user' // 550 to the recipient
  | 'cut-before-data' // closed on DATA
  | 'full' // 452 to the text
  | 'spam' // 554 to the text
  | 'hang-after-data' // * no answer to the text
  | 'half-answer'; // * `25` and closed

const decodeWords = (text: string): string =>
  text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_whole, form: string, body: string) => `\0${form.toLowerCase()}${body}\0`)
    .replace(/(?:\0[bq][^\0]*\0)+/g, (words) =>
      Buffer.concat([...words.matchAll(/\0([bq])([^\0]*)\0/g)].map(([, form, body = '']) => (form === 'b' ? Buffer.from(body, 'base64') : Buffer.from(body.replace(/_/g, ' ').replace(/=([0-9A-F]{2})/gi, (_hex, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1')))).toString('utf8'),
    );

const decodeBody = (body: string, encoding: string): string => {
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return body;
  return Buffer.from(body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))), 'latin1').toString('utf8');
};

const readMail = (raw: string): Pick<Mail, 'messageId' | 'subject' | 'text' | 'headers'> => {
  const [head = '', ...rest] = raw.split('\r\n\r\n');
  const headers = new Map(head.replace(/\r\n[ \t]+/g, ' ').split('\r\n').map((row) => [row.slice(0, row.indexOf(':')).toLowerCase(), decodeWords(row.slice(row.indexOf(':') + 1).trim())] as const));
  return { headers, messageId: headers.get('message-id') ?? '', subject: headers.get('subject') ?? '', text: decodeBody(rest.join('\r\n\r\n'), (headers.get('content-transfer-encoding') ?? '').toLowerCase()).replace(/\r\n/g, '\n').trim() };
};

/** A mail server over a socket: EHLO, STARTTLS, AUTH PLAIN and LOGIN, MAIL, RCPT, DATA (RFC 5321, 3207, 4954). */
export const startSmtpReceiver = async (given: {
  readonly security: 'tls' | 'starttls' | 'none';
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly login?: { readonly user: string; readonly password: string };
}) => {
  const received: Mail[] = [];
  let mode: SmtpFailMode | undefined;
  let talks = 0;
  let texts = 0;

  const secured = (socket: Socket): TLSSocket => new TLSSocket(socket, { isServer: true, ...given.certificate });

  const talk = (first: Socket): void => {
    let socket: Socket = given.security === 'tls' ? secured(first) : first;
    let state = { from: '', to: [] as string[], user: undefined as string | undefined };
    let buffer = '';
    let expects: ((row: string) => void) | undefined;
    let text: string[] | undefined;
    const say = (row: string) => void socket.write(`${row}\r\n`);
    const isSecure = () => socket instanceof TLSSocket;

    const signIn = (user: string, password: string) => {
      if (user !== given.login?.user || password !== given.login.password) return say('535 5.7.8 Error: authentication failed');
      state.user = user;
      say('235 2.7.0 Authentication successful');
    };
    const decode = (row: string) => Buffer.from(row, 'base64').toString('utf8');
    const plain = (row: string) => {
      const [, user = '', password = ''] = decode(row).split('\0');
      signIn(user, password);
    };

    const endText = (raw: string) => {
      texts += 1;
      if (mode === 'full') return say('452 4.2.2 mailbox full');
      if (mode === 'spam') return say('554 5.7.1 rejected as spam');
      received.push({ from: state.from, to: state.to, isSecure: isSecure(), user: state.user, ...readMail(raw) });
      if (mode === 'hang-after-data') return;
      if (mode === 'half-answer') return void socket.write('25', () => socket.destroy());
      say(`250 2.0.0 Ok: queued as ${texts}`);
    };

    const command = (row: string): void => {
      const [verb = '', ...rest] = row.split(' ');
      const argument = rest.join(' ');
      switch (verb.toUpperCase()) {
        case 'EHLO':
          say(['receiver', ...(given.security === 'starttls' && !isSecure() ? ['STARTTLS'] : []), ...(given.login && (isSecure() || given.security === 'none') ? ['AUTH PLAIN LOGIN'] : []), 'SIZE 10485760'].map((word, at, all) => `250${at === all.length - 1 ? ' ' : '-'}${word}`).join('\r\n'));
          return;
        case 'STARTTLS':
          if (given.security !== 'starttls' || isSecure()) return say('502 5.5.1 Error: command not implemented');
          say('220 2.0.0 Ready to start TLS');
          first.removeAllListeners('data');
          socket = secured(first);
          state = { from: '', to: [], user: undefined };
          // What was sent in the clear behind the command is not believed.
          buffer = '';
          listen();
          return;
        case 'AUTH': {
          const [method = '', initial] = rest;
          if (method.toUpperCase() === 'PLAIN') {
            if (initial) return plain(initial);
            expects = plain;
            return say('334 ');
          }
          expects = (user) => {
            expects = (password) => signIn(decode(user), decode(password));
            say('334 UGFzc3dvcmQ6');
          };
          return say('334 VXNlcm5hbWU6');
        }
        case 'MAIL':
          if (given.login && state.user === undefined) return say('530 5.7.0 Authentication required');
          state.from = /<([^>]*)>/.exec(argument)?.[1] ?? '';
          return say('250 2.1.0 Ok');
        case 'RCPT':
          if (mode === 'greylist') return say('451 4.7.1 Greylisted, try again later');
          if (mode === 'no-such-user') return say('550 5.1.1 no such user');
          state.to.push(/<([^>]*)>/.exec(argument)?.[1] ?? '');
          return say('250 2.1.5 Ok');
        case 'DATA':
          if (mode === 'cut-before-data') return void socket.destroy();
          text = [];
          return say('354 End data with <CR><LF>.<CR><LF>');
        case 'QUIT':
          say('221 2.0.0 Bye');
          return void socket.end();
        default:
          return say('502 5.5.2 Error: command not recognized');
      }
    };

    const take = (row: string): void => {
      if (text) {
        if (row !== '.') return void text.push(row.startsWith('.') ? row.slice(1) : row);
        const raw = text.join('\r\n');
        text = undefined;
        return endText(raw);
      }
      const waiting = expects;
      expects = undefined;
      if (waiting) return waiting(row);
      command(row);
    };

    const listen = () => {
      socket.on('error', () => undefined).on('data', (part: Buffer) => {
        buffer += part.toString('latin1');
        for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
          const row = buffer.slice(0, end);
          buffer = buffer.slice(end + 2);
          take(row);
        }
      });
    };
    listen();
    if (mode === 'hang') return;
    if (mode === 'rate-limit') {
      say('421 4.7.0 Too many connections, try again later');
      return void socket.end();
    }
    say('220 receiver ESMTP');
  };

  const server = createServer((socket) => {
    talks += 1;
    talk(socket);
  });
  const { port, close, reopen } = await openServer(server);
  return {
    host: '127.0.0.1',
    port,
    received: received as readonly Mail[],
    /** Connections, and texts that were sent to the end. */
    asked: () => talks,
    texts: () => texts,
    async fail(next: SmtpFailMode | undefined): Promise<void> {
      mode = next;
      await (next === 'refuse' ? close() : reopen());
    },
    stop: close,
  };
};
