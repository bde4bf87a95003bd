/** `yuanlu sms`: texts for telephones; at the machine of a demonstration with the codes that stayed there. */
import type { Command } from 'commander';
import type { SmsView } from '#adapters/http-api';
import type { DataFolder } from '../data-folder.ts';
import { clientFor, common, good } from './client.ts';
import { clockTime, print, printJson, table } from './print.ts';

interface Kept {
  readonly items: readonly { readonly phone: string; readonly text: string; readonly at: string }[];
}

export function registerSms(program: Command, data: DataFolder): void {
  program
    .command('sms')
    .description('texts for telephones, newest first: what became of each, numbers and codes masked')
    .option(
      '--codes',
      'in a demonstration: the texts of wallets that stayed on this machine, with their codes',
    )
    .option('--limit <count>', 'rows to show', '20')
    .addHelpText('after', '\nExamples:\n  yuanlu sms\n  yuanlu sms --codes')
    .action(async (options: { codes?: boolean; limit: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const none = shared.lang === 'zh' ? '没有短信' : 'No texts.';
      if (options.codes === true) {
        const kept = good(await client.get<Kept>('/v1/wallet/session/texts'));
        if (shared.json) return printJson(kept);
        if (kept.items.length === 0) return print(none);
        return print(table(kept.items.map(({ at, phone, text }) => [clockTime(at), phone, text])));
      }
      const limit = encodeURIComponent(options.limit);
      const list = good(
        await client.get<{ readonly items: readonly SmsView[] }>(`/v1/sms-outbox?limit=${limit}`),
      );
      if (shared.json) return printJson(list);
      if (list.items.length === 0) return print(none);
      print(
        table(
          list.items.map(({ createdAt, number, state, attempts, error, text }) => [
            ...[clockTime(createdAt), number, state, error === null ? '' : `${error} ×${attempts}`, text],
          ]),
        ),
      );
    });
}
