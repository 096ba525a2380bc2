-- Every backup tried, of the installation as a whole; the last good one is asked for by its index.
create table backups (
  id uuid primary key,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  asked_by text not null check (asked_by in ('clock', 'hand')),
  outcome text not null check (outcome in ('good', 'failed')),
  -- Why it failed: a code of the program, never the words of an error.
  reason text,
  file text not null,
  bytes bigint not null,
  -- False where the database is a server of the owner's own and stands in no backup of ours.
  with_database boolean not null,
  encrypted boolean not null,
  -- The file lies on the disk it should save the data of.
  same_disk boolean not null
);
create index backups_outcome on backups (outcome, started_at desc);
create index backups_started on backups (started_at desc);
grant select, insert, delete on backups to foyer_app;

-- Is tonight's backup still to be made? The night is the oldest centre's; an installation younger than that waits for
-- the next one, and a failed try is repeated after an hour.
create function backup_due(now_at timestamptz, at_time time) returns boolean
language sql stable security definer set search_path = public as $$
  with place as (
    select coalesce((select s.zone from sites s order by s.created_at, s.id limit 1), 'Asia/Shanghai') as zone
  ), today as (
    select ((now_at at time zone p.zone)::date + at_time) at time zone p.zone as at from place p
  ), turn as (
    select case when t.at <= now_at then t.at else t.at - interval '1 day' end as at from today t
  )
  select i.created_at < turn.at
     and not exists (select from backups b where b.outcome = 'good' and b.started_at >= turn.at)
     and not exists (select from backups b where b.started_at > now_at - interval '1 hour')
    from turn, installation i
$$;
grant execute on function backup_due to foyer_app;

-- What a centre has been told is wrong with the machine it lives on (backup too old, disk full); the chain of its journal.
create table site_upkeep (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  open text[] not null,
  state jsonb not null,
  primary key (site_id, id)
);
alter table site_upkeep enable row level security;
create policy site_member on site_upkeep using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on site_upkeep to foyer_app;

-- Centres that do not yet know what stands open now, with the id of each one's chain: always the same for a centre.
create function sites_to_tell(open_now text[], at_most integer) returns table (site_id uuid, subject uuid)
language sql stable security definer set search_path = public as $$
  select s.id, md5('upkeep ' || s.id)::uuid from sites s left join site_upkeep u on u.site_id = s.id
   where coalesce(u.open, '{}') is distinct from open_now
   limit at_most
$$;
grant execute on function sites_to_tell to foyer_app;

-- The last word of each way out stands on the status page.
create index concurrently if not exists deliveries_channel on deliveries (site_id, channel_id, done_at desc) where channel_id is not null and done_at is not null;

-- Which version the database is at stands on the administrator's page.
grant select on schema_migrations to foyer_app;
