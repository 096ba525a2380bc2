-- The month closed with a signature (M-54): one record a centre and month; what was signed stands in month_papers and is never written again.
create table month_records (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  month text not null check (month ~ '^20\d\d-(0[1-9]|1[0-2])$'),
  number text not null,
  signed_at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id),
  unique (site_id, month)
);
alter table month_records enable row level security;
create policy site_member on month_records using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on month_records to foyer_app;

-- part 0: the record; 1, 2, …: its addenda. `sheet` is the gzipped JSON of the lines and figures, `pdf` the paper as it was signed.
create table month_papers (
  site_id uuid not null,
  record_id uuid not null,
  part integer not null check (part >= 0),
  sheet bytea not null,
  pdf bytea not null,
  sheet_hash text not null,
  pdf_hash text not null,
  primary key (site_id, record_id, part),
  foreign key (site_id, record_id) references month_records (site_id, id)
);
alter table month_papers enable row level security;
create policy site_member on month_papers using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on month_papers to foyer_app;
