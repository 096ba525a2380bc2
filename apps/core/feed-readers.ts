/**
 * Whom the feed tells that something of a feature changed: by the permissions its pages ask with, any one of which is
 * enough. Features that are not named here are told to nobody.
 */
export const FEED_READERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['access', ['access.read', 'access.log', 'access.host']],
  ['alerts', ['alerts.read']],
  ['beverages', ['beverages.read']],
  ['claims', ['claims.read', 'claims.month']],
  ['complaints', ['complaints.read']],
  ['contacts', ['telephone.contacts', 'telephone.answer']],
  ['handover', ['handover.read', 'handover.sign']],
  ['incidents', ['incidents.read', 'incidents.report', 'incidents.figures']],
  ['matters', ['telephone.answer', 'telephone.own']],
  ['messages', ['telephone.answer', 'telephone.own']],
  ['pads', ['repairs.pads']],
  ['partners', ['partners.read']],
  ['pbx', ['telephone.pbx', 'telephone.seat']],
  ['people', ['people.read']],
  ['pledges', ['conduct.pledge', 'conduct.pledges']],
  ['records', ['records.read', 'records.month']],
  ['referrals', ['partners.read']],
  ['repairs', ['repairs.read', 'repairs.figures']],
  ['roster', ['roster.read', 'roster.brief', 'roster.packet']],
  ['sites', ['sites.read']],
  ['tasks', ['tasks.read']],
  ['telephone', ['telephone.read', 'telephone.answer', 'telephone.figures']],
  ['telephone-desk', ['telephone.directory']],
  ['upkeep', ['system.read']],
  ['walks', ['walks.read']],
]);
