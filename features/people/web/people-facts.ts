/** What other features' screens may use of people. */
export { PEOPLE_WORDS } from './people-words.ts';
export { useAttempt } from './use-attempt.ts';
