import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes minutes begins first, so that no worker is left with it alone at the end. */
const LONG_FIRST = ['tests/replay/', 'tests/e2e/every-page', 'tests/e2e/', 'tests/http/'];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = (file: TestSpecification): number => {
      const found = LONG_FIRST.findIndex((part) => file.moduleId.includes(part));
      return found < 0 ? LONG_FIRST.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    include: ['{apps,platform,features,scripts,tests}/**/*.spec.{ts,tsx}'],
    environment: 'node',
    pool: 'forks',
    // Two: each worker may hold its own database and a browser, and the machines we run on are small.
    maxWorkers: 2,
    // The program is read in once a worker, not once a file: every test has a database of its own, and none replaces a module.
    isolate: false,
    sequence: { sequencer: LongFirst },
    testTimeout: 120_000,
    hookTimeout: 240_000,
    // Waiting for what must come; how quickly it comes is for the benchmarks.
    expect: { poll: { timeout: 45_000 } },
    dangerouslyIgnoreUnhandledErrors: false,
  },
});
