// Whoever watched may be gone (a closed window, `| head`): that ends no work.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

/** A line for whoever started us and watches the terminal. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Says something again only every two seconds. */
export const everyTwoSeconds = (tell: () => string): (() => void) => {
  let shown = performance.now();
  return () => {
    if (performance.now() - shown < 2000) return;
    shown = performance.now();
    say(tell());
  };
};
