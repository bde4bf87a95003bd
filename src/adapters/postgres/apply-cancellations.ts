/** Ways back of a batch: their rows, the keys of their messages, and what of them waits. */
import type { Cancellation } from '#domain/cancellation';
import { networkKeyText } from '#domain/payment';
import { bucketOfId, type ChangeSet, toJson } from '#engine';
import { answerText, citedWords } from './answer-text.ts';
import * as sql from './apply-sql.ts';
import { byKey, columns, starts, statement, statementOn, text } from './apply-tools.ts';
import type { Statement } from './connection.ts';
import type { Before } from './kept-rows.ts';
import type { Months, Part } from './months.ts';
import { dueOfCancellation, undoKeyOf, waitsAs } from './rows.ts';

type Changed = ChangeSet['cancellations'][number];

const bucket = ({ id }: Cancellation): number => bucketOfId(id);
const book = ({ book: name }: Cancellation): string => name;
const idOf = ({ id }: Cancellation): string => id;
const paymentOf = ({ paymentId }: Cancellation): string => paymentId;
const messageKey = ({ network }: Cancellation): string => networkKeyText(network);

/** What changes. The answer that allowed it never does: it is written beside it, with the opening alone. */
function bodyOf({ answer: _, ...rest }: Cancellation): string {
  return toJson(rest);
}

function opened(part: Part, rows: readonly Cancellation[]): Statement {
  const cited = rows.map(({ answer }) => citedWords(answer));
  const counts = cited.map(({ length }) => length);
  return statementOn(
    part,
    'apply-new-cancellations',
    sql.NEW_CANCELLATIONS,
    ...columns(
      rows,
      bucket,
      book,
      idOf,
      paymentOf,
      ({ version }) => version,
      ({ route }) => route,
      ({ state }) => state,
      ({ amountFen }) => text(amountFen),
      messageKey,
      undoKeyOf,
      ({ openedMs }) => openedMs,
      dueOfCancellation,
      bodyOf,
      ({ answer }) => answerText(answer),
      ({ rrn }) => rrn,
    ),
    starts(counts),
    counts,
    cited.flatMap((words) => words.map(({ key }) => key)),
  );
}

/** Words that this program has not seen stored: almost never any. */
function newWords(rows: readonly Cancellation[], stored: ReadonlySet<string>): Statement[] {
  const missing = new Map<string, string>();
  for (const { answer } of rows)
    for (const { key, text: words } of citedWords(answer)) if (!stored.has(key)) missing.set(key, words);
  if (missing.size === 0) return [];
  const sorted = [...missing].sort(byKey(([key]) => key));
  return [
    statement(
      'apply-rule-words',
      sql.RULE_WORDS,
      ...columns(
        sorted,
        ([key]) => key,
        ([, words]) => words,
      ),
    ),
  ];
}

/** Of the message of each, and of its reversal where there is one from the start. */
function keysOf(rows: readonly Cancellation[]): Statement {
  const keys = rows.flatMap((row) => {
    const undo = undoKeyOf(row);
    const message = { row, key: messageKey(row), part: 'message' };
    return undo === null ? [message] : [message, { row, key: undo, part: 'undo' }];
  });
  return statement(
    'apply-cancellation-keys',
    sql.CANCELLATION_KEYS,
    ...columns(
      keys,
      ({ row }) => bucket(row),
      ({ row }) => row.book,
      ({ row }) => row.paymentId,
      ({ row }) => row.id,
      ({ key }) => key,
      ({ part }) => part,
    ),
  );
}

function stepped(part: Part, rows: readonly Changed[]): Statement {
  return statementOn(
    part,
    'apply-old-cancellations',
    sql.OLD_CANCELLATIONS,
    ...columns(
      rows,
      ({ cancellation }) => bucket(cancellation),
      ({ cancellation }) => cancellation.id,
      ({ expectedVersion }) => expectedVersion,
      ({ cancellation }) => cancellation.version,
      ({ cancellation }) => cancellation.state,
      ({ cancellation }) => messageKey(cancellation),
      ({ cancellation }) => undoKeyOf(cancellation),
      ({ cancellation }) => dueOfCancellation(cancellation),
      ({ cancellation }) => bodyOf(cancellation),
    ),
    rows.length,
  );
}

function waiting(name: string, of: string, rows: readonly Cancellation[]): Statement[] {
  if (rows.length === 0) return [];
  const values = columns(
    rows,
    bucket,
    book,
    idOf,
    paymentOf,
    waitsAs,
    ({ openedMs }) => openedMs,
    dueOfCancellation,
  );
  return [statement(name, of, ...values)];
}

/** Keys that they did not have, and what of them waits otherwise than before. */
function moved(known: readonly Changed[], before: Before, months: Months): Statement[] {
  const was = ({ cancellation, expectedVersion }: Changed): Cancellation | undefined =>
    before.cancellation(cancellation, expectedVersion);
  const rekeyed = known.filter((each) => {
    const earlier = was(each);
    if (earlier === undefined) return true;
    return (
      messageKey(earlier) !== messageKey(each.cancellation) ||
      undoKeyOf(earlier) !== undoKeyOf(each.cancellation)
    );
  });
  const waitsOtherwise = known.filter((each) => {
    const earlier = was(each);
    if (earlier === undefined) return true;
    return (
      waitsAs(earlier) !== waitsAs(each.cancellation) ||
      dueOfCancellation(earlier) !== dueOfCancellation(each.cancellation)
    );
  });
  const rows = waitsOtherwise.map(({ cancellation }) => cancellation);
  const ended = rows.filter((row) => waitsAs(row) === null);
  const keyed = rekeyed.map(({ cancellation }) => cancellation);
  return [
    ...months.grouped(keyed, paymentOf).map(([part, rows]) => {
      const values = columns(rows, bucket, idOf, messageKey, undoKeyOf);
      return statementOn(part, 'apply-more-keys', sql.MORE_KEYS, ...values);
    }),
    ...months
      .grouped(known, ({ cancellation }) => cancellation.paymentId)
      .map(([part, changed]) => stepped(part, changed)),
    ...waiting(
      'apply-still-open-backs',
      sql.STILL_OPEN_BACKS,
      rows.filter((row) => waitsAs(row) !== null),
    ),
    ...(ended.length === 0
      ? []
      : [statement('apply-no-longer-open-backs', sql.NO_LONGER_OPEN_BACKS, ...columns(ended, bucket, idOf))]),
  ];
}

export function cancellationStatements(
  all: ChangeSet['cancellations'],
  before: Before,
  months: Months,
  stored: ReadonlySet<string>,
): Statement[] {
  const fresh = all
    .filter(({ expectedVersion }) => expectedVersion === 0)
    .map(({ cancellation }) => cancellation);
  const known = all
    .filter(({ expectedVersion }) => expectedVersion !== 0)
    .sort(byKey(({ cancellation }) => cancellation.id));
  return [
    ...(fresh.length === 0
      ? []
      : [
          ...newWords(fresh, stored),
          ...months.grouped(fresh, paymentOf).map(([part, rows]) => opened(part, rows)),
          keysOf(fresh),
          ...waiting(
            'apply-new-open-backs',
            sql.NEW_OPEN_BACKS,
            fresh.filter((row) => waitsAs(row) !== null),
          ),
        ]),
    ...(known.length === 0 ? [] : moved(known, before, months)),
  ];
}
