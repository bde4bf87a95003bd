/** `yuanlu terminal balance`. */
import type { Command } from 'commander';
import { type CardOptions, cardOf, entryOf } from './terminal-arguments.ts';
import {
  type CommonOptions,
  type Context,
  run,
  show,
  signInFirst,
  subcommand,
  withCard,
} from './terminal-run.ts';

export function registerInquiries(terminal: Command, context: Context): void {
  withCard(
    subcommand(terminal, 'balance', 'ask what is on a card', [
      'balance',
      'balance --card south-plenty --entry chip --pin 123456',
    ]),
  )
    .option('--points', "ask for the issuer's points instead")
    .action((_options: unknown, command: Command) =>
      run<CommonOptions & CardOptions & { readonly points?: boolean }>(context, command, async (at) => {
        const { options } = at;
        // Nobody is told what is on a card without its PIN: it is asked for however the card is read.
        const entry = entryOf(options.entry ?? 'chip');
        const card = await cardOf(context.dataFolder, options, entry === 'tap' ? 'chip' : entry, 0n);
        await signInFirst(at);
        show(at, await at.terminal.balance({ card, entry, points: options.points === true }));
      }),
    );
}
