import { useQuery } from '@tanstack/react-query';
import { ApiRefusal, callApi } from '../../../platform/web/api-client.ts';
import { useWords } from '../../../platform/web/i18n.tsx';
import { listPads, padDay } from '../core/pad-contract.ts';
import { PAD_WORDS } from './pad-words.ts';
import { REPAIR_WORDS } from './repair-words.ts';

/** Under the centre's repairs: what is keyed in changes both. */
export const padKeys = { all: (siteId: string) => ['pads', siteId] as const };

export const usePads = (siteId: string) => useQuery({ queryKey: [...padKeys.all(siteId), 'last'], queryFn: ({ signal }) => callApi(listPads, { siteId }, { signal }) });
export const usePadDay = (siteId: string, day: string) => useQuery({ queryKey: [...padKeys.all(siteId), 'day', day], queryFn: ({ signal }) => callApi(padDay, { siteId, day }, { signal }) });

/** Why a sheet was refused, in the words of the person who holds it. */
export const usePadRefusal = (): ((failure: unknown) => string) => {
  const words = useWords(PAD_WORDS);
  const repair = useWords(REPAIR_WORDS);
  return (failure) => {
    const unavailable = repair.refusal['unavailable'] ?? '';
    if (!(failure instanceof ApiRefusal)) return unavailable;
    const { site } = failure.facts;
    if (failure.code === 'pad-other-site' && typeof site === 'string') return words.otherSite(site);
    return words.refusal[failure.code] ?? repair.refusal[failure.code] ?? unavailable;
  };
};
