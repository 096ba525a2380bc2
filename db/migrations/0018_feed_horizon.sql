-- The oldest transaction of this database that may still write, as the caller's snapshot sees it.
-- pg_snapshot_xmin() alone counts the transactions of every database of the cluster: somebody's night-long
-- load next door would hold this installation's feed still. A transaction seen to run elsewhere is left out;
-- one that has ended since the snapshot was taken is not found there and counts, which only waits a moment longer.
create function feed_horizon() returns xid8
  language sql stable
  set search_path = ''
  return coalesce(
    (select min(running.xid)
       from pg_catalog.pg_snapshot_xip(pg_catalog.pg_current_snapshot()) as running (xid)
      where not exists (
        select from pg_catalog.pg_stat_get_activity(null) as a
         where a.backend_xid = running.xid::xid
           and a.datid <> (select d.oid from pg_catalog.pg_database as d where d.datname = pg_catalog.current_database()))),
    pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot()));
