/** What other features may know of the plan: its clauses, its limits, its sentences. */
export { clauseById, clausePlace, isClauseId, type Clause, type ClauseId, type ClauseMode } from './clauses.ts';
export type { Keep, KeptBy } from './coverage.ts';
export {
  PARAMETERS,
  isParameterKey,
  mayChangeParameter,
  originOf,
  parameterByKey,
  parameterDefaults,
  parameterValues,
  parseParameter,
  type Parameter,
  type ParameterKey,
  type ParameterValues,
} from './parameters.ts';
export {
  FORBIDDEN_PHRASES,
  REPAIR_SCRIPTS,
  TELEPHONE_SCRIPTS,
  fillScript,
  type Script,
  type SlotName,
} from './scripts.ts';
export { SWITCH_WORDS, amountWords, rangeWords, unitWord } from './parameter-words.ts';
