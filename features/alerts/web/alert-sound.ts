import { useEffect, useRef, useState } from 'react';
import { toneFor, type Tone } from '../core/alert-marks.ts';
import type { MyAlert } from '../core/alert-contract.ts';

/** Hertz and seconds of each note; late falls, so that it is told from the others without looking. */
const NOTES: Readonly<Record<Tone, readonly (readonly [hertz: number, seconds: number])[]>> = {
  new: [[880, 0.14]],
  soon: [[660, 0.12], [880, 0.16]],
  late: [[880, 0.14], [660, 0.14], [440, 0.24]],
};
const LOUDNESS = 0.18;

/** Played by the browser itself: no sound files, nothing to fetch. */
export const playTone = (context: AudioContext, tone: Tone): void => {
  let at = context.currentTime;
  for (const [hertz, seconds] of NOTES[tone]) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.type = 'sine';
    oscillator.frequency.value = hertz;
    // Short ramps: an edge would click.
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.015);
    gain.gain.linearRampToValueAtTime(0, at + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(at);
    oscillator.stop(at + seconds);
    at += seconds + 0.03;
  }
};

const KEY = 'foyer.alerts.sound';
const stored = (fallback: boolean): boolean => {
  const value = localStorage.getItem(KEY);
  return value === null ? fallback : value === 'on';
};

/** Whether this device sounds: of the device, not of the person; on at the desk, off on phones in the hall. */
export const useSoundSwitch = (fallback: boolean): [boolean, (isOn: boolean) => void] => {
  const [isOn, set] = useState(() => stored(fallback));
  return [
    isOn,
    (next) => {
      localStorage.setItem(KEY, next ? 'on' : 'off');
      set(next);
    },
  ];
};

/** Sounds for what has come since the last reading; browsers allow it only after a first touch or key. */
export const useTones = (alerts: readonly MyAlert[] | undefined, isOn: boolean, onlyLate: boolean): void => {
  const context = useRef<AudioContext | undefined>(undefined);
  const before = useRef<readonly MyAlert[] | undefined>(undefined);
  useEffect(() => {
    const wake = () => {
      context.current ??= new AudioContext();
      if (context.current.state === 'suspended') void context.current.resume();
    };
    window.addEventListener('pointerdown', wake);
    window.addEventListener('keydown', wake);
    return () => {
      window.removeEventListener('pointerdown', wake);
      window.removeEventListener('keydown', wake);
      void context.current?.close();
      context.current = undefined;
    };
  }, []);
  useEffect(() => {
    if (!alerts) return;
    const tone = toneFor(before.current, alerts);
    before.current = alerts;
    if (tone && isOn && context.current && (tone === 'late' || !onlyLate)) playTone(context.current, tone);
  }, [alerts, isOn, onlyLate]);
};

/** The number beside the page's name in the browser's tab, and on the icon of an installed page. */
export const useBadge = (unseen: number): void => {
  const title = useRef(document.title);
  useEffect(() => {
    document.title = unseen > 0 ? `●${unseen > 99 ? '99+' : unseen} ${title.current}` : title.current;
    if ('setAppBadge' in navigator) void (unseen > 0 ? navigator.setAppBadge(unseen) : navigator.clearAppBadge()).catch(() => undefined);
  }, [unseen]);
  useEffect(() => {
    const name = title.current;
    return () => {
      document.title = name;
      if ('clearAppBadge' in navigator) void navigator.clearAppBadge().catch(() => undefined);
    };
  }, []);
};
