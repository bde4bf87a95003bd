/**
 * What operators ask of the database, on connections of their own: a wide question at the desk keeps no payment and no
 * shop waiting. Every method throws StoreUnavailable when the database cannot be asked.
 */
import pg from 'pg';
import { ReadPool } from '../read-pool.ts';
import { type BooksReading, booksReading } from './books.ts';
import { type MismatchDesk, mismatchDesk } from './mismatches.ts';
import { type Names, namesReading } from './names.ts';
import { type QueueReading, queueReading } from './queue.ts';
import { type SearchReading, searchReading } from './search.ts';
import { type VerifyRuns, verifyRuns } from './verify-runs.ts';

export type { BookRow, JournalFilter, JournalPosition, TrialRow } from './books.ts';
export {
  type DeskMismatch,
  MISMATCH_VERDICTS,
  type MismatchOutcome,
  type MismatchProposal,
  type MismatchVerdict,
} from './mismatches.ts';
export type { QueueCount, QueueCursor, QueueRow } from './queue.ts';
export { QUEUE_KINDS, type QueueKind } from './queue-sources.ts';
export type { FoundPayment, SearchFilter } from './search.ts';
export type { VerifyResult, VerifyRun } from './verify-runs.ts';

export interface DeskStore
  extends QueueReading,
    SearchReading,
    BooksReading,
    MismatchDesk,
    VerifyRuns,
    Names {
  close(): Promise<void>;
}

/** A trial balance reads every journal since its day; the caller waits no longer than this. */
const TRIAL_MS = 40_000;

export function createDeskStore(options: { readonly url: string }): DeskStore {
  const { url } = options;
  const pool = new ReadPool({ url, maxConnections: 4 });
  const slow = new ReadPool({ url, maxConnections: 1, statementMs: TRIAL_MS });
  const writing = new pg.Pool({
    connectionString: url,
    application_name: 'yuanlu desk',
    max: 2,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    options: '-c statement_timeout=10s -c lock_timeout=5s -c idle_in_transaction_session_timeout=10s',
  });
  writing.on('error', () => {});
  return {
    ...queueReading(pool),
    ...searchReading(pool),
    ...namesReading(pool),
    ...booksReading(pool),
    trialBalance: booksReading(slow).trialBalance,
    ...mismatchDesk(writing),
    ...verifyRuns(writing),
    async close() {
      await Promise.all([pool.close(), slow.close(), writing.end()]);
    },
  };
}
