import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';

it('given whoever watched the terminal is gone, when something is said, then the work goes on', async () => {
  const module = JSON.stringify(new URL('./progress.ts', import.meta.url).href);
  const child = spawn(process.execPath, ['--input-type=module', '-e', `const { say } = await import(${module}); say('one'); process.stdin.on('data', () => { say('two'); setTimeout(() => process.exit(7), 50); });`], { stdio: ['pipe', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.write('go on\n');
  expect(await once(child, 'exit')).toEqual([7, null]);
});
