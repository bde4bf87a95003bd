/**
 * Where a clearing file and the books disagree, two operators say what it came to. That moves no money: what has
 * to move goes by a cancellation or by the network's own procedure.
 */
import type pg from 'pg';
import type { Outcome } from '#domain/outcome';
import type { PaymentId } from '#domain/payment';
import { storeError } from '../connection.ts';

export const MISMATCH_VERDICTS = ['network-right', 'books-right', 'made-good'] as const;
export type MismatchVerdict = (typeof MISMATCH_VERDICTS)[number];

export interface MismatchProposal {
  readonly verdict: MismatchVerdict;
  readonly evidence: string;
  readonly by: string;
  readonly atMs: number;
}
export interface DeskMismatch {
  readonly id: number;
  readonly clearingDay: string;
  readonly networkKey: string;
  readonly kind: string;
  readonly paymentId: PaymentId | null;
  readonly amountFen: bigint | null;
  readonly foundMs: number;
  readonly proposal: MismatchProposal | null;
}

export type MismatchOutcome = Extract<
  Outcome,
  'accepted' | 'not-found' | 'proposal-stands' | 'not-in-this-state' | 'four-eyes'
>;
export interface MismatchDecision {
  readonly approve: boolean;
  readonly by: string;
  readonly atMs: number;
  /** When the finding was proposed that was read; another one, proposed since, is not approved by it. */
  readonly ofMs?: number | undefined;
}
export interface MismatchDesk {
  /** What one operator found out. The same said again by the same person is accepted and changes nothing. */
  proposeMismatchEnd(id: number, proposal: MismatchProposal): Promise<MismatchOutcome>;
  /** Another operator ends it, or anybody puts the finding back. */
  decideMismatchEnd(id: number, decision: MismatchDecision): Promise<MismatchOutcome>;
}

interface EndRow {
  readonly id: string;
  readonly verdict: MismatchVerdict;
  readonly evidence: string;
  readonly proposed_by: string;
  readonly proposed_ms: string;
  readonly approved: boolean | null;
}
interface Found {
  readonly day: string;
  readonly key: string;
  readonly kind: string;
  readonly end: EndRow | null;
}

/** The row stays locked until the end of the transaction: two operators are told one after the other. */
async function found(client: pg.PoolClient, id: number): Promise<Found | null> {
  const { rows } = await client.query<{ clearing_day: string; network_key: string; kind: string }>(
    'SELECT clearing_day, network_key, kind FROM mismatch WHERE id = $1 FOR UPDATE',
    [id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const ends = await client.query<EndRow>(
    `SELECT id, verdict, evidence, proposed_by, proposed_ms, approved FROM mismatch_end
      WHERE clearing_day = $1 AND network_key = $2 AND kind = $3 AND approved IS NOT false`,
    [row.clearing_day, row.network_key, row.kind],
  );
  return { day: row.clearing_day, key: row.network_key, kind: row.kind, end: ends.rows[0] ?? null };
}

async function propose(client: pg.PoolClient, id: number, given: MismatchProposal): Promise<MismatchOutcome> {
  const at = await found(client, id);
  if (at === null) return 'not-found';
  const { end } = at;
  if (end?.approved === true) return 'not-in-this-state';
  if (end !== null) {
    const same =
      end.verdict === given.verdict && end.evidence === given.evidence && end.proposed_by === given.by;
    return same ? 'accepted' : 'proposal-stands';
  }
  await client.query(
    `INSERT INTO mismatch_end (clearing_day, network_key, kind, verdict, evidence, proposed_by, proposed_ms)
      VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [at.day, at.key, at.kind, given.verdict, given.evidence, given.by, given.atMs],
  );
  return 'accepted';
}

async function decide(
  client: pg.PoolClient,
  id: number,
  { approve, by, atMs, ofMs }: MismatchDecision,
): Promise<MismatchOutcome> {
  const at = await found(client, id);
  if (at === null) return 'not-found';
  if (at.end === null || at.end.approved === true) return 'not-in-this-state';
  if (approve && at.end.proposed_by === by) return 'four-eyes';
  if (approve && ofMs !== undefined && Number(at.end.proposed_ms) !== ofMs) return 'not-in-this-state';
  await client.query(
    'UPDATE mismatch_end SET decided_by = $2, decided_ms = $3, approved = $4 WHERE id = $1',
    [...[at.end.id, by, atMs, approve]],
  );
  return 'accepted';
}

export function mismatchDesk(pool: pg.Pool): MismatchDesk {
  const inOne = async <T>(act: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw storeError(error);
    });
    try {
      await client.query('BEGIN');
      const told = await act(client);
      await client.query('COMMIT');
      return told;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {});
      throw storeError(error);
    } finally {
      client.release();
    }
  };
  return {
    proposeMismatchEnd: (id, proposal) => inOne((client) => propose(client, id, proposal)),
    decideMismatchEnd: (id, decision) => inOne((client) => decide(client, id, decision)),
  };
}
