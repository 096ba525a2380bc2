-- 搜索维修单：电话只按后四位或完整号码找，备注不再能搜到 / Orders are found by the last four digits of a number or by the whole one, no longer by notes.
-- The words alone decide what is found (a whole number is asked of its grams, which stay). Folded as in platform/server/text-search.ts; what an order says: searchTexts.
-- The index puts new entries aside and sorts them in by the heap; small heaps keep a page short.
-- in pages of repair_search
update repair_search
   set words = (select array_to_string(array(select regexp_replace(lower(normalize(t, nfkc)), '\s+', '', 'g') from unnest(array[
                  r.state->>'logNumber', r.state->>'orderNumber', r.state->>'placeText', r.state->>'item', r.state->>'reporterName', right(regexp_replace(normalize(r.state->>'reporterPhone', nfkc), '\D', '', 'g'), 4),
                  r.state->>'department', r.state->>'actualFault', r.state->>'workDone', r.state->>'causeText']) with ordinality as texts (t, n) where t <> '' order by n), chr(1))
                  from repairs r where r.site_id = repair_search.site_id and r.id = repair_search.repair_id)
 where in_page and (select set_config('gin_pending_list_limit', '64', true)) is not null
   and (select r.state ? 'reporterPhone' or r.state->'notes' <> '[]' from repairs r where r.site_id = repair_search.site_id and r.id = repair_search.repair_id);
