import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  answered,
  begin,
  countSend,
  type EntryFacts,
  type KeptSettlement,
  newJournal,
  type PendingReversal,
  remainsUnknown,
  reversalEnded,
  settled,
  signedIn,
  takeStan,
  totalsOf,
} from './journal-state.ts';
import { openTerminalJournal } from './terminal-journal.ts';

const identity = { merchantId: '898110257340001', terminalId: '10000001' };
const keys = { pinKeyCipher: 'A0', pinKeyCheck: 'A1', macKeyCipher: 'A2', macKeyCheck: 'A3' };
const answer = { code: '00', rrn: '1', authCode: null, clearingDate: null, date: '0630', time: '101112' };

const facts = (stan: string, kind: EntryFacts['kind'], amountFen: bigint, of?: string): EntryFacts => ({
  kind,
  stan,
  batchNo: '000001',
  amountFen,
  maskedPan: '621234******1234',
  sealedCard: '',
  cardEntry: 'tap',
  original: of === undefined ? null : { stan: of, batchNo: '000001', date: null, rrn: '1' },
  atMs: 0,
});

const reversal = (stan: string): PendingReversal => ({
  stan,
  fields: { 3: '000000', 11: stan },
  sealedCard: '',
  namesCard: true,
  reason: '06',
  authCode: null,
  sends: 0,
});

const approved = { state: 'approved', answer, voidedByStan: null } as const;

describe('state', () => {
  const start = begin(newJournal(identity), facts('000001', 'sale', 500n), reversal('000001'));

  test('trace numbers run to 999999 and begin again at 1', () => {
    expect(takeStan({ ...newJournal(identity), nextStan: 999_998 }).nextStan).toBe(999_999);
    expect(takeStan({ ...newJournal(identity), nextStan: 999_999 }).nextStan).toBe(1);
  });

  test('a request about to leave has no outcome, and its reversal with 06 is ready', () => {
    expect([start.nextStan, start.batch[0]?.state, start.pending?.reason]).toEqual([2, 'unknown', '06']);
  });

  test('a valid answer ends the reversal of its own request only', () => {
    expect(answered(start, '000001', approved).pending).toBeNull();
    expect(answered(start, '000009', approved).pending?.stan).toBe('000001');
    expect(remainsUnknown(start, '000009', { reason: '98', authCode: null })).toBe(start);
  });

  test('an approved void marks its sale; a declined one does not', () => {
    const sold = answered(start, '000001', approved);
    const voiding = begin(sold, facts('000002', 'void', 500n, '000001'), reversal('000002'));
    expect(answered(voiding, '000002', approved).batch[0]).toMatchObject({ voidedByStan: '000002' });
    const declined = { state: 'declined', code: '12' } as const;
    expect(answered(voiding, '000002', declined).batch[0]).toMatchObject({ voidedByStan: null });
  });

  test('sales debit, voids and refunds credit; unknown, declined and reversed count nowhere', () => {
    const of = (stan: string, kind: EntryFacts['kind'], amountFen: bigint) => ({
      ...facts(stan, kind, amountFen),
    });
    expect(
      totalsOf([
        { ...of('000001', 'sale', 100n), ...approved },
        { ...of('000002', 'sale', 200n), ...approved, voidedByStan: '000003' },
        { ...of('000003', 'void', 200n), ...approved },
        { ...of('000004', 'refund', 30n), ...approved },
        { ...of('000005', 'sale', 7n), state: 'reversed', code: '00' },
        { ...of('000006', 'sale', 7n), state: 'reversal-failed', code: null },
        { ...of('000007', 'sale', 7n), state: 'unknown', code: '98' },
        { ...of('000008', 'refund', 7n), state: 'declined', code: '64' },
      ]),
    ).toEqual({ debitFen: 300n, debitCount: 2, creditFen: 230n, creditCount: 2 });
  });

  test('the batch of the sign-in counts; entries of another batch leave the open one', () => {
    const at = (hostBatchNo: string) =>
      signedIn({ ...start, batchNo: '000001' }, { keys, operator: '01', hostBatchNo, code: '003' });
    expect([at('000001').batch.length, at('000001').batchNo]).toEqual([1, '000001']);
    expect([at('000005').batch.length, at('000005').earlier.length, at('000005').batchNo]).toEqual([
      0,
      1,
      '000005',
    ]);
    expect(at('000000').batchNo).toBe('000001');
    const ended = reversalEnded(at('000005'), { state: 'reversed', code: '00' });
    expect([ended.pending, ended.earlier[0]?.state]).toEqual([null, 'reversed']);
  });

  test('a settled batch is followed by the next number, and what came of it is kept', () => {
    const kept: KeptSettlement = {
      ...{ stan: '000009', batchNo: '000009', outcome: 'balanced' as const, atMs: 1 },
      ...{ totals: totalsOf([]), hostTotals: totalsOf([]) },
    };
    const often = Array.from({ length: 40 }, (_, atMs) => ({ ...kept, atMs }));
    const after = often.reduce((state, each) => settled(state, each), start);
    expect([after.settlements?.length, after.settlements?.at(-1)?.atMs]).toEqual([31, 39]);
    expect(settled({ ...start, batchNo: '000009' }, kept)).toMatchObject({ batchNo: '000010', batch: [] });
    expect(settled({ ...start, batchNo: '999999' }, kept).batchNo).toBe('000001');
  });
});

describe('file', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yuanlu-journal-'));
    path = join(folder, 'one.journal');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('a crash after the store and before the send leaves the reversal open', async () => {
    const before = await openTerminalJournal(path, identity);
    await before.update((state) => begin(state, facts('000001', 'sale', 500n), reversal('000001')));
    const after = await openTerminalJournal(path, identity);
    expect(after.state.pending).toEqual(reversal('000001'));
    expect(after.state).toEqual(before.state);
    expect([after.state.nextStan, after.state.batch[0]?.amountFen]).toEqual([2, 500n]);
  });

  test('every counted send is on the disk', async () => {
    const journal = await openTerminalJournal(path, identity);
    await journal.update((state) => begin(state, facts('000001', 'sale', 500n), reversal('000001')));
    await journal.update(countSend);
    expect((await openTerminalJournal(path, identity)).state.pending?.sends).toBe(1);
  });

  test('only the owner may read it, and nothing is left beside it', async () => {
    const journal = await openTerminalJournal(path, identity);
    await journal.update(takeStan);
    await journal.update(takeStan);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(['one.journal']);
  });

  test('when it cannot be stored the old state stands', async () => {
    const journal = await openTerminalJournal(path, identity);
    await journal.update(takeStan);
    await rm(folder, { recursive: true });
    await writeFile(folder, 'no folder any more');
    await expect(journal.update(takeStan)).rejects.toThrow('nothing may be sent without it');
    expect(journal.state.nextStan).toBe(2);
  });

  test.each([
    ['not JSON', 'it is not JSON'],
    ['{"version":2}', 'not a terminal journal of version 1'],
    ['null', 'not a terminal journal of version 1'],
  ])('a file with %s is refused and stays as it is', async (text, why) => {
    await writeFile(path, text);
    await expect(openTerminalJournal(path, identity)).rejects.toThrow(why);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test("another terminal's journal is refused", async () => {
    const journal = await openTerminalJournal(path, identity);
    await journal.update(takeStan);
    const other = { ...identity, terminalId: '10000002' };
    await expect(openTerminalJournal(path, other)).rejects.toThrow('it belongs to merchant 898110257340001');
  });
});
