import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** Of the whole run; files that are named one by one leave it to the platform that they start, if they start one. */
const namesFiles = process.argv.slice(2).some((each) => each.endsWith('.ts'));

export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    include: [
      'src/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'web/**/*.test.ts',
      'web/test/**/*.browser.ts',
    ],
    // Pages and database are made once, before platforms that would all make them at their start.
    globalSetup: namesFiles ? [] : ['./test/build-pages.ts', './test/migrated.ts'],
    // Hundreds of programs are started: each is read once and not every time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.build', 'compiled') },
    testTimeout: 150_000,
    hookTimeout: 150_000,
    // Files of a worker share what they import: to read it anew for each of them took a third of the run. No test may
    // leave a global, a timer or a variable of the environment behind.
    isolate: false,
    // Two cores: tests that start servers and databases would starve each other with more workers.
    maxWorkers: 2,
  },
});
