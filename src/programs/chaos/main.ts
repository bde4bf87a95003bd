/**
 * `npm run chaos`: a whole platform under traffic from virtual terminals and the API, with a misbehaving network,
 * lines that break, a disk that is full and `kill -9` of its parts; then everything must end, the books must verify,
 * and every promise must be kept.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runChaos } from './run.ts';

const program = new Command('chaos')
  .option('--payments <count>', 'acts of tills, shops and payers to make', '1000')
  .option('--faults <share>', 'share of network messages that are harmed', '0.1')
  .option('--kills <count>', 'how often a part is killed with -9: server, database, network in turn', '5')
  .option('--pauses <count>', 'how often the server or the network is stopped in mid-air', '0')
  .option('--cuts <count>', 'how often a line between two programs is cut, stalls or half closes', '0')
  .option('--servers <count>', 'one serves, the others wait; every third pause outlasts the lease', '1')
  .option('--full-disk', 'fill the disk of the database for a while (root on Linux)')
  .option('--seed <number>', 'the same seed makes the same day', String(Date.now() % 1_000_000))
  .option('--keep', 'keep the data folder');
program.parse();
const options = program.opts<{
  payments: string;
  faults: string;
  kills: string;
  pauses: string;
  cuts: string;
  servers: string;
  fullDisk?: boolean;
  seed: string;
  keep?: boolean;
}>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const EVERY_MS = 15_000;
let toldMs = performance.now();
/** On a terminal one line that changes; in a file a line now and then. */
function progress(text: string): void {
  if (process.stdout.isTTY) return void process.stdout.write(`\r\x1b[K${text}`);
  if (performance.now() - toldMs < EVERY_MS) return;
  toldMs = performance.now();
  say(text);
}

const { payments, faults, kills, pauses, cuts, servers, seed } = options;
const folder = await mkdtemp(join(tmpdir(), 'yuanlu-chaos-'));
const replay =
  `npm run chaos -- --payments ${payments} --faults ${faults} --kills ${kills} --pauses ${pauses} ` +
  `--cuts ${cuts} --servers ${servers}${options.fullDisk ? ' --full-disk' : ''} --seed ${seed}`;
try {
  const report = await runChaos({
    folder,
    acts: Number(payments),
    faults: Number(faults),
    kills: Number(kills),
    pauses: Number(pauses),
    cuts: Number(cuts),
    servers: Number(servers),
    fullDisk: options.fullDisk === true,
    seed: Number(seed),
    say,
    progress,
  });
  process.exitCode = report.clean ? 0 : 1;
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
} finally {
  say(`Once more: ${replay}`);
  if (options.keep) say(`Data kept in ${folder}`);
  else await rm(folder, { recursive: true, force: true });
}
