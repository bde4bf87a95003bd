/** `yuanlu terminal tip | offline`: what a till tells the host after the fact. */
import type { Command } from 'commander';
import { UsageError } from '../terminal-files.ts';
import { amountOf, type CardOptions, cardOf, numberOf } from './terminal-arguments.ts';
import { type CommonOptions, type Context, run, show, signInFirst, subcommand } from './terminal-run.ts';

export function registerAfter(terminal: Command, context: Context): void {
  subcommand(terminal, 'tip', 'add a tip to a sale of the open batch', ['tip 12 10.00'])
    .argument('<stan>', 'trace number of the sale, as on its slip')
    .argument('<yuan>', 'the tip in yuan')
    .action((trace: string, yuan: string, _options: unknown, command: Command) =>
      run(context, command, async (at) => {
        const [stan, tipFen] = [numberOf('trace number', trace, 6), amountOf(yuan)];
        await signInFirst(at);
        show(at, await at.terminal.tip({ stan, tipFen }));
      }),
    );
  subcommand(terminal, 'offline', 'upload a sale that the chip approved while the terminal was alone', [
    'offline 18.00',
    'offline --again 12    # one that got no answer',
  ])
    .argument('[yuan]', 'amount in yuan')
    .option('--card <name|number>', 'test card by name, or a card number (default: the first test card)')
    .option('--expiry <YYMM>', 'expiry of a card that is no test card')
    .option('--again <number>', 'trace number of an upload that got no answer')
    .action((yuan: string | undefined, _options: unknown, command: Command) =>
      run<CommonOptions & CardOptions & { readonly again?: string }>(context, command, async (at) => {
        const { again } = at.options;
        if ((again === undefined) === (yuan === undefined))
          throw new UsageError(
            'Give the amount of a new sale, or --again with the trace number of an upload',
          );
        const request =
          again !== undefined
            ? { again: numberOf('trace number', again, 6) }
            : await freshSale(context, at.options, amountOf(yuan ?? ''));
        await signInFirst(at);
        show(at, await at.terminal.offline(request));
      }),
    );
}

const freshSale = async (context: Context, options: CardOptions, amountFen: bigint) => ({
  amountFen,
  card: await cardOf(context.dataFolder, { ...options, pin: false }, 'chip', amountFen),
});
