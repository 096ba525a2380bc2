-- Who calls, as far as they said; forgotten on request and after the centre's time.
create table contacts (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  status text not null check (status in ('known', 'merged', 'forgotten')),
  learned_at timestamptz not null,
  last_at timestamptz not null,
  -- Name, company and last digits, for the search of a list that people keep short.
  search text not null,
  state jsonb not null,
  primary key (site_id, id)
);
create index contacts_last on contacts (site_id, last_at desc, id desc) where status = 'known';
alter table contacts enable row level security;
create policy site_member on contacts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on contacts to foyer_app;

create table contact_numbers (
  site_id uuid not null,
  number text not null,
  contact_id uuid not null,
  primary key (site_id, number, contact_id),
  foreign key (site_id, contact_id) references contacts (site_id, id)
);
create index contact_numbers_contact on contact_numbers (site_id, contact_id);
alter table contact_numbers enable row level security;
create policy site_member on contact_numbers using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on contact_numbers to foyer_app;
