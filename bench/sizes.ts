import { readFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { tell } from './say.ts';

/** What must come over the wire before the first screen works: the page, its script, what that imports at once, its style. */
const LIMITS = [['console', 350], ['mobile', 260], ['guest', 60]] as const;
const dist = new URL('../dist/', import.meta.url);

tell('first load, brotli');
for (const [app, limit] of LIMITS) {
  const page = readFileSync(new URL(`apps/${app}/index.html`, dist), 'utf8');
  const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  const bytes = [page, ...files.map((file) => readFileSync(new URL(file, dist)))].reduce((sum, part) => sum + brotliCompressSync(part).length, 0);
  const kilobytes = bytes / 1024;
  tell(`${app.padEnd(10)} ${kilobytes.toFixed(0).padStart(5)} KB   ≤ ${limit} ${kilobytes <= limit ? 'reached' : 'MISSED'}`);
}
