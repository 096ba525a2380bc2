-- 投诉人、突发事件中的人：办结后按「本案场规定」的天数自动抹去姓名和电话 / Complainants and people in incidents are erased by themselves, so many days after the case ended.
-- Since when a case is only kept, as far as it still names somebody; empty while it is open.
alter table complaints add column keeps_from timestamptz;
alter table complaint_reports add column keeps_from timestamptz;
alter table incidents add column keeps_from timestamptz;
update complaints set keeps_from = coalesce((state->>'closedAt')::timestamptz, received_at) where not open and (state ? 'name' or state ? 'contact');
update complaint_reports set keeps_from = coalesce((state->>'closedAt')::timestamptz, received_at) where not open and (state ? 'name' or state ? 'contact');
update incidents set keeps_from = coalesce((state->'summary'->>'at')::timestamptz, (state->'cancelled'->>'at')::timestamptz, reported_at)
 where not open and (state ? 'reporterName' or state ? 'evidence' or jsonb_path_exists(state, '$.affected[*] ? (exists (@.name) || exists (@.words))'));
create index complaints_kept on complaints (site_id, keeps_from, id) where keeps_from is not null;
create index complaint_reports_kept on complaint_reports (site_id, keeps_from, id) where keeps_from is not null;
create index incidents_kept on incidents (site_id, keeps_from, id) where keeps_from is not null;
