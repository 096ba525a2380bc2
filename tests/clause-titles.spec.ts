import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BEVERAGE_KEEPS } from '../features/beverages/core/beverage-clauses.ts';
import { ACCESS_KEEPS } from '../features/access/core/access-clauses.ts';
import { INCIDENT_KEEPS } from '../features/incidents/core/incident-clauses.ts';
import { CLAIM_KEEPS } from '../features/claims/core/claim-clauses.ts';
import { COMPLAINT_KEEPS } from '../features/complaints/core/complaint-clauses.ts';
import { CONDUCT_KEEPS } from '../features/conduct/core/conduct-clauses.ts';
import { PARTNER_KEEPS } from '../features/partners/core/partner-clauses.ts';
import { REPAIR_KEEPS } from '../features/repairs/core/repair-clauses.ts';
import { ROSTER_KEEPS } from '../features/roster/core/roster-clauses.ts';
import { TELEPHONE_KEEPS } from '../features/telephone/core/telephone-clauses.ts';

const ROOT = new URL('../', import.meta.url).pathname;

const titles = (): string[] =>
  ['features', 'platform', 'tests', 'apps'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.spec\.tsx?$/.test(name))
      .flatMap((name) => [...readFileSync(join(ROOT, folder, name), 'utf8').matchAll(/\b(?:it|describe)(?:\.\w+)?(?:\([^()]*\))?\(\s*(['"`])(.*?)\1,/gs)].map((match) => match[2] ?? '')),
  );

describe('clauses and tests', () => {
  it('given the clauses the handbook calls kept, then each is named in the title of a test', () => {
    const all = titles().join('\n');
    expect(all.length).toBeGreaterThan(10_000);
    const kept = [...new Set([...REPAIR_KEEPS, ...ROSTER_KEEPS, ...BEVERAGE_KEEPS, ...TELEPHONE_KEEPS, ...INCIDENT_KEEPS, ...ACCESS_KEEPS, ...COMPLAINT_KEEPS, ...CLAIM_KEEPS, ...CONDUCT_KEEPS, ...PARTNER_KEEPS].map((keep) => keep.clause))];
    expect(kept.length).toBeGreaterThan(40);
    expect(kept.filter((clause) => !new RegExp(`${clause}(?!\\d)`).test(all))).toEqual([]);
  });
});
