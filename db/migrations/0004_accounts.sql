-- Accounts and everything a request may be signed in with.

-- better-auth's tables, under names and columns of ours (features/people/server/accounts.ts maps them).
create table auth_users (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null,
  image text,
  username text unique,
  display_username text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table auth_sessions (
  id text primary key,
  user_id text not null references auth_users (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index auth_sessions_user on auth_sessions (user_id);
create table auth_accounts (
  id text primary key,
  user_id text not null references auth_users (id) on delete cascade,
  account_id text not null,
  provider_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider_id, account_id)
);
create index auth_accounts_user on auth_accounts (user_id);
create table auth_verifications (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index auth_verifications_identifier on auth_verifications (identifier);
grant select, insert, update, delete on auth_users, auth_sessions, auth_accounts, auth_verifications to foyer_app;

-- A password somebody else chose opens nothing but the page to change it.
alter table people add column password_temporary boolean not null default false;
create index people_phone on people (phone) where phone is not null;
-- Offered to another centre, not yet taken by its manager: gives no rights there.
alter table memberships add column offered boolean not null default false;

-- Desk PCs on which people change by name and PIN.
create table enrolled_devices (
  site_id uuid not null references sites (id),
  id uuid not null,
  name text not null check (name <> ''),
  secret_hash bytea not null,
  enrolled_by uuid not null,
  enrolled_at timestamptz not null,
  revoked_at timestamptz,
  primary key (site_id, id)
);
alter table enrolled_devices enable row level security;
create policy site_member on enrolled_devices using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on enrolled_devices to foyer_app;

-- Only hashes: reading this table lets nobody in.
create table pin_sessions (
  token_hash bytea primary key,
  person_id uuid not null references people (id),
  site_id uuid not null,
  device_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  foreign key (site_id, device_id) references enrolled_devices (site_id, id)
);
create index pin_sessions_person on pin_sessions (person_id);
create index pin_sessions_device on pin_sessions (site_id, device_id);
create index pin_sessions_expiry on pin_sessions (expires_at);
grant select, insert, delete on pin_sessions to foyer_app;

create table api_tokens (
  id uuid primary key,
  person_id uuid not null references people (id),
  name text not null check (name <> ''),
  token_hash bytea not null unique,
  scopes text[] not null,
  -- Empty = every centre of the person.
  sites uuid[] not null default '{}',
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index api_tokens_person on api_tokens (person_id);
grant select, insert, update on api_tokens to foyer_app;

-- Tries per guesser (account and address or device); the key is hashed, so no names stand here.
create table sign_in_failures (
  key text primary key,
  count integer not null,
  window_ends_at timestamptz not null
);
create index sign_in_failures_age on sign_in_failures (window_ends_at);
grant select, insert, update, delete on sign_in_failures to foyer_app;

-- Who is asking: the one question every request starts with. Runs as owner, because the centres of a person
-- are not known before it is answered. Sessions end in real time, memberships in the product's.
create function find_caller(how text, session_token text, hashed bytea, wall timestamptz, product timestamptz)
returns table (person_id uuid, name text, username text, language text, password_temporary boolean, scopes text[], device_id uuid,
               site_id uuid, site_name text, zone text, roles text[], skills text[])
language plpgsql stable security definer set search_path = public as $$
begin
  return query
  with signed_in as (
    select p.id, null::text[] as scopes, null::uuid as device, null::uuid[] as only_sites
      from auth_sessions s join people p on p.user_id = s.user_id
     where how = 'password' and s.token = session_token and s.expires_at > wall
    union all
    select s.person_id, null, s.device_id, array[s.site_id]
      from pin_sessions s join enrolled_devices d on d.site_id = s.site_id and d.id = s.device_id and d.revoked_at is null
     where how = 'pin' and s.token_hash = hashed and s.expires_at > product
    union all
    select t.person_id, t.scopes, null, nullif(t.sites, '{}')
      from api_tokens t
     where how = 'token' and t.token_hash = hashed and t.revoked_at is null and t.expires_at > product
  )
  select p.id, p.name, p.username, p.language, p.password_temporary, i.scopes, i.device, m.site_id, m.site_name, m.zone, m.roles, m.skills
    from signed_in i
    join people p on p.id = i.id and p.ended_at is null
    left join lateral (
      select m.site_id, s.name as site_name, s.zone, array_agg(m.role order by m.role) as roles,
             coalesce((select array_agg(distinct k order by k) from memberships n, unnest(n.skills) k
                        where n.person_id = p.id and n.site_id = m.site_id and not n.offered
                          and n.valid_from <= product and (n.valid_until is null or n.valid_until > product)), '{}') as skills
        from memberships m join sites s on s.id = m.site_id
       where m.person_id = p.id and not m.offered and m.valid_from <= product and (m.valid_until is null or m.valid_until > product)
         and (i.only_sites is null or m.site_id = any (i.only_sites))
       group by m.site_id, s.name, s.zone
       order by s.name, m.site_id) m on true;
end $$;
grant execute on function find_caller to foyer_app;

-- Whether the set-up page still has something to do; a name of a centre for a loan. Nothing else of a centre leaves by these.
create function has_sites() returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from sites) $$;
grant execute on function has_sites to foyer_app;
create function site_names() returns table (id uuid, name text) language sql stable security definer set search_path = public as
  $$ select s.id, s.name from sites s order by s.name, s.id limit 5000 $$;
grant execute on function site_names to foyer_app;
