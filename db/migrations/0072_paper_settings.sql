-- How a centre's paper looks: form numbers in `state`; the logo beside it.
create table paper_settings (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  logo bytea,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id)
);
alter table paper_settings enable row level security;
create policy site_member on paper_settings using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on paper_settings to foyer_app;
