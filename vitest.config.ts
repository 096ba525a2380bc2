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
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
