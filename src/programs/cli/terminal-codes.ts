/** `yuanlu terminal qr`: codes at the till, in card messages or in the acquirer's own (60.1 = 60). */
import type { Command } from 'commander';
import { amountOf, numberOf } from './terminal-arguments.ts';
import {
  type CommonOptions,
  type Context,
  LOSE_ANSWER,
  type Run,
  run,
  show,
  signInFirst,
  subcommand,
} from './terminal-run.ts';

/** The expiry of a code, which has none. */
const NO_EXPIRY = '0001';
const stanOf = (text: string | undefined): string | null =>
  text === undefined ? null : numberOf('trace number', text, 6);

export function registerCodes(terminal: Command, context: Context): void {
  const qr = terminal
    .command('qr')
    .description('payments by code at the till')
    .addHelpText(
      'after',
      "\nAll but scan speak the acquirer's own messages; scan does with --own. The host takes them from a terminal\n" +
        'whose dialect has them:\n' +
        '  yuanlu terminals dialects 31010001 acquirer-code --reason "codes at the till"',
    );
  addScan(qr, context);
  addShown(qr, context);
}

function addScan(qr: Command, context: Context): void {
  subcommand(qr, 'scan', "take a payment by a payer's code", [
    'qr scan 12.00 6290000000000000012',
    'qr scan 12.00 CODE    # yuanlu order codes lists what the wallets of the test network show',
    'qr scan 12.00 CODE --own    # never reversed: qr query tells what became of it',
  ])
    .argument('<yuan>', 'amount in yuan')
    .argument('<code>', "the number behind the payer's code")
    .option('--own', "by the acquirer's own messages")
    .option('--lose-answer', LOSE_ANSWER)
    .action((yuan: string, code: string, _options: unknown, command: Command) =>
      run<CommonOptions & { readonly own?: boolean }>(context, command, async (at) => {
        const amountFen = amountOf(yuan);
        await signInFirst(at);
        const card = { pan: code, expiry: NO_EXPIRY };
        const { loseAnswer, own } = at.options;
        const variety = { is: own === true ? 'own-code' : 'code' } as const;
        show(at, await at.terminal.sale({ amountFen, card, entry: 'keyed', variety, loseAnswer }));
      }),
    );
}

function addShown(qr: Command, context: Context): void {
  subcommand(qr, 'show', "show a code for the payer's app", ['qr show 12.00'])
    .argument('<yuan>', 'amount in yuan')
    .option('--lose-answer', LOSE_ANSWER)
    .action((yuan: string, _options: unknown, command: Command) =>
      run(context, command, async (at) => {
        const amountFen = amountOf(yuan);
        await signInFirst(at);
        show(at, await at.terminal.showCode({ amountFen, loseAnswer: at.options.loseAnswer }));
      }),
    );

  const about = (
    name: string,
    description: string,
    act: (at: Run, stan: string | null) => ReturnType<Run['terminal']['queryCode']>,
  ): void => {
    const command = subcommand(qr, name, description, [`qr ${name}`, `qr ${name} 12`]);
    if (name === 'void') command.option('--lose-answer', LOSE_ANSWER);
    command
      .argument('[stan]', 'trace number of the code or sale; the newest one unless given')
      .action((trace: string | undefined, _options: unknown, of: Command) =>
        run(context, of, async (at) => {
          const stan = stanOf(trace);
          await signInFirst(at);
          show(at, await act(at, stan));
        }),
      );
  };
  about('query', 'ask what became of a code, or of a sale by the own messages', ({ terminal }, stan) =>
    terminal.queryCode(stan),
  );
  about('close', 'nobody is to pay this code any more', ({ terminal }, stan) => terminal.closeCode(stan));
  about('void', 'undo what paid a code, on the same day', ({ terminal, options }, stan) =>
    terminal.codeBack({ stan, amountFen: null, loseAnswer: options.loseAnswer }),
  );

  subcommand(qr, 'refund', 'give back what paid a code, whole or in part', [
    'qr refund 5.00',
    'qr refund 5.00 12',
  ])
    .argument('<yuan>', 'amount in yuan')
    .argument('[stan]', 'trace number of the code; the newest one unless given')
    .option('--lose-answer', LOSE_ANSWER)
    .action((yuan: string, trace: string | undefined, _options: unknown, command: Command) =>
      run(context, command, async (at) => {
        const amountFen = amountOf(yuan);
        const stan = stanOf(trace);
        await signInFirst(at);
        show(at, await at.terminal.codeBack({ stan, amountFen, loseAnswer: at.options.loseAnswer }));
      }),
    );
}
