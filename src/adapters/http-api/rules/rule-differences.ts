/** Which stored payments other rules would answer otherwise, and how. */
import type { PaymentEntry } from '#adapters/postgres';
import type { RuleBook } from '#domain/policy';
import { amount, answerView } from '../answers/answer-view.ts';
import type { HttpApiOptions, TriedRules } from '../options.ts';
import { questionOf } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import type { AnswerView } from '../schemas.ts';
import type { DifferenceView, ToldView } from './schemas-rules.ts';

type Asked = Pick<HttpApiOptions, 'engine'>;
/** The rules before and after. */
type Books = readonly [before: RuleBook, after: RuleBook];

/** What of an answer matters to the one who asked: neither words nor citations, which a file may change freely. */
function toldBy(answer: AnswerView): ToldView {
  return {
    verdict: answer.verdict,
    route: answer.route,
    reason: answer.reason?.code ?? null,
    amount: answer.amount,
    feeReturned: answer.fee?.returned ?? null,
    feeKept: answer.fee?.kept ?? null,
    arrivalFrom: answer.arrival?.from ?? null,
    arrivalTo: answer.arrival?.to ?? null,
    approval: answer.evidence?.approval ?? null,
    deadline: answer.deadline?.at ?? null,
    opensAt: answer.opensAt,
    nextRoute: answer.next?.route ?? null,
  };
}

const ASKERS = ['merchant', 'payer'] as const;

/** How the answers about one payment differ under two books of rules. */
async function differencesOf(
  { engine }: Asked,
  { payment }: PaymentEntry,
  books: Books,
  atMs: number | null,
): Promise<DifferenceView[]> {
  const found: DifferenceView[] = [];
  for (const asker of ASKERS) {
    const question = questionOf(payment, { asker, route: null, amountFen: null, terminalId: null });
    const answers = await engine.askUnder(books, payment, question, atMs);
    const [before, after] = answers.map((answer) => toldBy(answerView(answer)));
    const names = Object.keys(before!) as (keyof ToldView)[];
    const changed = names.filter((name) => before![name] !== after![name]);
    if (changed.length === 0) continue;
    const paymentAmount = amount(payment.amountFen);
    found.push({ payment: payment.id, paymentAmount, asker, before: before!, after: after!, changed });
  }
  return found;
}

/** So many payments are looked at together: each waits for the database once. */
const TOGETHER = 8;

/** How the answers about these payments differ, both given at one instant: now, unless another is named. */
export async function differences(
  options: Asked,
  entries: readonly PaymentEntry[],
  books: Books,
  atMs: number | null = null,
): Promise<DifferenceView[]> {
  const found: DifferenceView[] = [];
  for (let first = 0; first < entries.length; first += TOGETHER) {
    const some = entries.slice(first, first + TOGETHER);
    found.push(
      ...(await Promise.all(some.map((entry) => differencesOf(options, entry, books, atMs)))).flat(),
    );
  }
  return found;
}

const FAULTS_TOLD_MAX = 100;

/** The tried book; where its files are wrong, a problem with all faults. */
export function goodRules(tried: Pick<TriedRules, 'book' | 'faults'>): RuleBook {
  const { faults, book } = tried;
  if (faults.length === 0) return book;
  const [{ file, line, column, message }] = faults as [TriedRules['faults'][number]];
  const more = faults.length > 1 ? ` And ${faults.length - 1} more, in faults.` : '';
  throw new Problem('rules-not-valid', {
    detail: `${file}:${line}:${column}: ${message}.${more}`,
    members: { faults: faults.slice(0, FAULTS_TOLD_MAX) },
  });
}
