-- Who is told of what: alerts with their ladder, the people reached, and every message that left the house.
create table alerts (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null,
  last_hash bytea not null,
  topic text not null,
  level text not null check (level in ('news', 'warning', 'breach', 'top')),
  status text not null check (status in ('open', 'acknowledged', 'ended', 'unanswered')),
  cause_feature text not null,
  cause_subject uuid not null,
  cause_key text not null,
  clock text,
  round integer,
  raised_at timestamptz not null,
  state jsonb not null,
  primary key (site_id, id),
  -- Said again, an alert changes nothing.
  unique (site_id, cause_subject, cause_key)
);
create index alerts_open on alerts (site_id, raised_at desc, id desc) where status in ('open', 'unanswered');
create index alerts_raised on alerts (site_id, raised_at desc, id desc);
alter table alerts enable row level security;
create policy site_member on alerts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on alerts to foyer_app;

create table alert_recipients (
  site_id uuid not null,
  alert_id uuid not null,
  person_id uuid not null references people (id),
  step integer not null,
  why text not null,
  told_at timestamptz not null,
  seen_at timestamptz,
  cleared_at timestamptz,
  primary key (site_id, alert_id, person_id),
  foreign key (site_id, alert_id) references alerts (site_id, id)
);
create index alert_recipients_mine on alert_recipients (site_id, person_id, told_at desc, alert_id) where cleared_at is null;
alter table alert_recipients enable row level security;
create policy site_member on alert_recipients using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on alert_recipients to foyer_app;

-- A centre's ways out. Addresses and secrets are one sealed value; what the screen may show stands beside it.
create table channels (
  site_id uuid not null references sites (id),
  id uuid not null,
  version integer not null default 1,
  kind text not null check (kind in ('wecom', 'sms', 'dingtalk', 'feishu', 'email', 'webhook')),
  name text not null check (name <> ''),
  enabled boolean not null default true,
  roles text[] not null default '{}',
  min_level text not null default 'warning' check (min_level in ('news', 'warning', 'breach', 'top')),
  fallback_id uuid,
  shown jsonb not null default '{}',
  sealed bytea not null,
  -- The last test: when, by whom, what came of it and what the other side really said.
  tested jsonb,
  -- The other side asked to be left alone until then.
  paused_until timestamptz,
  removed_at timestamptz,
  primary key (site_id, id),
  foreign key (site_id, fallback_id) references channels (site_id, id)
);
alter table channels enable row level security;
create policy site_member on channels using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on channels to foyer_app;

-- One message on one way. `rank` 1 and up wait (`standby`) until everything of the rank before has failed or may have.
create table deliveries (
  site_id uuid not null,
  id uuid not null,
  alert_id uuid not null,
  step integer not null,
  kind text not null,
  person_id uuid,
  channel_id uuid,
  subscription_id uuid,
  chain text not null,
  rank integer not null,
  state text not null check (state in ('waiting', 'standby', 'sending', 'delivered', 'refused', 'unknown', 'obsolete')),
  attempts integer not null default 0,
  next_at timestamptz,
  claimed_at timestamptz,
  done_at timestamptz,
  -- The other side's word on the last try, shortened, without secrets.
  answer text,
  reason text,
  -- The phone itself said that it showed the message.
  arrived_at timestamptz,
  made_at timestamptz not null,
  primary key (site_id, id),
  foreign key (site_id, alert_id) references alerts (site_id, id)
);
create index deliveries_alert on deliveries (site_id, alert_id, step, chain, rank);
create index deliveries_due on deliveries (next_at) where state = 'waiting';
create index deliveries_claimed on deliveries (claimed_at) where state = 'sending';
alter table deliveries enable row level security;
create policy site_member on deliveries using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on deliveries to foyer_app;

create table delivery_attempts (
  site_id uuid not null,
  delivery_id uuid not null,
  attempt integer not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  outcome text not null,
  answer text not null,
  reason text,
  primary key (site_id, delivery_id, attempt),
  foreign key (site_id, delivery_id) references deliveries (site_id, id)
);
alter table delivery_attempts enable row level security;
create policy site_member on delivery_attempts using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on delivery_attempts to foyer_app;

-- Takes what is due, over all centres, each once however many processes ask, and one a way at a time: a slow way out
-- holds up nobody else's. What was taken and never came back may have arrived: it is handed out as `lost`.
create function claim_deliveries(now_at timestamptz, at_most integer, busy uuid[], lost_before timestamptz)
returns table (site_id uuid, id uuid, lost boolean, way uuid)
language sql security definer set search_path = public as $$
  with looked_at as materialized (
    select d.site_id, d.id, d.next_at, coalesce(d.channel_id, d.subscription_id) as way
      from deliveries d
     where d.state = 'waiting' and d.next_at <= now_at
       and not exists (select from unnest(busy) b where b = coalesce(d.channel_id, d.subscription_id))
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
grant execute on function claim_deliveries to foyer_app;

-- The chain of the centre's changes to its channels and ladders.
create table alert_settings (
  site_id uuid primary key references sites (id),
  id uuid not null unique,
  version integer not null default 0,
  last_hash bytea not null
);
alter table alert_settings enable row level security;
create policy site_member on alert_settings using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on alert_settings to foyer_app;

-- A centre's own ladder for a topic; no row = the one that comes with the program.
create table ladders (
  site_id uuid not null references sites (id),
  topic text not null,
  steps jsonb not null,
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (site_id, topic)
);
alter table ladders enable row level security;
create policy site_member on ladders using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on ladders to foyer_app;

-- How a person wants to be reached; of the person, not of a centre.
create table alert_ways (
  person_id uuid primary key references people (id),
  quiet_from text,
  quiet_to text,
  email text,
  use_sms boolean not null default true
);
grant select, insert, update on alert_ways to foyer_app;

create table push_subscriptions (
  id uuid primary key,
  person_id uuid not null references people (id),
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  device text not null default '',
  created_at timestamptz not null,
  -- When the push service last took a message, and when this phone last said that it had shown one.
  taken_at timestamptz,
  arrived_at timestamptz,
  gone_at timestamptz
);
create index push_subscriptions_person on push_subscriptions (person_id) where gone_at is null;
grant select, insert, update, delete on push_subscriptions to foyer_app;
