/** What work costs: processor time of the programs, and what PostgreSQL wrote. Read before and after. */
import pg from 'pg';
import { processorTimeOf, processorTimeOfTree } from './processes.ts';

export interface Reading {
  /** Microseconds of processor time by program; null where the system does not tell. */
  readonly processors: Readonly<Record<string, number | null>>;
  readonly walBytes: number;
  /** Tables and indexes of the database. */
  readonly storedBytes: number;
  /** Rows inserted, updated and deleted. */
  readonly rowsWritten: number;
  /** Those that only read too. */
  readonly transactions: number;
}

/** For one payment. */
export interface Cost {
  /** Of the program that decides: the server's, or this one where the engine runs in it. */
  readonly nodeMicroseconds: number | null;
  readonly postgresMicroseconds: number | null;
  /** Of other programs of the run, which are not the product's server. */
  readonly besideMicroseconds: Readonly<Record<string, number | null>>;
  readonly walBytes: number;
  readonly storedBytes: number;
  readonly rowsWritten: number;
  readonly transactions: number;
}

export interface Meter extends AsyncDisposable {
  read(): Promise<Reading>;
}

export interface MeterOptions {
  readonly url: string;
  /** The first process of PostgreSQL; null where it is not of this run. */
  readonly postgresPid: () => number | null;
  /** Programs of Node by name, `node` the one that decides; null stands for this process. */
  readonly programs: Readonly<Record<string, () => number | null>>;
}

export async function openMeter({ url, postgresPid, programs }: MeterOptions): Promise<Meter> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    async read() {
      const { rows } = await client.query<Record<'wal' | 'stored' | 'written' | 'transactions', string>>(
        `SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal, pg_database_size(current_database()) AS stored,
            tup_inserted + tup_updated + tup_deleted AS written, xact_commit AS transactions
          FROM pg_stat_database WHERE datname = current_database()`,
      );
      const { wal, stored, written, transactions } = rows[0]!;
      const own = (): number => {
        const { user, system } = process.cpuUsage();
        return user + system;
      };
      const pid = postgresPid();
      const processors: Record<string, number | null> = {
        postgres: pid === null ? null : processorTimeOfTree(pid),
      };
      for (const [name, of] of Object.entries(programs)) {
        const program = of();
        processors[name] = program === null ? own() : processorTimeOf(program);
      }
      return {
        ...{ processors, walBytes: Number(wal), storedBytes: Number(stored) },
        ...{ rowsWritten: Number(written), transactions: Number(transactions) },
      };
    },
    async [Symbol.asyncDispose]() {
      await client.end();
    },
  };
}

/** `count`: how many payments ended between the two readings. */
export function costOf(before: Reading, after: Reading, count: number): Cost {
  const each = (value: number): number => (count === 0 ? 0 : value / count);
  const microseconds = (name: string): number | null => {
    const [from, to] = [before.processors[name] ?? null, after.processors[name] ?? null];
    return from === null || to === null ? null : each(to - from);
  };
  const beside = Object.keys(after.processors).filter((name) => name !== 'node' && name !== 'postgres');
  return {
    nodeMicroseconds: microseconds('node'),
    postgresMicroseconds: microseconds('postgres'),
    besideMicroseconds: Object.fromEntries(beside.map((name) => [name, microseconds(name)])),
    walBytes: each(after.walBytes - before.walBytes),
    storedBytes: each(after.storedBytes - before.storedBytes),
    rowsWritten: each(after.rowsWritten - before.rowsWritten),
    transactions: each(after.transactions - before.transactions),
  };
}
