-- G-02, G-03: who was asked to leave, and who came to work here. Customers are never in either book.
-- Words about people are erased on `expires_on`; what is left counts, and tells of nobody.
create table removals (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  category text not null,
  place_id uuid,
  asked_at timestamptz not null,
  left_at timestamptz,
  open boolean not null,
  -- The free note somebody is recognised by.
  tag text,
  incident_id uuid,
  expires_on date not null,
  erased_at timestamptz,
  erase_asked_at timestamptz,
  state jsonb not null,
  primary key (site_id, id),
  foreign key (site_id, place_id) references places (site_id, id)
);
create index removals_asked on removals (site_id, asked_at desc, id desc);
create index removals_open on removals (site_id, asked_at) where open;
create index removals_place on removals (site_id, place_id, asked_at desc);
create index removals_tag on removals (site_id, tag, asked_at desc) where tag is not null;
create index removals_expiring on removals (site_id, expires_on) where erased_at is null and not open;
create index removals_erase_asked on removals (site_id, erase_asked_at) where erase_asked_at is not null and erased_at is null;
alter table removals enable row level security;
create policy site_member on removals using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on removals to foyer_app;

create table visits (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null check (kind in ('contractor', 'supplier', 'inspection')),
  host_id uuid references people (id),
  firm text,
  entered_at timestamptz not null,
  left_at timestamptz,
  open boolean not null,
  expires_on date not null,
  erased_at timestamptz,
  erase_asked_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
create index visits_entered on visits (site_id, entered_at desc, id desc);
create index visits_inside on visits (site_id, entered_at) where open;
create index visits_host on visits (site_id, host_id, entered_at desc);
create index visits_firm on visits (site_id, firm, entered_at desc) where firm is not null;
create index visits_expiring on visits (site_id, expires_on) where erased_at is null and not open;
create index visits_erase_asked on visits (site_id, erase_asked_at) where erase_asked_at is not null and erased_at is null;
alter table visits enable row level security;
create policy site_member on visits using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on visits to foyer_app;

create table access_files (
  site_id uuid not null,
  hash text not null,
  removal_id uuid not null,
  primary key (site_id, hash, removal_id),
  foreign key (site_id, removal_id) references removals (site_id, id)
);
alter table access_files enable row level security;
create policy site_member on access_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on access_files to foyer_app;
