-- One timeline a firm or a technician, closed orders included.
create index concurrently if not exists repairs_vendor on repairs (site_id, (state->'vendor'->>'firm'), received_at desc) where state->'vendor'->>'firm' is not null;
create index concurrently if not exists repairs_technician_all on repairs (site_id, technician_id, received_at desc) where technician_id is not null;
