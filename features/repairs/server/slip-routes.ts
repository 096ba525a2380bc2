import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CopyLook } from '../../../platform/core/copy-look.ts';
import { PRINTER_USES } from '../../../platform/core/printer-test.ts';
import { localDate, localTime } from '../../../platform/core/working-calendar.ts';
import { actorOf, authorize, resolveCaller, sendRefusal, type AppOptions } from '../../../platform/server/app.ts';
import type { Clock } from '../../../platform/server/clock.ts';
import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Database, Query } from '../../../platform/server/database.ts';
import { recordPrinterTest } from '../../../platform/server/printer-tests.ts';
import { repairType } from '../core/repair-catalogue.ts';
import { slipAfterText } from '../core/month-line.ts';
import { maySee, phoneFor } from '../core/repair-permissions.ts';
import { isSlipAfter, type Mark, type RepairOrder } from '../core/repair-order.ts';
import { ACCEPTANCE, CAUSES, DEPARTMENTS, FOLLOW_UPS, RATINGS, RESULTS, SOURCES } from '../core/paper-words.ts';
import type { SlipContent } from '../core/slip-content.ts';
import { SLIP_PAPERS } from './slip-paper.ts';
import { renderRulerPage, renderSlip } from './slip-pdf.ts';
import { loadOrder } from './repair-store.ts';

const compact = <T extends object>(value: { [K in keyof T]: T[K] | undefined }): T => Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

/** An order as its slip shows it: the centre's own time, Chinese words, what is unknown left for the pen. */
export const slipOf = (order: RepairOrder, site: SiteRow, names: ReadonlyMap<string, string>, placeName: string): SlipContent => {
  const when = (instant: string | undefined): string | undefined => (instant ? `${localDate(instant, site.zone).slice(5)} ${localTime(instant, site.zone)}` : undefined);
  // The slip's own time comes first where the paper said one; it is the paper that is reprinted (M-30).
  const mark = (step: string): string | undefined => when(((order.written[step] ?? order.marks[step]) as Mark | undefined)?.at);
  /** The department's remarks stand on a facility slip as the user's do on theirs (M-29, M-49). */
  const acceptance = order.acceptance ? [ACCEPTANCE[order.acceptance], order.acceptanceRemarks].filter(Boolean).join('：') : undefined;
  const { desk } = order.copies;
  const defect = order.cause === undefined ? undefined : order.cause === 'quality_defect';
  return compact<SlipContent>({
    company: site.company || undefined,
    siteName: site.name,
    number: order.orderNumber,
    logNumber: order.logNumber,
    kind: order.kind,
    slipAfter: isSlipAfter(order) || undefined,
    complaintsPhone: site.complaintsPhone || undefined,
    block1: compact({
      reportedAt: when(order.receivedAt), place: placeName, reporter: order.reporterName, department: order.department, phone: order.reporterPhone,
      // Both times stand where every paper has room, above what is to be done.
      item: order.calledFirst ? `〔${slipAfterText(order, when)}〕${order.item}` : order.item, symptom: order.symptom,
      urgency: order.appointmentAt ? '预约' : order.urgent ? '紧急' : '一般', appointmentAt: when(order.appointmentAt), takenBy: order.writtenBy ?? names.get(order.intakeBy), issuedAt: mark('issue') ?? when(order.calledFirst?.slipAt), notifiedAt: mark('notify') ?? when(order.calledFirst?.at),
    }),
    block2: compact({
      technician: names.get(order.technicianId ?? ''), acceptedAt: mark('accept'), readyAt: mark('ready'), arrivedAt: mark('arrive'), startedAt: mark('start'), finishedAt: mark('test'),
      cause: order.cause ? [CAUSES[order.cause], order.causeText].filter(Boolean).join('：') : undefined, qualityDefect: defect, causeExplained: order.causeExplained, vendor: order.vendor?.firm, vendorCalledAt: when(order.vendor?.calledAt),
      workDone: order.workDone, result: order.result ? RESULTS[order.result] : undefined, supportTo: order.support?.to === 'foreman' ? '维修领班' : order.support ? '工程部主任' : undefined, supportAt: when(order.support?.askedAt),
      moved: order.protection?.moved, covered: order.protection?.covered, sheetLaid: order.protection?.sheet, noiseAnnounced: order.noise ? true : undefined, tidied: order.tidy ? Object.values(order.tidy).every(Boolean) : undefined, cleaningNeeded: order.cleaning ? true : undefined,
    }),
    store:
      order.materials.length > 0
        ? compact({ takenBy: names.get(order.technicianId ?? ''), issuedBy: order.materialsIssuedBy, date: mark('takeMaterials'), oldPartsReturned: order.oldPartsReturned })
        : undefined,
    materials: order.materials.map((material) =>
      compact({
        name: material.name, spec: material.spec, unit: material.unit, quantity: String(material.quantity),
        price: material.unitPriceCents === undefined ? undefined : (material.unitPriceCents / 100).toFixed(2),
        amount: material.unitPriceCents === undefined ? undefined : ((material.unitPriceCents * material.quantity) / 100).toFixed(2),
      }),
    ),
    user:
      order.kind === 'user'
        ? compact({
            testResult: order.testPassed === undefined ? undefined : order.testPassed ? '正常' : '不正常', acceptance,
            workmanship: order.ratings ? RATINGS[order.ratings.workmanship] : undefined, attitude: order.ratings ? RATINGS[order.ratings.attitude] : undefined, conduct: order.ratings ? RATINGS[order.ratings.conduct] : undefined, timeliness: order.ratings?.timeliness ? RATINGS[order.ratings.timeliness] : undefined,
            comment: order.ratingComment, signedBy: order.signedBy, signedAt: mark('sign'),
          })
        : undefined,
    facility:
      order.kind === 'facility'
        ? compact({
            source: order.source ? SOURCES[order.source] : undefined, equipment: order.equipment, affectsOpening: order.affectsOpening, safetyMeasures: order.safetyMeasures, system: repairType(order.typeId)?.system, acceptanceDepartment: order.acceptanceDepartment ? (DEPARTMENTS[order.acceptanceDepartment] ?? order.acceptanceDepartment) : undefined,
            // Its slip has no line for the test (M-48).
            acceptance: acceptance && order.testPassed === false ? `${acceptance}（试用不正常）` : acceptance, signedBy: order.signedBy, signedAt: mark('sign'),
          })
        : undefined,
    foot: compact({
      // Who recorded the work on the own phone has signed for it; a slip keyed in by the desk is signed by pen.
      technicianSignature: order.marks['record']?.way === 'app' ? names.get(order.marks['record'].by) : undefined,
      ...(desk?.custody === 'returned' ? { returnedTo: names.get(desk.by ?? ''), returnedAt: when(desk.at) } : {}),
      followUp: order.followUp ? FOLLOW_UPS[order.followUp.result] : undefined,
    }),
  });
};

export const zPrintQuery = z.object({
  paper: z.enum(SLIP_PAPERS).default('a4'),
  dataOnly: z.enum(['0', '1']).default('0'),
  x: z.coerce.number().min(-20).max(20).default(0),
  y: z.coerce.number().min(-20).max(20).default(0),
});

const zRulerQuery = zPrintQuery.extend({ use: z.enum(PRINTER_USES), pc: z.uuid() });

/** How a centre's copies look: its paper is set elsewhere. */
export type CopyLookOf = (query: Query, siteId: string) => Promise<CopyLook>;

type Deps = Pick<AppOptions, 'sessions' | 'grants' | 'publicUrl'> & { readonly database: Database; readonly clock: Clock; /** The enrolled PC whose cookie this is. */ pcOf(cookies: string | undefined): Promise<{ readonly id: string; readonly siteId: string } | undefined>; readonly codes: { write(code: { kind: 'slip'; siteId: string; id: string }): string }; readonly copyLook: CopyLookOf };

/** The printed 维修单 (M-53) and the ruler page for a printer's offsets; when it was asked for stands on the status page. */
export const mountSlips = (app: FastifyInstance, deps: Deps): void => {
  app.get<{ Params: { siteId: string; repairId: string } }>('/api/sites/:siteId/repairs/:repairId/slip.pdf', async (request, reply) => {
    const { siteId, repairId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'repairs.read', siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? { ok: false, code: 'signed-out', facts: {} });
    const query = zPrintQuery.safeParse(request.query);
    if (!query.success || !z.uuid().safeParse(repairId).success) return sendRefusal(reply, { ok: false, code: 'bad-input', facts: {} });
    const found = await deps.database.read([siteId], async (reader) => {
      const loaded = await loadOrder(reader.query, siteId, repairId, false);
      const site = await loadSite(reader.query, siteId);
      if (!loaded || !site) return undefined;
      const order = loaded.state;
      const [people, places, look] = await Promise.all([
        reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [[order.intakeBy, order.technicianId, order.copies.desk?.by, order.marks['record']?.by].filter(Boolean)]),
        reader.query<{ name: string }>('select name from places where site_id = $1 and id = $2', [siteId, order.placeId ?? siteId]),
        deps.copyLook(reader.query, siteId),
      ]);
      return { order, site, look, names: new Map(people.map((person) => [person.id, person.name])), place: places[0]?.name ?? order.placeText };
    });
    const actor = actorOf(caller, siteId, 'repairs.read');
    if (!found || !maySee(found.order, actor)) return sendRefusal(reply, { ok: false, code: 'not-found', facts: {} });
    if (!found.order.orderNumber) return sendRefusal(reply, { ok: false, code: 'not-issued-yet', facts: {} });
    const { paper, dataOnly, x, y } = query.data;
    const order = { ...found.order, ...phoneFor(found.order, actor) };
    const slip = await renderSlip(slipOf(order, found.site, found.names, found.place), {
      paper, dataOnly: dataOnly === '1', offset: { x, y }, reprint: order.reprints, look: found.look,
      // Only where guests can reach us. The paper's code is its own, never the place's: the desk books the return by it, the user sees the truthful line.
      ...(deps.publicUrl ? { qr: `${deps.publicUrl}/g/${deps.codes.write({ kind: 'slip', siteId, id: repairId })}` } : {}),
    });
    return reply.type('application/pdf').header('content-disposition', `inline; filename="slip-${order.orderNumber}.pdf"`).header('cache-control', 'no-store').send(slip.pdf);
  });

  app.get<{ Params: { siteId: string } }>('/api/sites/:siteId/ruler.pdf', async (request, reply) => {
    const { siteId } = request.params;
    const caller = await resolveCaller(deps.sessions, request);
    const denied = authorize(caller, 'signed-in', siteId, deps.grants);
    if (denied || !caller) return sendRefusal(reply, denied ?? { ok: false, code: 'signed-out', facts: {} });
    const query = zRulerQuery.safeParse(request.query);
    if (!query.success) return sendRefusal(reply, { ok: false, code: 'bad-input', facts: {} });
    const { use, paper, x, y, pc } = query.data;
    const enrolled = await deps.pcOf(request.headers.cookie);
    const isOurs = enrolled?.siteId === siteId;
    const page = await renderRulerPage({ paper, offset: { x, y } });
    await recordPrinterTest(deps.database, { siteId, printer: isOurs ? enrolled.id : pc, instead: isOurs ? pc : undefined, use, paper, x, y, by: caller.personId, at: deps.clock.now() });
    return reply.type('application/pdf').header('cache-control', 'no-store').send(page.pdf);
  });
};
