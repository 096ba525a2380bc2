import type { FastifyInstance } from 'fastify';
import { middleOf } from '../core/health.ts';
import type { Clock } from './clock.ts';

const DEVICES_AT_MOST = 500;
/** Two phones may both be wrong. */
const ENOUGH = 3;

declare module 'fastify' {
  interface FastifyRequest {
    cameAt: number;
  }
}

export type DeviceClocks = { /** How far this machine is ahead (+) of most people's devices; null while too few were seen. */ read(): { devices: number; aheadMs: number | null } };

/** Browsers say what time it is where they are: when most of them disagree with this machine, it is the machine that is wrong. */
export const watchDeviceClocks = (app: FastifyInstance, clock: Clock): DeviceClocks => {
  const ahead = new Map<string, number>();
  app.decorateRequest('cameAt', 0);
  app.addHook('onRequest', async (request) => {
    request.cameAt = Date.parse(clock.now());
  });
  app.addHook('onResponse', async (request) => {
    const theirs = Number(request.headers['x-device-time']);
    const who = request.caller?.personId;
    if (!who || !Number.isFinite(theirs) || theirs <= 0) return;
    // The newest last, so that the oldest one goes.
    ahead.delete(who);
    ahead.set(who, request.cameAt - theirs);
    for (const oldest of ahead.keys()) {
      if (ahead.size <= DEVICES_AT_MOST) break;
      ahead.delete(oldest);
    }
  });
  return { read: () => ({ devices: ahead.size, aheadMs: ahead.size < ENOUGH ? null : middleOf([...ahead.values()]) }) };
};
