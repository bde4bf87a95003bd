/** `yuanlu order`: open an order, let somebody pay it by a code, look at it, close it. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type { OrderJourneyView, OrderPaymentView, OrderView } from '#adapters/http-api';
import { LIMITS } from '#engine/limits';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Client, clientFor, common, EXIT, good } from './client.ts';
import { payCodes, scan } from './order-network.ts';
import { isOpenOrder, orderJourneyText, orderText } from './order-words.ts';
import { clockTime, print, printJson, said, table, yuan } from './print.ts';
import { fen } from './yuan-input.ts';

/** Whole fen as the API takes them: a JSON integer. */
const jsonFen = (text: string): number => Number(fen(text));

/** `scheme:5.00` */
function discountOf(text: string): { funder: string; amount: number } {
  const [funder = '', amount = ''] = text.split(':');
  return { funder, amount: jsonFen(amount) };
}

/** `last` means the newest order; anything else that is no id is the merchant's own number. */
export async function orderId(given: string, client: Client): Promise<string> {
  if (given.startsWith('ord_')) return given;
  const query = given === 'last' ? 'limit=1' : `limit=1&orderNo=${encodeURIComponent(given)}`;
  const list = good(await client.get<{ items: { id: string }[] }>(`/v1/orders?${query}`));
  const [newest] = list.items;
  if (newest !== undefined) return newest.id;
  throw new CliError({
    zh: '没有此订单。先创建一个：./yuanlu order create 45.90',
    en: 'There is no such order. Make one: ./yuanlu order create 45.90',
  });
}

const path = (id: string, more = ''): string => `/v1/orders/${encodeURIComponent(id)}${more}`;

function addCreate(order: Command, data: DataFolder): void {
  order
    .command('create <yuan>')
    .description('open an order over this price')
    .option('--number <text>', 'your own number for it; made up when left out')
    .option('--subject <text>', 'what is paid for', 'an order of the command line')
    .option(
      '--expires <seconds>',
      `until nobody may begin to pay, ${LIMITS.orderExpiryMinS} to ${LIMITS.orderExpiryMaxS}`,
    )
    .option('--discount <funder:yuan...>', 'who bears a part: merchant, scheme, issuer or institution')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu order create 45.90\n  yuanlu order create 45.90 --number A-1 --discount scheme:5.00',
    )
    .action(async (price: string, options: CreateOptions, command: Command) => {
      const given = common(command);
      const client = await clientFor(given, data, 'merchant');
      const orderNo = options.number ?? `C-${randomUUID().slice(0, 13)}`;
      const body = {
        ...{ orderNo, amount: jsonFen(price), subject: options.subject },
        ...(options.expires === undefined ? {} : { expiresIn: Number(options.expires) }),
        ...(options.discount === undefined ? {} : { discounts: options.discount.map(discountOf) }),
      };
      const made = good(
        await client.post<OrderView>('/v1/orders', body, { 'idempotency-key': randomUUID() }),
      );
      if (given.json) return printJson(made);
      print(orderText(made, given.lang));
    });
}

interface CreateOptions {
  readonly number?: string;
  readonly subject: string;
  readonly expires?: string;
  readonly discount?: string[];
}

function addPay(order: Command, data: DataFolder): void {
  order
    .command('pay <order>')
    .description('the till scans a payer’s code: charge it')
    .option('--code <digits>', 'the number behind the code, 19 digits beginning with 62')
    .option('--card <id>', 'or let the simulated wallet of this test card show one', 'north-plenty')
    .option('--idempotency-key <key>', 'the same key never charges twice')
    .action(
      async (
        name: string,
        options: { code?: string; card: string; idempotencyKey?: string },
        command: Command,
      ) => {
        const given = common(command);
        const client = await clientFor(given, data, 'merchant');
        const id = await orderId(name, client);
        const payCode = options.code ?? (await codeOf(data, options.card));
        const key = options.idempotencyKey ?? randomUUID();
        const told = good(
          await client.post<OrderPaymentView>(
            path(id, '/payments?wait=20'),
            { payCode },
            { 'idempotency-key': key },
          ),
        );
        const state = told.payment?.state;
        process.exitCode = state === 'approved' ? EXIT.yes : state === 'declined' ? EXIT.no : EXIT.unknown;
        if (given.json) return printJson(told);
        if (told.payment !== null) {
          const outcome = told.payment.outcome;
          const why = outcome === null || state === 'approved' ? '' : `: ${said(outcome, given.lang)}`;
          print(
            `${told.payment.id}  ${yuan(told.payment.amount)}  ${said(told.payment.stateWords, given.lang)}${why}`,
          );
        }
        print(orderText(told.order, given.lang));
      },
    );
}

async function codeOf(data: DataFolder, card: string): Promise<string> {
  const found = (await payCodes(data)).find((each) => each.card === card);
  if (found !== undefined) return found.code;
  throw new CliError({
    zh: `没有测试卡 ${card.slice(0, 40)}：yuanlu order codes 列出全部`,
    en: `There is no test card ${card.slice(0, 40)}: yuanlu order codes lists them`,
  });
}

interface ScanOptions {
  readonly card: string;
  readonly confirm: boolean;
  readonly force?: boolean;
  readonly notice: string;
}

function addScan(order: Command, data: DataFolder): void {
  order
    .command('scan <order>')
    .description('a payer scans the order’s code at the network simulator, and pays')
    .option('--card <id>', 'which test card pays', 'north-plenty')
    .option('--no-confirm', 'scan, and not pay yet')
    .option('--force', 'pay although it is paid or closed, as when both happen at once')
    .option('--notice <manner>', 'usual, double, or never: then this platform has to ask', 'usual')
    .action(async (name: string, options: ScanOptions, command: Command) => {
      const given = common(command);
      const client = await clientFor(given, data, 'merchant');
      const { id, code } = good(await client.get<OrderView>(path(await orderId(name, client))));
      const { card, confirm, force = false, notice } = options;
      const told = await scan(data, { code, card, confirm, force, notice });
      process.exitCode =
        told.result === 'refused' ? EXIT.no : told.result === 'paid' ? EXIT.yes : EXIT.unknown;
      if (given.json) return printJson(told);
      print(`${told.result} [${told.code}]  ${told.words}`);
      if (told.result === 'paid' && notice !== 'never')
        print(orderText(await settled(client, id), given.lang));
    });
}

/** The notice of the network takes a moment: the order as it stands when it came, or after a second. */
async function settled(client: Client, id: string): Promise<OrderView> {
  for (let tries = 0; ; tries += 1) {
    const order = good(await client.get<OrderView>(path(id)));
    if (order.state !== 'unpaid' || tries >= 10) return order;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function addReading(order: Command, data: DataFolder): void {
  order
    .command('show <order>')
    .description('one order and everything that happened to it')
    .option('--refresh', 'ask the network first')
    .action(async (name: string, options: { refresh?: boolean }, command: Command) => {
      const given = common(command);
      const client = await clientFor(given, data, 'merchant');
      const id = await orderId(name, client);
      if (options.refresh === true) good(await client.get<OrderView>(path(id, '?refresh=true')));
      const journey = good(await client.get<OrderJourneyView>(path(id, '/journey')));
      process.exitCode = isOpenOrder(journey.order) ? EXIT.unknown : EXIT.yes;
      if (given.json) return printJson(journey);
      print(orderJourneyText(journey, given.lang));
    });
  order
    .command('list')
    .description('orders, newest first')
    .option('--state <state>', 'unpaid, paying, unknown, paid, closing or closed')
    .option('--limit <count>', `rows to show, 1 to ${LIMITS.httpPageMax}`, '20')
    .action(async (options: { state?: string; limit: string }, command: Command) => {
      const given = common(command);
      const client = await clientFor(given, data, 'merchant');
      const state = options.state === undefined ? {} : { state: options.state };
      const query = new URLSearchParams({ limit: options.limit, ...state });
      const list = good(await client.get<{ items: OrderView[] }>(`/v1/orders?${query}`));
      if (given.json) return printJson(list);
      if (list.items.length === 0) return print(given.lang === 'zh' ? '没有订单' : 'No orders.');
      print(
        table(
          list.items.map((each) => [
            ...[each.id, clockTime(each.createdAt), each.orderNo, yuan(each.payable)],
            ...[said(each.stateWords, given.lang), each.subject],
          ]),
        ),
      );
    });
  order
    .command('codes')
    .description('a fresh payer’s code of every test card, from the network simulator')
    .action(async (_options: unknown, command: Command) => {
      const given = common(command);
      const codes = await payCodes(data);
      if (given.json) return printJson({ codes });
      print(table(codes.map(({ card, code, note }) => [code, card, note])));
    });
}

function addClose(order: Command, data: DataFolder): void {
  order
    .command('close <order>')
    .description('关单: close an order that nobody paid')
    .action(async (name: string, _options: unknown, command: Command) => {
      const given = common(command);
      const client = await clientFor(given, data, 'merchant');
      const id = await orderId(name, client);
      const closed = good(await client.post<OrderView>(path(id, '/close?wait=10'), {}, {}));
      process.exitCode = closed.state === 'closed' ? EXIT.yes : EXIT.unknown;
      if (given.json) return printJson(closed);
      print(orderText(closed, given.lang));
    });
}

export function registerOrder(program: Command, data: DataFolder): void {
  const order = program
    .command('order')
    .description('orders that are paid by a code: create, pay, scan, show, list, close, codes');
  addCreate(order, data);
  addPay(order, data);
  addScan(order, data);
  addReading(order, data);
  addClose(order, data);
}
