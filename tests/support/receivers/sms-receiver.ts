import { json, parseJson, startHttpReceiver, type HttpReceiver } from './http-receiver.ts';

export type Sms = { readonly phone: string; readonly text: string; readonly id: string; readonly form: 'json' | 'form' | 'query' };

/** A gateway such as many carriers' resellers run: one request, an answer with a code of its own. `x-key` or `key` must be the key. */
export const startSmsReceiver = async (given: { readonly key?: string } = {}): Promise<HttpReceiver<Sms> & { readonly url: string; readonly key: string }> => {
  const key = given.key ?? 'gw-9f2c81d0e7';
  const receiver = await startHttpReceiver<Sms>({
    rateLimited: { status: 429, headers: { 'retry-after': '15' }, body: 'too many' },
    async judge({ method, path, query, headers, body }) {
      if (path !== '/send') return { reply: { status: 404, body: 'not found' } };
      const isJson = headers['content-type']?.startsWith('application/json') ?? false;
      const fields: unknown = method === 'GET' ? Object.fromEntries(query) : isJson ? parseJson(body) : Object.fromEntries(new URLSearchParams(body.toString('utf8')));
      if (typeof fields !== 'object' || fields === null) return { reply: json(200, { data: { code: 'BAD_BODY' } }) };
      const { mobile = '', content = '', sn = '', key: shown = headers['x-key'] } = fields as Record<string, unknown>;
      if (shown !== key) return { reply: json(200, { data: { code: 'BAD_KEY' }, echo: { mobile, shown } }) };
      if (!/^1\d{10}$/.test(String(mobile)) || content === '') return { reply: json(200, { data: { code: 'BAD_FIELDS' }, echo: { mobile } }) };
      const kept: Sms = { phone: String(mobile), text: String(content), id: String(sn), form: method === 'GET' ? 'query' : isJson ? 'json' : 'form' };
      return { reply: json(200, { data: { code: 0, fee: 1 }, echo: { mobile } }), kept };
    },
  });
  return { ...receiver, url: `${receiver.origin}/send`, key };
};
