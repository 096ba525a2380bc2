/** What other features may ask of people. */
export { hashPin, verifyPin } from './pins.ts';
export { hashPassword, insertPerson, makePassword, putMembership, soundOf, type NewPerson } from './person-store.ts';
