import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { openDatabase, type Database } from '../../platform/server/database.ts';
import { migrate } from '../../platform/server/migrate.ts';

export const MIGRATIONS = new URL('../../db/migrations/', import.meta.url);
/** The moment most tests play at: a Monday, 14:00 in Shanghai. */
export const NOON = '2026-11-23T06:00:00.000Z';

const adminUrl = (): string => {
  const url = process.env['FOYER_TEST_DATABASE_URL'];
  if (!url) throw new Error('FOYER_TEST_DATABASE_URL is not set: run the tests with `npm test`.');
  return url;
};

const onAdmin = async <T>(work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};

const urlOf = (name: string): string => {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.toString();
};

const templateName = (): string => {
  const hash = createHash('sha256');
  for (const name of readdirSync(MIGRATIONS).sort()) hash.update(name).update(readFileSync(new URL(name, MIGRATIONS)));
  return `foyer_template_${hash.digest('hex').slice(0, 12)}`;
};

/** A database of its own for one test file, cloned from a template that is migrated once. */
export const testDatabase = async (): Promise<{ database: Database; url: string; drop(): Promise<void> }> => {
  const template = templateName();
  const name = `foyer_test_${randomBytes(6).toString('hex')}`;
  await onAdmin(async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('foyer-template'))`);
    const there = await client.query('select from pg_database where datname = $1', [template]);
    if (there.rowCount === 0) {
      await client.query(`create database ${template}_new`);
      await migrate({ url: urlOf(`${template}_new`), folder: MIGRATIONS, now: NOON, testClock: true });
      await client.query(`alter database ${template}_new rename to ${template}`);
    }
    await client.query(`create database ${name} template ${template}`);
  });
  const database = openDatabase(urlOf(name), { max: 8 });
  return {
    database,
    url: urlOf(name),
    drop: async () => {
      await database.end();
      await onAdmin((client) => client.query(`drop database if exists ${name} with (force)`).then(() => undefined));
    },
  };
};
