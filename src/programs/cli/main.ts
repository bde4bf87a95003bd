/** `yuanlu`: the command line. */
import { Command, CommanderError } from 'commander';
import type { Lang } from '#domain/outcome';
import { dataFolderAt, defaultDataFolder } from '../data-folder.ts';
import { CliError, EXIT, langOf } from './client.ts';
import { registerCommands } from './commands.ts';
import { keepQuietWhenClosed, printJson } from './print.ts';
import type { TerminalCommandContext } from './terminal.ts';

const argv = process.argv.slice(2);
/** Asked before anything is parsed: what cannot be parsed has to be told in this form and language too. */
const json = argv.includes('--json');
const optionOf = (name: string): string | undefined => {
  const joined = argv.find((each) => each.startsWith(`${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 1);
  const index = argv.indexOf(name);
  return index >= 0 ? argv[index + 1] : undefined;
};

/** What the parser complained about; on JSON output it is told as JSON instead. */
let complaint = '';

const program = new Command('yuanlu')
  .description('原路: pay, and send the money back the way it came')
  .option('--json', 'machine-readable output')
  .option('--lang <lang>', 'zh or en; else the language of the environment')
  .option('--url <url>', 'address of the server, else that of the data folder')
  .option('--key <key>', 'API key, else YUANLU_KEY or the seeded one')
  .option('--data <folder>', 'data folder, else YUANLU_DATA or data/ of the project')
  .addHelpText(
    'after',
    '\nA first walk:\n  yuanlu terminal sale 120.00\n  yuanlu explain last\n  yuanlu cancel last\n  yuanlu journey last\n' +
      '  yuanlu verify\n\nExit codes: 0 yes, 1 no, 2 wrong use, 3 outcome unknown or still under way.',
  )
  .showHelpAfterError('(--help shows how)')
  .exitOverride()
  .configureOutput({
    writeErr: (text) => {
      complaint += text;
      if (!json) process.stderr.write(text);
    },
  });

/** The terminal tells its errors itself; on JSON output they stand on standard output like all others. */
function terminalContext(dataFolder: string): TerminalCommandContext {
  if (!json) return { dataFolder };
  let said = '';
  let printed = false;
  return {
    dataFolder,
    print: (text) => {
      printed = true;
      process.stdout.write(`${text}\n`);
    },
    complain: (text) => {
      said = text;
    },
    setExitCode: (code) => {
      process.exitCode = code;
      if (!printed && said !== '' && code >= EXIT.usage)
        printJson({ error: { message: said, exitCode: code } });
    },
    exit: (code) => {
      throw new CommanderError(code, code === 0 ? 'commander.help' : 'commander.error', complaint.trim());
    },
  };
}

/** An error of the parser as it is told on JSON output: its first line, without the hint at the help. */
const firstLine = (text: string): string => text.replace(/^error: /, '').split('\n')[0] ?? '';

function tell(error: unknown, lang: Lang): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.yes : EXIT.usage;
    if (json && error.exitCode !== 0)
      printJson({ error: { message: firstLine(complaint || error.message), exitCode: EXIT.usage } });
    return;
  }
  const exitCode = error instanceof CliError ? error.exitCode : EXIT.usage;
  const message =
    error instanceof CliError ? error.words[lang] : error instanceof Error ? error.message : String(error);
  process.exitCode = exitCode;
  if (!json) process.stderr.write(`${message}\n`);
  else if (error instanceof CliError && error.problem !== null) printJson(error.problem);
  else printJson({ error: { message, exitCode } });
}

function errorLang(): Lang {
  try {
    return langOf(optionOf('--lang'));
  } catch {
    return 'en';
  }
}

keepQuietWhenClosed();
try {
  // The data folder is needed before commands are registered.
  const data = dataFolderAt(optionOf('--data') ?? defaultDataFolder());
  await registerCommands(program, argv, { data, terminal: terminalContext(data.root) });
  await program.parseAsync(process.argv);
} catch (error) {
  tell(error, errorLang());
}
