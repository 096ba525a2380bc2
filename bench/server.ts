import type { AddressInfo } from 'node:net';
import { createProgram } from '../apps/server/program.ts';
import { systemClock } from '../platform/server/clock.ts';
import { parseConfig } from '../platform/server/config.ts';
import { startBare } from './bare-server.ts';

/** One server in a process of its own: `node bench/server.ts foyer|bare DATABASE_URL FOLDER`; says its address to its parent. */
const [kind, databaseUrl = '', dataDir = ''] = process.argv.slice(2);

const startFoyer = async (): Promise<string> => {
  const { app } = await createProgram({ config: parseConfig({ FOYER_ALLOW_TARGETS: process.env['FOYER_ALLOW_TARGETS'] }), dataDir, databaseUrl, clock: systemClock, logger: undefined, say: () => undefined, onError: (error) => console.error(error) });
  await app.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
};

process.send?.(await (kind === 'bare' ? startBare(databaseUrl) : startFoyer()));
process.on('disconnect', () => process.exit(0));
