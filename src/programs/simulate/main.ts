/**
 * `npm run simulate`: a whole world from one number. It plays terminals, acquirer, network and issuers with faults at
 * every message, lets the auditor look after every step, and says how to play a failure again.
 */
import { Command } from 'commander';
import { HARMS, PROFILE_NAMES } from '#simulation';
import { loadRules } from '../rules.ts';
import { reportAll } from './all.ts';
import { readOptions, SimulateError } from './options.ts';
import { report } from './report.ts';

const program = new Command('simulate')
  .description('play payments and their cancellations in a world made from one number')
  .option('--seed <number>', 'the number of the world', String(Date.now() % 1_000_000))
  .option(
    '--payments <count>',
    'journeys to begin, each a sale, an order, a hold or a wallet and what people then do about it: a journey makes ' +
      'one payment or a few, or none where its message never arrives; both are counted at the end',
    '10000',
  )
  .option('--faults <profile>', `${PROFILE_NAMES.join(', ')}, or all: one after the other`, 'bad-day')
  .option('--keep <file>', 'with --faults all: keep what is finished here, and go on behind it next time')
  .option('--until <time>', 'stop after this much virtual time: 90s, 45m, 6h, 2d')
  .option('--only <journeys>', 'let only these journeys begin: 12,17,204')
  .option('--without <harms>', `leave these out: crashes, ${HARMS.join(', ')}`)
  .option('--plant <fault>', 'plant one fault by name, to see it found; "list" shows the names')
  .option('--story', 'print every line of the world');
program.parse();

try {
  const options = readOptions(program.opts());
  if (options === null) process.exitCode = 0;
  else if (options.all === null) process.exitCode = (await report(options, await loadRules())).code;
  else process.exitCode = await reportAll(options, options.all.kept, await loadRules());
} catch (error) {
  if (!(error instanceof SimulateError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
