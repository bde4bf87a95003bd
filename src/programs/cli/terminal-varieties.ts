/** `yuanlu terminal moto | instalment | points | reservation | qr scan`: sales that differ from the plain one. */
import type { Command } from 'commander';
import { NO_CARD, type TerminalVariety } from '#adapters/virtual-terminal';
import { UsageError } from '../terminal-files.ts';
import { amountOf, type CardOptions, cardOf, entryOf } from './terminal-arguments.ts';
import {
  type CommonOptions,
  type Context,
  LOSE_ANSWER,
  type Run,
  run,
  show,
  signInFirst,
  subcommand,
  withCard,
} from './terminal-run.ts';

type CardRun = Run<CommonOptions & CardOptions>;

async function sell(
  at: CardRun,
  yuan: string,
  how: { readonly entry: 'keyed' | 'chip'; readonly variety: TerminalVariety; readonly pin: boolean },
): Promise<void> {
  const { options, context, terminal } = at;
  const amountFen = amountOf(yuan);
  const entry = how.pin ? entryOf(options.entry ?? how.entry) : how.entry;
  const asked = how.pin ? options : { ...options, pin: false };
  const card = await cardOf(context.dataFolder, asked, entry, amountFen);
  await signInFirst(at);
  const { loseAnswer } = options;
  show(at, await terminal.sale({ amountFen, card, entry, variety: how.variety, loseAnswer }));
}

export function registerVarieties(terminal: Command, context: Context): void {
  withCard(
    subcommand(terminal, 'moto', 'an order by mail or telephone: the card is told, nobody sees it', [
      'moto 88.00 --id 310101199001011234',
      'void 000012    # undoes it, like every other sale of the batch',
    ]),
  )
    .argument('<yuan>', 'amount in yuan')
    .option('--id <text>', 'what the payer told to prove who they are')
    .action((yuan: string, _options: unknown, command: Command) =>
      run<CommonOptions & CardOptions & { readonly id?: string }>(context, command, (at) =>
        sell(at, yuan, { entry: 'keyed', variety: { is: 'moto', id: at.options.id }, pin: false }),
      ),
    );
  withCard(
    subcommand(terminal, 'instalment', 'a sale that the issuer takes in parts', [
      'instalment 1200 --periods 12 --card south-plenty',
      'instalment 600 --periods 6 --fee-by-period --card south-plenty',
    ]),
  )
    .argument('<yuan>', 'amount in yuan')
    .requiredOption('--periods <number>', 'number of instalments, 2 to 99')
    .option('--programme <code>', "the issuer's programme")
    .option('--fee-by-period', 'the fee in parts too, and not with the first one')
    .action((yuan: string, _options: unknown, command: Command) =>
      run<CommonOptions & CardOptions & { periods: string; programme?: string; feeByPeriod?: boolean }>(
        context,
        command,
        (at) => {
          const { periods, programme, feeByPeriod } = at.options;
          if (!/^\d{1,2}$/.test(periods)) throw new UsageError('--periods is a number, 2 to 99');
          const fee = feeByPeriod === true ? 'by-period' : 'at-once';
          const variety = { is: 'instalment', periods: Number(periods), programme, fee } as const;
          return sell(at, yuan, { entry: 'chip', variety, pin: true });
        },
      ),
    );
  withCard(
    subcommand(terminal, 'points', "a sale paid out of the issuer's points", [
      'points 30 --card south-plenty',
    ]),
  )
    .argument('<yuan>', 'amount in yuan')
    .option('--account <digits>', 'which points: 048 the issuer, 065 an alliance', '048')
    .option('--product <code>', 'points product')
    .action((yuan: string, _options: unknown, command: Command) =>
      run<CommonOptions & CardOptions & { account: string; product?: string }>(context, command, (at) => {
        const { account, product: productCode } = at.options;
        return sell(at, yuan, { entry: 'chip', variety: { is: 'points', account, productCode }, pin: true });
      }),
    );
  subcommand(terminal, 'reservation', 'a sale to a payer who is known by a telephone number', [
    'reservation 45 --phone 13800000017 --pin 123456',
  ])
    .argument('<yuan>', 'amount in yuan')
    .requiredOption('--phone <number>', "the payer's telephone number")
    .option('--pin <digits>', 'PIN to enter')
    .option('--lose-answer', LOSE_ANSWER)
    .action((yuan: string, _options: unknown, command: Command) =>
      run<CommonOptions & { readonly phone: string; readonly pin?: string }>(context, command, async (at) => {
        const amountFen = amountOf(yuan);
        const { phone, pin, loseAnswer } = at.options;
        await signInFirst(at);
        const variety = { is: 'reservation', phone } as const;
        const card = { ...NO_CARD, pin };
        show(at, await at.terminal.sale({ amountFen, card, entry: 'keyed', variety, loseAnswer }));
      }),
    );
}
