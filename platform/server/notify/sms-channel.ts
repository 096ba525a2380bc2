import { z } from 'zod';
import { outcomeOf, parseJson, type Answered, type Verdict } from './answer-outcome.ts';
import { secretsOfUrl } from './answer-text.ts';
import type { Channel } from './channel.ts';
import { ask, line, optional, type ChannelDeps } from './channel-deps.ts';
import { cutCharacters, headline, plain } from './message-text.ts';
import { fill, isBodyTemplate, isUrlTemplate, parseHeaders, valueAt } from './sms-template.ts';

/**
 * Any gateway that takes an SMS by one HTTP request: the request is a template, and what counts as taken is a status and,
 * where the gateway says more, a value in its answer. Gateways that want a request signed by a rule of their own do not fit.
 */
const settings = z
  .object({
    method: z.enum(['POST', 'GET']).default('POST'),
    url: z.string().trim().max(2000).refine(isUrlTemplate),
    /** `Name: value`, one a line. */
    headers: z.string().max(2000).default('').refine((text) => parseHeaders(text) !== undefined),
    format: z.enum(['json', 'form']).default('json'),
    body: z.string().max(4000).default(''),
    /** What {secret} stands for; the templates themselves are shown again in the settings. */
    secret: optional(line.regex(/^[\x20-\x7e]+$/)),
    successStatus: z.coerce.number().int().min(200).max(299).default(200),
    /** `data.0.code`; without it and with a value, the whole answer is compared. */
    successPath: optional(line.regex(/^[^.\s]+(\.[^.\s]+)*$/)),
    successValue: optional(line),
    /** Long messages are charged as several (67 Chinese characters each). */
    characters: z.coerce.number().int().min(30).max(500).default(134),
  })
  .refine((given) => isBodyTemplate(given.body, given.format), { path: ['body'] })
  .refine((given) => given.successPath === undefined || given.successValue !== undefined, { path: ['successValue'] });

export type SmsSettings = z.infer<typeof settings>;

const verdictOf = (given: SmsSettings, answer: Answered): Verdict | undefined => {
  if (answer.status >= 400) return { is: 'refused' };
  if (answer.status !== given.successStatus) return { is: 'unknown' };
  if (given.successValue === undefined) return { is: 'delivered' };
  // Half an answer, or not the answer this gateway gives: what became of the message is not known.
  const said = answer.body.trim();
  if (said === '') return undefined;
  if (given.successPath === undefined) return { is: said === given.successValue ? 'delivered' : 'refused' };
  const value = valueAt(parseJson(said), given.successPath);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  return { is: String(value) === given.successValue ? 'delivered' : 'refused' };
};

export const smsChannel = (deps: ChannelDeps): Channel<SmsSettings> => ({
  kind: 'sms',
  settings,
  secrets: ['secret'],
  async send(given, message, target) {
    if (!target.phone) return { outcome: 'refused', reason: 'target-missing', answer: '' };
    const text = cutCharacters(plain(`${headline(message)}：${message.body}`).replace(/\s*\n\s*/g, '；'), given.characters);
    const values = { phone: target.phone, text, id: message.id, secret: given.secret ?? '' };
    const url = fill(given.url, values, 'url');
    const headers = Object.fromEntries(Object.entries(parseHeaders(given.headers) ?? {}).map(([name, value]) => [name, fill(value, values, 'header')]));
    const type = given.format === 'json' ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded; charset=utf-8';
    const result =
      given.method === 'GET'
        ? await ask(deps, { method: 'GET', url, headers })
        : await ask(deps, { method: 'POST', url, headers: { ...headers, 'content-type': type }, body: Buffer.from(fill(given.body, values, given.format)) });
    return outcomeOf(result, {
      now: deps.clock.now(),
      // A gateway may echo the request: neither key nor number is shown.
      secrets: [given.secret, target.phone, ...secretsOfUrl(url), ...Object.values(headers)],
      read: (answer) => verdictOf(given, answer),
    });
  },
});
