/**
 * Merchants and terminals: their contracts, and the totals of every open batch against what was made in
 * it.
 */
import type pg from 'pg';
import { AFTER_BOUNCE } from '#domain/cancellation';
import { type Contract, FEE_RETURNS } from '#domain/payment';
import { type BatchTotals, nextBatchNo, type Terminal } from '#domain/terminal';
import { fromJson } from '#engine';
import { type TerminalTableRow, wrongTerminalColumns } from './columns.ts';
import { pagesOf } from './cursor.ts';
import type { Fault } from './fault.ts';
import type { Scope } from './scope.ts';

/** A refund that came back was made all the same. */
const CARRIED_OUT = ['done', ...AFTER_BOUNCE].map((state) => `'${state}'`).join(', ');
/**
 * What the open batch of each terminal must count. Whatever names the open batch was counted while it was
 * open: a batch that is settled never opens again.
 * - Sales and completions: approved by the network's answer (their posting belongs to no cancellation; what the
 *   clearing file approved was never counted), less reversals of an approved sale (those that made a claim).
 *   A tip or a correction posts again: still one sale, of its amount now.
 * - Sales made offline: all that were taken in, whatever the network says of them: the slip was given.
 * - Voids and refunds made at the terminal, and voids in its name that it does not know: those that are done.
 */
const terminals = (
  of: Scope,
): string => `SELECT t.bucket, t.book, t.terminal_id, t.merchant_id, t.version, t.batch_no,
    t.body::text AS body,
    coalesce(s.n, 0) AS debit_count, coalesce(s.fen, 0) AS debit_fen,
    coalesce(b.n, 0) AS credit_count, coalesce(b.fen, 0) AS credit_fen,
    coalesce(h.n, 0) AS host_count, coalesce(h.fen, 0) AS host_fen
  FROM ${of.terminals} t
  LEFT JOIN (SELECT p.bucket, p.book, p.terminal_id, sum(j.n) AS n, sum(j.n * p.amount_fen) AS fen
    FROM ${of.paymentsOfBatches} p
    JOIN ${of.terminals} own ON own.bucket = p.bucket AND own.book = p.book AND own.terminal_id = p.terminal_id
      AND own.batch_no = p.body->'terminal'->>'batchNo'
    CROSS JOIN LATERAL (SELECT CASE WHEN p.body->'offline' IS NOT NULL
        THEN CASE WHEN p.state = 'declined' AND p.body->>'by' = 'host' THEN 0 ELSE 1 END
        ELSE least(1, count(*) FILTER (WHERE journal.kind = 'post' AND journal.cancellation_id IS NULL)) END
        - count(*) FILTER (WHERE journal.kind = 'hold' AND c.route = 'REVERSAL') AS n
      FROM journal LEFT JOIN cancellation c ON c.bucket = journal.bucket AND c.id = journal.cancellation_id
      WHERE journal.bucket = p.bucket AND journal.payment_id = p.id) j
    GROUP BY p.bucket, p.book, p.terminal_id) s
    ON s.bucket = t.bucket AND s.book = t.book AND s.terminal_id = t.terminal_id
  LEFT JOIN (SELECT c.bucket, c.book, own.terminal_id, count(*) AS n, sum(c.amount_fen) AS fen
    FROM ${of.cancellationsOfBatches} c
    JOIN ${of.terminals} own ON own.bucket = c.bucket AND own.book = c.book
      AND own.terminal_id = c.body->'terminal'->>'terminalId'
        AND own.batch_no = c.body->'terminal'->>'batchNo'
    JOIN payment p ON p.bucket = c.bucket AND p.id = c.payment_id
      AND p.body->>'kind' NOT IN ('preauthorisation', 'increment')
    WHERE c.route IN ('VOID', 'REFUND') AND c.state IN (${CARRIED_OUT})
    GROUP BY c.bucket, c.book, own.terminal_id) b
    ON b.bucket = t.bucket AND b.book = t.book AND b.terminal_id = t.terminal_id
  LEFT JOIN (SELECT c.bucket, c.book, own.terminal_id, count(*) AS n, sum(c.amount_fen) AS fen
    FROM ${of.cancellationsOfBatches} c
    JOIN payment p ON p.bucket = c.bucket AND p.id = c.payment_id
    JOIN ${of.terminals} own ON own.bucket = p.bucket AND own.book = p.book AND own.terminal_id = p.terminal_id
      AND own.batch_no = p.body->'terminal'->>'batchNo'
    WHERE c.route = 'VOID' AND c.state = 'done' AND c.body->>'terminal' IS NULL
      AND p.body->>'kind' NOT IN ('preauthorisation', 'increment')
    GROUP BY c.bucket, c.book, own.terminal_id) h
    ON h.bucket = t.bucket AND h.book = t.book AND h.terminal_id = t.terminal_id`;

interface CountedRow extends TerminalTableRow {
  readonly debit_count: string;
  readonly debit_fen: string;
  readonly credit_count: string;
  readonly credit_fen: string;
  readonly host_count: string;
  readonly host_fen: string;
}

const countedOf = (row: CountedRow): BatchTotals => ({
  debitFen: BigInt(row.debit_fen),
  debitCount: Number(row.debit_count),
  creditFen: BigInt(row.credit_fen),
  creditCount: Number(row.credit_count),
  hostVoidFen: BigInt(row.host_fen),
  hostVoidCount: Number(row.host_count),
});

const shown = (totals: BatchTotals): string =>
  `sales ${totals.debitCount}×${totals.debitFen}, ` +
  `voids and refunds ${totals.creditCount}×${totals.creditFen}, ` +
  `voids it does not know ${totals.hostVoidCount}×${totals.hostVoidFen} fen`;

function terminalFaults(row: CountedRow): Fault[] {
  const terminal = fromJson<Terminal>(row.body);
  const subject = `terminal ${row.merchant_id}/${row.terminal_id}`;
  const faults: Fault[] = [];
  const columns = wrongTerminalColumns(row, terminal);
  if (columns !== null) faults.push({ law: 'row-columns', subject, text: columns });
  const [host, made] = [shown(terminal.totals), shown(countedOf(row))];
  if (host !== made)
    faults.push({
      law: 'terminal-totals',
      subject,
      text: `its open batch ${row.batch_no} counts ${host}; made in it were ${made}`,
    });
  const last = terminal.lastSettlement;
  if (last !== null && nextBatchNo(last.batchNo) !== terminal.batchNo)
    faults.push({
      law: 'terminal-totals',
      subject,
      text: `its open batch is ${terminal.batchNo}, the last settled one ${last.batchNo}`,
    });
  return faults;
}

const isRate = (ppm: unknown): boolean =>
  Number.isInteger(ppm) && Number(ppm) >= 0 && Number(ppm) <= 1_000_000;
const isCap = (fen: unknown): boolean => fen === null || (typeof fen === 'bigint' && fen >= 0n);

/** A contract that cannot price would stop the next sale, or price it wrongly. */
function wrongContract(contract: Contract): string[] {
  const named: readonly (readonly [keyof Contract, boolean])[] = [
    ['id', typeof contract.id === 'string'],
    ['ratePpm', isRate(contract.ratePpm)],
    ['capFen', isCap(contract.capFen)],
    ['feeReturn', FEE_RETURNS.includes(contract.feeReturn)],
    ['issuerRatePpm', isRate(contract.issuerRatePpm)],
    ['issuerCapFen', isCap(contract.issuerCapFen)],
    ['networkRatePpm', isRate(contract.networkRatePpm)],
    ['networkCapFen', isCap(contract.networkCapFen)],
  ];
  return named.filter(([, right]) => !right).map(([name]) => name);
}

function readable(subject: string, judge: () => Fault[]): Fault[] {
  try {
    return judge();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ law: 'row-columns', subject, text: `its body cannot be read: ${why}` }];
  }
}

/** Faults of merchants and terminals, page by page. */
export async function* shopFaults(client: pg.Client, of: Scope): AsyncGenerator<readonly Fault[]> {
  for await (const rows of pagesOf<CountedRow>(client, 'terminals', terminals(of))) {
    yield rows.flatMap((row) =>
      readable(`terminal ${row.merchant_id}/${row.terminal_id}`, () => terminalFaults(row)),
    );
  }
  const merchants = 'SELECT merchant_id, contract::text AS contract FROM merchant';
  type Row = { merchant_id: string; contract: string };
  for await (const rows of pagesOf<Row>(client, 'merchants', merchants)) {
    yield rows.flatMap(({ merchant_id, contract }) => {
      const subject = `merchant ${merchant_id}`;
      return readable(subject, () =>
        wrongContract(fromJson<Contract>(contract)).map((name) => ({
          law: 'contract',
          subject,
          text: `the ${name} of its contract is missing or not possible`,
        })),
      );
    });
  }
}
