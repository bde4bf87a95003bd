/** Stories of clearing files in a real folder: what each proves, and what none may prove. */
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ClearingInbox } from '#adapters/clearing-inbox';
import { addDays, type ClearingDay, clearingDay } from '#domain/calendar';
import type { NetworkKey } from '#domain/payment';
import type { Store } from '#engine';
import { type ClearingRow, clearingFileName, emptyClearingRow, writeClearingFile } from '#wire/clearing';
import { MemoryBooks } from './clearing-memory-books.ts';
import { MORNING_MS, Shop } from './shop.ts';

const DAY = clearingDay('2026-11-23');
const NEXT = addDays(DAY, 1);
const HOUR_MS = 3_600_000;
const STAN = '000001';
/** 22:55, five minutes before the cut-over, and five minutes after it. */
const LATE_MS = MORNING_MS + 12 * HOUR_MS + 55 * 60_000;
const EARLY_MS = LATE_MS + 10 * 60_000;

const row = (key: NetworkKey, mti: string, code: string, original: NetworkKey | null, amountFen = 10_000n) =>
  ({
    ...emptyClearingRow,
    acquirerId: key.acquirerId,
    forwarderId: key.forwarderId,
    trace: key.stan,
    time: key.transmission,
    maskedPan: '620000******0005',
    amountFen,
    mti,
    processingCode: code,
    originalTrace: original?.stan ?? null,
    originalTime: original?.transmission ?? null,
  }) satisfies ClearingRow;

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A shop with an inbox of its own. Its files' times are those of the shop's clock. */
class Office {
  readonly shop: Shop;
  readonly folder: string;
  readonly books: MemoryBooks;
  readonly log: Record<string, unknown>[] = [];
  readonly inbox: ClearingInbox;
  /** The store throws for these days. */
  broken: (day: ClearingDay) => boolean = () => false;
  pageMax = 1_000;

  private constructor(shop: Shop, folder: string) {
    this.shop = shop;
    this.folder = folder;
    this.books = new MemoryBooks(shop.store);
    const store = new Proxy<Store>(shop.store, {
      get: (target, name) => {
        if (name !== 'unresolvedBefore') return Reflect.get(target, name);
        const unresolvedBefore: Store['unresolvedBefore'] = async (day, limit, after) => {
          if (this.broken(addDays(clearingDay(day), -2))) throw new Error('the connection was lost');
          return target.unresolvedBefore(day, Math.min(limit, this.pageMax), after);
        };
        return unresolvedBefore;
      },
    });
    this.inbox = new ClearingInbox({
      ...{ folder, store, engine: shop.engine, books: this.books, cutOver: '23:00:00', rematchMs: 1 },
      nowMs: () => shop.time.clock.nowMs(),
      log: (event) => void this.log.push(event),
    });
  }

  static async open(startMs = MORNING_MS): Promise<Office> {
    const folder = await mkdtemp(join(tmpdir(), 'yuanlu-clearing-'));
    folders.push(folder);
    return new Office(await Shop.open({ startMs, limits: { duePollMs: 10_000 } }), folder);
  }

  /** A sale whose answer and reversals get lost. */
  static async withUnknown(startMs = MORNING_MS): Promise<Office> {
    const office = await Office.open(startMs);
    const { shop } = office;
    shop.network.always('reversal', 'lost');
    await office.unknown(STAN);
    return office;
  }

  async unknown(stan: string): Promise<void> {
    this.shop.network.next('sale', 'answer-lost');
    this.shop.sale(stan);
    await this.shop.wait(60_000);
    expect(this.shop.state(stan)).toBe('unknown');
  }

  /** The clock goes to 23:30 of a clearing day's end, `days` later. */
  async endOfDay(days = 0): Promise<void> {
    const endMs = MORNING_MS + 13.5 * HOUR_MS + days * 24 * HOUR_MS;
    await this.shop.wait(endMs - this.shop.time.clock.nowMs());
  }

  async arrives(day: ClearingDay, rows: readonly ClearingRow[] | string, session = 1): Promise<void> {
    const path = join(this.folder, clearingFileName(day, session));
    await writeFile(path, typeof rows === 'string' ? rows : writeClearingFile(rows), 'latin1');
    const at = this.shop.time.clock.nowMs() / 1_000;
    await utimes(path, at, at);
  }

  async poll(): Promise<void> {
    let done = false;
    const polled = this.inbox.poll().finally(() => {
      done = true;
    });
    while (!done) {
      await this.shop.time.settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await polled;
    await this.shop.wait(10_000);
  }

  /** Polls until every file that lies there has settled and was matched. */
  async looks(): Promise<void> {
    for (let times = 0; times < 8; times += 1) await this.poll();
  }

  sold(stan = STAN): ClearingRow {
    return row(this.shop.find(stan)!.network, '0200', '000000', null);
  }

  undone(stan = STAN): ClearingRow {
    const [reversal] = this.shop.backOf(stan);
    return row(reversal!.network, '0420', '000000', this.shop.find(stan)!.network);
  }

  told(event: string): number {
    return this.log.filter((each) => each.event === event).length;
  }

  get ended(): string {
    return `${this.shop.state(STAN)}, ${this.shop.back(STAN)}`;
  }
}

const OTHER = { year: '2026', transmission: '1123120000', stan: '999999' };
const other = row({ ...OTHER, acquirerId: '48021000', forwarderId: '48021000' }, '0200', '000000', null);

describe('that a payment does not stand in a file', () => {
  it('ends it by the file of its own day, once the day is over', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    await office.arrives(DAY, [other]);
    await office.looks();
    expect(office.ended).toBe('reversed, REVERSAL done');
  });

  it('proves nothing in the file of another day', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay(1);
    await office.arrives(NEXT, [other]);
    await office.arrives(addDays(DAY, -1), [other]);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL handed');
    await office.arrives(DAY, [office.sold()]);
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
    await office.shop.check();
  });

  it('proves nothing in a file of the running day, nor does a sale without its undoing there', async () => {
    const office = await Office.withUnknown();
    await office.arrives(DAY, [other]);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL sending');
    await office.arrives(DAY, [office.sold()]);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL sending');
    expect(office.books.saved).toEqual([]);
    await office.arrives(DAY, [office.sold(), office.undone()]);
    await office.looks();
    expect(office.ended).toBe('reversed, REVERSAL done');
  });

  it('proves nothing in one session of the day when another has it', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    await office.arrives(DAY, [other]);
    await office.arrives(DAY, [office.sold()], 2);
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
    expect(office.books.saved.map(({ name }) => name)).toEqual([
      clearingFileName(DAY),
      clearingFileName(DAY, 2),
    ]);
  });

  it('proves nothing while a session is missing or cannot be read', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    await office.arrives(DAY, [other], 2);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    expect(office.told('clearing-day-refused')).toBe(1);
    await office.arrives(DAY, 'no clearing file\n');
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    await office.arrives(DAY, []);
    await office.looks();
    expect(office.ended).toBe('reversed, REVERSAL done');
  });

  it('leaves no false mismatch behind when a later session has it', async () => {
    const office = await Office.open();
    office.shop.sale(STAN);
    await office.endOfDay();
    await office.arrives(DAY, [other]);
    await office.looks();
    expect(office.books.kinds()).toEqual(['missing-in-file', 'unknown-here']);
    await office.arrives(DAY, [office.sold()], 2);
    await office.looks();
    expect(office.books.kinds()).toEqual(['unknown-here']);
  });
});

describe('a payment near the cut-over', () => {
  it('is absent only when it is in neither its own day’s file nor the next', async () => {
    const office = await Office.withUnknown(LATE_MS);
    await office.endOfDay();
    await office.arrives(DAY, [other]);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    await office.endOfDay(1);
    await office.arrives(NEXT, [other]);
    await office.looks();
    expect(office.ended).toBe('reversed, REVERSAL done');
  });

  it('is not absent when its own day’s file has it, though that could not be matched yet', async () => {
    const office = await Office.withUnknown(LATE_MS);
    await office.endOfDay(1);
    await office.arrives(DAY, [office.sold()]);
    await office.arrives(NEXT, [other]);
    office.broken = (day) => day === DAY;
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL handed');
    office.broken = () => false;
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
  });

  it('waits for its own day’s file though the next one is there', async () => {
    const office = await Office.withUnknown(LATE_MS);
    await office.endOfDay(1);
    await office.arrives(NEXT, [other]);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL handed');
    office.books.daysRead.add(DAY);
    await office.looks();
    expect(office.ended).toBe('reversed, REVERSAL done');
  });

  it('was paid when the next day’s file has it', async () => {
    const office = await Office.withUnknown(LATE_MS);
    await office.endOfDay(1);
    await office.arrives(NEXT, [office.sold()]);
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
  });

  it('belongs to the day before when a late cut-over put it there', async () => {
    const office = await Office.withUnknown(EARLY_MS);
    expect(office.shop.find(STAN)?.expectedClearingDay).toBe(NEXT);
    await office.endOfDay(1);
    await office.arrives(NEXT, [other]);
    await office.looks();
    expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    await office.arrives(DAY, [office.sold()]);
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
  });
});

describe('refunds', () => {
  async function refunding(): Promise<{ office: Office; refund: (original?: boolean) => ClearingRow }> {
    const office = await Office.open();
    const { shop } = office;
    shop.sale(STAN);
    await shop.time.settle();
    await shop.settleAll();
    shop.network.always('refund', 'answer-lost');
    shop.refund('000010', STAN, { amountFen: 3_000n });
    await shop.wait(60_000);
    expect(shop.back(STAN)).toBe('REFUND sending');
    const [refund] = shop.backOf(STAN);
    const of = (original: boolean): ClearingRow =>
      row(refund!.network, '0220', '200000', original ? shop.find(STAN)!.network : null, 3_000n);
    return { office, refund: (original = true) => of(original) };
  }

  it.each([true, false])('end when they stand in a file; original named: %s', async (original) => {
    const { office, refund } = await refunding();
    await office.endOfDay();
    await office.arrives(DAY, [office.sold(), refund(original)]);
    await office.looks();
    expect(office.ended).toBe('approved, REFUND done');
    expect(office.books.kinds()).toEqual([]);
    await office.shop.check();
  });

  it('end when a person already had them', async () => {
    const { office, refund } = await refunding();
    await office.endOfDay(4);
    expect(office.ended).toBe('approved, REFUND handed');
    await office.arrives(DAY, [office.sold(), refund()]);
    await office.looks();
    expect(office.ended).toBe('approved, REFUND done');
  });

  it('do not end when they stand in no file', async () => {
    const { office } = await refunding();
    await office.endOfDay();
    await office.arrives(DAY, [office.sold()]);
    await office.looks();
    expect(office.ended).toBe('approved, REFUND sending');
    expect(office.books.kinds()).toEqual([]);
  });

  it('that only one side knows are told', async () => {
    const { office, refund } = await refunding();
    office.shop.network.always('refund', 'well');
    await office.endOfDay();
    expect(office.ended).toBe('approved, REFUND done');
    await office.arrives(DAY, [office.sold(), { ...refund(), trace: '777777' }]);
    await office.looks();
    expect(office.books.kinds()).toEqual(['refund-missing-in-file', 'refund-unknown-here']);
  });

  it('of the evening that were acknowledged the next day may stand in either file', async () => {
    const { office, refund } = await refunding();
    await office.endOfDay();
    office.shop.network.always('refund', 'well');
    await office.endOfDay(1);
    expect(office.ended).toBe('approved, REFUND done');
    await office.arrives(DAY, [office.sold(), refund()]);
    await office.arrives(NEXT, [other]);
    await office.looks();
    expect(office.books.kinds()).toEqual(['unknown-here']);
  });
});

describe('a file', () => {
  it('is tried again after an error of the database', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    await office.arrives(DAY, [office.sold()]);
    office.broken = () => true;
    await office.looks();
    expect(office.told('clearing-file-failed')).toBeGreaterThan(1);
    expect(office.books.saved).toEqual([]);
    office.broken = () => false;
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
  });

  it('that is none is told once, and read when it was corrected', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    await office.arrives(DAY, 'half a row');
    await office.looks();
    expect(office.told('clearing-file-refused')).toBe(1);
    expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    await office.arrives(DAY, [office.sold()]);
    await office.looks();
    expect(office.ended).toBe('approved, REVERSAL overruled');
  });

  it('is not read while it grows', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    const rows = [other, other, other, office.sold()];
    for (let count = 1; count <= rows.length; count += 1) {
      await office.arrives(DAY, rows.slice(0, count));
      await office.poll();
      expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    }
    await office.poll();
    expect(office.ended).toBe('approved, REVERSAL overruled');
    expect(office.log.map(({ event }) => event)).toEqual(['clearing-file-read']);
  });

  it('without a byte is a day without trades only after a minute', async () => {
    const office = await Office.withUnknown();
    await office.endOfDay();
    await office.arrives(DAY, []);
    for (let polls = 0; polls < 6; polls += 1) await office.poll();
    expect(office.ended).toBe('unknown, REVERSAL awaiting-file');
    await office.poll();
    expect(office.ended).toBe('reversed, REVERSAL done');
    // The next day without trades is read too, though its content is the same.
    await office.endOfDay(1);
    await office.arrives(NEXT, []);
    await office.looks();
    expect(office.books.saved.map(({ day }) => day)).toEqual([DAY, NEXT]);
  });

  it('reaches every open payment behind any number that does not end', async () => {
    const office = await Office.withUnknown(LATE_MS);
    office.pageMax = 2;
    for (const stan of ['000002', '000003', '000004', '000005']) await office.unknown(stan);
    await office.endOfDay();
    await office.arrives(DAY, [office.sold('000005')]);
    await office.looks();
    const states = [STAN, '000004', '000005'].map((stan) => office.shop.state(stan));
    expect(states).toEqual(['unknown', 'unknown', 'approved']);
  });
});

describe('a refund of an earlier day', () => {
  /** A refund of 40.00 that the network acknowledged, and the cut-over after it. */
  const refunded = async (): Promise<Office> => {
    const office = await Office.open();
    const { shop } = office;
    shop.sale(STAN);
    await shop.wait(1_000);
    await shop.settleAll();
    shop.refund('000002', STAN, { amountFen: 4_000n });
    await shop.wait(1_000);
    expect(shop.back(STAN)).toBe('REFUND done');
    await office.endOfDay();
    return office;
  };
  const refundKey = (office: Office): NetworkKey => office.shop.backOf(STAN)[0]!.network;
  const about = (office: Office, code: string, amountFen = 4_000n): ClearingRow => ({
    ...row({ ...refundKey(office), transmission: '1124100000' }, '0220', code, refundKey(office), amountFen),
    responseCode: '14',
  });

  it('that the issuer sends back is in suspense, once, however often the file is read', async () => {
    const office = await refunded();
    await office.arrives(DAY, [office.sold(), { ...row(refundKey(office), '0220', '200000', null, 4_000n) }]);
    await office.looks();
    expect(office.ended).toBe('approved, REFUND done');
    await office.endOfDay(1);
    await office.arrives(NEXT, [about(office, '290000')]);
    await office.looks();
    expect(office.ended).toBe('approved, REFUND bounced');
    expect(office.books.kinds()).toEqual([]);
    expect(office.shop.journey(STAN)).toMatch(/refund-bounced$/);
    await office.arrives(NEXT, [about(office, '290000'), other]);
    await office.looks();
    expect(office.shop.journey(STAN).match(/refund-bounced/g)).toHaveLength(1);
    expect(office.shop.books()).toContain('suspense 40.00');
  });

  it('of another amount, or of no refund of ours, is a mismatch for a person and moves nothing', async () => {
    const office = await refunded();
    await office.endOfDay(1);
    await office.arrives(NEXT, [
      about(office, '290000', 3_999n),
      {
        ...row(other as unknown as NetworkKey, '0220', '290000', null),
        ...about(office, '290000'),
        originalTrace: '777777',
      },
    ]);
    await office.looks();
    expect(office.ended).toBe('approved, REFUND done');
    expect(office.books.kinds()).toEqual(['amount-differs', 'return-unknown-here']);
  });

  it('that the issuer says it posted has arrived', async () => {
    const office = await refunded();
    await office.endOfDay(1);
    await office.arrives(NEXT, [about(office, '210000')]);
    await office.looks();
    expect(office.shop.backOf(STAN)[0]).toMatchObject({
      state: 'done',
      arrival: { state: 'confirmed', by: 'bank' },
    });
    expect(office.books.kinds()).toEqual([]);
  });
});
