/** `yuanlu terminal`: a cashier's hands on the virtual terminal. */
import type { Command } from 'commander';
import { registerAfter } from './terminal-after.ts';
import { amountOf, type CardOptions, cardOf, entryOf, numberOf } from './terminal-arguments.ts';
import { registerCodes } from './terminal-codes.ts';
import { registerInquiries } from './terminal-inquiries.ts';
import { registerManagement } from './terminal-management.ts';
import { registerMenu } from './terminal-menu.ts';
import { findOriginal } from './terminal-original.ts';
import { performIn } from './terminal-perform.ts';
import { registerPreauth } from './terminal-preauth.ts';
import { exitCodes } from './terminal-print.ts';
import {
  type CommonOptions,
  type Context,
  LOSE_ANSWER,
  type Run,
  run,
  show,
  signInFirst,
  subcommand,
  type TerminalCommandContext,
  withCard,
} from './terminal-run.ts';

import { registerSteps } from './terminal-steps-run.ts';
import { registerVarieties } from './terminal-varieties.ts';

export type { TerminalCommandContext } from './terminal-run.ts';

interface RefundOptions extends CommonOptions, CardOptions {
  readonly rrn?: string;
  readonly date?: string;
  readonly batch?: string;
  readonly stan?: string;
}

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
  registerManagement(terminal, full);
  addCardCommands(terminal, full);
  registerInquiries(terminal, full);
  registerPreauth(terminal, full);
  registerVarieties(terminal, full);
  registerCodes(terminal, full);
  registerAfter(terminal, full);
  const perform = performIn(full.dataFolder, registerTerminal);
  registerSteps(terminal, full, perform);
  registerMenu(terminal, full, perform);
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
