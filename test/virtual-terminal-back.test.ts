import { readdir, readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { TerminalInUseError } from '#adapters/virtual-terminal';
import { parsePosField61, textOf } from '#wire/iso8583';
import { MAC_KEY_HEX, MASTER_KEY_HEX, PIN_KEY_HEX } from './virtual-terminal-host.ts';
import { brief, card, PAN, PIN, useTill } from './virtual-terminal-till.ts';

const till = useTill();

describe('void and refund', () => {
  beforeEach(async () => {
    await till.terminal.signIn();
  });

  test('a void names the sale in F37, F38 and F61, and takes its amount and card', async () => {
    const sale = await till.sell(1500n);
    const result = await till.terminal.void({ stan: sale.stan! });
    expect(result).toMatchObject({ result: 'approved', amountFen: 1500n, original: { stan: '000002' } });
    expect(till.lastRequest().fields).toMatchObject({
      2: PAN,
      3: '200000',
      4: '000000001500',
      37: 'RRN000000002',
      38: 'A00002',
      61: '000007000002',
    });
    expect(till.host.complaints).toEqual([]);
    expect(brief(await till.terminal.void({ stan: sale.stan! }))).toEqual([
      'refused-locally',
      null,
      'original-voided',
      null,
    ]);
  });

  test('a declined or unknown trace number cannot be voided', async () => {
    till.host.script.push({ code: '51' });
    const declined = await till.sell();
    expect((await till.terminal.void({ stan: declined.stan! })).reason).toBe('original-not-approved');
    expect((await till.terminal.void({ stan: '000099' })).reason).toBe('original-not-in-batch');
  });

  test('a void without an answer is reversed, F61 naming the void itself, and the sale stands', async () => {
    const sale = await till.sell();
    till.host.script.push('silence');
    const lost = await till.terminal.void({ stan: sale.stan! });
    expect(brief(lost)).toEqual(['unknown', null, 'no-answer', 'pending']);
    await till.terminal.flushReversal();
    const { fields } = till.lastRequest();
    expect([fields[3], fields[11], fields[37]]).toEqual(['200000', lost.stan, undefined]);
    expect(parsePosField61(textOf(till.lastRequest(), 61)!)).toMatchObject({
      batch: '000007',
      trace: lost.stan,
    });
    expect((await till.terminal.void({ stan: sale.stan! })).result).toBe('approved');
  });

  test('a refund names the original with its date; silence leaves it unknown, unreversed', async () => {
    const sale = await till.sell();
    const refund = { rrn: sale.rrn!, date: '0630', batchNo: '000007', stan: sale.stan!, amountFen: 400n };
    till.host.script.push('silence');
    expect(brief(await till.terminal.refund(refund))).toEqual(['unknown', null, 'no-answer', null]);
    expect(till.lastRequest()).toMatchObject({
      mti: '0220',
      fields: { 2: PAN, 4: '000000000400', 37: 'RRN000000002', 61: '0000070000020630', 63: 'CUP' },
    });
    const again = await till.terminal.refund(refund);
    expect([again.result, again.stan]).toEqual(['approved', '000004']);
    expect(till.host.complaints).toEqual([]);
  });

  test('a refund of a sale that another terminal took needs the card', async () => {
    const refund = { rrn: 'RRN000000002', date: '0630', batchNo: '000001', stan: '000009', amountFen: 400n };
    await expect(till.terminal.refund(refund)).rejects.toThrow('without a card');
    expect((await till.terminal.refund({ ...refund, card })).result).toBe('approved');
  });
});

describe('settlement', () => {
  beforeEach(async () => {
    await till.terminal.signIn();
  });

  const fillBatch = async () => {
    const first = await till.sell(1000n);
    await till.sell(2000n);
    till.host.script.push('silence');
    await till.sell(5000n);
    till.host.script.push('approve', { code: '51' });
    await till.sell(7000n);
    await till.terminal.void({ stan: first.stan! });
  };

  test('sales and voids count, reversed and declined ones do not; the batch opens anew', async () => {
    await fillBatch();
    const { settlement } = await till.terminal.settle();
    expect(settlement).toMatchObject({
      batchNo: '000007',
      outcome: 'balanced',
      totals: { debitFen: 3000n, debitCount: 2, creditFen: 1000n, creditCount: 1 },
      nextBatchNo: '000008',
    });
    expect([till.terminal.journal.batch, till.terminal.journal.earlier.length]).toEqual([[], 5]);
    till.host.batchNo = '000008';
    expect((await till.terminal.signIn()).batchNo).toBe('000008');
  });

  test('a difference is shown with both totals', async () => {
    await till.sell(2000n);
    const { result, settlement } = await till.terminal.settle();
    expect([result, settlement?.outcome]).toEqual(['approved', 'differs']);
    expect([settlement?.totals.debitFen, settlement?.hostTotals.debitFen]).toEqual([2000n, 3000n]);
  });

  test('without an answer the batch stays open and the same settlement is repeated', async () => {
    await fillBatch();
    till.host.script.push('silence');
    expect(brief(await till.terminal.settle())).toEqual(['unknown', null, 'no-answer', null]);
    const stan = textOf(till.lastRequest(), 11);
    await till.reopen();
    expect((await till.terminal.settle()).settlement?.outcome).toBe('balanced');
    expect(textOf(till.lastRequest(), 11)).toBe(stan);
  });

  test('an open reversal goes first', async () => {
    till.host.script.push('silence');
    await till.sell();
    await till.terminal.settle();
    expect(till.sent()).toBe('0800 0200 0400 0500 0320');
  });
});

describe('what lies on the disk', () => {
  test('no card number, PIN, track or clear key', async () => {
    await till.terminal.signIn();
    await till.terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'swipe' });
    till.host.script.push('silence');
    await till.terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'chip' });
    const names = await readdir(till.folder);
    expect(names.filter((name) => !name.endsWith('.lock'))).toEqual(['1.journal']);
    const text = await readFile(till.journalFile, 'utf8');
    expect(text).toContain('621234******1234');
    expect(till.terminal.journal.pending).not.toBeNull();
    for (const secret of [PAN, PIN, MASTER_KEY_HEX, PIN_KEY_HEX, MAC_KEY_HEX]) {
      expect(text.toUpperCase()).not.toContain(secret);
    }
  });

  test('a second program is turned away', async () => {
    await expect(till.open()).rejects.toThrow(TerminalInUseError);
  });
});
