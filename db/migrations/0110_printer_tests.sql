-- 每台电脑的打印机上次什么时候打过校准页，「系统状态」里看得到。 / When the ruler page was last printed at each PC is shown on the System page.
create table printer_tests (
  site_id uuid not null references sites (id),
  -- The enrolled PC, or what the browser of another one calls itself.
  printer uuid not null,
  use text not null check (use in ('forms', 'registers')),
  paper text not null,
  x real not null,
  y real not null,
  printed_by uuid not null references people (id),
  printed_at timestamptz not null,
  primary key (site_id, printer, use)
);
alter table printer_tests enable row level security;
create policy site_member on printer_tests using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on printer_tests to foyer_app;
