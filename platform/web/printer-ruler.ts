import type { PrinterUse } from '../core/printer-test.ts';
import { uuidv7 } from './ids.ts';

const KEY = 'foyer.pc';

/** What this browser calls its PC, for the page that says when a printer was last tested; an enrolled PC is known by its own name. */
const thisPc = (): string => {
  try {
    const known = localStorage.getItem(KEY);
    if (known) return known;
    const made = uuidv7();
    localStorage.setItem(KEY, made);
    return made;
  } catch {
    return uuidv7();
  }
};

/** The ruler page of this PC's printer, as its offsets stand. */
export const rulerAddress = (siteId: string, use: PrinterUse, printer: { readonly paper: string; readonly x: number; readonly y: number }): string =>
  `/api/sites/${siteId}/ruler.pdf?${new URLSearchParams({ use, paper: printer.paper, x: String(printer.x), y: String(printer.y), pc: thisPc() })}`;
