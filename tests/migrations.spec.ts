import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { partsOf, statementsOf } from '../platform/server/migration-parts.ts';
import { lockFaults } from './support/migration-locks.ts';

const FOLDER = new URL('../db/migrations/', import.meta.url);
/** What landed before the rule; those of them that touch big tables have been brought to it. */
const FROM = '0120';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
const textOf = (name: string): string => readFileSync(new URL(name, FOLDER), 'utf8');

describe('migrations', () => {
  it('given every migration since the rule, then none keeps a big table for long, and each says first what changes, in both languages', () => {
    for (const name of files.filter((file) => file >= FROM)) {
      expect(lockFaults(textOf(name)), name).toEqual([]);
      expect(textOf(name), name).toMatch(/^-- .*\p{Script=Han}.* \/ .*[a-z]/u);
    }
  });
  it('given the tables that grow with every order, then no migration of before builds an index on them, or changes them whole, under a lock', () => {
    const big = /\b(?:repairs|repair_search|journal|journal_texts|clocks|commands|deliveries|alerts|alert_recipients|files)\b/;
    expect(files.flatMap((name) => lockFaults(textOf(name)).filter((fault) => big.test(fault.slice(0, 80))).map((fault) => `${name} ${fault}`))).toEqual([]);
  });

  it.each([
    'create index a on repairs (b)',
    'create unique index concurrently a on repairs (b)',
    'drop index repairs_board',
    'alter table repairs alter column kind type integer',
    'alter table repairs alter kind set data type integer using kind::integer',
    'alter table repairs alter kind set not null',
    'alter table repairs add constraint a check (kind is not null) not valid; alter table repairs alter kind set not null',
    'alter table repairs add check (kind is not null)',
    'alter table repairs add constraint a foreign key (b) references places (id)',
    'alter table repairs add constraint a unique (b)',
    'alter table repairs add column a uuid not null default gen_random_uuid()',
    'alter table repairs add column a integer not null',
    'alter table repairs add column a uuid references places (id)',
    'alter table repairs add column a integer generated always as (version + 1) stored',
    `update repairs set kind = 'user'`,
    `with old as (select id from repairs) update repairs set kind = 'user' from old where repairs.id = old.id`,
    'delete from journal',
    'create table a (b integer); insert into a select version from repairs',
    '-- in pages of repairs\nupdate repairs set version = 2',
    'do $$ begin update repairs set version = 2; end $$',
    'vacuum full repairs', 'lock table repairs', 'truncate journal',
  ])('given %s, then it is refused', (sql) => expect(lockFaults(sql)).not.toEqual([]));

  it.each([
    'create index concurrently if not exists a on repairs (b)',
    'create table a (id uuid primary key default gen_random_uuid(), b integer not null check (b > 0)); create index a_b on a (b); alter table a enable row level security; insert into a values (1)',
    `alter table repairs add column a text not null default '', add column b timestamptz default now()`,
    'alter table repairs add constraint a check (kind is not null) not valid; alter table repairs validate constraint a; alter table repairs alter kind set not null; alter table repairs drop constraint a',
    'alter table repairs add constraint a unique using index b',
    '-- in pages of repairs\nupdate repairs set version = 2 where in_page',
    'create or replace function a() returns void language sql as $$ update repairs set version = 2; delete from journal $$',
    'drop index concurrently if exists a', 'grant delete on repairs to foyer_app',
  ])('given %s, then it is taken', (sql) => expect(lockFaults(sql)).toEqual([]));

  it('given a file, then its statements are told apart past strings, bodies and comments, and grouped as they are run', () => {
    expect(statementsOf(`select ';''' as "a;b"; -- not; here\ncreate function f() returns text language sql as $x$ select ';' $x$;\n/* ; */`)).toEqual([`select ';''' as "a;b"`, `-- not; here\ncreate function f() returns text language sql as $x$ select ';' $x$`]);
    expect(partsOf('-- 说明 / what\nalter table a add b int; grant select on a to c; create index concurrently if not exists i on a (b);\n-- in pages of a\nupdate a set b = 1 where in_page; alter table a validate constraint d; alter table a drop constraint d').map((part) => [part.kind, part.kind === 'pages' ? part.table : part.kind === 'apart' ? part.index : statementsOf(part.sql).length])).toEqual([
      ['together', 2], ['apart', 'i'], ['pages', 'a'], ['apart', undefined], ['together', 1],
    ]);
  });
});
