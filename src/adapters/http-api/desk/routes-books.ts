/** The books at the desk: balances of every book, journals of some days, the trial balance of a day. */
import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { JournalFilter, JournalPosition } from '#adapters/postgres';
import {
  type CalendarDay,
  calendarDayOf,
  calendarDayStartMs,
  DAY_MS,
  isDay,
  SHANGHAI,
} from '#domain/calendar';
import { ACCOUNTS } from '#domain/ledger';
import { isPaymentId, isWalletPaymentId, type JournalRow } from '#engine';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { bookFor, callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import { accountsView, JOURNAL_WORDS, journalView } from '../operation/books-view.ts';
import { JournalSchema } from '../operation/schemas-books.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { inputProblem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { closed, paging } from '../schemas-input.ts';
import { head, line, yuan } from './csv.ts';
import {
  BookRowSchema,
  DeskJournalsQuery,
  type JournalFilters,
  JournalsFileQuery,
  TrialFileQuery,
  TrialQuery,
  TrialSchema,
  type TrialView,
} from './schemas-books.ts';
import { trialView } from './trial.ts';

const TAG = 'ledger';
const OPERATOR = { access: 'operator' } as const;
const FILE_PAGE = 1_000;

type Lang = 'zh' | 'en';
const HEADS: Readonly<Record<'journals' | 'trial', Readonly<Record<Lang, readonly string[]>>>> = {
  journals: {
    zh: [
      '时间',
      '账簿',
      '交易',
      '凭证号',
      '种类',
      '取消',
      '科目',
      '科目名称',
      '借方预占',
      '借方',
      '贷方预占',
      '贷方',
    ],
    en: [
      ...['At', 'Book', 'Payment', 'Journal', 'Kind', 'Way back', 'Account', 'Name', 'Debit held', 'Debit'],
      ...['Credit held', 'Credit'],
    ],
  },
  trial: {
    zh: [
      '科目',
      '名称',
      '期初借方',
      '期初贷方',
      '本期借方',
      '本期贷方',
      '期末借方',
      '期末贷方',
      '预占借方',
      '预占贷方',
    ],
    en: [
      ...['Account', 'Name', 'Opening debit', 'Opening credit', 'Debit', 'Credit', 'Closing debit'],
      ...['Closing credit', 'Held debit', 'Held credit'],
    ],
  },
};

function dayOf(text: string, pointer: string): CalendarDay {
  if (!isDay(text)) throw inputProblem('query', pointer, 'is no day, for example 2026-11-24');
  return text;
}
const endMsOf = (day: CalendarDay): number => calendarDayStartMs(day, SHANGHAI) + DAY_MS;

/** The last line of a file that does not hold everything: a sum over it would be wrong, and somebody has to know. */
const CUT_SHORT: Readonly<Record<Lang, string>> = {
  zh: '以下分录未列出，请缩短日期范围后重新导出',
  en: 'Further entries are left out: narrow the dates and export again',
};

export function addBooksRoutes(app: Api, options: HttpApiOptions): void {
  const { desk, clock, limits } = options;

  function filterOf(filters: JournalFilters, book: string | null): JournalFilter {
    const [from, to] = [dayOf(filters.from, '/from'), dayOf(filters.to, '/to')];
    const [fromMs, toMs] = [calendarDayStartMs(from, SHANGHAI), endMsOf(to)];
    if (toMs <= fromMs) throw inputProblem('query', '/to', 'must not be before the first day');
    if (toMs - fromMs > limits.deskJournalDaysMax * DAY_MS)
      throw inputProblem('query', '/to', `must leave ${limits.deskJournalDaysMax} days at most`);
    const { account, kind, payment } = filters;
    if (payment !== undefined && !isPaymentId(payment) && !isWalletPaymentId(payment))
      throw inputProblem('query', '/payment', 'is no id of a payment or movement');
    return { book, fromMs, toMs, account, kind, paymentId: payment };
  }

  app.get(
    '/v1/operator/books',
    {
      config: OPERATOR,
      schema: docs(
        'listBooks',
        TAG,
        'Every book with its balances, by name',
        { querystring: Type.Object({ ...paging }, closed) },
        { 200: listOf(BookRowSchema, 'BookList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT } = request.query;
      const { role } = callerOf(request);
      const list = JSON.stringify(['books']);
      const { items, next } = await desk.books({ after: positionOf(list, cursor), limit });
      return {
        items: items.map(({ book, merchant, accounts }) => ({
          book,
          merchant: merchant === null ? null : { ...merchant },
          accounts: accountsView(accounts, role),
        })),
        next: cursorFor(list, next),
      };
    },
  );

  app.get(
    '/v1/operator/journals',
    {
      config: OPERATOR,
      schema: docs(
        'listJournalsOfDays',
        TAG,
        'The journals of some days in the order of time',
        { querystring: DeskJournalsQuery },
        { 200: listOf(JournalSchema, 'JournalList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, book: asked, ...filters } = request.query;
      const caller = callerOf(request);
      const book = bookFor(caller, asked);
      const filter = filterOf(filters, book);
      const list = JSON.stringify(['desk-journals', book, filters]);
      const position = positionOf(list, cursor);
      const after = position === null ? null : (JSON.parse(position) as JournalPosition);
      const { items, next } = await desk.journalsOf({ ...filter, cursor: after, limit });
      return {
        items: items.map((journal) => journalView(journal, caller.role)),
        next: cursorFor(list, next === null ? null : JSON.stringify(next)),
      };
    },
  );

  async function* journalLines(filter: JournalFilter, lang: Lang): AsyncGenerator<string> {
    yield head(HEADS.journals[lang]);
    let cursor: JournalPosition | null = null;
    for (let rows = 0; rows < limits.deskFileRowsMax; ) {
      const page: { readonly items: readonly JournalRow[]; readonly next: JournalPosition | null } =
        await desk.journalsOf({ ...filter, cursor, limit: FILE_PAGE });
      const lines = page.items.flatMap((journal) =>
        journal.entries.map((entry) =>
          line([
            ...[instant(journal.atMs), journal.book, journal.paymentId, journal.no],
            ...[JOURNAL_WORDS[journal.kind][lang], journal.cancellationId, entry.account],
            ...[ACCOUNTS[entry.account][lang], yuan(entry.debitPendingFen), yuan(entry.debitPostedFen)],
            ...[yuan(entry.creditPendingFen), yuan(entry.creditPostedFen)],
          ]),
        ),
      );
      yield lines.slice(0, limits.deskFileRowsMax - rows).join('');
      rows += lines.length;
      cursor = page.next;
      if (cursor === null && rows <= limits.deskFileRowsMax) return;
    }
    yield line([CUT_SHORT[lang]]);
  }

  app.get(
    '/v1/operator/journals.csv',
    {
      config: OPERATOR,
      schema: docs(
        'exportJournals',
        TAG,
        `The same as a file for spreadsheets, ${limits.deskFileRowsMax} lines at most`,
        { querystring: JournalsFileQuery },
        {},
      ),
    },
    async (request, reply) => {
      const { lang = 'zh', book, ...filters } = request.query;
      const filter = filterOf(filters, bookFor(callerOf(request), book));
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="journals-${filters.from}-${filters.to}.csv"`)
        .send(Readable.from(journalLines(filter, lang)));
    },
  );

  async function trialOf(day: CalendarDay, book: string | null): Promise<TrialView> {
    const [fromMs, toMs] = [calendarDayStartMs(day, SHANGHAI), endMsOf(day)];
    const nowMs = clock.nowMs();
    if (fromMs > nowMs)
      throw inputProblem('query', '/day', `is still to come; today is ${calendarDayOf(nowMs, SHANGHAI)}`);
    return trialView(await desk.trialBalance({ book, fromMs, toMs }), { day, book, ended: toMs <= nowMs });
  }

  app.get(
    '/v1/operator/trial-balance',
    {
      config: OPERATOR,
      schema: docs(
        'trialBalance',
        TAG,
        'The trial balance of a day: opening, moved, closing and held, account by account',
        { querystring: TrialQuery },
        { 200: TrialSchema },
      ),
    },
    async (request) => {
      const { day, book } = request.query;
      return trialOf(dayOf(day, '/day'), bookFor(callerOf(request), book));
    },
  );

  app.get(
    '/v1/operator/trial-balance.csv',
    {
      config: OPERATOR,
      schema: docs(
        'exportTrialBalance',
        TAG,
        'The same as a file for spreadsheets',
        { querystring: TrialFileQuery },
        {},
      ),
    },
    async (request, reply) => {
      const { day, book, lang = 'zh' } = request.query;
      const { rows, total } = await trialOf(dayOf(day, '/day'), bookFor(callerOf(request), book));
      const sums = ({ opening, moved, closing, pending }: TrialView['total']): string[] =>
        [opening, moved, closing, pending].flatMap(({ debit, credit }) => [
          yuan(BigInt(debit)),
          yuan(BigInt(credit)),
        ]);
      const lines = rows.map((row) => line([row.account, row[lang], ...sums(row)]));
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="trial-balance-${day}.csv"`)
        .send(
          [
            head(HEADS.trial[lang]),
            ...lines,
            line(['', lang === 'zh' ? '合计' : 'Total', ...sums(total)]),
          ].join(''),
        );
    },
  );
}
