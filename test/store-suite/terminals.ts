/** Settled batches and the versions of switches in a store. */
import { expect, it } from 'vitest';
import { type Batch, batchAfter, NO_TOTALS, type Settlement } from '#domain/terminal';
import { type AcceptanceRow, StoreClash } from '#engine';
import { FIRST_BATCH, MORNING_MS, T1 } from '../shop-fixtures.ts';
import { type SuiteShop, sent, storing } from '../store-rows.ts';
import { onceRow, stored, type Tools } from './tools.ts';

const settlement = (parts: Partial<Settlement> = {}): Settlement => ({
  batchNo: FIRST_BATCH,
  stan: '000009',
  result: 'differs',
  host: { ...NO_TOTALS, debitFen: 5n, debitCount: 1 },
  terminal: { debitFen: 0n, debitCount: 0, creditFen: 0n, creditCount: 0 },
  atMs: MORNING_MS,
  ...parts,
});

function everyBatch(shop: SuiteShop): Batch[] {
  const terminal = shop.terminals[0];
  const waiting = batchAfter(terminal, settlement());
  const numbered = (batchNo: string) => batchAfter(terminal, settlement({ batchNo }));
  const end = { code: '202', count: 1, atMs: MORNING_MS } as const;
  const uploaded = [
    {
      by: 'detail' as const,
      stan: '000001',
      amountFen: 12_345_678_901n,
      cardIndex: 'aa',
      masked: '620000******0005',
      group: 'domestic' as const,
    },
  ];
  const difference = {
    no: 1,
    kind: 'terminal-only' as const,
    stan: '000001',
    terminal: { by: 'detail' as const, amountFen: 1n, masked: null },
    host: null,
    resolution: { state: 'open' as const, why: null },
  };
  return [
    { ...waiting, uploaded },
    batchAfter(terminal, settlement({ batchNo: '000002', result: 'balanced' })),
    { ...numbered('000003'), state: 'ended', end: { ...end, code: '207' } },
    { ...numbered('000004'), state: 'compared', end, differences: [difference] },
  ];
}

const acceptance = (shop: SuiteShop, version: number): AcceptanceRow => ({
  book: shop.merchant.book,
  merchantId: shop.merchant.merchantId,
  terminalId: T1,
  product: 'tap',
  version,
  state: version % 2 === 1 ? 'off' : 'on',
  atMs: MORNING_MS + version,
  by: 'shop-key',
  reason: 'as asked',
  answer: {
    ...{ verdict: 'YES', route: 'SERVICE_OFF', terms: null, deadline: null, opensAtMs: null, reason: null },
    ...{ next: 'none', rules: [], atMs: MORNING_MS },
  },
});

const writing = (...batches: readonly Batch[]) => ({
  batches: batches.map((batch) => ({ batch: stored(batch), expectedVersion: 0 })),
});
const keyOf = ({ book, terminalId, batchNo }: Batch) => ({ book, terminalId, batchNo });

export function terminals({ newShop, apply, load }: Tools): void {
  it('gives back every state of a settled batch as it was stored', async () => {
    const shop = await newShop();
    const all = everyBatch(shop);
    await apply(shop, writing(...all));
    for (const batch of all)
      expect((await load(shop, { batches: [keyOf(batch)] })).batches).toEqual([stored(batch)]);
    const other = { ...keyOf(all[0]!), batchNo: '000777' };
    expect((await load(shop, { batches: [other] })).batches).toEqual([]);
  });

  it('who writes a batch second loses, and a number that comes again is another batch', async () => {
    const shop = await newShop();
    const batch = everyBatch(shop)[0]!;
    await apply(shop, writing(batch));
    const next = { batch: stored(batch, 2), expectedVersion: 1 };
    await apply(shop, { batches: [next] });
    await expect(apply(shop, { batches: [next] })).rejects.toThrow(StoreClash);
    const later = batchAfter(shop.terminals[0], settlement({ atMs: MORNING_MS + 1 }));
    await apply(shop, writing(later));
    expect((await load(shop, { batches: [keyOf(batch)] })).batches).toEqual([stored(later)]);
  });

  it('versions of a switch are only ever added', async () => {
    const shop = await newShop();
    await apply(shop, { acceptances: [acceptance(shop, 1), acceptance(shop, 2)] });
    await expect(apply(shop, { acceptances: [acceptance(shop, 2)] })).rejects.toThrow(StoreClash);
  });

  it('a beginning brings the once rows of one batch, with what they stand for, and no others', async () => {
    const shop = await newShop();
    const [first, second, third] = [sent(shop), sent(shop), sent(shop)];
    const { book } = first;
    const at = (batchNo: string, stan: string): string => `sale/m/${T1}/${batchNo}/${stan}`;
    const rows = [
      onceRow(first, at('000001', '000001')),
      onceRow(second, at('000001', '000002')),
      onceRow(third, at('000011', '000001')),
      onceRow(third, `${at('000001', '000003')}7`),
    ];
    const named = (payment: typeof first) => storing({ name: '', payment, cancellation: null });
    const all = [first, second, third].map(named);
    await apply(shop, {
      payments: all.flatMap(({ payments = [] }) => payments),
      journals: all.flatMap(({ journals = [] }) => journals),
      once: rows,
    });
    const found = await load(shop, {
      once: [{ book, key: rows[0]!.key }],
      oncePrefixes: [{ book, prefix: `sale/m/${T1}/000001/` }],
    });
    expect(found.once.map(({ key }) => key).sort()).toEqual([rows[0]!.key, rows[1]!.key]);
    expect(found.payments.map(({ payment }) => payment.id).sort()).toEqual([first.id, second.id].sort());
  });
}
