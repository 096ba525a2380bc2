import type { Query } from './database.ts';

/** A centre's own settings, read with every command. */
export type SiteRow = {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly parameters: Record<string, unknown>;
  readonly calendar: unknown;
  readonly version: number;
  readonly complaintsPhone: string;
  readonly company: string;
  readonly address: string;
  readonly deskPhone: string;
};

export const loadSite = async (query: Query, siteId: string): Promise<SiteRow | undefined> =>
  (
    await query<SiteRow>(
      `select id, name, zone, parameters, calendar, version, complaints_phone as "complaintsPhone", company, address, desk_phone as "deskPhone" from sites where id = $1`,
      [siteId],
      'site-load',
    )
  )[0];
