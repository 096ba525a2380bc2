-- 附件八. One row per call; its card is a fold over call_events, its sheet is what the agent wrote.
create table calls (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  -- Where its events come from, and its id there; a call of the desk bears its own.
  source text not null,
  source_call_id text not null,
  direction text not null check (direction in ('inbound', 'outbound', 'internal')),
  agent_id uuid references people (id),
  live boolean not null,
  missed boolean not null,
  started_at timestamptz not null,
  answered_at timestamptz,
  ended_at timestamptz,
  logged_at timestamptz,
  disposition text,
  -- What it is matched by: E.164, else the digits; null where withheld or forgotten.
  number text,
  purpose text,
  -- What was measured and what was declared never share a column.
  rings_declared smallint check (rings_declared between 1 and 4),
  rings_measured integer,
  ring_ms integer,
  wait_ms integer,
  held_ms integer not null default 0,
  holds_long smallint not null default 0,
  transfers smallint not null default 0,
  lost_transfers smallint not null default 0,
  late text check (late in ('normal', 'special')),
  hung_up_by text check (hung_up_by in ('caller', 'agent')),
  erased_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
create unique index calls_source on calls (site_id, source, source_call_id);
create index calls_log on calls (site_id, started_at desc, id desc);
create index calls_missed on calls (site_id, started_at desc, id desc) where missed;
create index calls_agent on calls (site_id, agent_id, started_at desc, id desc);
-- A call nobody answered asks for no sheet: it is a task.
create index calls_open on calls (site_id, started_at desc, id desc) where live or (logged_at is null and answered_at is not null);
create index calls_number on calls (site_id, number, started_at desc) where number is not null;
create index calls_to_erase on calls (site_id, started_at) where erased_at is null;
alter table calls enable row level security;
create policy site_member on calls using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on calls to foyer_app;

-- Append-only; a second arrival of the same event finds its place taken. Deleted when their short time is over.
create table call_events (
  site_id uuid not null references sites (id),
  source text not null,
  event_id text not null,
  call_id uuid not null,
  at timestamptz not null,
  received_at timestamptz not null,
  event jsonb not null,
  primary key (site_id, source, event_id)
);
create index call_events_call on call_events (site_id, call_id, at);
create index call_events_age on call_events (site_id, received_at);
alter table call_events enable row level security;
create policy site_member on call_events using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on call_events to foyer_app;

-- What is typed and not yet logged; the writer's own, and no record.
create table call_drafts (
  site_id uuid not null references sites (id),
  person_id uuid not null references people (id),
  call_id uuid not null,
  draft text not null,
  kept_at timestamptz not null,
  primary key (site_id, person_id, call_id)
);
alter table call_drafts enable row level security;
create policy site_member on call_drafts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on call_drafts to foyer_app;

-- Spot checks (T-03), one line an item, so that a month adds up without opening its calls.
create table call_checks (
  site_id uuid not null references sites (id),
  call_id uuid not null,
  nth integer not null,
  item text not null,
  answer text not null check (answer in ('yes', 'no', 'unseen')),
  agent_id uuid,
  at timestamptz not null,
  primary key (site_id, call_id, nth, item)
);
create index call_checks_time on call_checks (site_id, at);
alter table call_checks enable row level security;
create policy site_member on call_checks using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on call_checks to foyer_app;
