/** `yuanlu terminal`: signing in and off, downloads, the status, the end of a batch, and what is left open. */
import type { Command } from 'commander';
import { DOWNLOADS, type Download, type SignInCode, TerminalInputError } from '#adapters/virtual-terminal';
import { numberOf } from './terminal-arguments.ts';
import { asJson, exitCodeOfReversal, journalText, journalView, reversalLine } from './terminal-print.ts';
import {
  type CommonOptions,
  type Context,
  LOSE_ANSWER,
  run,
  show,
  signInFirst,
  subcommand,
} from './terminal-run.ts';

const CODES: readonly string[] = ['001', '003', '004', '005', '006'];

interface SignInOptions extends CommonOptions {
  readonly operator: string;
  readonly sm4?: boolean;
  readonly code?: string;
}

function codeOf({ sm4, code }: SignInOptions): SignInCode | undefined {
  if (code !== undefined && !CODES.includes(code))
    throw new TerminalInputError(`Cannot sign in with --code ${code}: expected ${CODES.join(', ')}`);
  return sm4 === true ? '005' : (code as SignInCode | undefined);
}

export function registerManagement(terminal: Command, context: Context): void {
  subcommand(terminal, 'sign-in', 'fetch working keys and the batch number', [
    'sign-in --operator 02',
    'sign-in --sm4              # keys for SM4; --code 003 goes back',
    'sign-in --code 004         # with a key for the magnetic stripe',
  ])
    .option('--operator <id>', 'operator, 1 to 3 characters', '01')
    .option('--sm4', 'keys for SM4 (60.3 = 005)')
    .option('--code <60.3>', 'which keys: 003, 004, 005, 006; kept for the next time')
    .action((_options: unknown, command: Command) =>
      run<SignInOptions>(context, command, async (at) =>
        show(at, await at.terminal.signIn(at.options.operator, codeOf(at.options))),
      ),
    );
  subcommand(terminal, 'sign-off', 'nothing is accepted until the next sign-in', ['sign-off']).action(
    (_options: unknown, command: Command) =>
      run(context, command, async (at) => show(at, await at.terminal.signOff())),
  );
  subcommand(terminal, 'download', 'fetch parameters and lists from the host', [
    'download',
    'download parameters',
  ])
    .argument('[set]', `one of ${DOWNLOADS.join(', ')}; left out: all that the host has`)
    .action((set: string | undefined, _options: unknown, command: Command) =>
      run(context, command, async (at) => {
        if (set !== undefined && !(DOWNLOADS as readonly string[]).includes(set))
          throw new TerminalInputError(`Cannot fetch "${set}": expected one of ${DOWNLOADS.join(', ')}`);
        if (set !== undefined) return show(at, await at.terminal.download(set as Download));
        for (const each of DOWNLOADS) show(at, await at.terminal.download(each));
      }),
    );
  subcommand(terminal, 'status', 'report to the host how the terminal stands', ['status']).action(
    (_options: unknown, command: Command) =>
      run(context, command, async (at) => show(at, await at.terminal.status())),
  );
  subcommand(
    terminal,
    'settle',
    'compare the batch with the host and close it; upload it where they differ',
    [
      'settle',
      'settle --lose-answer',
      'settle --forget 000012     # lose a transaction first: then yuanlu terminals batches',
    ],
  )
    .option('--lose-answer', LOSE_ANSWER)
    .option('--forget <stan>', 'lose this transaction first, as a broken disk would')
    .action((_options: unknown, command: Command) =>
      run<CommonOptions & { readonly forget?: string }>(context, command, async (at) => {
        const { loseAnswer, forget: asked } = at.options;
        const forget = asked === undefined ? undefined : numberOf('trace number', asked, 6);
        await signInFirst(at);
        show(at, await at.terminal.settle({ loseAnswer, forget }));
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
