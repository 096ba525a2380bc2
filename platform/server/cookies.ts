import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export const SESSION_COOKIE = 'foyer.session_token';
export const PIN_COOKIE = 'foyer_pin';
export const DEVICE_COOKIE = 'foyer_device';

export const readCookie = (header: string | undefined, name: string): string | undefined => {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) {
      try {
        return decodeURIComponent(part.slice(at + 1).trim());
      } catch {
        return undefined;
      }
    }
  }
  return undefined;
};

const replies = new WeakMap<FastifyRequest, FastifyReply>();

/** Lets endpoints of the contract set cookies; installed once per app. */
export const rememberReplies = (app: FastifyInstance): void => {
  app.addHook('onRequest', async (request, reply) => {
    replies.set(request, reply);
  });
};

/** Never readable by scripts, never sent along by other sites; over https never in the clear. */
export const setCookie = (request: FastifyRequest, name: string, value: string, maxAgeSeconds: number): void => {
  const reply = replies.get(request);
  if (!reply) throw new Error('rememberReplies(app) was not called.');
  const secure = request.protocol === 'https' ? '; Secure' : '';
  reply.header('set-cookie', `${name}=${encodeURIComponent(value)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`);
};
export const clearCookie = (request: FastifyRequest, name: string): void => setCookie(request, name, '', 0);
