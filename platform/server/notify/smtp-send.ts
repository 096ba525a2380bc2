import { Readable } from 'node:stream';
import type { Socket } from 'node:net';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { DeliveryReason } from '../../core/delivery-reason.ts';
import { openSocket, Unreached, type Way } from './guarded-socket.ts';

export type OutgoingMail = {
  readonly host: string;
  readonly port: number;
  readonly security: 'tls' | 'starttls' | 'none';
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
  readonly to: string;
  readonly content: Buffer;
};

export type MailResult =
  | { readonly is: 'taken'; readonly answer: string }
  | { readonly is: 'said-no'; readonly code: number; readonly answer: string }
  | { readonly is: 'not-sent'; readonly reason: DeliveryReason; readonly answer: string }
  | { readonly is: 'unclear'; readonly reason: DeliveryReason; readonly answer: string };

type SmtpError = Error & { readonly code?: string; readonly responseCode?: number; readonly response?: string };

/** The text, and whether the server has begun to take it: it is read only after the server's 354, and goes out with its final dot. */
const textOf = (content: Buffer) => {
  const state = { isOut: false };
  const stream = new Readable({
    read() {
      state.isOut = true;
      this.push(content);
      this.push(null);
    },
  });
  return { state, stream };
};

const talk = async (connection: SMTPConnection, mail: OutgoingMail, stream: Readable, signal: AbortSignal): Promise<string> => {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  connection.on('error', reject);
  const stop = () => reject(new Error('time-out'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const step = <T>(run: (done: (error: Error | null | undefined, result?: T) => void) => void): Promise<T | undefined> =>
    Promise.race([new Promise<T | undefined>((resolve, fail) => run((error, result) => (error ? fail(error) : resolve(result)))), broken]);
  try {
    await step((done) => connection.connect(done));
    const { user, password } = mail;
    if (user !== undefined && password !== undefined) await step<boolean>((done) => connection.login({ user, pass: password }, done));
    const info = await step<{ response: string }>((done) => connection.send({ from: mail.from, to: [mail.to], size: mail.content.length }, stream, done));
    return info?.response ?? '';
  } finally {
    signal.removeEventListener('abort', stop);
  }
};

/** One message to one mailbox, over a connection that was checked. Never a second try. */
export const sendMail = async (mail: OutgoingMail, way: Way, milliseconds: number): Promise<MailResult> => {
  const signal = AbortSignal.timeout(milliseconds);
  let socket: Socket;
  try {
    socket = await openSocket({ host: mail.host, port: mail.port, tls: mail.security === 'tls' }, way, signal);
  } catch (error) {
    if (!(error instanceof Unreached)) throw error;
    return { is: 'not-sent', reason: error.reason, answer: error.message };
  }
  const connection = new SMTPConnection({
    host: mail.host,
    port: mail.port,
    connection: socket,
    secure: mail.security === 'tls',
    secured: mail.security === 'tls',
    requireTLS: mail.security === 'starttls',
    ignoreTLS: mail.security === 'none',
    socketCloseTimeout: 1000,
  });
  const { state, stream } = textOf(mail.content);
  try {
    const answer = await talk(connection, mail, stream, signal);
    connection.quit();
    // Taken is taken: its goodbye is not waited for.
    connection.close();
    return { is: 'taken', answer };
  } catch (error) {
    connection.close();
    const { code, responseCode, response, message } = error as SmtpError;
    // 220 and 250 of a talk that broke off are no answer to the message.
    if (responseCode !== undefined && responseCode >= 400) return { is: 'said-no', code: responseCode, answer: response ?? message };
    const reason: DeliveryReason = signal.aborted ? 'time-out' : code === 'ETLS' || connection.upgrading === true ? 'tls' : state.isOut ? 'cut-off' : 'no-connection';
    return state.isOut ? { is: 'unclear', reason, answer: message } : { is: 'not-sent', reason, answer: message };
  }
};
