/** Codes by text. The same rows come of a telephone that somebody has and of one that nobody has. */
import type pg from 'pg';
import { CODE_RATE_SPAN_MS, type CodeRateKind, codeWait, evolveCode, type SmsCode } from '#domain/person';
import type { PeoplePool } from '../people/pool.ts';
import type { CodeAsked, NewCode, NewText, PersonStore, SentCode } from './types.ts';

/** Rows that are looked at to see how often one was sent: more than any rate allows. */
const COUNTED_MAX = 400;
const FORGET_ROWS = 200;

const KEYS = { phone: 'phone_index', device: 'device_key', address: 'address_key' } as const;

async function waitFor(client: pg.PoolClient, code: NewCode): Promise<number> {
  const keys = { phone: code.phoneIndex, device: code.deviceKey, address: code.addressKey };
  // One after the other for whoever shares a key: many at once are as many as in a row. Sorted, so that nobody waits
  // for somebody who waits for them.
  for (const key of Object.values(keys).sort())
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 15))', [key]);
  const waits: number[] = [];
  const look = async (kind: CodeRateKind, where: string, values: readonly unknown[]) => {
    const { rows } = await client.query<{ sent_ms: string }>(
      `SELECT sent_ms FROM person_code WHERE ${where} ORDER BY sent_ms DESC LIMIT ${COUNTED_MAX}`,
      [...values],
    );
    waits.push(
      codeWait(
        kind,
        rows.map((row) => Number(row.sent_ms)),
        code.sentMs,
      ),
    );
  };
  const sinceMs = code.sentMs - CODE_RATE_SPAN_MS;
  for (const kind of ['phone', 'device', 'address'] as const)
    await look(kind, `${KEYS[kind]} = $1 AND sent_ms > $2`, [keys[kind], sinceMs]);
  await look('all', 'sent_ms > $1', [code.sentMs - 60_000]);
  return Math.max(...waits);
}

const INSERT_TEXT = `INSERT INTO sms_outbox (id, book, subject, kind, number_index, number_seal, number_mask, lang,
    text, state, created_ms, due_ms, attempts, secret_seal, until_ms)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', $10, $10, 0, $11, $12)`;

const textValues = (text: NewText): unknown[] => [
  ...[text.id, text.book, text.subject, text.kind, text.numberIndex, text.numberSeal, text.numberMask],
  ...[text.lang, text.text, text.createdMs, text.secretSeal, text.untilMs],
];

interface CodeRow {
  readonly id: string;
  readonly code_mark: string;
  readonly tries: number;
  readonly sent_ms: string;
  readonly act: string | null;
}

const sentOf = (row: CodeRow): SmsCode => ({
  ...{ state: 'sent', sentMs: Number(row.sent_ms), tries: row.tries },
});

async function write(client: pg.PoolClient, id: string, code: SmsCode, nowMs: number): Promise<void> {
  const why = code.state === 'dead' ? code.why : null;
  const tries = code.state === 'sent' ? code.tries : null;
  await client.query(
    `UPDATE person_code SET state = $2, why = $3, tries = coalesce($4::int, tries + 1),
       ended_ms = CASE WHEN $2 = 'sent' THEN NULL ELSE $5::bigint END WHERE id = $1`,
    [id, code.state, why, tries, nowMs],
  );
}

/** Those that could still be tried: of one telephone and purpose, and for proofs of one session. */
const OPEN = `SELECT id, code_mark, tries, sent_ms, act FROM person_code
  WHERE phone_index = $1 AND purpose = $2 AND session_id IS NOT DISTINCT FROM $3::text AND state = 'sent'
  ORDER BY sent_ms DESC FOR UPDATE`;

type Codes = Pick<PersonStore, 'sendCode' | 'takeCode' | 'addText'>;

export function codes(pool: PeoplePool): Codes {
  return {
    sendCode: (code, text) =>
      pool.transaction(async (client) => {
        const waitMs = await waitFor(client, code);
        if (waitMs > 0) return waitMs;
        const open = await client.query<CodeRow>(OPEN, [code.phoneIndex, code.purpose, code.sessionId]);
        for (const row of open.rows)
          await write(
            client,
            row.id,
            evolveCode(sentOf(row), { type: 'newer-sent' }, code.sentMs),
            code.sentMs,
          );
        await client.query(
          `INSERT INTO person_code (id, purpose, phone_index, session_id, act, code_mark, state, sent_ms, device_key,
             address_key) VALUES ($1, $2, $3, $4, $5, $6, 'sent', $7, $8, $9)`,
          [
            ...[code.id, code.purpose, code.phoneIndex, code.sessionId, code.act, code.codeMark],
            ...[code.sentMs, code.deviceKey, code.addressKey],
          ],
        );
        await client.query(INSERT_TEXT, textValues(text));
        // Whoever makes rows takes old ones away: the table stays as large as a day of codes.
        await client.query(
          `DELETE FROM person_code WHERE ctid IN (SELECT ctid FROM person_code WHERE sent_ms < $1
           ORDER BY sent_ms LIMIT $2 FOR UPDATE SKIP LOCKED)`,
          [code.sentMs - CODE_RATE_SPAN_MS, FORGET_ROWS],
        );
        return 0;
      }),
    takeCode: ({ phoneIndex, purpose, sessionId }: CodeAsked, isRight, nowMs) =>
      pool.transaction(async (client): Promise<SentCode | null> => {
        const { rows } = await client.query<CodeRow>(OPEN, [phoneIndex, purpose, sessionId]);
        const [row] = rows;
        // Where none was sent, the same is computed: how long it takes tells nothing.
        const right = await isRight(row?.id ?? 'cod_none', row?.code_mark ?? '');
        if (row === undefined) return null;
        const after = evolveCode(sentOf(row), { type: 'tried', right }, nowMs);
        await write(client, row.id, after, nowMs);
        return after.state === 'used' ? { id: row.id, act: row.act } : null;
      }),
    async addText(text) {
      await pool.changed(INSERT_TEXT, textValues(text));
    },
  };
}
