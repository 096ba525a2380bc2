-- A centre's telephone: own greetings, phone keys, checklist.
create table telephone_desks (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id)
);
alter table telephone_desks enable row level security;
create policy site_member on telephone_desks using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on telephone_desks to foyer_app;

-- Whom a call may be put through to (T-25). Colleagues without a line of their own are read from the staff.
create table directory_entries (
  site_id uuid not null references sites (id),
  id uuid not null,
  person_id uuid references people (id),
  name text not null check (name <> ''),
  department text not null default '',
  extension text not null default '',
  handles text not null default '',
  pronoun text check (pronoun in ('他', '她')),
  -- Characters, sound and first letters of every part, in small letters.
  search text not null,
  archived_at timestamptz,
  primary key (site_id, id)
);
create unique index directory_person on directory_entries (site_id, person_id) where person_id is not null and archived_at is null;
create index directory_name on directory_entries (site_id, name) where archived_at is null;
alter table directory_entries enable row level security;
create policy site_member on directory_entries using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on directory_entries to foyer_app;

-- The desk's opening checklist, one a day (T-04).
create table desk_openings (
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
alter table desk_openings enable row level security;
create policy site_member on desk_openings using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on desk_openings to foyer_app;
