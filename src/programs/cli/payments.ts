/** `yuanlu payments`, `journey` and `status`: what the API knows, for people and machines. */
import type { Command } from 'commander';
import type { JournalView, JourneyView, PaymentView, UnresolvedView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import type { Words } from '#domain/wording';
import { LIMITS } from '#engine/limits';
import type { DataFolder } from '../data-folder.ts';
import { clientFor, common, good, paymentId } from './client.ts';
import { clockTime, count, pad, print, printJson, said, table, yuan } from './print.ts';

/** What became of it; of a hold how much of it is kept and until which day. */
function holdText({ hold, stateWords }: PaymentView, lang: Lang): string {
  const state = said(stateWords, lang);
  if (hold === null || hold.held === 0) return state;
  const until = hold.until === null ? '' : hold.until.slice(0, 10);
  return lang === 'zh' ? `冻结 ${yuan(hold.held)}，至 ${until}` : `${yuan(hold.held)} held until ${until}`;
}

function paymentRow(payment: PaymentView, lang: Lang): string[] {
  const back = payment.wayBack.returned > 0 ? `−${yuan(payment.wayBack.returned)}` : '';
  return [
    payment.id,
    clockTime(payment.startedAt),
    yuan(payment.amount),
    back,
    payment.card,
    payment.kind === 'sale'
      ? said(payment.stateWords, lang)
      : `${said(payment.kindWords, lang)}${lang === 'zh' ? '：' : ': '}${holdText(payment, lang)}`,
    `${payment.terminalId}/${payment.traceNo}`,
    payment.rrn,
  ];
}

function addPayments(program: Command, data: DataFolder): void {
  program
    .command('payments')
    .description('list payments, newest first')
    .option('--state <state>', 'sent, unknown, approved, declined, reversed, voided, completed or expired')
    .option('--limit <count>', `rows to show, 1 to ${LIMITS.httpPageMax}`, '20')
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
      );
      if (given.json) return printJson(list);
      if (list.items.length === 0) return print(given.lang === 'zh' ? '没有交易' : 'No payments.');
      print(table(list.items.map((payment) => paymentRow(payment, given.lang))));
    });
}

/** `0430  F7 1123162536  F11 000012  F37 632708000012  [00]` */
function messageText({ type, transmission, trace, rrn, responseCode }: NonNullable<Step['message']>): string {
  const parts = [
    type,
    transmission === null ? '' : `F7 ${transmission}`,
    trace === null ? '' : `F11 ${trace}`,
    `F37 ${rrn}`,
    responseCode === null ? '' : `F39 ${responseCode}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

type Step = JourneyView['steps'][number];
type Entry = JournalView['entries'][number];

const COLUMNS: readonly (readonly [keyof Entry, Words])[] = [
  ['debitPending', { zh: '预占借', en: 'pending debit' }],
  ['creditPending', { zh: '预占贷', en: 'pending credit' }],
  ['debitPosted', { zh: '借', en: 'debit' }],
  ['creditPosted', { zh: '贷', en: 'credit' }],
];

function entryText(entry: Entry, lang: Lang): string {
  const name = lang === 'zh' ? entry.zh : entry.account;
  const parts = COLUMNS.filter(([column]) => entry[column] !== 0).map(
    ([column, label]) => `  ${label[lang]} ${(Number(entry[column]) / 100).toFixed(2)}`,
  );
  return pad(name, 20) + parts.join('');
}

function journalText({ no, kindWords, mirrorsNo }: JournalView, lang: Lang): string {
  const kind = said(kindWords, lang);
  if (mirrorsNo === null) return `${no} ${kind}`;
  return lang === 'zh' ? `${no} ${kind}第 ${mirrorsNo} 笔` : `${no} ${kind} of ${mirrorsNo}`;
}

function journeyText({ payment, steps, journals, truncated }: JourneyView, lang: Lang): string {
  const lines = [
    `${payment.id}  ${yuan(payment.amount)}  ${payment.card}  ${said(payment.stateWords, lang)}`,
    lang === 'zh' ? '时间为北京时间 +08:00' : `times in China, +08:00`,
    '',
  ];
  for (const step of steps) {
    lines.push(
      `  ${step.cancellation === null ? '→' : '←'} ${clockTime(step.at)}  ${said(step, lang)}`,
      ...(step.message === null ? [] : [`${' '.repeat(25)}${messageText(step.message)}`]),
    );
  }
  lines.push('');
  for (const journal of journals) {
    lines.push(`  ${journalText(journal, lang)}`);
    for (const entry of journal.entries) lines.push(`      ${entryText(entry, lang)}`);
  }
  if (truncated) lines.push(lang === 'zh' ? '……（其后从略）' : '… (more happened than is shown)');
  return lines.join('\n');
}

function addJourney(program: Command, data: DataFolder): void {
  program
    .command('journey <payment>')
    .description('everything that happened to one payment, out and back')
    .addHelpText(
      'after',
      "\nExamples:\n  yuanlu journey last\n  yuanlu journey pay_… --lang zh\n\nWith a merchant's key the " +
        "journals show the merchant's own accounts alone.",
    )
    .action(async (given: string, _options: unknown, command: Command) => {
      const shared = common(command);
      // The operator of this machine: the whole journals, not the merchant's part of them.
      const client = await clientFor(shared, data, 'operator');
      const id = await paymentId(given, client);
      const journey = good(await client.get<JourneyView>(`/v1/payments/${encodeURIComponent(id)}/journey`));
      if (shared.json) return printJson(journey);
      print(journeyText(journey, shared.lang));
    });
}

const MISMATCHES: Readonly<Record<string, Words>> = {
  'missing-in-file': { zh: '清算文件中没有', en: 'missing in the clearing file' },
  'refund-missing-in-file': { zh: '清算文件中没有该退货', en: 'refund missing in the clearing file' },
  'unknown-here': { zh: '本方没有', en: 'unknown here' },
  'refund-unknown-here': { zh: '本方没有该退货', en: 'refund unknown here' },
  'not-approved-here': { zh: '本方未批准', en: 'not approved here' },
  'undone-here-only': { zh: '仅本方已撤回', en: 'undone here alone' },
  'undone-there-only': { zh: '仅网络已撤回', en: 'undone at the network alone' },
  'stands-though-told-reversed': {
    zh: '已告知终端冲正，原交易却成立',
    en: 'stands, though the terminal was told that it is reversed',
  },
  'amount-differs': { zh: '金额不符', en: 'amount differs' },
};

function countsText({ counts }: UnresolvedView, lang: Lang): string {
  const { payments, cancellations, handed, mismatches } = counts;
  if (lang === 'zh')
    return `结果未知 ${payments} 笔 · 取消进行中 ${cancellations} 笔 · 待人工 ${handed} 笔 · 对账差异 ${mismatches} 笔`;
  return [
    `${count(payments, 'payment', 'payments')} without outcome`,
    `${count(cancellations, 'way', 'ways')} back under way`,
    `${handed} with a person`,
    count(mismatches, 'mismatch', 'mismatches'),
  ].join(' · ');
}

function statusText(open: UnresolvedView, lang: Lang): string {
  const next = (at: string | null): string =>
    at === null ? '' : `${lang === 'zh' ? '下次检查' : 'next check'} ${clockTime(at)}`;
  const rows = [
    ...open.payments.map((each) => [
      each.id,
      yuan(each.amount),
      said(each.stateWords, lang),
      '',
      next(each.nextCheckAt),
    ]),
    ...open.cancellations.map((each) => [
      each.id,
      yuan(each.amount),
      `${said(each.routeWords, lang)} ${said(each.stateWords, lang)}`,
      each.attempts === null ? '' : `×${each.attempts}`,
      next(each.nextCheckAt),
    ]),
    ...open.advices.map((each) => [
      `${each.payment} ${each.no}`,
      each.amount === null ? '' : yuan(each.amount),
      `${said(each.kindWords, lang)} ${said(each.stateWords, lang)}`,
      each.attempts === null ? '' : `×${each.attempts}`,
      next(each.nextCheckAt),
    ]),
    ...open.mismatches.map((each) => [
      each.payment ?? each.networkKey,
      each.amount === null ? '' : yuan(each.amount),
      MISMATCHES[each.kind]?.[lang] ?? each.kind,
      each.clearingDay,
      '',
    ]),
  ];
  return [countsText(open, lang), ...(rows.length > 0 ? [table(rows)] : [])].join('\n');
}

function addStatus(program: Command, data: DataFolder): void {
  program
    .command('status')
    .description('what has no end yet: unknown outcomes, reversals in repeat, what waits for a person')
    .addHelpText('after', '\nExamples:\n  yuanlu status\n  yuanlu status --json')
    .action(async (_options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'operator');
      const open = good(await client.get<UnresolvedView>('/v1/unresolved'));
      if (shared.json) return printJson(open);
      print(statusText(open, shared.lang));
    });
}

export function registerPayments(program: Command, data: DataFolder): void {
  addPayments(program, data);
  addJourney(program, data);
  addStatus(program, data);
}
