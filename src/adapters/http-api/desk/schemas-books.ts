/** Shapes of the books at the desk: balances by book, journals of some days, a trial balance, verifications. */
import { type Static, Type } from 'typebox';
import { ACCOUNT_KINDS } from '#domain/ledger';
import { LIMITS } from '#engine';
import { AccountSchema } from '../operation/schemas-books.ts';
import { Fen, Instant, nullable, Words } from '../schemas-basic.ts';
import { Book, closed, Id, paging } from '../schemas-input.ts';

export const Day = Type.String({ format: 'date', description: 'A day of the calendar in Shanghai.' });
export const JOURNAL_KINDS = ['hold', 'post', 'release', 'mirror', 'transfer'] as const;

export const BookRowSchema = Type.Object(
  {
    book: Type.String(),
    merchant: nullable(Type.Object({ id: Type.String(), zh: Type.String(), en: Type.String() })),
    accounts: Type.Array(AccountSchema),
  },
  { title: 'BookOfAccounts' },
);

const journalFilters = {
  from: Day,
  to: { ...Day, description: `The last day, at most ${LIMITS.deskJournalDaysMax} days with the first.` },
  book: Book,
  account: Type.Optional(Type.Enum([...ACCOUNT_KINDS])),
  kind: Type.Optional(Type.Enum([...JOURNAL_KINDS])),
  payment: Type.Optional(Id),
};
export const DeskJournalsQuery = Type.Object({ ...paging, ...journalFilters }, closed);
export type JournalFilters = Omit<Static<typeof DeskJournalsQuery>, 'cursor' | 'limit'>;
const Lang = Type.Optional(
  Type.Enum(['zh', 'en'], { description: 'Of the heads and names; Chinese when left out.' }),
);
export const JournalsFileQuery = Type.Object({ ...journalFilters, lang: Lang }, closed);
export const TrialQuery = Type.Object({ day: Day, book: Book }, closed);
export const TrialFileQuery = Type.Object({ day: Day, book: Book, lang: Lang }, closed);

const Sides = Type.Object({ debit: Fen, credit: Fen });
export const TrialSchema = Type.Object(
  {
    day: Day,
    book: nullable(Type.String()),
    rows: Type.Array(
      Type.Object(
        {
          account: Type.Enum([...ACCOUNT_KINDS]),
          ...{ zh: Type.String(), en: Type.String(), normalSide: Type.Enum(['debit', 'credit']) },
          opening: { ...Sides, description: 'The balance before the day, on its side.' },
          moved: { ...Sides, description: 'What the day posted.' },
          closing: Sides,
          pending: { ...Sides, description: 'What is held and not yet posted, at the end of the day.' },
        },
        { title: 'TrialRow' },
      ),
    ),
    total: Type.Object({ opening: Sides, moved: Sides, closing: Sides, pending: Sides }),
    even: Type.Boolean({ description: 'Debits equal credits in every pair of columns.' }),
    ended: Type.Boolean({ description: 'False: the day is not over, figures still change.' }),
  },
  { title: 'TrialBalance' },
);
export type TrialView = Static<typeof TrialSchema>;

const Fault = Type.Object({ law: Type.String(), words: Words, subject: Type.String(), text: Type.String() });
export const VerifyRunSchema = Type.Object(
  {
    id: Type.Integer(),
    startedAt: Instant,
    by: Type.String({ description: 'The name of the person, or the id of a key.' }),
    endedAt: nullable(Instant),
    state: Type.Enum(['running', 'fine', 'faults', 'failed', 'broken-off'], {
      description: 'broken-off: the program ended before the verification did.',
    }),
    done: nullable(Type.Integer({ description: 'Payments looked at so far, while it runs.' })),
    of: nullable(Type.Integer()),
    counts: nullable(
      Type.Object({
        payments: Type.Integer(),
        cancellations: Type.Integer(),
        journals: Type.Integer(),
        entries: Type.Integer(),
        open: Type.Integer({ description: 'Payments still under way.' }),
      }),
    ),
    issuers: nullable(Type.Boolean({ description: 'The books of the issuers were compared too.' })),
    faults: Type.Array(Fault),
    failure: nullable(Type.String()),
  },
  { title: 'VerifyRun' },
);
export type VerifyRunView = Static<typeof VerifyRunSchema>;
export const VerifySchema = Type.Object(
  { running: nullable(VerifyRunSchema), runs: Type.Array(VerifyRunSchema) },
  { title: 'Verifications' },
);
