/** `yuanlu terminal`: a cashier's hands on the virtual terminal. */
import type { Command } from 'commander';
import {
  createVirtualTerminal,
  TerminalInputError,
  TerminalInUseError,
  TerminalJournalError,
  type TerminalProfile,
  TerminalProfileError,
  type TerminalResult,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import {
  amountOf,
  type CardOptions,
  cardOf,
  entries,
  entryOf,
  languageOf,
  numberOf,
} from './terminal-arguments.ts';
import { findProfile, journalFileOf, UsageError } from './terminal-files.ts';
import { findOriginal } from './terminal-original.ts';
import {
  asJson,
  exitCodeOf,
  exitCodeOfReversal,
  exitCodes,
  journalText,
  journalView,
  resultText,
  reversalLine,
} from './terminal-print.ts';

export interface TerminalCommandContext {
  readonly dataFolder: string;
  /** Standard output and error by default; a text without line end. */
  readonly print?: (text: string) => void;
  readonly complain?: (text: string) => void;
  /** Called when the work is done. */
  readonly setExitCode?: (code: number) => void;
  /** Ends the program at once: after help and wrong arguments. */
  readonly exit?: (code: number) => never;
}

type Context = Required<TerminalCommandContext>;

interface CommonOptions {
  readonly terminal?: string;
  readonly timeout: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly loseAnswer?: boolean;
}

interface RefundOptions extends CommonOptions, CardOptions {
  readonly rrn?: string;
  readonly date?: string;
  readonly batch?: string;
  readonly stan?: string;
}

/** One run of a subcommand: the terminal and the ways to answer. */
interface Run<Options extends CommonOptions = CommonOptions> {
  readonly terminal: VirtualTerminal;
  readonly profile: TerminalProfile;
  readonly context: Context;
  readonly options: Options;
  readonly lang: 'zh' | 'en';
}

const SECONDS_MAX = 600;
const LOSE_ANSWER = 'cut the line as soon as the request has left';

/** Adds `terminal` with its subcommands. Exit codes: 0 approved, 1 declined, 2 usage, 3 unknown. */
export function registerTerminal(program: Command, context: TerminalCommandContext): void {
  const full: Context = {
    print: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    exit: (code) => process.exit(code),
    ...context,
  };
  const terminal = program
    .command('terminal')
    .description('a virtual POS terminal: sale, void, refund, settlement over ISO 8583')
    .addHelpText('after', '\nExit codes: 0 approved, 1 declined or refused, 2 wrong use, 3 outcome unknown.')
    .exitOverride((error) => full.exit(error.exitCode === 0 ? 0 : exitCodes.usage));
  addManagement(terminal, full);
  addCardCommands(terminal, full);
}

function addManagement(terminal: Command, context: Context): void {
  subcommand(terminal, 'sign-in', 'fetch working keys and the batch number', ['sign-in --operator 02'])
    .option('--operator <id>', 'operator, 1 to 3 characters', '01')
    .action((_options: unknown, command: Command) =>
      run<CommonOptions & { operator: string }>(context, command, async (at) =>
        show(at, await at.terminal.signIn(at.options.operator)),
      ),
    );
  subcommand(terminal, 'settle', 'compare the batch with the host and close it', [
    'settle',
    'settle --lose-answer',
  ])
    .option('--lose-answer', LOSE_ANSWER)
    .action((_options: unknown, command: Command) =>
      run(context, command, async (at) => {
        await signInFirst(at);
        show(at, await at.terminal.settle({ loseAnswer: at.options.loseAnswer }));
      }),
    );
  subcommand(terminal, 'echo', 'test the line', ['echo --timeout 5']).action(
    (_options: unknown, command: Command) =>
      run(context, command, async (at) => show(at, await at.terminal.echo())),
  );
  subcommand(terminal, 'reversal', 'send the reversal that is still open', ['reversal']).action(
    (_options: unknown, command: Command) =>
      run(context, command, async (at) => {
        const signIn = await signInFirst(at);
        const report = signIn?.flushed ?? (await at.terminal.flushReversal());
        context.print(at.options.json ? asJson(report) : reversalLine(report, at.lang));
        context.setExitCode(exitCodeOfReversal(report));
      }),
  );
  subcommand(terminal, 'journal', "show the terminal's own journal", ['journal', 'journal --json']).action(
    (_options: unknown, command: Command) =>
      run(context, command, async (at) => {
        const { journal } = at.terminal;
        context.print(at.options.json ? asJson(journalView(journal)) : journalText(journal, at.lang));
      }),
  );
}

function addCardCommands(terminal: Command, context: Context): void {
  withCard(
    subcommand(terminal, 'sale', 'take a payment', [
      'sale 12.34',
      'sale 1500 --entry chip --pin 123456',
      'sale 8.80 --lose-answer    # then: yuanlu terminal reversal',
    ]),
  )
    .argument('<yuan>', 'amount in yuan, for example 12.34')
    .action((yuan: string, _options: unknown, command: Command) =>
      run<CommonOptions & CardOptions>(context, command, async (at) => {
        const { options } = at;
        const amountFen = amountOf(yuan);
        const entry = entryOf(options.entry ?? 'tap');
        const card = await cardOf(context.dataFolder, options, entry, amountFen);
        await signInFirst(at);
        show(at, await at.terminal.sale({ amountFen, card, entry, loseAnswer: options.loseAnswer }));
      }),
    );
  subcommand(terminal, 'void', 'undo a sale of the open batch', ['void 000012', 'void 12'])
    .argument('<stan>', 'trace number of the sale, as on its slip')
    .option('--lose-answer', LOSE_ANSWER)
    .action((trace: string, _options: unknown, command: Command) =>
      run(context, command, async (at) => {
        const stan = numberOf('trace number', trace, 6);
        await signInFirst(at);
        show(at, await at.terminal.void({ stan, loseAnswer: at.options.loseAnswer }));
      }),
    );
  withCard(
    subcommand(terminal, 'refund', 'give money back for an earlier sale, whole or in part', [
      'refund 5.00 --stan 000012',
      'refund 5.00 --rrn 123456789012 --date 0630 --batch 000001 --stan 000012 --card NAME',
    ]),
  )
    .argument('<yuan>', 'amount in yuan')
    .option('--rrn <reference>', 'reference number of the sale')
    .option('--date <MMDD>', 'date of the sale')
    .option('--batch <number>', 'batch number of the sale')
    .option('--stan <number>', 'trace number of the sale; alone enough for a sale of this terminal')
    .action((yuan: string, _options: unknown, command: Command) =>
      run<RefundOptions>(context, command, (at) => refund(at, amountOf(yuan))),
    );
}

async function refund(at: Run<RefundOptions>, amountFen: bigint): Promise<void> {
  const { options, terminal, context } = at;
  const { rrn, date, batch, stan } = options;
  const { known, ...original } = findOriginal(terminal.journal, {
    rrn,
    date: date === undefined ? undefined : numberOf('date', date, 4),
    batchNo: batch === undefined ? undefined : numberOf('batch number', batch, 6),
    stan: stan === undefined ? undefined : numberOf('trace number', stan, 6),
  });
  const entry = options.entry === undefined ? undefined : entryOf(options.entry);
  const ownCard = known && options.card === undefined;
  const card = ownCard ? undefined : await cardOf(context.dataFolder, options, 'tap', 0n);
  await signInFirst(at);
  const loseAnswer = options.loseAnswer;
  show(at, await terminal.refund({ ...original, amountFen, card, entry, loseAnswer }));
}

function subcommand(
  parent: Command,
  name: string,
  description: string,
  examples: readonly string[],
): Command {
  const lines = examples.map((example) => `  yuanlu terminal ${example}`);
  return parent
    .command(name)
    .description(description)
    .option('--terminal <id>', 'terminal number (default: the first profile of the data folder)')
    .option('--timeout <seconds>', 'wait for an answer', '30')
    .option('--lang <zh|en>', 'language of slips and messages (default: that of the environment)')
    .option('--json', 'print JSON')
    .addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

function withCard(command: Command): Command {
  return command
    .option('--card <name|number>', 'test card by name, or a card number (default: the first test card)')
    .option('--expiry <YYMM>', 'expiry of a card that is no test card')
    .option('--entry <how>', `how the card is read: ${entries.join(', ')}`)
    .option(
      '--pin <digits>',
      "PIN to enter (default: the test card's for chip, swipe and taps above 1000 yuan)",
    )
    .option('--no-pin', 'enter no PIN')
    .option('--lose-answer', LOSE_ANSWER);
}

/**
 * Opens the terminal, does the work, closes it. What a person can mend becomes a line and exit code 2; once
 * something may have left, an error of the journal means that the outcome is unknown.
 */
async function run<Options extends CommonOptions = CommonOptions>(
  context: Context,
  command: Command,
  work: (at: Run<Options>) => Promise<void>,
): Promise<void> {
  // The language and the form of the output may also stand in front, as options of the whole program.
  const options = command.optsWithGlobals<Options>();
  try {
    const lang = languageOf(options.lang);
    const seconds = Number(options.timeout);
    if (!(seconds > 0 && seconds <= SECONDS_MAX)) {
      throw new UsageError(`--timeout is a number of seconds, above 0 and at most ${SECONDS_MAX}`);
    }
    const profile = await findProfile(context.dataFolder, options.terminal);
    const terminal = await createVirtualTerminal({
      profile,
      journalFile: journalFileOf(context.dataFolder, profile),
      replyTimeoutMs: Math.ceil(seconds * 1_000),
    });
    const before = terminal.journal;
    try {
      await work({ terminal, profile, context, options, lang });
    } catch (error) {
      if (!(error instanceof TerminalJournalError) || terminal.journal === before) throw error;
      context.complain(error.message);
      context.setExitCode(exitCodes.unknown);
    } finally {
      await terminal.close();
    }
  } catch (error) {
    if (!isForPeople(error)) throw error;
    context.complain(error.message);
    context.setExitCode(exitCodes.usage);
  }
}

const mendable = [
  UsageError,
  TerminalInputError,
  TerminalProfileError,
  TerminalJournalError,
  TerminalInUseError,
];

function isForPeople(error: unknown): error is Error {
  return mendable.some((kind) => error instanceof kind);
}

/** A cashier does not think of signing in: the terminal does it and says so. */
async function signInFirst({
  terminal,
  context,
  options,
  lang,
}: Run<CommonOptions>): Promise<TerminalResult | null> {
  if (terminal.journal.signInDue === null) return null;
  const result = await terminal.signIn(terminal.journal.operator);
  const done = result.result === 'approved';
  const zh = done ? `已自动签到，批次号 ${result.batchNo}` : `自动签到未成功：${result.words.zh}`;
  const en = done ? `Signed in first, batch ${result.batchNo}` : `The sign-in failed: ${result.words.en}`;
  const detail = result.detail === null ? '' : ` (${result.detail})`;
  // On JSON output the line goes to the other stream, so that the output stays one JSON text.
  (options.json ? context.complain : context.print)((lang === 'zh' ? zh : en) + detail);
  if (result.flushed !== null && !options.json) context.print(reversalLine(result.flushed, lang));
  return result;
}

function show({ profile, terminal, context, options, lang }: Run, result: TerminalResult): void {
  context.print(options.json ? asJson(result) : resultText(profile, terminal.journal.operator, result, lang));
  context.setExitCode(exitCodeOf(result));
}
