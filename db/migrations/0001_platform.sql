-- What no feature owns: installation, journal, commands, clocks, numbers, files.
-- The application connects as the owner's login but acts as foyer_app, which owns nothing (row-level security applies to it).
do $$ begin
  if not exists (select from pg_roles where rolname = 'foyer_app') then create role foyer_app nologin; end if;
end $$;
do $$ begin
  execute format('grant foyer_app to %I', current_user);
  execute format('grant connect on database %I to foyer_app', current_database());
end $$;
grant usage on schema public to foyer_app;

-- The centres a transaction may touch, as set by the server; read once per statement.
create function app_sites() returns uuid[] language sql stable parallel safe as
  $$ select coalesce(string_to_array(nullif(current_setting('app.sites', true), ''), ',')::uuid[], '{}') $$;

create table installation (
  only_one boolean primary key default true check (only_one),
  epoch uuid not null,
  test_clock boolean not null,
  created_at timestamptz not null
);
grant select on installation to foyer_app;

create table sites (
  id uuid primary key,
  name text not null check (name <> ''),
  company text not null default '',
  zone text not null default 'Asia/Shanghai',
  complaints_phone text not null default '',
  desk_phone text not null default '',
  -- Parameters changed here, by key; everything else is the handbook's default.
  parameters jsonb not null default '{}',
  -- Opening hours, holidays and exceptions (platform/core/working-calendar.ts); null = the default calendar.
  calendar jsonb,
  version integer not null default 1,
  demo boolean not null default false,
  live_at timestamptz,
  created_at timestamptz not null
);
alter table sites enable row level security;
create policy site_member on sites using (id = any ((select app_sites())::uuid[]));
grant select, insert, update on sites to foyer_app;

-- Append-only. `data` is the exact canonical text that was hashed; names and free words are in journal_texts.
create table journal (
  site_id uuid not null,
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  feature text not null,
  subject uuid not null,
  version integer not null,
  event text not null,
  data text not null,
  actor uuid,
  device text,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  command_id uuid,
  prev_hash bytea not null,
  hash bytea not null,
  primary key (site_id, seq)
);
create unique index journal_subject on journal (site_id, subject, version);
create index journal_feed on journal (site_id, xid, seq);
alter table journal enable row level security;
create policy site_member on journal using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on journal to foyer_app;

-- The words of an entry, salted; retention erases the row, the journal's hash stays valid.
create table journal_texts (
  site_id uuid not null,
  subject uuid not null,
  version integer not null,
  salt bytea not null,
  text text not null,
  primary key (site_id, subject, version)
);
alter table journal_texts enable row level security;
create policy site_member on journal_texts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on journal_texts to foyer_app;

create table commands (
  site_id uuid not null,
  command_id uuid not null,
  person_id uuid,
  name text not null,
  subject uuid not null,
  recorded_at timestamptz not null,
  primary key (site_id, command_id)
);
create index commands_age on commands (recorded_at);
alter table commands enable row level security;
create policy site_member on commands using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on commands to foyer_app;

create table clocks (
  site_id uuid not null,
  subject uuid not null,
  clock text not null,
  round integer not null,
  feature text not null,
  rule jsonb not null,
  started_at timestamptz not null,
  warn_at timestamptz,
  due_at timestamptz not null,
  warned_at timestamptz,
  breached_at timestamptz,
  stopped_at timestamptz,
  cancelled_at timestamptz,
  -- Evidence that came after the breach was recorded and shows the limit was kept (entered later).
  met_late boolean not null default false,
  -- What the sweep has to do next; null = nothing.
  next_at timestamptz generated always as (
    case
      when stopped_at is not null or cancelled_at is not null or breached_at is not null then null
      when warn_at is not null and warned_at is null and warn_at < due_at then warn_at
      else due_at
    end
  ) stored,
  primary key (site_id, subject, clock, round)
);
create index clocks_due on clocks (next_at) where next_at is not null;
alter table clocks enable row level security;
create policy site_member on clocks using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on clocks to foyer_app;

-- The sweep looks over all centres; it learns only which clock of which centre is due.
create function due_clocks(now_at timestamptz, at_most integer)
returns table (site_id uuid, subject uuid, clock text, round integer, feature text, next_at timestamptz)
language sql security definer set search_path = public as $$
  select c.site_id, c.subject, c.clock, c.round, c.feature, c.next_at
    from clocks c where c.next_at <= now_at order by c.next_at limit at_most
$$;
grant execute on function due_clocks to foyer_app;

-- Numbers for people: without gaps per centre and series; the row is locked last and briefly.
create table counters (
  site_id uuid not null,
  series text not null,
  value integer not null,
  primary key (site_id, series)
);
alter table counters enable row level security;
create policy site_member on counters using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on counters to foyer_app;

create table files (
  site_id uuid not null,
  hash text not null,
  type text not null,
  size bigint not null,
  name text not null default '',
  added_by uuid,
  added_at timestamptz not null,
  primary key (site_id, hash)
);
alter table files enable row level security;
create policy site_member on files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on files to foyer_app;
