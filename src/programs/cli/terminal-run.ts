/** One run of a subcommand of `yuanlu terminal`: opens the terminal, does the work, shows what came of it, closes. */
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
import { findProfile, journalFileOf, UsageError } from '../terminal-files.ts';
import { entries, languageOf } from './terminal-arguments.ts';
import { asJson, exitCodeOf, exitCodes, resultText, reversalLine } from './terminal-print.ts';

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

export type Context = Required<TerminalCommandContext>;

export interface CommonOptions {
  readonly terminal?: string;
  readonly timeout: string;
  readonly lang?: string;
  readonly json?: boolean;
  readonly loseAnswer?: boolean;
}

/** One run of a subcommand: the terminal and the ways to answer. */
export interface Run<Options extends CommonOptions = CommonOptions> {
  readonly terminal: VirtualTerminal;
  readonly profile: TerminalProfile;
  readonly context: Context;
  readonly options: Options;
  readonly lang: 'zh' | 'en';
}

const SECONDS_MAX = 600;
export const LOSE_ANSWER = 'cut the line as soon as the request has left';

export function subcommand(
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

export function withCard(command: Command): Command {
  return command
    .option('--card <name|number>', 'test card by name, or a card number (default: the first test card)')
    .option('--expiry <YYMM>', 'expiry of a card that is no test card')
    .option('--entry <how>', `how the card is read: ${entries.join(', ')}`)
    .option(
      '--pin <digits>',
      "PIN to enter (default: the test card's for chip, swipe and taps above 1000 yuan)",
    )
    .option('--no-pin', 'enter no PIN')
    .option('--fallback', 'swiped because the chip could not be read')
    .option('--lose-answer', LOSE_ANSWER);
}

/**
 * Opens the terminal, does the work, closes it. What a person can mend becomes a line and exit code 2; once
 * something may have left, an error of the journal means that the outcome is unknown.
 */
export async function run<Options extends CommonOptions = CommonOptions>(
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
export async function signInFirst({
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

export function show({ profile, terminal, context, options, lang }: Run, result: TerminalResult): void {
  context.print(options.json ? asJson(result) : resultText(profile, terminal.journal.operator, result, lang));
  context.setExitCode(exitCodeOf(result));
}
