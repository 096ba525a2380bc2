-- People, what they are in which centre, and the places of a centre.
create table people (
  id uuid primary key,
  name text not null check (name <> ''),
  pinyin text not null default '',
  initials text not null default '',
  username text not null unique,
  employee_no text unique,
  phone text,
  language text not null default 'zh' check (language in ('zh', 'en')),
  -- better-auth's account; null while the person has none.
  user_id text unique,
  pin_hash text,
  pin_failures integer not null default 0,
  pin_locked_until timestamptz,
  ended_at timestamptz,
  created_at timestamptz not null
);
grant select, insert, update on people to foyer_app;

create table memberships (
  site_id uuid not null references sites (id),
  person_id uuid not null references people (id),
  role text not null,
  skills text[] not null default '{}',
  lent boolean not null default false,
  valid_from timestamptz not null,
  valid_until timestamptz,
  primary key (site_id, person_id, role)
);
create index memberships_person on memberships (person_id);
-- No row-level security here: the sign-in query reads a person's centres before they are known.
grant select, insert, update, delete on memberships to foyer_app;

create table places (
  site_id uuid not null references sites (id),
  id uuid not null,
  name text not null check (name <> ''),
  aliases text[] not null default '{}',
  kind text not null check (kind in ('room', 'public', 'table', 'other')),
  zone text not null default '',
  -- Entering needs the user's consent (M-16).
  in_room boolean not null default false,
  -- Who accepts facility repairs here (M-49): sales, bar, cleaning, security, office.
  department text not null default 'sales',
  seats integer not null default 0 check (seats between 0 and 1000),
  sort integer not null default 0,
  archived_at timestamptz,
  primary key (site_id, id)
);
create unique index places_name on places (site_id, name) where archived_at is null;
alter table places enable row level security;
create policy site_member on places using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on places to foyer_app;
