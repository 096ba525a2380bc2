-- 「系统状态」里「实时更新」的耽搁按真实数字显示。 / How long the live updates are held back is shown as it is.
-- As the owner: whoever acts as foyer_app does not see since when other sessions have been writing.
create function feed_held_seconds() returns double precision language sql stable security definer set search_path = pg_catalog, public as $$
  select coalesce(extract(epoch from max(clock_timestamp() - xact_start) filter (where backend_xid is not null)), 0)::float from pg_stat_activity where datname = current_database()
$$;
revoke all on function feed_held_seconds() from public;
grant execute on function feed_held_seconds() to foyer_app;
