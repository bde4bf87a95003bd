/** `yuanlu`: the command line. */
import { Command } from 'commander';
import { dataFolderAt, defaultDataFolder } from '../data-folder.ts';
import { registerBooks } from './books.ts';
import { CliError } from './client.ts';
import { registerPayments } from './payments.ts';
import { registerTerminal } from './terminal.ts';

const program = new Command('yuanlu')
  .description('原路: pay, and send the money back the way it came')
  .option('--json', 'machine-readable output')
  .option('--lang <lang>', 'zh or en; else the language of the environment')
  .option('--url <url>', 'address of the server, else that of the data folder')
  .option('--key <key>', 'API key, else YUANLU_KEY or the seeded one')
  .option('--data <folder>', 'data folder, else YUANLU_DATA or ./data')
  .addHelpText(
    'after',
    '\nA first walk:\n  yuanlu terminal sale 120.00\n  yuanlu explain last\n  yuanlu cancel last\n  yuanlu journey last\n  yuanlu verify',
  )
  .showHelpAfterError('(--help shows how)');

/** Options of the whole program may stand anywhere; the data folder is needed before commands are registered. */
function dataFolderOf(args: readonly string[]): string {
  const index = args.indexOf('--data');
  return (index >= 0 ? args[index + 1] : undefined) ?? defaultDataFolder();
}

const data = dataFolderAt(dataFolderOf(process.argv));
registerTerminal(program, { dataFolder: data.root });
registerPayments(program, data);
registerBooks(program, data);

try {
  await program.parseAsync(process.argv);
} catch (error) {
  const told = error instanceof CliError || error instanceof Error;
  process.stderr.write(`${told ? (error as Error).message : String(error)}\n`);
  process.exitCode = error instanceof CliError ? error.exitCode : 2;
}
