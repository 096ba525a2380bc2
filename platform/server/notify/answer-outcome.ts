import { z } from 'zod';
import type { DeliveryReason } from '../../core/delivery-reason.ts';
import type { Instant } from '../../core/instant.ts';
import { showable } from './answer-text.ts';
import type { Outcome } from './channel.ts';
import type { RequestResult } from './guarded-request.ts';

export type Answered = Extract<RequestResult, { arrival: 'answered' }>;
/** What a channel reads out of an answer that is neither a redirect nor the server's own failure; undefined: nothing it knows. */
export type Verdict =
  | { readonly is: 'delivered' }
  | { readonly is: 'refused'; readonly reason?: DeliveryReason; readonly gone?: boolean }
  | { readonly is: 'rate-limited'; readonly afterSeconds?: number }
  | { readonly is: 'unknown' };

const DAY = 24 * 60 * 60;
/** A service that says "too fast" and not until when. */
const PAUSE_SECONDS = 60;

/** Retry-After: seconds or a date; at least a second, at most a day. */
const retryAfter = (answer: Answered, now: Instant): number | undefined => {
  const text = answer.headers['retry-after']?.trim();
  if (!text) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.parse(now)) / 1000;
  return Number.isFinite(seconds) ? Math.min(DAY, Math.max(1, Math.ceil(seconds))) : undefined;
};

/** One answer, one outcome. Only where it is certain that nothing arrived may the same channel try again. */
export const outcomeOf = (
  result: RequestResult,
  context: { readonly now: Instant; readonly secrets: readonly (string | undefined)[]; read(answer: Answered): Verdict | undefined },
): Outcome => {
  const show = (text: string) => showable(text, context.secrets);
  if (result.arrival === 'none') {
    const isSettled = result.reason === 'address-forbidden' || result.reason === 'address-wrong' || result.reason === 'settings-wrong';
    return { outcome: isSettled ? 'refused' : 'retry', reason: result.reason, answer: show(result.detail) };
  }
  if (result.arrival === 'unclear') {
    return { outcome: 'unknown', reason: result.reason, answer: show([result.status ? `HTTP ${result.status}` : '', result.detail].filter(Boolean).join(' ')) };
  }
  const answer = show(`HTTP ${result.status} ${result.body}`);
  const { status } = result;
  const again = retryAfter(result, context.now);
  if (status === 429) return { outcome: 'retry', reason: 'rate-limited', afterSeconds: again ?? PAUSE_SECONDS, answer };
  if (status >= 500) return status === 503 && again !== undefined ? { outcome: 'retry', reason: 'rate-limited', afterSeconds: again, answer } : { outcome: 'unknown', reason: 'server-error', answer };
  if (status >= 300 && status < 400) return { outcome: 'refused', reason: 'redirected', answer };
  // 408: the other side says it waited for the rest of a request that we know to be out.
  if (status === 408 || status < 200) return { outcome: 'unknown', reason: 'server-error', answer };

  const verdict: Verdict = context.read(result) ?? { is: status >= 400 ? 'refused' : 'unknown' };
  switch (verdict.is) {
    case 'delivered':
      return { outcome: 'delivered', reason: 'answered', answer };
    case 'refused':
      return { outcome: 'refused', reason: verdict.reason ?? 'answered', answer, ...(verdict.gone ? { gone: true } : {}) };
    case 'rate-limited':
      return { outcome: 'retry', reason: 'rate-limited', afterSeconds: again ?? verdict.afterSeconds ?? PAUSE_SECONDS, answer };
    case 'unknown':
      return { outcome: 'unknown', reason: 'unreadable', answer };
    default:
      return verdict satisfies never;
  }
};

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

const codeField = z.looseObject({ errcode: z.int().optional(), code: z.int().optional(), StatusCode: z.int().optional(), errmsg: z.string().optional(), msg: z.string().optional() });

/** The number (and words) by which the group robots answer; undefined when there is none, as in half an answer. */
export const robotCode = (answer: Answered): { readonly code: number; readonly words: string } | undefined => {
  const parsed = codeField.safeParse(parseJson(answer.body));
  if (!parsed.success) return undefined;
  const code = parsed.data.errcode ?? parsed.data.code ?? parsed.data.StatusCode;
  return code === undefined ? undefined : { code, words: parsed.data.errmsg ?? parsed.data.msg ?? '' };
};
