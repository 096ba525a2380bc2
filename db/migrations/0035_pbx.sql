-- Telephone systems a centre listens to. Passwords are sealed with the installation's key, path secrets only hashed.
create table pbx_sources (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null check (kind in ('ami', 'esl', 'push', 'smdr')),
  enabled boolean not null,
  removed_at timestamptz,
  path_hash bytea check (octet_length(path_hash) = 32),
  changed_at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id)
);
create index pbx_sources_path on pbx_sources (path_hash) where path_hash is not null and removed_at is null and enabled;
alter table pbx_sources enable row level security;
create policy site_member on pbx_sources using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on pbx_sources to foyer_app;

-- A message of a telephone system belongs to the source its path names; only which one it is is told.
create function pbx_source_of_path(hash bytea) returns table (site_id uuid, id uuid)
language sql stable security definer set search_path = public as $$
  select s.site_id, s.id from pbx_sources s where s.path_hash = hash and s.removed_at is null and s.enabled
$$;
grant execute on function pbx_source_of_path to foyer_app;

-- What is to be listened to; the settings are read under each centre's own policy.
create function pbx_sources_of_all() returns table (site_id uuid, id uuid, version integer, removed boolean)
language sql stable security definer set search_path = public as $$
  select s.site_id, s.id, s.version, s.removed_at is not null from pbx_sources s
$$;
grant execute on function pbx_sources_of_all to foyer_app;

-- What came in, as it came: kept for a short time for the test page. A pushed message waits here until it is mapped.
create table pbx_raw (
  site_id uuid not null references sites (id),
  id uuid not null,
  source_id uuid not null,
  received_at timestamptz not null,
  content_type text not null default '',
  body text not null check (length(body) <= 1100000),
  events jsonb not null default '[]',
  mapped_at timestamptz,
  primary key (site_id, id),
  foreign key (site_id, source_id) references pbx_sources (site_id, id)
);
create index pbx_raw_newest on pbx_raw (site_id, source_id, id desc);
create index pbx_raw_waiting on pbx_raw (site_id, source_id, id) where mapped_at is null;
create index pbx_raw_age on pbx_raw (site_id, received_at);
alter table pbx_raw enable row level security;
create policy site_member on pbx_raw using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on pbx_raw to foyer_app;

-- 席位: the desk, its telephone, and who sits there now.
create table seats (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  name text not null check (name <> ''),
  ext text not null check (ext <> ''),
  person_id uuid references people (id),
  since timestamptz,
  removed_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
create unique index seats_ext on seats (site_id, ext) where removed_at is null;
create index seats_person on seats (site_id, person_id) where person_id is not null and removed_at is null;
alter table seats enable row level security;
create policy site_member on seats using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on seats to foyer_app;

-- Who sat at which telephone when: an answer measured by the PBX is somebody's.
create table seat_shifts (
  site_id uuid not null,
  seat_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz,
  ext text not null,
  person_id uuid not null references people (id),
  primary key (site_id, seat_id, from_at),
  foreign key (site_id, seat_id) references seats (site_id, id)
);
create index seat_shifts_ext on seat_shifts (site_id, ext, from_at desc);
alter table seat_shifts enable row level security;
create policy site_member on seat_shifts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on seat_shifts to foyer_app;
