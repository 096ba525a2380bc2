import { FORBIDDEN_PHRASES } from '../../handbook/core/handbook-facts.ts';
import { TAITAI } from './form-of-address.ts';

/** How people really say what the plan forbids (T-23, T-31); each pattern hangs on the plan's own phrase. */
const SPOKEN: readonly { readonly original: string; readonly pattern: RegExp }[] = [
  // The bare phrase: with a name before it, it is allowed.
  { original: '请稍等', pattern: /(?:^|[。！？!?；;\n]\s*)请稍等(?:一下|片刻)?(?=$|[。！？!?，,；;\n])/u },
  { original: '他/她仍未上班', pattern: /[他她]?(?:仍未|还没有?|还未|尚未)上班/u },
  { original: '仍未有来', pattern: /[他她](?:仍未|还没有?|还未|尚未)(?:有)?来/u },
  { original: '仍未有来', pattern: /仍未有来/u },
  { original: '上午都未见过他', pattern: /(?:上午|下午|今天|一天)都?(?:未|没有?)(?:见过|看见|看到)/u },
  { original: '他/她不在', pattern: /[他她]不在(?![线意乎])/u },
  { original: '他/她不知道去了哪里', pattern: /不知道?(?:[他她])?(?:去了?|跑到?|在)哪/u },
  { original: '他/她不知道去了哪里', pattern: /[他她]不知道去了哪里/u },
];

export type Flag = { readonly clause: string; readonly original: string; readonly found: string };

/** 太太 in notes, a matter or a name, though she has not called herself so (T-22): asked about, never a block. */
export const hasTaitai = (texts: readonly (string | undefined)[], saidTaitai = false): boolean => !saidTaitai && texts.some((text) => text?.includes(TAITAI) === true);

export const TAITAI_FLAG: Flag = { clause: 'T-22', original: TAITAI, found: TAITAI };

/** What of a text is better not said or written down. A warning with its clause, never silent and never a block of the words themselves. */
export const flagWording = (text: string, saidTaitai = false): Flag[] => {
  const flags: Flag[] = [];
  for (const { original, pattern } of SPOKEN) {
    const found = pattern.exec(text)?.[0];
    const phrase = FORBIDDEN_PHRASES.find((entry) => entry.original === original);
    if (found && phrase && !flags.some((flag) => flag.original === original)) flags.push({ clause: phrase.clause, original, found: found.replace(/^[。！？!?；;\n]\s*/u, '') });
  }
  if (hasTaitai([text], saidTaitai)) flags.push(TAITAI_FLAG);
  return flags;
};
