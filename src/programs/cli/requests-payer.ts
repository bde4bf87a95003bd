/** The payer's side of `yuanlu request`: look up and ask, with nothing but a receipt. */
import type { Command } from 'commander';
import type { LookedUpView, PublicAskedView, ReceiptView } from '#adapters/http-api';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Client, type Common, clientFor, common, good, paymentId } from './client.ts';
import { clockTime, print, printJson, said, yuan } from './print.ts';

interface NamedOptions {
  readonly code?: string;
  readonly of?: string;
  readonly reference?: string;
  readonly date?: string;
  readonly amount?: string;
  readonly last4?: string;
}
interface AskOptions extends NamedOptions {
  readonly part?: string;
  readonly reason: string;
  readonly phone?: string;
  readonly email?: string;
  readonly whenOpen?: boolean;
}

type Yuan = (text: string) => number;

/** A code, four typed details, or for a walk on this machine the receipt of a payment of its shop. */
async function namedOf(
  options: NamedOptions,
  client: Client,
  yuanOf: Yuan,
): Promise<Record<string, unknown>> {
  const { code, of, reference, date, amount, last4 } = options;
  if (code !== undefined) return { code };
  if (of !== undefined) {
    const id = encodeURIComponent(await paymentId(of, client));
    return { code: good(await client.get<ReceiptView>(`/v1/payments/${id}/receipt`)).code };
  }
  if (reference !== undefined && date !== undefined && amount !== undefined && last4 !== undefined)
    return { reference, date, amount: yuanOf(amount), last4 };
  throw new CliError({
    zh: '请给出 --code，或 --reference、--date、--amount 和 --last4',
    en: 'Give --code, or all of --reference, --date, --amount and --last4',
  });
}

const named = (command: Command): Command =>
  command
    .option('--code <code>', 'the code on the receipt')
    .option('--of <payment>', 'the receipt of this payment of the seeded shop: pay_… or last')
    .option('--reference <rrn>', 'typed: the reference number')
    .option('--date <day>', 'typed: 2026-11-24')
    .option('--amount <yuan>', 'typed: the amount paid')
    .option('--last4 <digits>', "typed: the card's last four digits");

async function lookUp(options: NamedOptions, shared: Common, client: Client, yuanOf: Yuan): Promise<void> {
  const body = await namedOf(options, client, yuanOf);
  const found = good(await client.post<LookedUpView>('/v1/public/requests/lookup', body, {}));
  if (shared.json) return printJson(found);
  print(`${said(found.merchant, shared.lang)}  ${yuan(found.amount)}  ${clockTime(found.at)}`);
  print(said(found.answer.sentence, shared.lang));
}

async function ask(options: AskOptions, shared: Common, client: Client, yuanOf: Yuan): Promise<void> {
  const { part, reason, phone, email, whenOpen } = options;
  const body = {
    ...(await namedOf(options, client, yuanOf)),
    reason,
    ...(part === undefined ? {} : { part: yuanOf(part) }),
    ...(phone === undefined ? {} : { phone }),
    ...(email === undefined ? {} : { email }),
    ...(whenOpen === undefined ? {} : { whenOpen }),
  };
  const { request, token } = good(await client.post<PublicAskedView>('/v1/public/requests', body, {}));
  if (shared.json) return printJson({ request, token });
  const { lang } = shared;
  const due =
    request.dueAt === null ? '' : `  ${lang === 'zh' ? '期限' : 'time limit'} ${clockTime(request.dueAt)}`;
  print(`${request.id}  ${said(request.stateWords, lang)}${due}`);
  print(`${lang === 'zh' ? '查询凭证（仅此一次）' : 'token, shown once'}: ${token}`);
}

export function addPayerDoor(parent: Command, data: DataFolder, yuanOf: Yuan): void {
  named(parent.command('lookup'))
    .description('can this be cancelled? For whoever holds the receipt')
    .action(async (options: NamedOptions, command: Command) => {
      const shared = common(command);
      await lookUp(options, shared, await clientFor(shared, data, 'merchant'), yuanOf);
    });
  named(parent.command('ask'))
    .description('ask the shop for a cancellation, as the payer, without login')
    .requiredOption('--reason <text>', 'why')
    .option('--part <yuan>', 'only this part')
    .option('--phone <number>', 'where the payer is told; stored sealed')
    .option('--email <address>', 'where the payer is told; stored sealed')
    .option('--when-open', 'wait for a route that opens later')
    .action(async (options: AskOptions, command: Command) => {
      const shared = common(command);
      await ask(options, shared, await clientFor(shared, data, 'merchant'), yuanOf);
    });
}
