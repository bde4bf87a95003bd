/** Published editions of the rules, and what is proposed. Two who decide at once are one after the other. */
import pg from 'pg';
import { storeError } from './connection.ts';

export interface StoredRuleFile {
  readonly name: string;
  readonly text: string;
}

export type ProposalState = 'open' | 'published' | 'rejected' | 'withdrawn';

/** `changes` and `trial` are kept as they were shown to those who decide. */
export interface RuleProposal {
  readonly id: string;
  readonly base: number;
  readonly restores: number | null;
  readonly state: ProposalState;
  /** The day from which it takes effect, `2026-12-01`. */
  readonly effective: string;
  readonly reason: string;
  readonly files: readonly StoredRuleFile[];
  /** SHA-256 of the delivered files whose place these take, by name. */
  readonly delivered: Readonly<Record<string, string>>;
  readonly changes: unknown;
  readonly trial: unknown;
  readonly proposedBy: string;
  readonly proposedMs: number;
  readonly decidedBy: string | null;
  readonly decidedMs: number | null;
  readonly decisionReason: string | null;
}

export type ProposalHead = Omit<RuleProposal, 'files' | 'delivered'>;

export interface RuleEdition {
  readonly no: number;
  readonly effective: string;
  readonly publishedMs: number;
  readonly proposal: ProposalHead;
}

/** What is needed to know which edition is in force. */
export type EditionMark = Pick<RuleEdition, 'no' | 'effective'>;

export type Decision =
  | { readonly result: 'decided'; readonly proposal: ProposalHead; readonly edition: number | null }
  | { readonly result: 'not-found' | 'not-open' | 'own' | 'not-own' | 'moved-on' };

export interface RuleEditionStore {
  /** The last editions, the newest first: enough to find the one in force. */
  marks(): Promise<readonly EditionMark[]>;
  editions(before: number | null, limit: number): Promise<readonly RuleEdition[]>;
  edition(no: number): Promise<RuleEdition | null>;
  files(no: number): Promise<Pick<RuleProposal, 'files' | 'delivered'> | null>;
  proposals(query: {
    readonly state: ProposalState | null;
    readonly before: { readonly ms: number; readonly id: string } | null;
    readonly limit: number;
  }): Promise<readonly ProposalHead[]>;
  proposal(id: string): Promise<RuleProposal | null>;
  /** `moved-on`: its base is no longer the last edition; `too-many`: so many are open already. */
  propose(proposal: RuleProposal, openMax: number): Promise<'proposed' | 'moved-on' | 'too-many'>;
  decide(decision: {
    readonly id: string;
    readonly act: 'publish' | 'reject' | 'withdraw';
    readonly by: string;
    readonly reason: string | null;
    readonly atMs: number;
    /** Takes effect on this day at the earliest. */
    readonly today: string;
  }): Promise<Decision>;
  close(): Promise<void>;
}

/** So far back the edition in force is looked for: later ones of which so many wait for their day. */
const MARKS_MAX = 200;

const HEAD = `p.id, p.base, p.restores, p.state, p.effective::text, p.reason, p.changes, p.trial, p.proposed_by,
  p.proposed_ms::float8, p.decided_by, p.decided_ms::float8, p.decision_reason`;

interface Row {
  readonly id: string;
  readonly base: number;
  readonly restores: number | null;
  readonly state: ProposalState;
  readonly effective: string;
  readonly reason: string;
  readonly changes: unknown;
  readonly trial: unknown;
  readonly proposed_by: string;
  readonly proposed_ms: number;
  readonly decided_by: string | null;
  readonly decided_ms: number | null;
  readonly decision_reason: string | null;
}
interface WholeRow extends Row {
  readonly files: readonly StoredRuleFile[];
  readonly delivered: Readonly<Record<string, string>>;
}
interface EditionRow extends Row {
  readonly no: number;
  readonly from_day: string;
  readonly published_ms: number;
}

const headOf = (row: Row): ProposalHead => ({
  ...{ id: row.id, base: row.base, restores: row.restores, state: row.state, effective: row.effective },
  ...{ reason: row.reason, changes: row.changes, trial: row.trial },
  ...{ proposedBy: row.proposed_by, proposedMs: row.proposed_ms },
  ...{ decidedBy: row.decided_by, decidedMs: row.decided_ms, decisionReason: row.decision_reason },
});

const editionOf = (row: EditionRow): RuleEdition => ({
  ...{ no: row.no, effective: row.from_day, publishedMs: row.published_ms, proposal: headOf(row) },
});

const EDITIONS = `SELECT e.no, e.effective::text AS from_day, e.published_ms::float8, ${HEAD}
  FROM rule_edition e JOIN rule_proposal p ON p.id = e.proposal_id`;

/** Whoever publishes or proposes holds it, so that the last edition stays the last one until the commit. */
const LOCK = 'LOCK TABLE rule_edition IN SHARE ROW EXCLUSIVE MODE';
const LAST = 'SELECT coalesce(max(no), 0) AS no FROM rule_edition';

export function createRuleEditions(options: { readonly url: string }): RuleEditionStore {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: 'yuanlu rules',
    max: 2,
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    options: '-c statement_timeout=12s -c lock_timeout=5s -c idle_in_transaction_session_timeout=15s',
  });
  pool.on('error', () => {});
  const query = async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> => {
    try {
      return (await pool.query<T>(text, values)).rows;
    } catch (error) {
      throw storeError(error);
    }
  };
  const locked = async <T>(act: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect().catch((error: unknown) => {
      throw storeError(error);
    });
    try {
      await client.query('BEGIN');
      await client.query(LOCK);
      const result = await act(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error instanceof pg.DatabaseError ? storeError(error) : error;
    } finally {
      client.release();
    }
  };
  return {
    marks: () =>
      query<{ no: number; effective: string }>(
        'SELECT no, effective::text FROM rule_edition ORDER BY no DESC LIMIT $1',
        [MARKS_MAX],
      ),
    editions: async (before, limit) =>
      (
        await query<EditionRow>(
          `${EDITIONS} WHERE $1::integer IS NULL OR e.no < $1 ORDER BY e.no DESC LIMIT $2`,
          [before, limit],
        )
      ).map(editionOf),
    edition: async (no) => {
      const [row] = await query<EditionRow>(`${EDITIONS} WHERE e.no = $1`, [no]);
      return row === undefined ? null : editionOf(row);
    },
    files: async (no) => {
      const [row] = await query<Pick<WholeRow, 'files' | 'delivered'>>(
        'SELECT p.files, p.delivered FROM rule_edition e JOIN rule_proposal p ON p.id = e.proposal_id WHERE e.no = $1',
        [no],
      );
      return row ?? null;
    },
    proposals: async ({ state, before, limit }) =>
      (
        await query<Row>(
          `SELECT ${HEAD} FROM rule_proposal p WHERE ($1::text IS NULL OR state = $1)
             AND ($2::bigint IS NULL OR proposed_ms < $2 OR (proposed_ms = $2 AND id > $3))
             ORDER BY proposed_ms DESC, id LIMIT $4`,
          [state, before?.ms ?? null, before?.id ?? '', limit],
        )
      ).map(headOf),
    proposal: async (id) => {
      const [row] = await query<WholeRow>(
        `SELECT ${HEAD}, p.files, p.delivered FROM rule_proposal p WHERE id = $1`,
        [id],
      );
      return row === undefined ? null : { ...headOf(row), files: row.files, delivered: row.delivered };
    },
    propose: (given, openMax) => locked((client) => add(client, given, openMax)),
    decide: (decision) => locked((client) => decide(client, decision)),
    close: () => pool.end(),
  };
}

async function add(
  client: pg.PoolClient,
  given: RuleProposal,
  openMax: number,
): Promise<'proposed' | 'moved-on' | 'too-many'> {
  const { rows } = await client.query<{ no: number; open: number }>(
    `SELECT (${LAST}) AS no, (SELECT count(*)::int FROM rule_proposal WHERE state = 'open') AS open`,
  );
  if (rows[0]!.no !== given.base) return 'moved-on';
  if (rows[0]!.open >= openMax) return 'too-many';
  await client.query(
    `INSERT INTO rule_proposal (id, base, restores, state, effective, reason, files, delivered, changes, trial,
       proposed_by, proposed_ms) VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[given.id, given.base, given.restores, given.effective, given.reason],
      ...[given.files, given.delivered, given.changes, given.trial].map((each) => JSON.stringify(each)),
      ...[given.proposedBy, given.proposedMs],
    ],
  );
  return 'proposed';
}

const STATES = { publish: 'published', reject: 'rejected', withdraw: 'withdrawn' } as const;

async function decide(
  client: pg.PoolClient,
  { id, act, by, reason, atMs, today }: Parameters<RuleEditionStore['decide']>[0],
): Promise<Decision> {
  const { rows } = await client.query<Row>(`SELECT ${HEAD} FROM rule_proposal p WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  const before = rows[0];
  if (before === undefined) return { result: 'not-found' };
  if (before.state !== 'open') return { result: 'not-open' };
  if (act === 'withdraw' && before.proposed_by !== by) return { result: 'not-own' };
  if (act !== 'withdraw' && before.proposed_by === by) return { result: 'own' };
  const last = (await client.query<{ no: number }>(LAST)).rows[0]!.no;
  if (act === 'publish' && last !== before.base) return { result: 'moved-on' };
  const { rows: after } = await client.query<Row>(
    `UPDATE rule_proposal p SET state = $2, decided_by = $3, decided_ms = $4, decision_reason = $5
       WHERE id = $1 RETURNING ${HEAD}`,
    [id, STATES[act], by, atMs, reason],
  );
  const edition = act === 'publish' ? last + 1 : null;
  if (edition !== null)
    await client.query(
      `INSERT INTO rule_edition (no, proposal_id, effective, published_ms)
         VALUES ($1, $2, greatest($3::date, $4::date), $5)`,
      [edition, id, before.effective, today, atMs],
    );
  return { result: 'decided', proposal: headOf(after[0]!), edition };
}
