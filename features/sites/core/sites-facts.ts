/** What other features may know of a centre. */
export { calendarOf, type StoredCalendar } from './site-calendar.ts';
export { addPlace, getSiteSetup, PLACE_KINDS, PLACE_DEPARTMENTS, type PlaceKind, type PlaceDepartment } from './site-contract.ts';
