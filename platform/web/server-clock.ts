/** How far this device's clock is from the server's, learnt with the session; countdowns follow the server. */
let offset = 0;

export const learnServerTime = (serverTime: string): void => {
  offset = new Date(serverTime).getTime() - Date.now();
};
export const serverNow = (): number => Date.now() + offset;
export const serverInstant = (): string => new Date(serverNow()).toISOString();
/** Milliseconds this device is ahead (+) or behind (−). */
export const clockDrift = (): number => -offset;
