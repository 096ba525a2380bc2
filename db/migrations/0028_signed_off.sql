-- The day's brief counts what was finished in a day, however long the history is.
create index concurrently if not exists repairs_signed_off on repairs (site_id, signed_off_at) where signed_off_at is not null;
