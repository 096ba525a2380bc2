-- 开门前巡查: what is looked at, and each day's walk.
create table walk_items (
  site_id uuid not null references sites (id),
  id uuid not null,
  place_id uuid,
  name text not null,
  sort integer not null,
  primary key (site_id, id),
  foreign key (site_id, place_id) references places (site_id, id)
);
alter table walk_items enable row level security;
create policy site_member on walk_items using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on walk_items to foyer_app;

-- One walk a centre and day; its state is the list as it was walked.
create table walks (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  day date not null,
  signed_at timestamptz,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, day)
);
alter table walks enable row level security;
create policy site_member on walks using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on walks to foyer_app;
