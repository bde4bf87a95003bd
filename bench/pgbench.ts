/** The database's own benchmark, beside which payments are measured. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const SCALE = 50;

/** How to get it where it is missing. */
export const PGBENCH_HINT =
  'pgbench was not found: on Debian "apt install postgresql-contrib" brings it, or name it by PGBENCH=/path/to/pgbench';

/** What it calls itself; null where there is none. */
export async function pgbenchVersion(): Promise<string | null> {
  const program = await pgbenchProgram();
  return program === null ? null : (await run(program, ['--version'])).stdout.trim();
}

async function pgbenchProgram(): Promise<string | null> {
  for (const program of [process.env.PGBENCH, 'pgbench'].filter((each) => each !== undefined)) {
    try {
      await run(program, ['--version']);
      return program;
    } catch {
      // The next one may be there.
    }
  }
  return null;
}

export interface Tps {
  readonly perSecond: number;
  readonly averageMs: number;
}

/** TPC-B-like, prepared, 32 clients on two threads; null where there is no pgbench. */
export async function tpcB(url: string, seconds: number): Promise<Tps | null> {
  const program = await pgbenchProgram();
  if (program === null) return null;
  const name = 'pgbench_of_this_run';
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  const known = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (known.rowCount === 0) await admin.query(`CREATE DATABASE ${name}`);
  await admin.query('CHECKPOINT');
  await admin.end();
  const own = withDatabase(url, name);
  if (known.rowCount === 0) await run(program, ['-i', '-q', '-s', String(SCALE), own]);
  const args = ['-n', '-M', 'prepared', '-c', '32', '-j', '2', '-T', String(seconds), own];
  const { stdout } = await run(program, args);
  // On a machine that stands still not one may end in the time.
  if (/actually processed: 0\b/.test(stdout)) return { perSecond: 0, averageMs: seconds * 1_000 };
  const perSecond = Number(/tps = ([\d.]+)/.exec(stdout)?.[1]);
  const averageMs = Number(/latency average = ([\d.]+)/.exec(stdout)?.[1]);
  if (!(perSecond > 0)) throw new Error(`Cannot read what pgbench measured: ${stdout.slice(0, 300)}`);
  return { perSecond, averageMs };
}

/** The same server and user, another database. */
function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.toString();
}
