-- 谁看过个人信息、导出过什么，经理都能查；报修人、赔付人的姓名电话和签名到期自动抹去，抹去过什么有记录。 / Who looked at personal data and what was exported can be read by the manager; names, numbers and signatures of reporters and claimants are erased when their time is over, and what was erased stands on record.
create table personal_looks (
  site_id uuid not null references sites (id),
  id uuid not null,
  at timestamptz not null,
  person_id uuid not null references people (id),
  -- number: a masked number was shown · opened: a record with a whole number was opened (once a person and day) · print, export: on paper, as a file
  what text not null check (what in ('number', 'opened', 'print', 'export')),
  -- Which record or list; never what stood in it.
  kind text not null,
  subject uuid,
  label text not null default '',
  lines integer,
  primary key (site_id, id)
);
create index personal_looks_at on personal_looks (site_id, at desc, id desc);
create index personal_looks_person on personal_looks (site_id, person_id, at desc, id desc);
alter table personal_looks enable row level security;
create policy site_member on personal_looks using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, delete on personal_looks to foyer_app;
grant update (lines) on personal_looks to foyer_app;

-- What was looked at so far stands in the journal.
-- in pages of journal
insert into personal_looks (site_id, id, at, person_id, what, kind, subject)
select journal.site_id, gen_random_uuid(), journal.occurred_at, journal.actor, 'number',
       case when journal.feature = 'complaints' then 'complaint' when journal.feature = 'contacts' then 'contact' when exists (select from messages m where m.site_id = journal.site_id and m.id = journal.subject) then 'message'
            when exists (select from matters m where m.site_id = journal.site_id and m.id = journal.subject) then 'matter' else 'call' end, journal.subject
  from journal where in_page and event in ('NumberShown', 'ComplaintContactRead') and feature not like 'sealed:%' and actor is not null and occurred_at > now() - interval '180 days';

-- What was erased, how much and why: numbers or times of records, never what stood in them.
create table erasures (
  site_id uuid not null references sites (id),
  id uuid not null,
  at timestamptz not null,
  rule text not null,
  why text not null check (why in ('retention', 'asked')),
  actor uuid references people (id),
  count integer not null check (count > 0),
  records text[] not null default '{}',
  primary key (site_id, id)
);
create index erasures_at on erasures (site_id, at desc, id desc);
alter table erasures enable row level security;
create policy site_member on erasures using (site_id = any ((select app_sites())::uuid[]));
grant select, insert on erasures to foyer_app;

-- Ended records that still name somebody, and since when they are only kept: what the nightly erasing looks at.
create table kept_personal (
  site_id uuid not null references sites (id),
  rule text not null,
  subject uuid not null,
  since timestamptz not null,
  primary key (site_id, rule, subject)
);
create index kept_personal_since on kept_personal (site_id, rule, since, subject);
alter table kept_personal enable row level security;
create policy site_member on kept_personal using (site_id = any ((select app_sites())::uuid[]));
grant select, insert, update, delete on kept_personal to foyer_app;

-- in pages of repairs
insert into kept_personal
select site_id, 'repairs', id, coalesce(closed_at, received_at) from repairs
 where in_page and not open and (state ?| array['reporterName', 'reporterPhone', 'signedBy', 'signatureFile'] or state->'notes' <> '[]' or state->'photos' @> '[{"phase": "slip"}]')
on conflict do nothing;
-- in pages of repairs
insert into kept_personal select site_id, 'repair-photos', id, coalesce(closed_at, received_at) from repairs where in_page and not open and state->'photos' <> '[]' on conflict do nothing;
insert into kept_personal select site_id, 'claims', id, coalesce(settled_at, received_at) from claims where not open;

grant delete on repair_files, claim_files to foyer_app;
