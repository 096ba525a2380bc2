-- Damage claims both ways (M-38); money in cents.
create table claims (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  number text not null,
  direction text not null check (direction in ('ours', 'theirs')),
  status text not null,
  open boolean not null,
  taken_by uuid not null references people (id),
  repair_id uuid,
  place_id uuid,
  firm_id uuid,
  amount_cents bigint check (amount_cents > 0),
  received_at timestamptz not null,
  settled_at timestamptz,
  next_due_at timestamptz,
  next_clock text,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, number)
);
create index claims_open on claims (site_id, (coalesce(next_due_at, 'infinity'::timestamptz)), id) where open;
create index claims_received on claims (site_id, received_at desc, id desc);
create index claims_settled on claims (site_id, settled_at) where settled_at is not null;
create index claims_repair on claims (site_id, repair_id) where repair_id is not null;
alter table claims enable row level security;
create policy site_member on claims using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on claims to foyer_app;

create table claim_files (
  site_id uuid not null references sites (id),
  hash text not null,
  claim_id uuid not null,
  primary key (site_id, hash, claim_id)
);
alter table claim_files enable row level security;
create policy site_member on claim_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on claim_files to foyer_app;
