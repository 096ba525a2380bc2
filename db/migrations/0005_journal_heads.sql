-- One signed head per centre and day: what was written until then can no longer be taken away or changed unseen.
create table journal_heads (
  site_id uuid not null references sites (id),
  day date not null,
  -- Entries with from_xid <= xid < to_xid; at sealing every transaction below to_xid had ended.
  from_xid xid8 not null,
  to_xid xid8 not null,
  entries bigint not null,
  head bytea not null,
  signature bytea not null,
  public_key bytea not null,
  sealed_at timestamptz not null,
  primary key (site_id, day),
  check (from_xid <= to_xid)
);
alter table journal_heads enable row level security;
create policy site_member on journal_heads using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on journal_heads to foyer_app;

-- Centres whose yesterday is over in their own time zone and has no head yet.
create function sites_to_seal(now_at timestamptz, at_most integer)
returns table (site_id uuid, day date)
language sql stable security definer set search_path = public as $$
  select s.id, (now_at at time zone s.zone)::date - 1
    from sites s
   where (s.created_at at time zone s.zone)::date < (now_at at time zone s.zone)::date
     and not exists (select from journal_heads h where h.site_id = s.id and h.day = (now_at at time zone s.zone)::date - 1)
   limit at_most
$$;
grant execute on function sites_to_seal to foyer_app;

-- What nobody needs any more, over all centres, a bounded bite at a time; answers how much went.
create function clean_up(now_at timestamptz, wall timestamptz, at_most integer) returns bigint
language plpgsql security definer set search_path = public as $$
declare
  gone bigint;
  total bigint := 0;
begin
  delete from commands where (site_id, command_id) in (select site_id, command_id from commands where recorded_at < now_at - interval '90 days' limit at_most);
  get diagnostics gone = row_count; total := total + gone;
  delete from pin_sessions where token_hash in (select token_hash from pin_sessions where expires_at < now_at limit at_most);
  get diagnostics gone = row_count; total := total + gone;
  delete from auth_sessions where id in (select id from auth_sessions where expires_at < wall limit at_most);
  get diagnostics gone = row_count; total := total + gone;
  delete from auth_verifications where id in (select id from auth_verifications where expires_at < wall limit at_most);
  get diagnostics gone = row_count; total := total + gone;
  delete from sign_in_failures where key in (select key from sign_in_failures where window_ends_at < now_at - interval '1 day' limit at_most);
  get diagnostics gone = row_count; total := total + gone;
  return total;
end $$;
grant execute on function clean_up to foyer_app;
