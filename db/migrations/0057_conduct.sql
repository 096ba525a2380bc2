-- Breaches of conduct (M-39 … M-42); a locked one (theft) is the manager's alone.
create table breaches (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  number text not null,
  kind text not null,
  status text not null,
  open boolean not null,
  locked boolean not null,
  person_id uuid not null references people (id),
  recorded_by uuid not null references people (id),
  received_at timestamptz not null,
  next_due_at timestamptz,
  next_clock text,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, number)
);
create index breaches_received on breaches (site_id, received_at desc, id desc);
create index breaches_person on breaches (site_id, person_id, received_at desc);
alter table breaches enable row level security;
create policy site_member on breaches using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on breaches to foyer_app;

create table breach_files (
  site_id uuid not null references sites (id),
  hash text not null,
  breach_id uuid not null,
  primary key (site_id, hash, breach_id)
);
alter table breach_files enable row level security;
create policy site_member on breach_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on breach_files to foyer_app;

-- The yearly confidentiality pledge (M-40), one row a person and centre.
create table pledges (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  person_id uuid not null references people (id),
  status text not null,
  next_due_at timestamptz,
  next_clock text,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, person_id)
);
alter table pledges enable row level security;
create policy site_member on pledges using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on pledges to foyer_app;
