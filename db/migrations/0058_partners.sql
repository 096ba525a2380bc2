-- Partner contractors (M-23): the firms, and what was referred to them.
create table firms (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  name text not null check (name <> ''),
  archived_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
create unique index firms_name on firms (site_id, name) where archived_at is null;
alter table firms enable row level security;
create policy site_member on firms using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on firms to foyer_app;

create table referrals (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  number text not null,
  status text not null,
  open boolean not null,
  firm_id uuid,
  repair_id uuid,
  place_id uuid,
  received_at timestamptz not null,
  next_due_at timestamptz,
  next_clock text,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, number),
  foreign key (site_id, firm_id) references firms (site_id, id)
);
create index referrals_open on referrals (site_id, (coalesce(next_due_at, 'infinity'::timestamptz)), id) where open;
create index referrals_received on referrals (site_id, received_at desc, id desc);
create index referrals_firm on referrals (site_id, firm_id, received_at desc, id desc) where firm_id is not null;
create index referrals_repair on referrals (site_id, repair_id) where repair_id is not null;
alter table referrals enable row level security;
create policy site_member on referrals using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on referrals to foyer_app;

create table referral_files (
  site_id uuid not null references sites (id),
  hash text not null,
  referral_id uuid not null,
  primary key (site_id, hash, referral_id)
);
alter table referral_files enable row level security;
create policy site_member on referral_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on referral_files to foyer_app;
