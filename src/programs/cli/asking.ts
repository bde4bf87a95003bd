/** `yuanlu explain` and `yuanlu cancel`: may the money go back, and send it. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type {
  AnswerView,
  AskedView,
  CancellationWithAnswerView,
  ExplanationView,
  OrderView,
  RequestDetailView,
} from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { LIMITS } from '#engine/limits';
import type { DataFolder } from '../data-folder.ts';
import { answerText } from './answer-text.ts';
import { CliError, type Client, type Common, clientFor, common, EXIT, good, paymentId } from './client.ts';
import { orderText } from './order-words.ts';
import { print, printJson, said, yuan } from './print.ts';
import { requestText } from './requests-print.ts';
import { besideOf, cancelText, exitOfCancellation, sentenceWith } from './way-back-words.ts';
import { fen } from './yuan-input.ts';

const WAIT_MAX_S = LIMITS.httpWaitMaxMs / 1000;

const isYes = ({ verdict }: AnswerView): boolean => verdict.startsWith('YES');

interface ExplainOptions {
  readonly route?: string;
  readonly amount?: string;
  readonly at?: string;
  readonly facts?: string;
}

/** A reversal is under way where the outcome is unknown: whatever may be asked for, there is no end yet. */
function exitOfAsked(asked: AskedView): number {
  if (asked.underWay?.route === 'REVERSAL') return EXIT.unknown;
  if (isYes(asked)) return EXIT.yes;
  return asked.underWay !== null || asked.reason?.code === 'payment-in-progress' ? EXIT.unknown : EXIT.no;
}

function queryOf(options: ExplainOptions): URLSearchParams {
  const query = new URLSearchParams();
  if (options.route !== undefined) query.set('route', options.route.toUpperCase());
  if (options.amount !== undefined) query.set('amount', String(fen(options.amount)));
  if (options.at !== undefined) query.set('terminal', options.at);
  return query;
}

async function explainOrder(
  id: string,
  options: ExplainOptions,
  shared: Common,
  client: Client,
): Promise<void> {
  const path = `/v1/orders/${encodeURIComponent(id)}/cancellability?${queryOf(options)}`;
  const asked = good(await client.get<AskedView>(path));
  process.exitCode = exitOfAsked(asked);
  if (shared.json) return printJson(asked);
  print(answerText(asked, shared.lang));
}

async function explainPayment(
  given: string,
  options: ExplainOptions,
  shared: Common,
  client: Client,
): Promise<void> {
  const query = queryOf(options);
  const id = await paymentId(given, client);
  const asked = good(
    await client.get<AskedView>(`/v1/payments/${encodeURIComponent(id)}/cancellability?${query}`),
  );
  process.exitCode = exitOfAsked(asked);
  if (shared.json) return printJson(asked);
  const more = !isYes(asked) || asked.underWay !== null;
  print(answerText(asked, shared.lang, more ? await besideOf(client, id) : null));
}

/** The answer that allowed a cancellation, as it was given and stored. */
async function explainCancellation(id: string, shared: Common, client: Client): Promise<void> {
  const told = good(
    await client.get<ExplanationView>(`/v1/cancellations/${encodeURIComponent(id)}/explanation`),
  );
  process.exitCode = exitOfCancellation(told.cancellation);
  if (shared.json) return printJson(told);
  const { cancellation, stored, today } = told;
  const { lang } = shared;
  print(headline(cancellation, lang));
  if (cancellation.state !== 'done') print(cancelText({ ...cancellation, answer: stored }, false, lang));
  print(lang === 'zh' ? '\n办理时的答复：' : '\nThe answer that allowed it:');
  print(answerText(stored, lang));
  if (told.differs) {
    const beside = await besideOf(client, cancellation.payment);
    const now = sentenceWith(today, beside, lang);
    print(lang === 'zh' ? `\n同样的问题，现在的答复：${now}` : `\nThe same question now: ${now}`);
  }
}

const headline = (
  {
    id,
    routeWords,
    amount,
    stateWords,
  }: Pick<CancellationWithAnswerView, 'id' | 'routeWords' | 'amount' | 'stateWords'>,
  lang: Lang,
): string => `${id}  ${said(routeWords, lang)}  ${yuan(amount)}  ${said(stateWords, lang)}`;

function addExplain(program: Command, data: DataFolder): void {
  program
    .command('explain [payment]')
    .description(
      '可以取消吗? Can this payment be cancelled: how, until when, where the money goes, by which rule',
    )
    .option('--route <route>', 'insist on REVERSAL, VOID or REFUND')
    .option('--amount <yuan>', 'only this part of the amount')
    .option('--at <terminal>', 'ask for this terminal instead of the back office')
    .option('--facts <file>', 'a JSON or YAML document of facts instead of a payment; - for standard input')
    .addHelpText(
      'after',
      '\nA cancellation (can_…) is explained by the answer that allowed it.\n\nExamples:\n  yuanlu explain last\n' +
        '  yuanlu explain last --route REFUND --amount 20.00\n  yuanlu explain can_… --lang zh\n' +
        '  yuanlu explain --facts docs/examples/facts/pos-sale.yaml',
    )
    .action(async (given: string | undefined, options: ExplainOptions, command: Command) => {
      const shared = common(command);
      // The answer is made here and not at the server: everything that answers is loaded for it alone.
      if (options.facts !== undefined)
        return (await import('./explain-facts.ts')).explainFacts(options.facts, shared);
      if (given === undefined)
        throw new CliError({
          zh: '请指明交易（pay_…、last）或用 --facts 给出事实文件',
          en: 'Name a payment (pay_…, last) or give a document of facts by --facts',
        });
      const client = await clientFor(shared, data, 'merchant');
      if (given.startsWith('can_')) await explainCancellation(given, shared, client);
      else if (given.startsWith('ord_')) await explainOrder(given, options, shared, client);
      else await explainPayment(given, options, shared, client);
    });
}

interface CancelOptions {
  readonly amount?: string;
  readonly route?: string;
  readonly reason: string;
  readonly requestedBy?: string;
  readonly whenOpen?: boolean;
  readonly idempotencyKey?: string;
  readonly wait: string;
}

/** An order that nobody paid has nothing to give back: it was closed. */
function tellClosed(order: OrderView, shared: Common): void {
  process.exitCode = order.state === 'closed' ? EXIT.yes : EXIT.unknown;
  if (shared.json) printJson(order);
  else print(orderText(order, shared.lang));
}

async function cancel(given: string, options: CancelOptions, shared: Common, client: Client): Promise<void> {
  const amount = options.amount === undefined ? {} : { amount: Number(fen(options.amount)) };
  const route = options.route === undefined ? {} : { route: options.route.toUpperCase() };
  const requestedBy = options.requestedBy === undefined ? {} : { requestedBy: options.requestedBy };
  const whenOpen = options.whenOpen === undefined ? {} : { whenOpen: options.whenOpen };
  const payment = await paymentId(given, client);
  const reply = await client.post<CancellationWithAnswerView | RequestDetailView>(
    `/v1/cancellations?wait=${encodeURIComponent(options.wait)}`,
    { subject: payment, reason: options.reason, ...requestedBy, ...whenOpen, ...amount, ...route },
    { 'idempotency-key': options.idempotencyKey ?? randomUUID() },
  );
  if (!reply.ok && reply.problem.answer !== undefined) {
    process.exitCode = EXIT.no;
    if (shared.json) return printJson(reply.problem);
    const answer = reply.problem.answer as unknown as AnswerView;
    const beside = payment.startsWith('ord_') ? null : await besideOf(client, payment);
    return print(answerText(answer, shared.lang, beside));
  }
  const made = good(reply);
  if (made.id.startsWith('ord_')) return tellClosed(made as unknown as OrderView, shared);
  if (reply.ok && reply.status === 202) {
    // Nothing was sent: papers, an approval or the opening of the route are waited for.
    process.exitCode = EXIT.unknown;
    if (shared.json) return printJson(made);
    return print(requestText(made as RequestDetailView, shared.lang));
  }
  const cancellation = made as CancellationWithAnswerView;
  process.exitCode = exitOfCancellation(cancellation);
  if (shared.json) return printJson(cancellation);
  print(headline(cancellation, shared.lang));
  print(cancelText(cancellation, options.idempotencyKey !== undefined, shared.lang));
}

function addCancel(program: Command, data: DataFolder): void {
  program
    .command('cancel <payment>')
    .description('send the money back the way it came; the system takes the route')
    .option('--amount <yuan>', 'only this part')
    .option('--route <route>', 'insist on REVERSAL, VOID or REFUND; refused by name if it is not open')
    .option('--reason <text>', 'why', 'asked at the command line')
    .option('--requested-by <name>', 'who in the shop asked')
    .option('--when-open', 'wait for a route that opens later')
    .option('--idempotency-key <key>', 'the same key never cancels twice')
    .option('--wait <seconds>', `wait this long for the end, 0 to ${WAIT_MAX_S}`, '10')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu cancel last\n  yuanlu cancel last --amount 20.00 --reason "goods returned"\n\n' +
        'Exit codes: 0 done, 1 not done, 2 wrong use, 3 under way.',
    )
    .action(async (given: string, options: CancelOptions, command: Command) => {
      const shared = common(command);
      if (!/^\d{1,3}$/.test(options.wait) || Number(options.wait) > WAIT_MAX_S) {
        const shown = options.wait.slice(0, 20);
        throw new CliError({
          zh: `--wait ${shown}：应为 0 至 ${WAIT_MAX_S} 秒`,
          en: `--wait ${shown}: expected 0 to ${WAIT_MAX_S} seconds`,
        });
      }
      await cancel(given, options, shared, await clientFor(shared, data, 'merchant'));
    });
}

export function registerAsking(program: Command, data: DataFolder): void {
  addExplain(program, data);
  addCancel(program, data);
}
