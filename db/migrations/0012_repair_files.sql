-- Which order holds which file: who may see the order may see the file. Asked by hash, so it must not cost more as orders grow.
create table repair_files (
  site_id uuid not null,
  hash text not null,
  repair_id uuid not null,
  primary key (site_id, hash, repair_id),
  foreign key (site_id, repair_id) references repairs (site_id, id)
);
alter table repair_files enable row level security;
create policy site_member on repair_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on repair_files to foyer_app;

-- in pages of repairs
insert into repair_files
select site_id, p->>'hash', id from repairs cross join lateral jsonb_array_elements(state->'photos') p where in_page and p->>'hash' is not null
union
select site_id, state->>'signatureFile', id from repairs where in_page and state ? 'signatureFile'
on conflict do nothing;
