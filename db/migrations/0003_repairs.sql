-- One row per line of the 报修记录表; from issue on it is the 维修单 too.
create table repairs (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null check (kind in ('user', 'facility')),
  status text not null,
  open boolean not null,
  log_number text not null,
  order_number text,
  place_id uuid,
  technician_id uuid,
  intake_by uuid,
  type_id text,
  urgent boolean not null,
  received_at timestamptz not null,
  next_due_at timestamptz,
  next_clock text,
  signed_off_at timestamptz,
  closed_at timestamptz,
  -- Ply of every copy that is not where it belongs in the end, for the list of copies that are out.
  desk_copy text,
  follow_up_open boolean not null default false,
  imported_from text,
  state jsonb not null,
  primary key (site_id, id),
  foreign key (site_id, place_id) references places (site_id, id)
);
create unique index repairs_log_number on repairs (site_id, log_number);
create unique index repairs_order_number on repairs (site_id, order_number) where order_number is not null;
create unique index repairs_imported on repairs (site_id, imported_from) where imported_from is not null;
create index repairs_board on repairs (site_id, (coalesce(next_due_at, 'infinity'::timestamptz)), id) where open;
create index repairs_received on repairs (site_id, received_at desc, id desc);
create index repairs_technician on repairs (site_id, technician_id, (coalesce(next_due_at, 'infinity'::timestamptz)), id) where open;
create index repairs_place on repairs (site_id, place_id, received_at desc);
create index repairs_copies_out on repairs (site_id, signed_off_at) where open and desk_copy is not null and desk_copy <> 'returned';
create index repairs_follow_up on repairs (site_id, signed_off_at) where follow_up_open;
alter table repairs enable row level security;
create policy site_member on repairs using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on repairs to foyer_app;

-- Chinese words are mostly two characters: bigrams under GIN, digits as last-four tokens.
create table repair_search (
  site_id uuid not null,
  repair_id uuid not null,
  received_at timestamptz not null,
  grams integer[] not null,
  words text not null,
  primary key (site_id, repair_id)
);
alter table repair_search enable row level security;
create policy site_member on repair_search using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on repair_search to foyer_app;
-- Each gram is a 32-bit hash of centre and gram, so a rare word of one centre is rare in the whole index.
create index repair_search_grams on repair_search using gin (grams);

-- Under row-level security `@>` and `like` would not use the index (they are not leakproof):
-- the search runs as owner, centre first, and gives ids only.
create function search_repairs(centre uuid, wanted integer[], pattern text, before timestamptz, at_most integer)
returns table (repair_id uuid, received_at timestamptz)
language sql stable security definer set search_path = public as $$
  select s.repair_id, s.received_at from repair_search s
   where s.site_id = centre and centre = any (app_sites())
     and s.grams @> wanted and s.words like pattern and s.received_at < before
   order by s.received_at desc limit at_most
$$;
grant execute on function search_repairs to foyer_app;
