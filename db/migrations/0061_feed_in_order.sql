-- The live feed of a process follows the journal of all its centres in one order: a page costs what it holds, however
-- many centres are watched and however much a burst has left to read. Of each entry only that it is, never what it says.
create index concurrently if not exists journal_in_order on journal (xid, seq);
create function feed_since(after_xid xid8, after_seq bigint, at_most integer)
returns table (site_id uuid, feature text, subject uuid, event text, xid xid8, seq bigint)
language sql stable security definer set search_path = public as $$
  select j.site_id, j.feature, j.subject, j.event, j.xid, j.seq
    from journal j
   where (j.xid, j.seq) > (after_xid, after_seq) and j.xid < (select feed_horizon()) and j.feature not like 'sealed:%'
   order by j.xid, j.seq limit at_most
$$;
grant execute on function feed_since to foyer_app;
