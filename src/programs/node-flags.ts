/** Options of Node.js for programs that serve. */

/**
 * A batch of payments lives for some milliseconds, longer than the young generation lasts under load by default: what
 * is under way is copied twice and grows old, and much of the processor goes into collecting it. With 64 MiB for each
 * half nearly all of it is gone when the collector looks.
 */
export const SERVING = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=64'] as const;
