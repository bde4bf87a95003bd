/** Another revision beside this one: a work tree of its own, the bench of this one, both in turns. */
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { meanOf } from './compare.ts';
import type { Figures } from './figures.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');
/** What slows the machine for a while, or warms it, meets both. */
const TURNS = ['other', 'this', 'this', 'other'] as const;

/** `args` are those of each run. The figures of the other revision come first. */
export async function benchAgainst(
  revision: string,
  args: readonly string[],
  say: (text: string) => void,
): Promise<readonly [Figures, Figures]> {
  const folder = await mkdtemp(join(tmpdir(), 'yuanlu-against-'));
  const tree = join(folder, 'tree');
  try {
    await run('git', ['worktree', 'add', '--detach', tree, revision], { cwd: ROOT });
    await symlink(await realpath(join(ROOT, 'node_modules')), join(tree, 'node_modules'));
    // One measure for both: figures of two benches say nothing of the product.
    await rm(join(tree, 'bench'), { recursive: true, force: true });
    await cp(join(ROOT, 'bench'), join(tree, 'bench'), { recursive: true });
    const found: Record<(typeof TURNS)[number], Figures[]> = { this: [], other: [] };
    for (const [index, turn] of TURNS.entries()) {
      say(`\n${index + 1} of ${TURNS.length}: ${turn === 'this' ? 'this revision' : revision}`);
      const out = join(folder, `${index}.json`);
      await benchIn(turn === 'this' ? ROOT : tree, [...args, '--out', out]);
      found[turn].push(JSON.parse(await readFile(out, 'utf8')) as Figures);
    }
    const other = meanOf(found.other);
    return [{ ...other, machine: { ...other.machine, revision } }, meanOf(found.this)];
  } finally {
    await run('git', ['worktree', 'remove', '--force', tree], { cwd: ROOT }).catch(() => {});
    await rm(folder, { recursive: true, force: true });
  }
}

function benchIn(tree: string, args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [...process.execArgv, 'bin/run.mjs', 'bench/main.ts', ...args], {
    cwd: tree,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`The bench ended with ${signal ?? code} in ${tree}`)),
    );
  });
}
