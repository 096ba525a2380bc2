import MailComposer from 'nodemailer/lib/mail-composer';
import { z } from 'zod';
import { showable } from './answer-text.ts';
import type { Channel, Message, Outcome } from './channel.ts';
import { line, optional, type ChannelDeps } from './channel-deps.ts';
import { cutCharacters, headline, plain } from './message-text.ts';
import { sendMail, type MailResult } from './smtp-send.ts';

const SUBJECT_CHARACTERS = 120;
const TEXT_CHARACTERS = 20_000;
/** Mail servers look callers up before they greet, and read a message before they take it. */
const MOST_MILLISECONDS = 30_000;

const settings = z
  .object({
    host: z.string().trim().regex(/^[a-z0-9.:-]{1,253}$/i),
    port: z.coerce.number().int().min(1).max(65535),
    /** `tls` from the first byte (465); `starttls`: not a word of the message without it (587); `none` only to a relay inside the house. */
    security: z.enum(['tls', 'starttls', 'none']).default('tls'),
    user: optional(line),
    password: optional(z.string().max(500)),
    from: z.email(),
    fromName: optional(line),
  })
  .refine((given) => (given.user === undefined) === (given.password === undefined), { path: ['password'] })
  // A password is never sent in the clear.
  .refine((given) => given.security !== 'none' || given.password === undefined, { path: ['security'] });

export type EmailSettings = z.infer<typeof settings>;

const compose = (given: EmailSettings, message: Message, to: string, now: string): Promise<Buffer> =>
  new MailComposer({
    from: { name: plain(given.fromName ?? message.siteName), address: given.from },
    to: { name: '', address: to },
    subject: cutCharacters(headline(message), SUBJECT_CHARACTERS),
    text: cutCharacters([plain(message.body), message.url ?? '', message.siteName].filter(Boolean).join('\n\n'), TEXT_CHARACTERS),
    // The same for ever: a mailbox that gets it twice shows it once, and whoever asks can find it.
    messageId: `<${message.id}@${given.from.split('@')[1]}>`,
    date: new Date(now),
    // Nobody's out-of-office note answers a machine (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    ...(message.level === 'top' ? { priority: 'high' as const } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** 4xx: not now; 5xx: not at all (RFC 5321, 4.2.1). A server that answered with either has not taken the message. */
const outcomeOfMail = (result: MailResult, given: EmailSettings): Outcome => {
  const answer = showable(result.answer, [given.password, ...(given.password === undefined ? [] : [base64(`\0${given.user}\0${given.password}`), base64(given.password)])]);
  switch (result.is) {
    case 'taken':
      return { outcome: 'delivered', reason: 'answered', answer };
    case 'said-no':
      return result.code >= 500 ? { outcome: 'refused', reason: 'answered', answer } : { outcome: 'retry', reason: 'answered', answer };
    case 'not-sent':
      return { outcome: result.reason === 'address-forbidden' || result.reason === 'settings-wrong' ? 'refused' : 'retry', reason: result.reason, answer };
    case 'unclear':
      return { outcome: 'unknown', reason: result.reason, answer };
    default:
      return result satisfies never;
  }
};

export const emailChannel = (deps: ChannelDeps): Channel<EmailSettings> => ({
  kind: 'email',
  settings,
  secrets: ['password'],
  async send(given, message, target) {
    if (target.email === undefined || !z.email().safeParse(target.email).success) return { outcome: 'refused', reason: 'target-missing', answer: '' };
    const content = await compose(given, message, target.email, deps.clock.now());
    return outcomeOfMail(await sendMail({ ...given, to: target.email, content }, deps.way, deps.limits?.milliseconds ?? MOST_MILLISECONDS), given);
  },
});
