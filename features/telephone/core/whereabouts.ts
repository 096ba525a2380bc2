import { fillScript, TELEPHONE_SCRIPTS, type Script } from '../../handbook/core/handbook-facts.ts';
import type { Instant } from '../../../platform/core/instant.ts';

export type Presence = { readonly state: 'in' | 'out' | 'with_guest' | 'off' | 'unknown'; readonly backAt: Instant | null };
export type Colleague = { readonly name: string; readonly pronoun?: '他' | '她' | undefined; readonly presence: Presence };

/** Said to be away. Of whom nobody said anything it is not known: they may well lift. */
export const isAway = (presence: Pick<Presence, 'state'>): boolean => presence.state === 'out' || presence.state === 'with_guest' || presence.state === 'off';

/** A sentence to say: filled in, with where it comes from. */
export type Line = { readonly key: string; readonly clause: string; readonly origin: 'plan' | 'house'; readonly text: string; readonly meaning: string; readonly original?: string | undefined };

export const lineOf = <S extends Script>(key: string, script: S, slots: Readonly<Record<S['slots'][number], string>>): Line => ({
  key, clause: script.clause, origin: script.origin, text: fillScript(script as Script, slots as Readonly<Record<string, string>> as never), meaning: script.meaning, original: script.original,
});

/**
 * What may be said of an absent colleague (T-30): only what is true. 很快就回来 only with a known time of return; off
 * duty, not in or unknown, the usual case, only T-33's sentence: that somebody is not at work is nobody's business (T-31).
 */
export const absentLines = (colleague: Colleague): Line[] => {
  const { name, pronoun = '', presence } = colleague;
  const offer = lineOf('offerMessage', TELEPHONE_SCRIPTS.offerMessage, { colleague: name });
  switch (presence.state) {
    case 'with_guest':
      return [lineOf('inMeeting', TELEPHONE_SCRIPTS.inMeeting, { pronoun }), offer];
    case 'out':
      return [
        presence.backAt ? lineOf('backSoon', TELEPHONE_SCRIPTS.backSoon, { pronoun }) : lineOf('awayOnBusiness', TELEPHONE_SCRIPTS.awayOnBusiness, { pronoun }),
        lineOf('askNameAndNumber', TELEPHONE_SCRIPTS.askNameAndNumber, { colleague: name, pronoun }),
      ];
    case 'in':
    case 'off':
    case 'unknown':
      return [offer];
    default: {
      const never: never = presence.state;
      return never;
    }
  }
};
