-- G-01: one row per incident; its state holds the course, the answers and the report.
create table incidents (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  number text not null,
  drill boolean not null,
  nature text not null,
  grade text not null,
  status text not null,
  open boolean not null,
  place_id uuid,
  reporter_id uuid references people (id),
  booked_by uuid not null references people (id),
  found_at timestamptz not null,
  reported_at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id),
  foreign key (site_id, place_id) references places (site_id, id)
);
create unique index incidents_number on incidents (site_id, number);
create index incidents_open on incidents (site_id, reported_at desc, id desc) where open;
create index incidents_reported on incidents (site_id, reported_at desc, id desc);
create index incidents_place on incidents (site_id, place_id, reported_at desc);
create index incidents_booked on incidents (site_id, booked_by, reported_at desc);
create index incidents_reporter on incidents (site_id, reporter_id, reported_at desc);
alter table incidents enable row level security;
create policy site_member on incidents using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on incidents to foyer_app;

-- Who sees the incident sees its pictures.
create table incident_files (
  site_id uuid not null,
  hash text not null,
  incident_id uuid not null,
  primary key (site_id, hash, incident_id),
  foreign key (site_id, incident_id) references incidents (site_id, id)
);
alter table incident_files enable row level security;
create policy site_member on incident_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on incident_files to foyer_app;

-- What somebody was told of lately, cleared away or not.
create index concurrently if not exists alert_recipients_told on alert_recipients (site_id, person_id, told_at desc);
