-- 来电登记表和留言单也可印带编号的空白纸单，停电断网时手写，事后补录，时间照纸上写的算。 / The call register and the message slip come as numbered blanks too: written by hand without power, keyed in later, judged by the paper's own times.
-- A sheet becomes an order, a call or a message: `repair_id` is the id of whichever it is, from the beginning.
alter table pad_batches drop constraint if exists pad_batches_kind_check;
alter table pad_batches add constraint pad_batches_kind_check check (kind in ('user', 'facility', 'call', 'message')) not valid;

-- 补录: the number on the paper.
alter table calls add column paper_number text;
alter table messages add column paper_number text;

-- Scans of those papers, with whole names and numbers on them: seen by whoever may see a whole number, erased with the calls.
create table telephone_files (
  site_id uuid not null references sites (id),
  hash text not null,
  subject_id uuid not null,
  primary key (site_id, hash, subject_id)
);
create index telephone_files_subject on telephone_files (site_id, subject_id);
alter table telephone_files enable row level security;
create policy site_member on telephone_files using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on telephone_files to foyer_app;

alter table pad_batches validate constraint pad_batches_kind_check;
create index concurrently if not exists calls_paper on calls (site_id, started_at) where paper_number is not null;
create index concurrently if not exists messages_paper on messages (site_id, taken_at) where paper_number is not null;
