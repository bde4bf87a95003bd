/** `yuanlu payments`, `explain`, `cancel`, `journey`, `status`: what the API knows, for people and machines. */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import type {
  AnswerView,
  CancellationView,
  JourneyView,
  PaymentView,
  UnresolvedView,
} from '#adapters/http-api';
import { parseYuan } from '#domain/money';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import {
  CliError,
  type Common,
  clientFor,
  clockTime,
  good,
  paymentId,
  print,
  printJson,
  table,
  yuan,
} from './client.ts';

const words = (pair: { readonly zh: string; readonly en: string }, lang: Lang): string => pair[lang];

function common(command: Command): Common {
  const options = command.optsWithGlobals() as { json?: boolean; lang?: string; url?: string; key?: string };
  const lang = options.lang ?? (/^zh/i.test(process.env.LC_ALL ?? process.env.LANG ?? '') ? 'zh' : 'en');
  if (lang !== 'zh' && lang !== 'en') throw new CliError(`--lang ${lang}: expected zh or en`);
  return { ...options, lang };
}

export function answerText(answer: AnswerView, lang: Lang): string {
  const lines = [words(answer.sentence, lang), ''];
  for (const rule of answer.rules) {
    const mark = rule.held ? '✓' : '✗';
    const parameters = rule.parameters.map(({ name, value }) => `${name} = ${value}`).join(', ');
    lines.push(`  ${mark} ${rule.id}  ${words(rule, lang)}`);
    if (parameters !== '') lines.push(`          ${parameters}`);
    lines.push(`          ${rule.source} (${rule.certainty})`);
  }
  if (answer.aftercare.length > 0) {
    lines.push('', ...answer.aftercare.map((each) => `  · ${words(each, lang)}`));
  }
  return lines.join('\n');
}

function paymentRow(payment: PaymentView, lang: Lang): string[] {
  const back = payment.wayBack.returned > 0 ? `−${yuan(payment.wayBack.returned)}` : '';
  return [
    payment.id,
    clockTime(payment.startedAt),
    yuan(payment.amount),
    back,
    payment.card,
    words(payment.stateWords, lang),
    `${payment.terminalId}/${payment.traceNo}`,
    payment.rrn,
  ];
}

function addPayments(program: Command, data: DataFolder): void {
  program
    .command('payments')
    .description('list payments, newest first')
    .option('--state <state>', 'sent, unknown, approved, declined, reversed or voided')
    .option('--limit <count>', 'rows to show', '20')
    .addHelpText('after', '\nExamples:\n  yuanlu payments\n  yuanlu payments --state unknown --json')
    .action(async (options: { state?: string; limit: string }, command: Command) => {
      const given = common(command);
      const client = await clientFor(given, data, 'merchant');
      const query = new URLSearchParams({
        limit: options.limit,
        ...(options.state === undefined ? {} : { state: options.state }),
      });
      const list = good(
        await client.get<{ items: PaymentView[]; next: string | null }>(`/v1/payments?${query}`),
        given.lang,
      );
      if (given.json) return printJson(list);
      if (list.items.length === 0) return print(given.lang === 'zh' ? '没有交易' : 'No payments.');
      print(table(list.items.map((payment) => paymentRow(payment, given.lang))));
    });
}

function addExplain(program: Command, data: DataFolder): void {
  program
    .command('explain <payment>')
    .description(
      '可以取消吗? Can this payment be cancelled: how, until when, where the money goes, by which rule',
    )
    .option('--route <route>', 'insist on REVERSAL, VOID or REFUND')
    .option('--amount <yuan>', 'only this part of the amount')
    .option('--at <terminal>', 'ask for this terminal instead of the back office')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu explain last\n  yuanlu explain last --route REFUND --amount 20.00\n  yuanlu explain pay_… --lang zh',
    )
    .action(
      async (given: string, options: { route?: string; amount?: string; at?: string }, command: Command) => {
        const shared = common(command);
        const client = await clientFor(shared, data, 'merchant');
        const id = await paymentId(given, client, shared.lang);
        const query = new URLSearchParams();
        if (options.route !== undefined) query.set('route', options.route.toUpperCase());
        if (options.amount !== undefined) query.set('amount', String(fen(options.amount)));
        if (options.at !== undefined) query.set('terminal', options.at);
        const answer = good(
          await client.get<AnswerView>(`/v1/payments/${encodeURIComponent(id)}/cancellability?${query}`),
          shared.lang,
        );
        if (shared.json) printJson(answer);
        else print(answerText(answer, shared.lang));
        process.exitCode = answer.verdict.startsWith('YES') ? 0 : 1;
      },
    );
}

function fen(text: string): bigint {
  const amountFen = parseYuan(text);
  if (amountFen === undefined)
    throw new CliError(`Cannot read the amount "${text.slice(0, 20)}": expected yuan such as 12.50`);
  return amountFen;
}

function addCancel(program: Command, data: DataFolder): void {
  program
    .command('cancel <payment>')
    .description('send the money back the way it came; the system takes the route')
    .option('--amount <yuan>', 'only this part')
    .option('--route <route>', 'insist on a route; refused by name if it is not open')
    .option('--reason <text>', 'why', 'asked at the command line')
    .option('--idempotency-key <key>', 'the same key never cancels twice')
    .option('--wait <seconds>', 'wait this long for the end', '10')
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu cancel last\n  yuanlu cancel last --amount 20.00 --reason "goods returned"',
    )
    .action(
      async (
        given: string,
        options: { amount?: string; route?: string; reason: string; idempotencyKey?: string; wait: string },
        command: Command,
      ) => {
        const shared = common(command);
        const client = await clientFor(shared, data, 'merchant');
        const payment = await paymentId(given, client, shared.lang);
        const body = {
          payment,
          reason: options.reason,
          ...(options.amount === undefined ? {} : { amount: Number(fen(options.amount)) }),
          ...(options.route === undefined ? {} : { route: options.route.toUpperCase() }),
        };
        const reply = await client.post<CancellationView & { answer: AnswerView }>(
          `/v1/cancellations?wait=${encodeURIComponent(options.wait)}`,
          body,
          {
            'idempotency-key': options.idempotencyKey ?? randomUUID(),
          },
        );
        if (!reply.ok && reply.problem.answer !== undefined) {
          if (shared.json) printJson(reply.problem);
          else print(answerText(reply.problem.answer as unknown as AnswerView, shared.lang));
          process.exitCode = 1;
          return;
        }
        const cancellation = good(reply, shared.lang);
        if (shared.json) return printJson(cancellation);
        print(
          `${cancellation.id}  ${words(cancellation.routeWords, shared.lang)}  ${yuan(cancellation.amount)}  ${words(cancellation.stateWords, shared.lang)}`,
        );
        print(words(cancellation.answer.sentence, shared.lang));
        process.exitCode = cancellation.state === 'done' ? 0 : cancellation.state === 'refused' ? 1 : 3;
      },
    );
}

function addJourney(program: Command, data: DataFolder): void {
  program
    .command('journey <payment>')
    .description('everything that happened to one payment, out and back')
    .addHelpText('after', '\nExamples:\n  yuanlu journey last\n  yuanlu journey pay_… --lang zh')
    .action(async (given: string, _options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      const id = await paymentId(given, client, shared.lang);
      const journey = good(
        await client.get<JourneyView>(`/v1/payments/${encodeURIComponent(id)}/journey`),
        shared.lang,
      );
      if (shared.json) return printJson(journey);
      const { payment } = journey;
      print(
        `${payment.id}  ${yuan(payment.amount)}  ${payment.card}  ${words(payment.stateWords, shared.lang)}\n`,
      );
      for (const step of journey.steps) {
        print(
          `  ${step.cancellation === null ? '→' : '←'} ${clockTime(step.at)}  ${words(step, shared.lang)}`,
        );
      }
      print('');
      for (const journal of journey.journals) {
        print(
          `  ${journal.no} ${journal.kind}${journal.mirrorsNo === null ? '' : ` of ${journal.mirrorsNo}`}`,
        );
        for (const entry of journal.entries) print(`      ${entryText(entry)}`);
      }
    });
}

function entryText(entry: JourneyView['journals'][number]['entries'][number]): string {
  const part = (label: string, amount: number): string =>
    amount === 0 ? '' : `  ${label} ${(amount / 100).toFixed(2)}`;
  return (
    entry.account.padEnd(20) +
    part('pending debit', entry.debitPending) +
    part('pending credit', entry.creditPending) +
    part('debit', entry.debitPosted) +
    part('credit', entry.creditPosted)
  );
}

function addStatus(program: Command, data: DataFolder): void {
  program
    .command('status')
    .description('what has no end yet: unknown outcomes, reversals in repeat, what waits for a person')
    .addHelpText('after', '\nExamples:\n  yuanlu status\n  yuanlu status --json')
    .action(async (_options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const open = good(await client.get<UnresolvedView>('/v1/unresolved'), shared.lang);
      if (shared.json) return printJson(open);
      const { counts } = open;
      print(
        shared.lang === 'zh'
          ? `结果未知 ${counts.payments} 笔 · 取消进行中 ${counts.cancellations} 笔 · 待人工 ${counts.handed} 笔 · 对账差异 ${counts.mismatches} 笔`
          : `${counts.payments} without outcome · ${counts.cancellations} ways back under way · ${counts.handed} with a person · ${counts.mismatches} mismatches`,
      );
      const next = (at: string | null): string =>
        at === null ? '' : `${shared.lang === 'zh' ? '下次检查' : 'next check'} ${clockTime(at)}`;
      const rows = [
        ...open.payments.map((each) => [
          each.id,
          yuan(each.amount),
          words(each.stateWords, shared.lang),
          '',
          next(each.nextCheckAt),
        ]),
        ...open.cancellations.map((each) => [
          each.id,
          yuan(each.amount),
          `${words(each.routeWords, shared.lang)} ${words(each.stateWords, shared.lang)}`,
          `×${each.attempts ?? 1}`,
          next(each.nextCheckAt),
        ]),
        ...open.mismatches.map((each) => [
          each.payment ?? each.networkKey,
          each.amount === null ? '' : yuan(each.amount),
          each.kind,
          each.clearingDay,
          '',
        ]),
      ];
      if (rows.length > 0) print(table(rows));
    });
}

export function registerPayments(program: Command, data: DataFolder): void {
  addPayments(program, data);
  addExplain(program, data);
  addCancel(program, data);
  addJourney(program, data);
  addStatus(program, data);
}
