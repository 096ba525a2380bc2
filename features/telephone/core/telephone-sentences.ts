import { fillScript, FORBIDDEN_PHRASES, TELEPHONE_SCRIPTS } from '../../handbook/core/handbook-facts.ts';
import { addressOf, type Caller } from './form-of-address.ts';
import { readBackGroups } from '../../../platform/core/phone-number.ts';
import { absentLines, isAway, lineOf, type Colleague, type Line, type Presence } from './whereabouts.ts';

/** The moments of a call at which a sentence is wanted. */
export const MOMENTS = ['greet', 'late', 'name', 'hold', 'held', 'held-long', 'transfer', 'absent', 'no-more-transfers', 'message', 'closing', 'follow-up'] as const;
export type Moment = (typeof MOMENTS)[number];

/** A sentence of the centre's own, for a public number and a time of day; the plan's stays visible beside it. */
export type OwnScript = { readonly id: string; readonly publicNumber: string; readonly from: string; readonly to: string; readonly greeting: string };

export type SentenceFacts = {
  /** Company or centre, as the greeting says it (T-06). */
  readonly office: string;
  readonly department: string;
  readonly agent: string;
  /** On a line of property management T-17 is said, on another department's T-18. */
  readonly isProperty: boolean;
  readonly caller: Caller;
  readonly number?: string | undefined;
  readonly colleague?: Colleague | undefined;
  readonly toDepartment?: string | undefined;
  readonly own?: OwnScript | undefined;
};

/** The centre's own greeting for this line and this time of day; `24:00` ends the day, an end before the start is over midnight. */
export const ownScriptAt = (scripts: readonly OwnScript[], publicNumber: string | undefined, time: string): OwnScript | undefined => {
  const isNow = (script: OwnScript): boolean => (script.from <= script.to ? script.from <= time && time < script.to : time >= script.from || time < script.to);
  const fitting = scripts.filter((script) => (script.publicNumber === '' || script.publicNumber === publicNumber) && isNow(script));
  // The one for this very number wins over the one for all.
  return fitting.find((script) => script.publicNumber !== '') ?? fitting[0];
};

const OWN_SLOT = /\{(案场|部门|姓名)\}/g;
/** An own greeting may name {案场}, {部门} and {姓名}. */
export const fillOwn = (script: OwnScript, facts: Pick<SentenceFacts, 'office' | 'department' | 'agent'>): string =>
  script.greeting.replace(OWN_SLOT, (_, slot: string) => ({ 案场: facts.office, 部门: facts.department, 姓名: facts.agent })[slot] ?? '');

/** With a transfer under way: whoever is said to be away is not put through to (T-30); of whom nothing is known, the caller is told who it will be (T-34). */
export const transferMoment = (before: number, presence: Pick<Presence, 'state'> | undefined): Moment => (before >= 2 ? 'no-more-transfers' : presence && isAway(presence) ? 'absent' : 'transfer');

/** What is said of a colleague who may not be there, beside the sentence of the moment. */
const ifNotThere = (colleague: Colleague | undefined): Line[] => (colleague && colleague.presence.state !== 'in' ? absentLines(colleague) : []);

/** What to say now, the first first. All names, the pronoun and the whereabouts are filled in; nothing is invented. */
export const sentencesFor = (moment: Moment, facts: SentenceFacts): Line[] => {
  const caller = addressOf(facts.caller);
  const S = TELEPHONE_SCRIPTS;
  switch (moment) {
    case 'greet': {
      const plan = facts.isProperty ? lineOf('greetProperty', S.greetProperty, { office: facts.office }) : lineOf('greetOther', S.greetOther, { department: facts.department, agent: facts.agent });
      return facts.own ? [{ key: 'own', clause: plan.clause, origin: 'house', text: fillOwn(facts.own, facts), meaning: plan.meaning }, plan] : [plan];
    }
    case 'late':
      return [lineOf('apologiseLate', S.apologiseLate, { office: facts.office })];
    case 'name':
      return [lineOf('askNameGently', S.askNameGently, {}), lineOf('askAgain', S.askAgain, {})];
    case 'hold':
      // T-23: never the bare 请稍等.
      return [caller ? lineOf('hold', S.hold, { caller }) : lineOf('holdUnknown', S.holdUnknown, {})];
    case 'held':
      return [lineOf('waitedLong', S.waitedLong, { caller })];
    case 'held-long':
      return [lineOf('offerMessage', S.offerMessage, { colleague: facts.colleague?.name ?? '' }), lineOf('offerCallBack', S.offerCallBack, { caller })];
    case 'transfer':
      return [lineOf('tellTransfer', S.tellTransfer, { caller, department: facts.toDepartment ?? '', colleague: facts.colleague?.name ?? '' }), ...ifNotThere(facts.colleague)];
    case 'absent':
      return facts.colleague ? absentLines(facts.colleague) : [lineOf('offerMessage', S.offerMessage, { colleague: '' })];
    case 'no-more-transfers':
      return [lineOf('offerCallBack', S.offerCallBack, { caller })];
    case 'message':
      return [...ifNotThere(facts.colleague), lineOf('readBack', S.readBack, { caller, number: facts.number ? readBackGroups(facts.number) : '' }), lineOf('askAgain', S.askAgain, {})];
    case 'closing':
      return [lineOf('offerMore', S.offerMore, {})];
    case 'follow-up':
      return [{ ...lineOf('followUp', S.followUp, { caller, office: facts.office }), text: fillScript(S.followUp, { caller, office: facts.office }) }];
    default: {
      const never: never = moment;
      return never;
    }
  }
};

/** The last words of a message (T-45, T-46); the second is said, and then kept, where the recipient is to be told on return. */
export const closingOfMessage = (facts: Pick<SentenceFacts, 'caller'>, whenBack: boolean, pronoun = ''): Line => {
  const caller = addressOf(facts.caller);
  return whenBack ? lineOf('closeUntilReturn', TELEPHONE_SCRIPTS.closeUntilReturn, { caller, pronoun }) : lineOf('closeWithMessage', TELEPHONE_SCRIPTS.closeWithMessage, { caller });
};

/** Struck out beside the sentence: T-31 with an absent colleague; with a hold and a transfer 请稍等 (T-23), which is wrong only where it is all that is said. */
export const neverSay = (moment: Moment): { clause: string; original: string }[] =>
  FORBIDDEN_PHRASES.filter((phrase) => (moment === 'hold' || moment === 'transfer' ? phrase.clause === 'T-23' : moment === 'absent' || moment === 'message' ? phrase.clause === 'T-31' : false)).map(({ clause, original }) => ({ clause, original }));

/** Reminders of manner beside the sentences, each the plan's own clause. */
export const TIPS = ['T-07', 'T-08', 'T-09', 'T-13', 'T-19', 'T-20', 'T-41'] as const;
