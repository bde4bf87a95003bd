/** `yuanlu record`: what surrounds a payment and no message tells, entered by an operator. */
import type { Command } from 'commander';
import type { PaymentView } from '#adapters/http-api';
import { CARD_STATES, DISPUTES, DUPLICATES } from '#domain/payment';
import type { DataFolder } from '../data-folder.ts';
import { clientFor, common, good, paymentId } from './client.ts';
import { print, printJson, yuan } from './print.ts';

interface Options {
  readonly frozen?: boolean;
  readonly dispute?: string;
  readonly suspicious?: boolean;
  readonly crossBorder?: boolean;
  readonly card?: string;
  readonly slipAsked?: string;
  readonly duplicate?: string;
  readonly of?: string;
  readonly second?: boolean;
  readonly reason: string;
}

export function registerCircumstances(program: Command, data: DataFolder): void {
  program
    .command('record <payment>')
    .description('record a freeze, a dispute, a risk mark, a border or the state of the card; the rest stays')
    .option('--frozen', 'an authority or a court froze it')
    .option('--no-frozen', 'it is no longer frozen')
    .option('--dispute <state>', DISPUTES.join(', '))
    .option('--suspicious', 'a risk rule marked it')
    .option('--no-suspicious', 'the mark was taken away')
    .option('--cross-border', 'it crosses a border')
    .option('--no-cross-border', 'it crosses none')
    .option('--card <state>', CARD_STATES.join(', '))
    .option('--slip-asked <instant>', 'when the bank asked for the slip, such as 2026-11-24T10:00:00+08:00')
    .option('--duplicate <place>', DUPLICATES.join(', '))
    .option('--of <payment>', 'the other payment of the two, with --duplicate')
    .option('--second', 'as the second operator: a freeze, a risk mark or a chargeback is taken off by two')
    .requiredOption('--reason <text>', 'on what it is based')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu record last --dispute open --reason "case 2026-118"\n' +
        '  yuanlu record last --dispute won --reason "case 2026-118 decided"',
    )
    .action(async (given: string, options: Options, command: Command) => {
      const shared = common(command);
      const { card: cardState, slipAsked: slipAskedAt, of: duplicateOf, second, ...told } = options;
      const client = await clientFor(shared, data, second === true ? 'second-operator' : 'operator');
      const id = await paymentId(given, client);
      const path = `/v1/payments/${encodeURIComponent(id)}/circumstances`;
      const now = good(
        await client.post<PaymentView>(path, { ...told, cardState, slipAskedAt, duplicateOf }, {}),
      );
      if (shared.json) return printJson(now);
      const { frozen, dispute, suspicious, crossBorder, cardState: card, duplicate } = now.circumstances;
      const flags = { frozen, suspicious, 'cross-border': crossBorder };
      const set = Object.entries(flags).flatMap(([name, value]) => (value ? [name] : []));
      print(
        [
          now.id,
          yuan(now.amount),
          ...set,
          `dispute ${dispute}`,
          `card ${card}`,
          `duplicate ${duplicate}`,
        ].join('  '),
      );
      for (const { what, value, reason } of now.releases)
        print(
          `  ${what} → ${value} (${reason}): ${shared.lang === 'zh' ? '待另一人同意' : 'another operator has to agree'}`,
        );
    });
}
