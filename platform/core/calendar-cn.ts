/**
 * Public holidays and make-up workdays (调休) of the State Council General Office's yearly notices,
 * taken from NateScarlet/holiday-cn (MIT). A year without a notice is said aloud, never guessed.
 */
type Entry = readonly [name: string, off: boolean, days: string];

const NOTICES: Readonly<Record<number, readonly Entry[]>> = {
  2024: [
    ['元旦', true, '01-01'],
    ['春节', false, '02-04 02-18'],
    ['春节', true, '02-10 02-11 02-12 02-13 02-14 02-15 02-16 02-17'],
    ['清明节', true, '04-04 04-05 04-06'],
    ['清明节', false, '04-07'],
    ['劳动节', false, '04-28 05-11'],
    ['劳动节', true, '05-01 05-02 05-03 05-04 05-05'],
    ['端午节', true, '06-10'],
    ['中秋节', false, '09-14'],
    ['中秋节', true, '09-15 09-16 09-17'],
    ['国庆节', false, '09-29 10-12'],
    ['国庆节', true, '10-01 10-02 10-03 10-04 10-05 10-06 10-07'],
  ],
  2025: [
    ['元旦', true, '01-01'],
    ['春节', false, '01-26 02-08'],
    ['春节', true, '01-28 01-29 01-30 01-31 02-01 02-02 02-03 02-04'],
    ['清明节', true, '04-04 04-05 04-06'],
    ['劳动节', false, '04-27'],
    ['劳动节', true, '05-01 05-02 05-03 05-04 05-05'],
    ['端午节', true, '05-31 06-01 06-02'],
    ['国庆节、中秋节', false, '09-28 10-11'],
    ['国庆节、中秋节', true, '10-01 10-02 10-03 10-04 10-05 10-06 10-07 10-08'],
  ],
  2026: [
    ['元旦', true, '01-01 01-02 01-03'],
    ['元旦', false, '01-04'],
    ['春节', false, '02-14 02-28'],
    ['春节', true, '02-15 02-16 02-17 02-18 02-19 02-20 02-21 02-22 02-23'],
    ['清明节', true, '04-04 04-05 04-06'],
    ['劳动节', true, '05-01 05-02 05-03 05-04 05-05'],
    ['劳动节', false, '05-09'],
    ['端午节', true, '06-19 06-20 06-21'],
    ['国庆节', false, '09-20 10-10'],
    ['中秋节', true, '09-25 09-26 09-27'],
    ['国庆节', true, '10-01 10-02 10-03 10-04 10-05 10-06 10-07'],
  ],
};

export type Holiday = { readonly name: string; readonly off: boolean };

export const KNOWN_YEARS: readonly number[] = Object.keys(NOTICES).map(Number);

export const HOLIDAYS_CN: Readonly<Record<string, Holiday>> = Object.fromEntries(
  Object.entries(NOTICES).flatMap(([year, entries]) =>
    entries.flatMap(([name, off, days]) => days.split(' ').map((day): [string, Holiday] => [`${year}-${day}`, { name, off }])),
  ),
);
