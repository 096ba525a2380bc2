/** `npm run bench`: all of it; `npm run bench -- rates`, `-- alerts`, `-- backup`, `-- scale` or `-- sizes`: one part. */
const wanted = process.argv.slice(2);
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part);

if (isWanted('sizes')) await import('./sizes.ts');
if (isWanted('rates')) await import('./rates.ts');
if (isWanted('alerts')) await import('./alerts.ts');
if (isWanted('backup')) await import('./backup.ts');
if (isWanted('scale')) await import('./scale.ts');

export {};
