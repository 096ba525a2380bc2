-- The drinks bar (附件九). One bar a centre: who has drawn the room, whether it is peak time.
create table bars (
  site_id uuid primary key references sites (id),
  id uuid not null unique,
  version integer not null,
  last_hash bytea not null,
  peak boolean not null default false,
  state jsonb not null
);
alter table bars enable row level security;
create policy site_member on bars using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bars to foyer_app;

-- Drinks, what they are made of, cups.
create table bar_items (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null check (kind in ('drink', 'ingredient', 'cup')),
  name text not null check (name <> ''),
  sort integer not null default 0,
  archived_at timestamptz,
  state jsonb not null,
  primary key (site_id, id)
);
create unique index bar_items_name on bar_items (site_id, name) where archived_at is null;
alter table bar_items enable row level security;
create policy site_member on bar_items using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bar_items to foyer_app;

-- What is there now: the sum of the movements, kept beside them. Of cups: clean, on the tables, waiting to be washed.
-- May fall below zero: a waiting guest is served and the count is wrong, not the other way round.
create table bar_stock (
  site_id uuid not null references sites (id),
  item_id uuid not null,
  on_hand integer not null default 0,
  in_use integer not null default 0,
  dirty integer not null default 0,
  primary key (site_id, item_id),
  foreign key (site_id, item_id) references bar_items (site_id, id)
);
alter table bar_stock enable row level security;
create policy site_member on bar_stock using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bar_stock to foyer_app;

-- The ledger. Nothing in it is changed or deleted; a mistake is a counter-entry.
create table bar_movements (
  site_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  day date not null,
  at timestamptz not null,
  kind text not null check (kind in ('counted', 'received', 'transfer_in', 'transfer_out', 'used', 'written_off', 'washed')),
  on_hand integer not null,
  in_use integer not null default 0,
  dirty integer not null default 0,
  reason text not null,
  person_id uuid,
  subject uuid not null,
  is_undo boolean not null default false,
  primary key (site_id, id)
);
create index bar_movements_day on bar_movements (site_id, day, item_id) include (kind, on_hand, reason);
create index bar_movements_item on bar_movements (site_id, item_id, at desc, id desc);
alter table bar_movements enable row level security;
create policy site_member on bar_movements using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on bar_movements to foyer_app;

-- What came in with a date on it; how much of it is left follows from the stock, first expired first.
create table bar_lots (
  site_id uuid not null,
  id uuid not null,
  item_id uuid not null,
  expires_on date not null,
  quantity integer not null check (quantity > 0),
  received_at timestamptz not null,
  primary key (site_id, id)
);
create index bar_lots_item on bar_lots (site_id, item_id, expires_on desc);
alter table bar_lots enable row level security;
create policy site_member on bar_lots using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on bar_lots to foyer_app;

-- Servings by drink, day and hour: what the estimate and the month's figures read, whatever the ledger's length.
create table bar_usage (
  site_id uuid not null,
  item_id uuid not null,
  day date not null,
  hour smallint not null check (hour between 0 and 23),
  served integer not null default 0,
  imported integer not null default 0,
  primary key (site_id, day, item_id, hour)
);
alter table bar_usage enable row level security;
create policy site_member on bar_usage using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bar_usage to foyer_app;

-- B-06, B-07: one day of the bar.
create table bar_days (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  day date not null,
  ready_at timestamptz,
  closed_at timestamptz,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, day)
);
alter table bar_days enable row level security;
create policy site_member on bar_days using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bar_days to foyer_app;

-- A party of guests, from seat to cleared table. Seconds are null where a step was not tapped (未记录).
create table bar_parties (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  open boolean not null,
  table_id uuid,
  day date not null,
  seated_at timestamptz not null,
  next_clock text,
  next_due_at timestamptz,
  is_timed boolean not null,
  -- Neither +1 份 in peak time, nor taken back, nor joined with another party.
  is_visit boolean not null,
  guests integer,
  servings integer not null default 0,
  cups integer not null default 0,
  ask_seconds integer,
  serve_seconds integer,
  refill_seconds integer,
  clear_seconds integer,
  has_order boolean not null default false,
  has_left boolean not null default false,
  refills integer not null default 0,
  state jsonb not null,
  primary key (site_id, id)
);
create index bar_parties_open on bar_parties (site_id, seated_at) where open;
create unique index bar_parties_table on bar_parties (site_id, table_id) where open and table_id is not null;
create index bar_parties_day on bar_parties (site_id, day, seated_at)
  include (open, is_timed, is_visit, guests, servings, cups, ask_seconds, serve_seconds, refill_seconds, clear_seconds, has_order, has_left, refills);
alter table bar_parties enable row level security;
create policy site_member on bar_parties using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bar_parties to foyer_app;

-- The bar's papers: requisitions, transfers, write-offs, stocktakes, sterilising, opened containers, procedure, checks, ratings.
create table bar_records (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null,
  status text not null,
  open boolean not null,
  day date not null,
  at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id)
);
create index bar_records_kind on bar_records (site_id, kind, at desc, id desc);
create index bar_records_open on bar_records (site_id, kind, at) where open;
alter table bar_records enable row level security;
create policy site_member on bar_records using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on bar_records to foyer_app;

-- Photos of a quality sheet: whoever may read the sheet may see them.
create table bar_files (
  site_id uuid not null,
  hash text not null,
  record_id uuid not null,
  primary key (site_id, hash, record_id)
);
alter table bar_files enable row level security;
create policy site_member on bar_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on bar_files to foyer_app;

-- Consumption that was read in from elsewhere.
create table bar_imports (
  site_id uuid not null references sites (id),
  id uuid not null,
  file_name text not null,
  file_hash text not null,
  rows integer not null,
  servings integer not null,
  from_day date not null,
  to_day date not null,
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (site_id, id)
);
create unique index bar_imports_file on bar_imports (site_id, file_hash);
alter table bar_imports enable row level security;
create policy site_member on bar_imports using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on bar_imports to foyer_app;
