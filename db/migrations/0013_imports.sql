-- An import of past repairs from the app: uploaded, looked at, run as a job, with what it refused.
create table imports (
  site_id uuid not null references sites (id),
  id uuid not null,
  file_name text not null,
  bytes bigint not null,
  state text not null check (state in ('uploaded', 'waiting', 'running', 'done', 'cancelled', 'failed')),
  mapping jsonb,
  headers jsonb,
  read integer not null default 0,
  accepted integer not null default 0,
  known integer not null default 0,
  refused integer not null default 0,
  cancel_wanted boolean not null default false,
  created_by uuid not null,
  created_at timestamptz not null,
  started_at timestamptz,
  -- The last sign of life of a running import; one that has been silent for long is taken up by another process.
  progress_at timestamptz,
  ended_at timestamptz,
  primary key (site_id, id)
);
create index imports_newest on imports (site_id, created_at desc, id desc);
alter table imports enable row level security;
create policy site_member on imports using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on imports to foyer_app;

create index imports_running on imports (progress_at) where state = 'running';

create function take_up_imports(now_at timestamptz) returns table (site_id uuid, id uuid)
language sql security definer set search_path = public as $$
  update imports i set progress_at = now_at
   where (i.site_id, i.id) in (select s.site_id, s.id from imports s where s.state = 'running' and s.progress_at < now_at - interval '2 minutes' for update skip locked limit 10)
  returning i.site_id, i.id
$$;
grant execute on function take_up_imports to foyer_app;

create table import_refusals (
  site_id uuid not null,
  import_id uuid not null,
  line integer not null,
  number text not null,
  reason text not null,
  reason_en text not null,
  cells jsonb not null,
  primary key (site_id, import_id, line),
  foreign key (site_id, import_id) references imports (site_id, id) on delete cascade
);
alter table import_refusals enable row level security;
create policy site_member on import_refusals using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on import_refusals to foyer_app;

-- Years of history were put in: readers of the feed start afresh instead of walking through them.
create function start_new_epoch(fresh uuid) returns void
language sql security definer set search_path = public as $$
  update installation set epoch = fresh
$$;
grant execute on function start_new_epoch to foyer_app;
