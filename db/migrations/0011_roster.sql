-- Posts, shifts and who is here; the duty officer's shift gives the desk's rights (M-51).
create table rosters (
  site_id uuid primary key references sites (id),
  id uuid not null unique,
  version integer not null default 0,
  last_hash bytea not null
);
alter table rosters enable row level security;
create policy site_member on rosters using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on rosters to foyer_app;

create table posts (
  site_id uuid not null references sites (id),
  id uuid not null,
  name text not null check (name <> ''),
  -- The role a person must hold to stand here; `duty_officer` marks the day's administrative duty.
  role text not null,
  needed integer not null default 1 check (needed between 0 and 50),
  -- opening: as many people as needed through every opening; day: at some time of the day.
  cover text not null default 'opening' check (cover in ('opening', 'day')),
  -- A fixed post is held in one centre at a time; others may be shared (兼岗).
  is_fixed boolean not null default true,
  sort integer not null default 0,
  archived_at timestamptz,
  primary key (site_id, id)
);
create unique index posts_name on posts (site_id, name) where archived_at is null;
alter table posts enable row level security;
create policy site_member on posts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on posts to foyer_app;

create table shift_templates (
  site_id uuid not null references sites (id),
  id uuid not null,
  name text not null check (name <> ''),
  starts text not null,
  ends text not null,
  archived_at timestamptz,
  primary key (site_id, id)
);
create unique index shift_templates_name on shift_templates (site_id, name) where archived_at is null;
alter table shift_templates enable row level security;
create policy site_member on shift_templates using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on shift_templates to foyer_app;

create table shifts (
  site_id uuid not null references sites (id),
  id uuid not null,
  post_id uuid not null,
  person_id uuid not null references people (id),
  -- The day it begins on, in the centre's zone; a shift over midnight belongs to it.
  day date not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  cancelled_at timestamptz,
  primary key (site_id, id),
  foreign key (site_id, post_id) references posts (site_id, id),
  check (ends_at > starts_at)
);
create index shifts_day on shifts (site_id, day) where cancelled_at is null;
create index shifts_person on shifts (person_id, starts_at) where cancelled_at is null;
alter table shifts enable row level security;
create policy site_member on shifts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on shifts to foyer_app;

-- What a person does in other centres is told only to centres that person works in: times and the centre's name.
create function shifts_elsewhere(centre uuid, from_at timestamptz, to_at timestamptz)
returns table (person_id uuid, site_name text, is_fixed boolean, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = public as $$
  select s.person_id, c.name, p.is_fixed, s.starts_at, s.ends_at
    from memberships m join shifts s on s.person_id = m.person_id and s.site_id <> centre and s.cancelled_at is null and s.starts_at < to_at and s.ends_at > from_at
    join posts p on p.site_id = s.site_id and p.id = s.post_id join sites c on c.id = s.site_id
   where m.site_id = centre and centre = any (app_sites())
   group by s.site_id, s.id, s.person_id, c.name, p.is_fixed, s.starts_at, s.ends_at
$$;
grant execute on function shifts_elsewhere to foyer_app;

-- The last thing said of a person; no row is `unknown`, which is never guessed away.
create table presence (
  site_id uuid not null references sites (id),
  person_id uuid not null references people (id),
  state text not null check (state in ('in', 'out', 'with_guest', 'off', 'unknown')),
  back_at timestamptz,
  note text,
  set_by uuid not null,
  set_at timestamptz not null,
  primary key (site_id, person_id)
);
alter table presence enable row level security;
create policy site_member on presence using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on presence to foyer_app;

-- G-04: a person sent to another post for a time; the shifts themselves are changed with it.
create table reassignments (
  site_id uuid not null references sites (id),
  id uuid not null,
  person_id uuid not null references people (id),
  from_post_id uuid,
  to_post_id uuid not null,
  cover_id uuid references people (id),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  ordered_by uuid not null,
  ordered_at timestamptz not null,
  acknowledged_at timestamptz,
  returned_at timestamptz,
  primary key (site_id, id),
  check (ends_at > starts_at)
);
create index reassignments_time on reassignments (site_id, ends_at);
alter table reassignments enable row level security;
create policy site_member on reassignments using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on reassignments to foyer_app;

-- M-52. One row per handover; its state is the sheet as it was signed.
create table handovers (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  status text not null check (status in ('given', 'taken', 'refused')),
  giver_id uuid not null references people (id),
  taker_id uuid references people (id),
  given_at timestamptz not null,
  taken_at timestamptz,
  has_difference boolean not null default false,
  state jsonb not null,
  primary key (site_id, id)
);
create index handovers_open on handovers (site_id, given_at) where status <> 'taken';
create index handovers_given on handovers (site_id, given_at desc, id desc);
create index handovers_taken on handovers (site_id, taken_at) where taken_at is not null;
alter table handovers enable row level security;
create policy site_member on handovers using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on handovers to foyer_app;

-- G-05.
create table tasks (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  status text not null,
  open boolean not null,
  giver_id uuid not null references people (id),
  doer_id uuid not null references people (id),
  due_at timestamptz,
  given_at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id)
);
create index tasks_open on tasks (site_id, (coalesce(due_at, 'infinity'::timestamptz)), id) where open;
create index tasks_given on tasks (site_id, given_at desc, id desc);
alter table tasks enable row level security;
create policy site_member on tasks using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on tasks to foyer_app;
