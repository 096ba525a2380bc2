-- Repeats within the centre's days that no leader has looked at yet (M-25).
alter table repairs add column repeat_open boolean not null default false;
-- in pages of repairs
update repairs set repeat_open = true where in_page and state ? 'repeatOf' and not coalesce((state->>'repeatReviewed')::boolean, false) and imported_from is null;
create index concurrently if not exists repairs_repeats on repairs (site_id, received_at desc, id desc) where repeat_open;
