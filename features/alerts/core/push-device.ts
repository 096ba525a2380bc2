/** What a browser says of itself, as far as push goes. */
export type PushFacts = { readonly isSecure: boolean; readonly hasWorker: boolean; readonly hasPush: boolean; readonly permission: 'default' | 'granted' | 'denied' | undefined; readonly isIos: boolean; readonly isInstalled: boolean; readonly isInWeChat: boolean };

/** What stands between this device and its alerts, the first thing first. */
export const PUSH_STATES = ['not-https', 'in-wechat', 'ios-home-screen', 'unsupported', 'denied', 'ask', 'ready'] as const;
export type PushState = (typeof PUSH_STATES)[number];

export const pushStateOf = (facts: PushFacts): PushState => {
  if (!facts.isSecure) return 'not-https';
  if (facts.isInWeChat) return 'in-wechat';
  // Safari on iPhone and iPad offers push only to pages added to the home screen.
  if (facts.isIos && !facts.isInstalled) return 'ios-home-screen';
  if (!facts.hasWorker || !facts.hasPush || facts.permission === undefined) return 'unsupported';
  if (facts.permission === 'denied') return 'denied';
  return facts.permission === 'granted' ? 'ready' : 'ask';
};

export const isIos = (agent: string, touchPoints: number): boolean => /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1);
export const isInWeChat = (agent: string): boolean => /MicroMessenger|wxwork/i.test(agent);

const SYSTEMS: readonly (readonly [RegExp, string])[] = [[/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, 'Android'], [/Windows/, 'Windows'], [/Macintosh/, 'Mac'], [/Linux/, 'Linux']];
const BROWSERS: readonly (readonly [RegExp, string])[] = [[/HuaweiBrowser/, 'Huawei'], [/MiuiBrowser/, 'Mi Browser'], [/Edg/, 'Edge'], [/Firefox/, 'Firefox'], [/Chrome/, 'Chrome'], [/Safari/, 'Safari']];

/** Enough for its owner to tell one device from another. */
export const deviceName = (agent: string): string =>
  [SYSTEMS, BROWSERS].flatMap((list) => list.find(([sign]) => sign.test(agent))?.[1] ?? []).join(' · ') || '—';

/** The push services of these browsers cannot be relied on from mainland networks: only a receipt by the device itself counts. */
export const isReceiptOverdue = (device: { readonly takenAt: string | null; readonly arrivedAt: string | null }, now: number, afterMs = 60_000): boolean =>
  device.takenAt !== null && (device.arrivedAt === null || device.arrivedAt < device.takenAt) && now - Date.parse(device.takenAt) > afterMs;
