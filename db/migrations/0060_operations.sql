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
