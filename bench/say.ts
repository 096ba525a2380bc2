/* The benchmarks' only output: lines a person reads in a terminal, all in one shape. */

/** A step of the way, for whoever waits. */
export const tell = (line: string): void => console.log(line);

/** A figure; with what was wanted, and where something was, whether it was reached. */
export const say = (what: string, value: string, wanted?: string, isReached?: boolean): void =>
  tell(`${what.padEnd(66)} ${value.padStart(16)}${wanted === undefined ? '' : `   ${wanted}`}${isReached === undefined ? '' : isReached ? ' reached' : ' MISSED'}`);
