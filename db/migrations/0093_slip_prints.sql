-- 整月维修单可以一次打印：后台生成，分册下载，一天后删除。 / A month's slips can be printed at once: made in the background, taken in parts, deleted after a day.
create table slip_prints (
  site_id uuid not null references sites (id),
  id uuid not null,
  month text not null check (month ~ '^20\d\d-(0[1-9]|1[0-2])$'),
  kind text not null check (kind in ('all', 'user', 'facility')),
  paper text not null,
  -- The desk copy alone, or every copy of each slip.
  copies text not null check (copies in ('desk', 'all')),
  x real not null,
  y real not null,
  state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
  total integer not null default 0,
  done integer not null default 0,
  pages integer not null default 0,
  parts integer not null default 0,
  cancel_wanted boolean not null default false,
  created_by uuid not null,
  created_at timestamptz not null,
  -- The last sign of life; one silent for long is no longer being made.
  progress_at timestamptz not null,
  ended_at timestamptz,
  primary key (site_id, id)
);
create index slip_prints_newest on slip_prints (site_id, created_at desc, id desc);
create unique index slip_prints_one_at_a_time on slip_prints (site_id) where state in ('waiting', 'running');
alter table slip_prints enable row level security;
create policy site_member on slip_prints using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on slip_prints to foyer_app;
