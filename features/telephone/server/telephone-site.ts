import { loadSite, type SiteRow } from '../../../platform/server/site-row.ts';
import type { Reader } from '../../../platform/server/database.ts';
import { colleaguesOf } from '../../roster/server/roster-facts.ts';
import type { Instant } from '../../../platform/core/instant.ts';
import { parameterValues, type ParameterValues } from '../../handbook/core/handbook-facts.ts';
import type { Refusal } from '../../../platform/core/refusal.ts';
import { checkWord, type Caller } from '../core/form-of-address.ts';
import { areaCodeOf } from '../../../platform/core/phone-number.ts';

export type TelephoneSite = SiteRow & { readonly areaCode: string | undefined; readonly values: ParameterValues };

/** A centre as its telephone sees it: 7 and 8 digits belong to the area of its own number. */
export const telephoneSite = async (reader: Reader, siteId: string): Promise<TelephoneSite | undefined> => {
  const [site, phones] = await Promise.all([loadSite(reader.query, siteId), reader.query<{ phone: string }>('select desk_phone as phone from sites where id = $1', [siteId], 'site-desk-phone')]);
  return site ? { ...site, areaCode: areaCodeOf(phones[0]?.phone ?? ''), values: parameterValues(site.parameters) } : undefined;
};

export const areaCodeIn = async (reader: Reader, siteId: string): Promise<string | undefined> =>
  areaCodeOf((await reader.query<{ phone: string }>('select desk_phone as phone from sites where id = $1', [siteId], 'site-desk-phone'))[0]?.phone ?? '');

/** May a caller be addressed so at this centre (T-21)? A word that is kept already stays, also where it is no longer offered. */
export const checkWordIn = async (reader: Reader, siteId: string, caller: Caller, kept?: Caller): Promise<Refusal | undefined> => {
  const before = kept?.honorific ? [kept.honorific] : [];
  // Nearly always one of the plan's own: nothing is asked.
  if (!checkWord(caller, before)) return undefined;
  const [desk] = await reader.query<{ extra: string[] }>(`select state->'extraHonorifics' as extra from telephone_desks where site_id = $1`, [siteId], 'desk-honorifics');
  return checkWord(caller, desk?.extra ?? []);
};

/** The colleague whose hand it is, where the name on the paper is one's and no other's. */
export const writerOf = async (reader: Reader, siteId: string, name: string, now: Instant): Promise<string | undefined> => {
  const found = (await colleaguesOf(reader, siteId, now)).filter((person) => person.name === name.trim());
  return found.length === 1 ? found[0]?.id : undefined;
};

export const namesOf = async (reader: Reader, ids: readonly (string | null | undefined)[]): Promise<ReadonlyMap<string, string>> => {
  const wanted = [...new Set(ids.filter((id): id is string => Boolean(id)))];
  if (wanted.length === 0) return new Map();
  return new Map((await reader.query<{ id: string; name: string }>('select id, name from people where id = any($1)', [wanted], 'people-names')).map((row) => [row.id, row.name]));
};
