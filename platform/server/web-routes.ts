import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { sendRefusal } from './app.ts';

/** Where each app's page lies: `/` for the desk, `/m` for phones, `/g` for guests behind a signed code. */
const PAGES = [
  { prefix: '/m', file: 'apps/mobile/index.html' },
  { prefix: '/g', file: 'apps/guest/index.html' },
  { prefix: '/', file: 'apps/console/index.html' },
] as const;

/** Files that keep their address: a browser must never hold on to an old one. */
const UNNUMBERED = [
  { path: '/sw.js', file: 'sw.js', type: 'text/javascript; charset=utf-8' },
  { path: '/app.webmanifest', file: 'app.webmanifest', type: 'application/manifest+json; charset=utf-8' },
  { path: '/icon-192.png', file: 'icon-192.png', type: 'image/png' },
  { path: '/icon-512.png', file: 'icon-512.png', type: 'image/png' },
] as const;

/** Serves the built web apps; a path no file answers gets the page of its app, whose own routes take over. */
export const mountWeb = (app: FastifyInstance, dist: URL): void => {
  const root = fileURLToPath(dist);
  const isBuilt = existsSync(root);
  if (isBuilt)
    void app.register(fastifyStatic, { root, prefix: '/', index: false, wildcard: true, preCompressed: true, maxAge: '365d', immutable: true, serveDotFiles: false } as Parameters<typeof fastifyStatic>[1]);
  if (isBuilt)
    for (const { path, file, type } of UNNUMBERED)
      app.get(path, async (_request, reply) => reply.type(type).header('cache-control', 'no-cache').send(await readFile(new URL(file, dist))));
  // A folder is no file: whoever asks for `/` without a packed answer (a proxy, a probe) would be told that it was asked wrongly.
  if (isBuilt) app.get('/', (_request, reply) => reply.callNotFound());
  app.setNotFoundHandler(async (request, reply) => {
    const wantsPage = isBuilt && (request.method === 'GET' || request.method === 'HEAD') && !request.url.startsWith('/api') && !request.url.startsWith('/assets');
    const page = wantsPage ? PAGES.find(({ prefix }) => prefix === '/' || request.url === prefix || request.url.startsWith(`${prefix}/`)) : undefined;
    if (!page) return sendRefusal(reply, { ok: false, code: 'not-found', facts: {} });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(await readFile(new URL(page.file, dist)));
  });
};
