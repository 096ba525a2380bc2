-- 两个人先后上传同一张照片，各自都能附到自己的单子上。 / When two people send the same picture, each can attach it to their own record.
-- Who sent a picture after the first, who stands in `files`; nobody is a guest.
create table file_senders (
  site_id uuid not null,
  hash text not null,
  person_id uuid,
  unique nulls not distinct (site_id, hash, person_id),
  foreign key (site_id, hash) references files (site_id, hash) on delete cascade
);
alter table file_senders enable row level security;
create policy site_member on file_senders using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on file_senders to foyer_app;
