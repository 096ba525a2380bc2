import { cdrKeys, type CdrRow } from '../../core/pbx/cdr-mapper.ts';
import type { CdrModel } from '../../core/pbx/pbx-settings.ts';

type Group = { rows: CdrRow[]; keys: Set<string>; touched: number; at: number };

/** Rows of one call stand near each other in a file, but not in order; a group nothing was added to for so long is whole. */
const WINDOW_ROWS = 2000;

/** Collects the rows of a call record into calls: rows are not calls (one queue call made four). */
export const createCdrGroups = (model: CdrModel) => {
  const byKey = new Map<string, Group>();
  const groups = new Set<Group>();
  let added = 0;
  const drop = (group: Group): void => {
    groups.delete(group);
    for (const key of group.keys) if (byKey.get(key) === group) byKey.delete(key);
  };
  return {
    /** Adds a row; answers the groups that are whole by now. `at`: milliseconds of whatever clock `untouched` is asked with. */
    add: (row: CdrRow, at = 0): CdrRow[][] => {
      added += 1;
      const { own, ends } = cdrKeys(model, row);
      const keys = [own, ...ends];
      const found = [...new Set(keys.flatMap((key) => byKey.get(key) ?? []))];
      const group: Group = found[0] ?? { rows: [], keys: new Set(), touched: added, at };
      for (const other of found.slice(1)) {
        group.rows.push(...other.rows);
        for (const key of other.keys) group.keys.add(key);
        drop(other);
      }
      group.rows.push(row);
      group.touched = added;
      group.at = at;
      // Moved to the end: the first of the set is the longest untouched.
      groups.delete(group);
      groups.add(group);
      for (const key of keys) group.keys.add(key);
      for (const key of group.keys) byKey.set(key, group);
      const whole: CdrRow[][] = [];
      for (const old of groups) {
        if (added - old.touched < WINDOW_ROWS) break;
        drop(old);
        whole.push(old.rows);
      }
      return whole;
    },
    /** Groups nothing was added to since; one that said it goes on is waited for longer. */
    untouched: (since: { quiet: number; continued: number }): CdrRow[][] => {
      const whole = [...groups].filter((group) => group.at <= (/^(?:1|y)/i.test(group.rows.at(-1)?.fields.continues ?? '') ? since.continued : since.quiet));
      for (const group of whole) drop(group);
      return whole.map((group) => group.rows);
    },
    rest: (): CdrRow[][] => {
      const all = [...groups].map((group) => group.rows);
      groups.clear();
      byKey.clear();
      return all;
    },
  };
};
