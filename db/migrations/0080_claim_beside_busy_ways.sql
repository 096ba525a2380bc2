-- With a thousand ways out that hang, what waits for them stands first in the queue: each claim passes over all of it,
-- so whether a way is busy must cost one look in a hash. Only a plan made for the very list has one.
create or replace function claim_deliveries(now_at timestamptz, at_most integer, busy uuid[], lost_before timestamptz)
returns table (site_id uuid, id uuid, lost boolean, way uuid)
language sql security definer set search_path = public set plan_cache_mode = force_custom_plan as $$
  with looked_at as materialized (
    select d.site_id, d.id, d.next_at, coalesce(d.channel_id, d.subscription_id) as way
      from deliveries d
     where d.state = 'waiting' and d.next_at <= now_at
       and (coalesce(d.channel_id, d.subscription_id) is null or coalesce(d.channel_id, d.subscription_id) <> all (busy))
       and not exists (select from channels c where c.site_id = d.site_id and c.id = d.channel_id and c.paused_until > now_at)
     order by d.next_at limit at_most * 4
  ), first_of_way as (
    select distinct on (l.way) l.site_id, l.id from looked_at l order by l.way, l.next_at
  ), due as (
    select d.site_id, d.id, false as lost from deliveries d join first_of_way f on f.site_id = d.site_id and f.id = d.id
     where d.state = 'waiting' limit at_most for update of d skip locked
  ), gone as (
    select d.site_id, d.id, true as lost from deliveries d
     where d.state = 'sending' and d.claimed_at < lost_before order by d.claimed_at limit at_most for update skip locked
  ), taken as (select * from due union all select * from gone)
  update deliveries d set state = 'sending', claimed_at = now_at, attempts = d.attempts + case when t.lost then 0 else 1 end
    from taken t where d.site_id = t.site_id and d.id = t.id
  returning d.site_id, d.id, t.lost, coalesce(d.channel_id, d.subscription_id)
$$;
