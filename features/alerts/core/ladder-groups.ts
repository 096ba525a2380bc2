/** The settings show kinds of alerts in groups, by the first word of their topic; deadlines stand apart from what is said. */
export const LADDER_GROUPS = ['repair-deadlines', 'repairs', 'tasks', 'handover', 'roster', 'telephone', 'bar', 'door', 'amends', 'system', 'other'] as const;
export type LadderGroup = (typeof LADDER_GROUPS)[number];

/** First words that stand in a group of another name. */
const IN: Readonly<Record<string, LadderGroup>> = {
  calls: 'telephone', beverages: 'bar', incidents: 'door', access: 'door',
  complaint: 'amends', complaints: 'amends', report: 'amends', reports: 'amends', claim: 'amends', claims: 'amends', conduct: 'amends', pledges: 'amends', partner: 'amends', partners: 'amends',
};

export const groupOf = (topic: string): LadderGroup => {
  const [first = ''] = topic.split('.');
  if (first === 'repairs') return /\.(?:soon|late)$/.test(topic) ? 'repair-deadlines' : 'repairs';
  return LADDER_GROUPS.find((group) => group === (IN[first] ?? first)) ?? 'other';
};

/** In the order of the groups, each in its own order; groups without any are left out. */
export const grouped = <T extends { readonly topic: string }>(ladders: readonly T[]): { readonly group: LadderGroup; readonly ladders: readonly T[] }[] =>
  LADDER_GROUPS.map((group) => ({ group, ladders: ladders.filter((ladder) => groupOf(ladder.topic) === group) })).filter((entry) => entry.ladders.length > 0);
