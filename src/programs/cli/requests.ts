/** `yuanlu request` and `yuanlu receipt`: a payer asks, the shop decides, others approve, papers come in. */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import type { ReceiptView, RequestDetailView, RequestView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { REQUEST_STATES } from '#domain/request';
import { LIMITS } from '#engine/limits';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Client, clientFor, common, EXIT, good, paymentId, type Role } from './client.ts';
import { clockTime, print, printJson, said, table, yuan } from './print.ts';
import { addPayerDoor } from './requests-payer.ts';
import { requestText } from './requests-print.ts';
import { fen } from './yuan-input.ts';

/** Under whose key a person acts; the demonstration has one of each. */
const AS: Readonly<Record<string, Role>> = {
  shop: 'merchant',
  supervisor: 'supervisor',
  operator: 'operator',
  operator2: 'second-operator',
};

function roleOf(as: string): Role {
  const role = Object.hasOwn(AS, as) ? AS[as] : undefined;
  if (role !== undefined) return role;
  const all = Object.keys(AS).join(', ');
  throw new CliError({ zh: `--as ${as}：应为 ${all}`, en: `--as ${as}: expected one of ${all}` });
}

/** `last` means the newest request. */
async function requestId(given: string, client: Client): Promise<string> {
  if (given !== 'last') return given;
  const list = good(await client.get<{ items: { id: string }[] }>('/v1/requests?limit=1'));
  const [newest] = list.items;
  if (newest === undefined)
    throw new CliError({ zh: '还没有申请', en: 'There is no request yet: ./yuanlu request ask --help' });
  return newest.id;
}

/** Done, ended without it, or still under way. */
function exitOf({ state }: RequestView): number {
  if (state === 'finished' || state === 'arriving') return EXIT.yes;
  return ['refused', 'withdrawn', 'expired', 'overtaken', 'failed'].includes(state) ? EXIT.no : EXIT.unknown;
}

function listRow(request: RequestView, lang: Lang): string[] {
  const { id, askedAt, amount, state, stateWords, dueAt } = request;
  const due = dueAt === null ? '' : `${lang === 'zh' ? '期限' : 'by'} ${clockTime(dueAt)}`;
  return [id, clockTime(askedAt), amount === null ? '' : yuan(amount), state, said(stateWords, lang), due];
}

function addReading(parent: Command, data: DataFolder): void {
  parent
    .command('list')
    .description('requests, newest first')
    .option('--state <state>', REQUEST_STATES.join(', '))
    .option('--limit <count>', `rows to show, 1 to ${LIMITS.httpPageMax}`, '20')
    .option('--as <who>', 'shop, supervisor, operator or operator2', 'shop')
    .action(async (options: { state?: string; limit: string; as: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, roleOf(options.as));
      const query = new URLSearchParams({
        limit: options.limit,
        ...(options.state === undefined ? {} : { state: options.state }),
      });
      const list = good(await client.get<{ items: RequestView[] }>(`/v1/requests?${query}`));
      if (shared.json) return printJson(list);
      if (list.items.length === 0) return print(shared.lang === 'zh' ? '没有申请' : 'No requests.');
      print(table(list.items.map((request) => listRow(request, shared.lang))));
    });
  parent
    .command('show <request>')
    .description('one request: where it stands, what is missing, the answer it began with')
    .option('--as <who>', 'shop, supervisor, operator or operator2', 'shop')
    .action(async (given: string, options: { as: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, roleOf(options.as));
      const id = encodeURIComponent(await requestId(given, client));
      const request = good(await client.get<RequestDetailView>(`/v1/requests/${id}`));
      process.exitCode = exitOf(request);
      if (shared.json) return printJson(request);
      print(requestText(request, shared.lang));
    });
}

const MOVES = [
  ['accept', 'the shop accepts; an operator once the shop was too late', 'shop', false],
  ['refuse', 'the shop refuses, and the payer is told why', 'shop', true],
  ['approve', 'a second pair of eyes approves; a review is an operator’s', 'supervisor', false],
  ['reject', 'a supervisor or the institution says no, and the payer is told why', 'supervisor', true],
  ['withdraw', 'taken back by the key that asked, while nothing was sent', 'shop', false],
  ['confirm-arrival', 'the payer has the money', 'shop', false],
] as const;

function addMoves(parent: Command, data: DataFolder): void {
  for (const [move, description, who, withReason] of MOVES) {
    const made = parent
      .command(`${move} <request>`)
      .description(description)
      .option('--as <who>', 'shop, supervisor, operator or operator2', who);
    if (withReason) made.requiredOption('--reason <text>', 'told to the payer');
    made.action(async (given: string, options: { as: string; reason?: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, roleOf(options.as));
      const id = encodeURIComponent(await requestId(given, client));
      const body = options.reason === undefined ? undefined : { reason: options.reason };
      const request = good(await client.post<RequestDetailView>(`/v1/requests/${id}/${move}`, body, {}));
      if (shared.json) return printJson(request);
      print(requestText(request, shared.lang));
    });
  }
  parent
    .command('paper <request> <file>')
    .description('hand in a paper: PNG, JPEG or PDF, judged by its content')
    .requiredOption('--item <code>', 'which wanted paper it is, for example invoice')
    .option('--as <who>', 'shop, supervisor, operator or operator2', 'shop')
    .action(async (given: string, file: string, options: { item: string; as: string }, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, roleOf(options.as));
      const id = encodeURIComponent(await requestId(given, client));
      const bytes = await readFile(file).catch((error: unknown) => {
        const why = error instanceof Error ? error.message : String(error);
        throw new CliError({ zh: `无法读取文件：${why}`, en: `Cannot read the file: ${why}` });
      });
      const address = `/v1/requests/${id}/evidence?item=${encodeURIComponent(options.item)}`;
      const request = good(await client.post<RequestDetailView>(address, bytes, {}));
      if (shared.json) return printJson(request);
      print(requestText(request, shared.lang));
    });
}

function receiptText(receipt: ReceiptView, lang: Lang): string {
  const rows: readonly (readonly [Record<Lang, string>, string])[] = [
    [{ zh: '商户', en: 'merchant' }, `${receipt.merchant[lang]}  ${receipt.merchant.id}`],
    [{ zh: '终端', en: 'terminal' }, `${receipt.terminalId}  ${receipt.batchNo}/${receipt.traceNo}`],
    [{ zh: '卡号', en: 'card' }, receipt.card],
    [{ zh: '类型', en: 'type' }, `${receipt.type[lang]}, ${receipt.state[lang]}`],
    [{ zh: '授权码', en: 'authorisation' }, receipt.authCode ?? ''],
    [{ zh: '参考号', en: 'reference' }, receipt.reference],
    [{ zh: '时间', en: 'time' }, clockTime(receipt.at)],
    [{ zh: '金额', en: 'amount' }, yuan(receipt.amount)],
    [{ zh: '取消码', en: 'code' }, receipt.code],
  ];
  return table(rows.map(([name, value]) => [name[lang], value]));
}

export function registerRequests(program: Command, data: DataFolder): void {
  program
    .command('receipt <payment>')
    .description('the receipt, with the code by which its holder asks for a cancellation')
    .addHelpText('after', '\nExample:\n  yuanlu receipt last')
    .action(async (given: string, _options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      const id = encodeURIComponent(await paymentId(given, client));
      const receipt = good(await client.get<ReceiptView>(`/v1/payments/${id}/receipt`));
      if (shared.json) return printJson(receipt);
      print(receiptText(receipt, shared.lang));
    });
  const parent = program
    .command('request')
    .description('申请: a cancellation that somebody decides first')
    .addHelpText(
      'after',
      '\nA walk:\n  yuanlu request ask --of last --reason "wrong size"\n  yuanlu request accept last\n' +
        '  yuanlu request show last\n\n`last` is the newest request; --as chooses the seeded key of the demonstration.',
    );
  addReading(parent, data);
  addMoves(parent, data);
  addPayerDoor(parent, data, (text) => Number(fen(text)));
}
