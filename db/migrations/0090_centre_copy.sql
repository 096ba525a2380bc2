-- 一个案场可以整个导出，再装进一台空的前厅；封存过的日子连同旧签名一起带走，仍可查验。 / A centre can be exported whole and put into an empty Foyer; its sealed days go along with the signatures of then and can still be checked.

-- Where a centre came from; written by the import, kept for good.
create table centre_imports (
  site_id uuid not null references sites (id),
  id uuid not null,
  at timestamptz not null,
  -- Epoch, program and time of the export, what it held, the hash of the file.
  source jsonb not null,
  primary key (site_id, id)
);
alter table centre_imports enable row level security;
create policy site_member on centre_imports using (site_id = any ((select app_sites())::uuid[]));
grant select on centre_imports to foyer_app;

-- A day sealed in another installation: its transaction ids mean nothing here and are kept because they were signed;
-- which entries it covers is said by their place in this journal instead.
alter table journal_heads add column carried_by uuid;
alter table journal_heads add column first_seq bigint;
alter table journal_heads add column last_seq bigint;
alter table journal_heads add foreign key (site_id, carried_by) references centre_imports (site_id, id);
alter table journal_heads add check (num_nulls(carried_by, first_seq, last_seq) in (0, 3));

-- Exports asked for on the screen; the file lies in the data folder for some days.
create table centre_exports (
  site_id uuid not null references sites (id),
  id uuid not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'gone')),
  asked_by uuid not null references people (id),
  asked_at timestamptz not null,
  -- The last sign of life; one that has been silent for long was cut off.
  progress_at timestamptz not null,
  rows_done bigint not null default 0,
  rows_all bigint not null default 0,
  files bigint not null default 0,
  bytes bigint not null default 0,
  hash text,
  -- Pictures that were missing or damaged here already.
  files_wrong integer not null default 0,
  -- Why there is none: a code of the program.
  reason text,
  ended_at timestamptz,
  primary key (site_id, id)
);
create index centre_exports_newest on centre_exports (site_id, asked_at desc, id desc);
alter table centre_exports enable row level security;
create policy site_member on centre_exports using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on centre_exports to foyer_app;
