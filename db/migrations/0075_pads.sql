-- Paper first (M-06, M-10): pads of blank repair slips whose numbers are taken from the centre's own series.
create table pad_batches (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  kind text not null check (kind in ('user', 'facility')),
  printed_at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id)
);
create index pad_batches_printed on pad_batches (site_id, printed_at desc, id desc);
alter table pad_batches enable row level security;
create policy site_member on pad_batches using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on pad_batches to foyer_app;

-- One row a sheet. The order it will become has its id from the beginning, so that the code printed on the sheet is already the slip's own.
create table pad_numbers (
  site_id uuid not null,
  number text not null,
  batch_id uuid not null,
  repair_id uuid not null,
  used_at timestamptz,
  voided_at timestamptz,
  primary key (site_id, number),
  foreign key (site_id, batch_id) references pad_batches (site_id, id),
  -- A sheet is keyed in or 作废, never both.
  check (used_at is null or voided_at is null)
);
create unique index pad_numbers_repair on pad_numbers (site_id, repair_id);
create index pad_numbers_batch on pad_numbers (site_id, batch_id);
create index pad_numbers_used on pad_numbers (site_id, used_at) where used_at is not null;
create index pad_numbers_voided on pad_numbers (site_id, voided_at) where voided_at is not null;
alter table pad_numbers enable row level security;
create policy site_member on pad_numbers using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on pad_numbers to foyer_app;
