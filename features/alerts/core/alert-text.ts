import { maskNumbers } from '../../../platform/core/mask-numbers.ts';

/** An alert as it is pasted into a group chat: what it is, where, until when; nobody's name, no telephone. */
export const alertGroupText = (alert: { readonly siteName: string; readonly title: string; readonly body: string }, mark: string): string =>
  [`【${alert.siteName}】${mark ? `${mark} · ` : ''}${alert.title}`, alert.body].map((line) => maskNumbers(line.trim())).filter((line) => line !== '').join('\n');

/** A title without the word its mark says already. */
export const titleBeside = (title: string, mark: string): string => (title.startsWith(`${mark} · `) ? title.slice(mark.length + 3) : title);
