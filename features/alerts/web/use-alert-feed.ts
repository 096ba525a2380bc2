import { useMemo } from 'react';
import type { MyAlert } from '../core/alert-contract.ts';
import { bellTint } from '../core/alert-marks.ts';
import { useMyAlerts } from './alert-api.ts';
import { useBadge, useSoundSwitch, useTones } from './alert-sound.ts';

const NONE: readonly MyAlert[] = [];

/** My alerts for the whole app: one reading feeds the bell, the list, the sound and the badge. */
export const useAlertFeed = (options: { pollMs: number | false; soundByDefault: boolean; /** Silent but for what is late: a screen on the wall. */ onlyLate?: boolean }) => {
  const query = useMyAlerts(options.pollMs);
  const alerts = useMemo(() => query.data?.pages.flatMap((page) => page.alerts), [query.data]);
  const [isSoundOn, setSound] = useSoundSwitch(options.soundByDefault);
  useTones(alerts, isSoundOn, options.onlyLate ?? false);
  const unseen = query.data?.pages[0]?.unseen ?? 0;
  useBadge(unseen);
  return { query, alerts: alerts ?? NONE, unseen, tint: bellTint(alerts ?? NONE), isSoundOn, setSound };
};
export type AlertFeed = ReturnType<typeof useAlertFeed>;
