/** `npm run bench`: all of it; `npm run bench -- rates` (or `alerts`, `telephone`, `backup`, `export`, `beverages`, `records`, `scale`, `upgrade`, `carry-over`, `kill`, `reconnect`, `failover`, `group`, `sizes`): one part. */
const wanted = process.argv.slice(2);
const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part);

if (isWanted('sizes')) await import('./sizes.ts');
if (isWanted('rates')) await import('./rates.ts');
if (isWanted('alerts')) await import('./alerts.ts');
if (isWanted('telephone')) await import('./telephone-pbx.ts');
if (isWanted('backup')) await import('./backup.ts');
if (isWanted('export')) await import('./export.ts');
if (isWanted('failover')) await import('./failover.ts');
if (isWanted('group')) await import('./group.ts');
if (isWanted('kill')) await import('./kill.ts');
if (isWanted('reconnect')) await import('./reconnect.ts');
if (isWanted('scale')) await import('./scale.ts');
if (isWanted('upgrade')) await import('./upgrade.ts');
if (isWanted('carry-over')) await import('./carry-over.ts');
if (isWanted('beverages')) await import('./beverages.ts');
if (isWanted('records')) await import('./records.ts');
if (isWanted('telephone')) await import('./telephone.ts');

export {};
