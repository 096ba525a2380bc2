import type { Papers } from '../../platform/server/paper-looks.ts';

/** Every paper and file of a centre: what is written down when it leaves, or that no guest stands on it. */
export const PAPERS: Papers = {
  '/api/sites/:siteId/repairs/:repairId/slip.pdf': { what: 'print', kind: 'repair', subject: 'repairId' },
  '/api/sites/:siteId/slip-prints/:printId/:part.pdf': { what: 'print', kind: 'repairs' },
  '/api/sites/:siteId/messages/:messageId/slip.pdf': { what: 'print', kind: 'message', subject: 'messageId' },
  '/api/sites/:siteId/claims/:claimId/sheet.pdf': { what: 'print', kind: 'claim', subject: 'claimId' },
  '/api/sites/:siteId/complaints/:complaintId/sheet.pdf': { what: 'print', kind: 'complaint', subject: 'complaintId' },
  // A report (举报) is told to nobody, not even that it was printed.
  '/api/sites/:siteId/reports/:complaintId/sheet.pdf': 'nobody',
  '/api/sites/:siteId/incidents/:incidentId/report.pdf': { what: 'print', kind: 'incident', subject: 'incidentId' },
  '/api/sites/:siteId/registers/:registerId.pdf': { what: 'print', kind: 'register' },
  '/api/sites/:siteId/registers/:registerId.xlsx': { what: 'export', kind: 'register' },
  '/api/sites/:siteId/records/month.pdf': { what: 'print', kind: 'month' },
  '/api/sites/:siteId/records/month.xlsx': { what: 'export', kind: 'month' },
  '/api/sites/:siteId/repairs/figures.csv': { what: 'export', kind: 'repairs' },
  '/api/sites/:siteId/telephone/month.xlsx': { what: 'export', kind: 'calls' },
  '/api/sites/:siteId/imports/:importId/refused.csv': { what: 'export', kind: 'import', subject: 'importId' },
  '/api/sites/:siteId/firms/:firmId/defects.pdf': { what: 'print', kind: 'referrals', subject: 'firmId' },
  '/api/sites/:siteId/firms/:firmId/defects.xlsx': { what: 'export', kind: 'referrals', subject: 'firmId' },
  // Telephone numbers of colleagues.
  '/api/sites/:siteId/packet.pdf': { what: 'print', kind: 'packet' },
  '/api/sites/:siteId/handovers/:handoverId/sheet.pdf': 'nobody',
  '/api/sites/:siteId/repairs/:repairId/spot-check.pdf': 'nobody',
  '/api/sites/:siteId/roster.pdf': 'nobody',
  '/api/sites/:siteId/pads/:padId/pad.pdf': 'nobody',
  '/api/sites/:siteId/ruler.pdf': 'nobody',
  '/api/sites/:siteId/removals/tick-sheet.pdf': 'nobody',
  '/api/sites/:siteId/place-codes.pdf': 'nobody',
  '/api/sites/:siteId/telephone/blank.pdf': 'nobody',
  // The bar knows tables and drinks.
  '/api/sites/:siteId/bar/': 'nobody',
};
