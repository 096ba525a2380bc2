-- Complaints (M-37, T-01). Whistle-blowing reports (举报) stand in a table of their own, so that no list of complaints can show one by mistake.
create table complaints (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  number text not null,
  status text not null,
  open boolean not null,
  grade text not null check (grade in ('minor', 'important', 'major')),
  owner_id uuid references people (id),
  taken_by uuid references people (id),
  -- Persons complained about: never shown the case.
  accused uuid[] not null default '{}',
  repair_id uuid,
  place_id uuid,
  received_at timestamptz not null,
  next_due_at timestamptz,
  next_clock text,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, number)
);
create index complaints_open on complaints (site_id, (coalesce(next_due_at, 'infinity'::timestamptz)), id) where open;
create index complaints_received on complaints (site_id, received_at desc, id desc);
create index complaints_repair on complaints (site_id, repair_id) where repair_id is not null;
create index complaints_place on complaints (site_id, place_id, received_at desc) where place_id is not null;
alter table complaints enable row level security;
create policy site_member on complaints using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on complaints to foyer_app;

create table complaint_reports (like complaints including all, foreign key (site_id) references sites (id));
alter table complaint_reports enable row level security;
create policy site_member on complaint_reports using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on complaint_reports to foyer_app;

-- Which case holds which picture; `sealed` ones are shown to the case's readers alone.
create table complaint_files (
  site_id uuid not null references sites (id),
  hash text not null,
  complaint_id uuid not null,
  sealed boolean not null,
  primary key (site_id, hash, complaint_id)
);
alter table complaint_files enable row level security;
create policy site_member on complaint_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on complaint_files to foyer_app;
