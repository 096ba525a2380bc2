-- T-37 … T-46: a message and its way to the recipient.
create table messages (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  status text not null check (status in ('taken', 'passed_on', 'delivered', 'withdrawn')),
  open boolean not null,
  urgent boolean not null,
  to_id uuid references people (id),
  taken_by uuid not null references people (id),
  taken_at timestamptz not null,
  delivered_at timestamptz,
  is_late boolean not null default false,
  due_at timestamptz,
  number text,
  erased_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
create index messages_open on messages (site_id, (coalesce(due_at, 'infinity'::timestamptz)), id) where open;
create index messages_taken on messages (site_id, taken_at desc, id desc);
create index messages_mine on messages (site_id, to_id, taken_at desc) where to_id is not null;
create index messages_number on messages (site_id, number) where number is not null;
create index messages_to_erase on messages (site_id, taken_at) where erased_at is null;
alter table messages enable row level security;
create policy site_member on messages using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on messages to foyer_app;

-- What a call leaves to be done: enquiries, complaints, missed calls, promised call-backs, follow-up calls.
create table matters (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null check (kind in ('enquiry', 'complaint', 'missed', 'call_back', 'follow_up')),
  status text not null check (status in ('open', 'done', 'dropped')),
  owner_id uuid references people (id),
  opened_at timestamptz not null,
  due_at timestamptz not null,
  ended_at timestamptz,
  is_late boolean not null default false,
  count integer not null default 1,
  rating text,
  number text,
  day date,
  erased_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
-- One task a number and day: a caller who rings five times is called back once.
create unique index matters_missed on matters (site_id, number, day) where kind = 'missed' and status = 'open';
create index matters_open on matters (site_id, due_at, id) where status = 'open';
create index matters_ended on matters (site_id, ended_at desc, id desc) where status <> 'open';
create index matters_opened on matters (site_id, opened_at);
create index matters_number on matters (site_id, number) where number is not null;
create index matters_to_erase on matters (site_id, opened_at) where erased_at is null;
alter table matters enable row level security;
create policy site_member on matters using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on matters to foyer_app;
