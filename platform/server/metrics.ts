import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { FastifyInstance } from 'fastify';

export type Metrics = { readonly registry: Registry; observe(app: FastifyInstance): void; gauge(name: string, help: string, read: () => number | Promise<number>): void };

/** Request times by route, and whatever gauges the parts of the program hang in. */
export const createMetrics = (): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({ name: 'foyer_request_seconds', help: 'Time to answer', labelNames: ['method', 'route', 'status'], buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3], registers: [registry] });
  return {
    registry,
    observe: (app) =>
      void app.addHook('onResponse', async (request, reply) => {
        seconds.observe({ method: request.method, route: request.routeOptions.url ?? 'unknown', status: reply.statusCode }, reply.elapsedTime / 1000);
      }),
    gauge: (name, help, read) =>
      void new Gauge({
        name,
        help,
        registers: [registry],
        async collect() {
          this.set(await read());
        },
      }),
  };
};
