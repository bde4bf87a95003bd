/** `verify` on a small database made by the real engine: clean as it is, each planted fault found. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOLDS } from './verify-faults-holds.ts';
import { FEES, JOURNALS, WAYS_BACK } from './verify-faults-payments.ts';
import { REQUESTS } from './verify-faults-requests.ts';
import { BATCHES, COLUMNS, EVENTS, KEYS, NETWORK_KEYS, SWITCHES, TOLD } from './verify-faults-rows.ts';
import { closeTradedWorld, openTradedWorld, putRight, sql, verified } from './verify-faults-world.ts';

beforeAll(() => openTradedWorld());
afterAll(closeTradedWorld);

describe('verify', () => {
  it('finds nothing where every state is at hand and all is well', async () => {
    const { rows } = await sql.query(
      `SELECT DISTINCT state FROM payment
        UNION SELECT DISTINCT route || ' ' || state FROM cancellation ORDER BY 1`,
    );
    expect(rows.map(({ state }) => state)).toEqual([
      'REFUND done',
      'REFUND sending',
      'REVERSAL done',
      'REVERSAL sending',
      'VOID done',
      'VOID sending',
      'VOID undoing',
      'VOID undone',
      'approved',
      'completed',
      'declined',
      'reversed',
      'sent',
      'unknown',
      'voided',
    ]);
    expect(await verified()).toEqual([]);
  });

  describe.each([
    ['ways back', WAYS_BACK],
    ['columns', COLUMNS],
    ['keys', KEYS],
    ['keys of the network', NETWORK_KEYS],
    ['fees', FEES],
    ['journals', JOURNALS],
    ['batches', BATCHES],
    ['switches and settled batches', SWITCHES],
    ['events', EVENTS],
    ['what was told', TOLD],
    ['requests', REQUESTS],
    ['holds', HOLDS],
  ] as const)('%s', (_name, plans) => {
    it.each(plans)('%s', async (_fault, plant, law, text) => {
      const statements = plant();
      for (const statement of typeof statements === 'string' ? [statements] : statements) {
        expect((await sql.query(statement)).rowCount, statement).toBeGreaterThan(0);
      }
      try {
        const found = (await verified()).filter((line) => line.startsWith(`${law} `));
        expect(found.join('\n')).toMatch(text);
      } finally {
        await putRight();
      }
    });
  });

  it('is clean again when all is put right', async () => {
    expect(await verified()).toEqual([]);
  });
});
