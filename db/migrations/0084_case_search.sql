-- 搜索也找得到突发事件、投诉和举报（各看各的） / Search finds incidents, complaints and reports too, to each only their own.
create table case_search (
  site_id uuid not null references sites (id),
  kind text not null check (kind in ('incident', 'complaint', 'report')),
  subject uuid not null,
  at timestamptz not null,
  grams integer[] not null,
  words text not null,
  primary key (site_id, kind, subject)
);
alter table case_search enable row level security;
create policy site_member on case_search using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update on case_search to foyer_app;
-- Each gram is a hash of centre, kind and gram, so that a word of one is rare in the whole index.
create index case_search_grams on case_search using gin (grams);

-- As owner, centre first, ids only: see search_repairs. Who may see which of them is judged case by case.
create function search_cases(centre uuid, what text, wanted integer[], pattern text, before timestamptz, before_id uuid, at_most integer)
returns table (subject uuid, at timestamptz)
language sql stable security definer set search_path = public as $$
  select s.subject, s.at from case_search s
   where s.site_id = centre and centre = any (app_sites()) and s.kind = what
     and s.grams @> wanted and s.words like pattern and (s.at, s.subject) < (before, before_id)
   order by s.at desc, s.subject desc limit at_most
$$;
grant execute on function search_cases to foyer_app;

-- What stands already, with the same hashes as platform/server/text-search.ts.
create function pg_temp.fold(given text) returns text language sql immutable as $$ select regexp_replace(lower(normalize(given, nfkc)), '\s+', '', 'g') $$;
create function pg_temp.hash(given text) returns integer language plpgsql immutable as $$
declare
  value bigint := 2166136261;
  sign text;
begin
  foreach sign in array string_to_array(given, null) loop
    value := ((value # ascii(sign)::bigint) * 16777619) % 4294967296;
  end loop;
  return case when value >= 2147483648 then value - 4294967296 else value end;
end $$;
create function pg_temp.grams(seed text, texts text[]) returns integer[] language sql immutable as $$
  select coalesce(array_agg(distinct pg_temp.hash(seed || g.gram)), '{}')
    from (select left(pg_temp.fold(t), 400) as folded from unnest(texts) t) f
   cross join lateral (select substr(f.folded, n, w) as gram from generate_series(1, length(f.folded)) n, generate_series(1, 2) w where n + w <= length(f.folded) + 1) g
$$;
with texts (site_id, kind, subject, at, list) as (
  select site_id, 'incident', id, reported_at, array_remove(array[state->>'number', state->>'placeText', state->>'words', state->>'cause', state->>'situation', state->'loss'->>'words', state->'summary'->>'causes'] || array(select n->>'words' from jsonb_array_elements(state->'notes') n), null) from incidents
  union all
  select c.site_id, c.kind, c.id, c.received_at,
         array_remove(array[c.state->>'number', coalesce(p.name, c.state->>'placeText'), c.state->>'content', c.state->>'wish', c.state->>'name', c.state->>'department', right(regexp_replace(c.state->>'contact', '\D', '', 'g'), 4), c.state->'response'->>'text', c.state->'decision'->>'text', c.state->'answer'->>'text', c.state->'correction'->>'text'] || array(select n->>'text' from jsonb_array_elements(c.state->'notes') n), null)
    from (select *, 'complaint' as kind from complaints union all select *, 'report' from complaint_reports) c left join places p on p.site_id = c.site_id and p.id = c.place_id
)
insert into case_search
select site_id, kind, subject, at, pg_temp.grams(site_id || kind, list), array_to_string(array(select pg_temp.fold(t) from unnest(list) t where t <> ''), chr(1)) from texts;
