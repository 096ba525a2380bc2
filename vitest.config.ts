import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,platform,features,scripts,tests}/**/*.spec.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // Two: each worker may hold its own database and a browser, and the machines we run on are small.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Waiting for what must come; how quickly it comes is for the benchmarks.
    expect: { poll: { timeout: 15_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
