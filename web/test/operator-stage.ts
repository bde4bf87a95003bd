/** A day at a shop that leaves something for the operators: set through the doors that people and messages use. */
import pg from 'pg';
import { png } from '../../test/papers.ts';
import type { Platform } from '../../test/platform.ts';

export interface Stage {
  /** A refund of 40.00 that its bank sent back. */
  readonly bounced: string;
  /** A payment of 88.80 whose answer and reversals get lost. */
  readonly unknown: string;
  /** A request of the shop that the rules give to the institution, for 66.00. */
  readonly request: string;
  /** A payment of 23.00 that the clearing file has with another amount. */
  readonly mismatched: string;
}

/** Env of a platform that tells of an unknown outcome at once. */
export const STAGE_ENV = { YUANLU_UNKNOWN_TOLD_MS: '10', YUANLU_CLEARING_POLL_MS: '300' };

interface Ided {
  readonly id: string;
}

export async function setStage(platform: Platform, sales = 6): Promise<Stage> {
  const { stack, card } = platform;
  const terminal = await platform.terminal();
  const sale = async (amountFen: bigint): Promise<Ided> => {
    await terminal.sale({ amountFen, card, entry: 'chip' });
    return platform.newest();
  };
  for (let n = 1; n <= sales; n += 1) await sale(BigInt(n) * 1_150n);
  const toReturn = await sale(12_000n);
  const toReview = await sale(6_600n);
  const mismatched = await sale(2_300n);
  await terminal.settle();

  // The card is closed; its refund comes back in the file of the day after.
  await stack.control('/cards', 'POST', { card: 'north-plenty', state: 'closed' });
  const refund = await post<Ided>(platform, 'merchant', '/v1/cancellations?wait=10', {
    ...{ subject: toReturn.id, amount: 4_000, reason: '顾客退回一件' },
  });
  await stack.control('/cut-over', 'POST', {});
  await stack.control('/cut-over', 'POST', {});
  const isBounced = async (): Promise<boolean> =>
    (await stack.api<{ state: string }>(`/v1/cancellations/${refund.id}`)).body.state === 'bounced';
  await stack.until(isBounced, 60_000, 'the refund to come back');
  await stack.control('/cards', 'POST', { card: 'north-plenty', state: 'active' });

  const marked = { suspicious: true, reason: '同卡短时多笔' };
  await post(platform, 'operator', `/v1/payments/${toReview.id}/circumstances`, marked);
  const request = await post<Ided & { papersWanted: { code: string }[] }>(
    platform,
    'merchant',
    '/v1/cancellations',
    {
      ...{ subject: toReview.id, reason: '尺码不对' },
    },
  );
  for (const { code } of request.papersWanted) await handPaper(platform, request.id, code);

  await disagree(platform, mismatched.id);

  // The answer of a sale and all its reversals get lost.
  await stack.control('/faults', 'POST', { next: 'no-reply', count: 1, mti: '0200' });
  await stack.control('/faults', 'POST', { next: 'no-reply', count: 10_000, mti: '0420' });
  const unknown = await sale(8_880n);
  const isUnknown = async (): Promise<boolean> =>
    (await stack.api<{ state: string }>(`/v1/payments/${unknown.id}`)).body.state === 'unknown';
  await stack.until(isUnknown, 20_000, 'the outcome to be unknown');
  return { bounced: refund.id, unknown: unknown.id, request: request.id, mismatched: mismatched.id };
}

async function post<T>(
  platform: Platform,
  role: 'merchant' | 'operator',
  path: string,
  body: object,
): Promise<T> {
  const { status, body: told } = await platform.stack.api<T>(path, role, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': `stage-${path}-${JSON.stringify(body).length}`,
    },
    body: JSON.stringify(body),
  });
  if (status >= 300) throw new Error(`${path}: ${status} ${JSON.stringify(told)}`);
  return told;
}

async function handPaper({ stack }: Platform, id: string, item: string): Promise<void> {
  const { status, body } = await stack.api(`/v1/requests/${id}/evidence?item=${item}`, 'merchant', {
    ...{ method: 'POST', headers: { 'content-type': 'image/png' }, body: new Uint8Array(png()) },
  });
  if (status !== 200) throw new Error(`The paper ${item}: ${status} ${JSON.stringify(body)}`);
}

/** As the inbox writes it when the file of a day has another amount. */
async function disagree({ stack }: Platform, paymentId: string): Promise<void> {
  const client = new pg.Client({ connectionString: await stack.databaseUrl() });
  await client.connect();
  try {
    await client.query(
      `INSERT INTO mismatch (clearing_day, network_key, kind, payment_id, amount_fen, found_ms)
       SELECT body->'approval'->>'clearingDay', network_key, 'amount-differs', id, 2300, $2 FROM payment WHERE id = $1`,
      [paymentId, Date.now()],
    );
  } finally {
    await client.end();
  }
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** As the engine gives ids: 48 bits of milliseconds, the bucket, and a number. */
function idAt(atMs: number, bucket: number, no: number): string {
  let value = (BigInt(atMs) << 32n) | (BigInt(bucket) << 24n) | BigInt(no);
  let text = '';
  for (let index = 0; index < 16; index += 1) {
    text = ALPHABET[Number(value & 31n)] + text;
    value >>= 5n;
  }
  return `pay_${text}`;
}

/** So many more rows of the first payment, a second apart and older: enough for a list, no bookings behind them. */
export async function copies({ stack }: Platform, count: number): Promise<void> {
  const client = new pg.Client({ connectionString: await stack.databaseUrl() });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; bucket: number; started_ms: string }>(
      'SELECT id, bucket, started_ms FROM payment ORDER BY id LIMIT 1',
    );
    const first = rows[0]!;
    const times = Array.from({ length: count }, (_, n) => Number(first.started_ms) - (n + 1) * 1_000);
    await client.query(
      `INSERT INTO payment (bucket, book, id, version, state, terminal_id, amount_fen, rrn, network_key, card_index,
         started_ms, due_ms, journals, post_no, body, card_tail)
       SELECT p.bucket, p.book, n.id, p.version, p.state, p.terminal_id, p.amount_fen, p.rrn, n.id, p.card_index, n.ms,
         NULL, p.journals, p.post_no,
         p.body::jsonb || jsonb_build_object('id', n.id, 'startedMs', n.ms), p.card_tail
       FROM payment p, unnest($2::text[], $3::bigint[]) AS n(id, ms) WHERE p.id = $1`,
      [first.id, times.map((atMs, no) => idAt(atMs, first.bucket, no)), times],
    );
  } finally {
    await client.end();
  }
}
