import type { PrinterTest, PrinterUse } from '../core/printer-test.ts';
import type { Database, Query } from './database.ts';

/** Older ones of a centre beyond so many are forgotten. */
const KEPT = 60;

/** The ruler page has been asked for at a PC; `instead`: what that PC was known as before it was enrolled. */
export const recordPrinterTest = (database: Database, test: { siteId: string; printer: string; instead?: string | undefined; use: PrinterUse; paper: string; x: number; y: number; by: string; at: string }): Promise<unknown> =>
  database.write([test.siteId], async (trx) => {
    await trx.query(
      `insert into printer_tests (site_id, printer, use, paper, x, y, printed_by, printed_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (site_id, printer, use) do update set paper = excluded.paper, x = excluded.x, y = excluded.y, printed_by = excluded.printed_by, printed_at = excluded.printed_at`,
      [test.siteId, test.printer, test.use, test.paper, test.x, test.y, test.by, test.at], 'printer-test',
    );
    await trx.query(
      `delete from printer_tests t where t.site_id = $1 and (t.printer = $2 or (t.printer, t.use) in (select o.printer, o.use from printer_tests o where o.site_id = $1 order by o.printed_at desc offset ${KEPT}))`,
      [test.siteId, test.instead ?? null], 'printer-tests-forget',
    );
  });

/** The enrolled PCs of each centre, tested or not, and what others tested; a centre without either stands there once, with nothing. */
export const printerTestsOf = async (query: Query, sites: readonly string[]): Promise<PrinterTest[]> =>
  (
    await query<{ siteName: string; name: string | null; use: PrinterUse | null; paper: string; x: number; y: number; at: string; by: string | null }>(
      `with pcs as (
         select d.site_id, d.id, d.name from enrolled_devices d where d.revoked_at is null
         union all
         select distinct t.site_id, t.printer, '' from printer_tests t where not exists (select from enrolled_devices d where d.site_id = t.site_id and d.id = t.printer)
       )
       select s.name as "siteName", c.name, t.use, t.paper, t.x, t.y, t.printed_at as at, p.name as by
         from sites s left join pcs c on c.site_id = s.id left join printer_tests t on t.site_id = c.site_id and t.printer = c.id left join people p on p.id = t.printed_by
        where s.id = any ($1) order by s.name, c.name, c.id, t.use desc`,
      [sites], 'printer-tests-list',
    )
  ).map(({ siteName, name, use, paper, x, y, at, by }) => ({ siteName, name: name ?? '', test: use && { use, paper, x, y, at, by: by ?? '' } }));
