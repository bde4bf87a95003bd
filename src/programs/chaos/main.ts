/**
 * `npm run chaos`: a whole platform under traffic from virtual terminals and the API, with a misbehaving network
 * and `kill -9` of its parts; then everything must end, the books must verify, and every promise must be kept.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { runChaos } from './run.ts';

const program = new Command('chaos')
  .option('--payments <count>', 'messages of terminals and the API to make', '1000')
  .option('--faults <share>', 'share of network messages that are harmed', '0.1')
  .option('--kills <count>', 'how often a part is killed with -9', '5')
  .option(
    '--pauses <count>',
    'how often the server or the network is stopped in mid-air for three seconds',
    '0',
  )
  .option('--seed <number>', 'the same seed makes the same day', String(Date.now() % 1_000_000))
  .option('--keep', 'keep the data folder');
program.parse();
const options = program.opts<{
  payments: string;
  faults: string;
  kills: string;
  pauses: string;
  seed: string;
  keep?: boolean;
}>();
const folder = await mkdtemp(join(tmpdir(), 'yuanlu-chaos-'));
try {
  const report = await runChaos({
    folder,
    acts: Number(options.payments),
    faults: Number(options.faults),
    kills: Number(options.kills),
    pauses: Number(options.pauses),
    seed: Number(options.seed),
    say: (text) => process.stdout.write(`${text}\n`),
    progress: (text) => process.stdout.isTTY && process.stdout.write(`\r\x1b[K${text}`),
  });
  process.exitCode = report.clean ? 0 : 1;
} finally {
  if (options.keep) process.stdout.write(`Data kept in ${folder}\n`);
  else await rm(folder, { recursive: true, force: true });
}
