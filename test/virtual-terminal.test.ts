import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { textOf, toHex } from '#wire/iso8583';
import { brief, card, PAN, PIN, useTill } from './virtual-terminal-till.ts';

const till = useTill();

describe('sign-in', () => {
  test('takes keys and batch number; survives a restart', async () => {
    const result = await till.terminal.signIn('02');
    expect([...brief(result), result.batchNo]).toEqual(['approved', '00', null, null, '000007']);
    await till.reopen();
    expect(brief(await till.sell())).toEqual(['approved', '00', null, null]);
    expect(till.host.complaints).toEqual([]);
  });

  test('a key that does not check leaves the terminal signed off', async () => {
    till.host.wrongKeyCheck = true;
    expect(brief(await till.terminal.signIn())).toEqual(['refused-locally', null, 'keys-refused', null]);
    expect(brief(await till.sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
    expect(till.sent()).toBe('0800');
  });

  test('keys that do not check put the old ones out of use too', async () => {
    await till.terminal.signIn();
    till.host.wrongKeyCheck = true;
    expect((await till.terminal.signIn()).needsSignIn).toBe(true);
    expect(brief(await till.sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
  });

  test('a line test needs no sign-in', async () => {
    expect(brief(await till.terminal.echo())).toEqual(['approved', '00', null, null]);
    expect(textOf(till.lastRequest(), 11)).toBeUndefined();
  });

  test.each([['77'], ['99'], ['A0']])('after F39 %s the next sale waits for a sign-in', async (code) => {
    await till.terminal.signIn();
    till.host.script.push({ code, mac: code === 'A0' ? 'other-key' : 'none' });
    const refused = await till.sell();
    expect([...brief(refused), refused.needsSignIn]).toEqual(['declined', code, null, null, true]);
    await till.reopen();
    expect(brief(await till.sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
    await till.terminal.signIn();
    expect((await till.sell()).result).toBe('approved');
  });

  test('the host asks for a sign-in in the header of an approval', async () => {
    await till.terminal.signIn();
    till.host.script.push({ asks: '3' });
    const result = await till.sell();
    expect([result.result, result.needsSignIn]).toEqual(['approved', true]);
  });
});

describe('sale', () => {
  beforeEach(async () => {
    await till.terminal.signIn();
  });

  test('approved: reference, code, clearing date, and the card masked', async () => {
    expect(await till.sell(1234n)).toMatchObject({
      result: 'approved',
      code: '00',
      words: { zh: '成功', en: 'approved' },
      stan: '000002',
      batchNo: '000007',
      amountFen: 1234n,
      maskedPan: '621234******1234',
      rrn: 'RRN000000002',
      authCode: 'A00002',
      clearingDate: '0701',
      issuer: '01030000',
      acquirer: '48020000',
    });
    expect(till.lastRequest().fields).toMatchObject({
      2: PAN,
      4: '000000001234',
      14: '3012',
      22: '072',
      60: '2200000700060',
    });
    expect(till.terminal.journal.pending).toBeNull();
  });

  test('one connection serves many sales', async () => {
    await till.sell();
    await till.sell();
    expect(till.host.connections).toBe(1);
  });

  test('the PIN arrives in F52; a swipe names the card in its track alone', async () => {
    await till.terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'swipe' });
    expect(till.host.pins).toEqual([PIN]);
    const { fields } = till.lastRequest();
    expect([fields[2], fields[22], fields[26], fields[53]]).toEqual([
      undefined,
      '021',
      '12',
      '2600000000000000',
    ]);
    expect(fields[35]).toBe(`${PAN}D30122200000000000`.slice(0, 37));
  });

  test.each([
    ['51', 'declined'],
    ['98', 'unknown'],
    ['68', 'unknown'],
    ['ZZ', 'declined'],
  ])('F39 %s is %s and makes no reversal', async (code, result) => {
    till.host.script.push({ code, mac: 'none' });
    expect(brief(await till.sell())).toEqual([result, code, null, null]);
    expect(till.terminal.journal.pending).toBeNull();
  });

  test('repeating the last request sends the same bytes', async () => {
    await till.sell();
    const result = await till.terminal.repeatLast();
    expect([result.result, result.stan]).toEqual(['approved', '000002']);
    expect(toHex(till.host.frames.at(-1)!)).toBe(toHex(till.host.frames.at(-2)!));
    expect(till.terminal.journal.batch).toHaveLength(1);
  });

  test('no line: refused here, nothing stored, no trace number used', async () => {
    await till.host.close();
    await till.reopen();
    const before = await readFile(till.journalFile, 'utf8');
    const result = await till.sell();
    expect(brief(result)).toEqual(['refused-locally', null, 'not-connected', null]);
    expect(result.words.en).toBe('not connected; nothing was sent');
    expect(await readFile(till.journalFile, 'utf8')).toBe(before);
  });

  test.each([
    ['amount', { amountFen: 0n, card, entry: 'tap' as const }],
    ['card number', { amountFen: 1n, card: { ...card, pan: '62123' }, entry: 'tap' as const }],
    ['PIN', { amountFen: 1n, card: { ...card, pin: '12' }, entry: 'tap' as const }],
  ])('a wrong %s is refused before anything happens', async (name, request) => {
    await expect(till.terminal.sale(request)).rejects.toThrow(`Cannot use this ${name}`);
    expect(till.sent()).toBe('0800');
  });
});

describe('reversal', () => {
  beforeEach(async () => {
    await till.terminal.signIn();
  });

  const afterwards = async () => {
    const next = await till.sell(2000n);
    const [reversal, sale] = till.host.received.slice(-2);
    expect([reversal?.mti, sale?.mti]).toEqual(['0400', '0200']);
    return { next, fields: reversal!.fields };
  };

  test('silence: unknown; before the next sale 0400 goes out with the same trace number and 98', async () => {
    till.host.script.push('silence');
    expect(brief(await till.sell())).toEqual(['unknown', null, 'no-answer', 'pending']);
    const { next, fields } = await afterwards();
    expect(fields).toMatchObject({
      2: PAN,
      3: '000000',
      4: '000000001000',
      11: '000002',
      22: '072',
      39: '98',
    });
    expect(fields[61]).toBeUndefined();
    expect(brief(next)).toEqual(['approved', '00', null, null]);
    expect(next.flushed).toMatchObject({ outcome: 'acknowledged', stan: '000002', code: '00', sends: 1 });
    expect(till.terminal.journal.batch.map(({ state }) => state)).toEqual(['reversed', 'approved']);
    expect(till.host.complaints).toEqual([]);
  });

  test.each([
    ['wrong-mac', 'answer-mac-wrong', 'A0', 'A00002'],
    ['without-mac', 'answer-mac-wrong', 'A0', 'A00002'],
    ['other-trace', 'answer-mismatch', '06', undefined],
    ['other-amount', 'answer-mismatch', '06', undefined],
    ['garbage', 'answer-malformed', '06', undefined],
    ['hang-up', 'no-answer', '98', undefined],
  ] as const)('%s: unknown (%s), reversal with %s', async (behaviour, reason, f39, f38) => {
    till.host.script.push(behaviour);
    expect(brief(await till.sell())).toEqual(['unknown', null, reason, 'pending']);
    const { fields } = await afterwards();
    expect([fields[39], fields[38]]).toEqual([f39, f38]);
    // Nothing that may still come on the old connection can pass for the next answer.
    expect(till.host.connections).toBe(2);
  });

  test('while the answer is awaited the disk already holds the reversal, with 06', async () => {
    till.host.script.push('silence');
    const selling = till.sell();
    await till.host.arrived(2);
    const stored = JSON.parse(await readFile(till.journalFile, 'utf8'));
    expect(stored.pending).toMatchObject({ stan: '000002', reason: '06', sends: 0 });
    await selling;
  });

  test('a lost answer on request behaves like a lost answer', async () => {
    expect(brief(await till.sell(1000n, { loseAnswer: true }))).toEqual([
      'unknown',
      null,
      'no-answer',
      'pending',
    ]);
    await till.host.arrived(2);
    expect(await till.terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged', sentReason: '98' });
    expect(await till.terminal.flushReversal()).toBeNull();
  });

  test('the reversal survives a restart and goes out with the next sign-in', async () => {
    till.host.script.push('silence');
    await till.terminal.sale({ amountFen: 1n, card: { ...card, pin: PIN }, entry: 'chip' });
    await till.reopen();
    const result = await till.terminal.signIn();
    expect(result.flushed).toMatchObject({ outcome: 'acknowledged', maskedPan: '621234******1234' });
    const { fields } = till.lastRequest();
    expect([fields[26], fields[35], fields[37], fields[52], fields[53]]).toEqual(Array(5).fill(undefined));
    expect(fields[22]).toBe('051');
  });

  test('three sends without an answer: given up, the new sale refused, the one after it goes', async () => {
    till.host.script.push('silence', 'silence', 'silence', 'silence');
    await till.sell();
    const refused = await till.sell();
    expect(brief(refused)).toEqual(['refused-locally', null, 'reversal-failed', 'failed']);
    expect(refused.flushed).toMatchObject({ outcome: 'failed', sends: 3, code: null });
    expect(till.sent()).toBe('0800 0200 0400 0400 0400');
    expect(till.terminal.journal.batch.map(({ state }) => state)).toEqual(['reversal-failed']);
    expect((await till.sell()).result).toBe('approved');
  });

  test('sends are counted over restarts', async () => {
    till.host.script.push('silence', 'silence');
    await till.sell();
    await till.reopen({ reversalSendsMax: 1 });
    expect(await till.terminal.flushReversal()).toMatchObject({ outcome: 'failed', sends: 1 });
    await till.reopen({ reversalSendsMax: 3 });
    expect(await till.terminal.flushReversal()).toBeNull();
  });

  test('without a line the reversal waits and costs no send', async () => {
    till.host.script.push('silence');
    await till.sell();
    await till.host.close();
    const refused = await till.sell();
    expect(brief(refused)).toEqual(['refused-locally', null, 'reversal-pending', 'pending']);
    expect(till.terminal.journal.pending?.sends).toBe(0);
  });

  test.each([['12'], ['25']])('F39 %s in 0410 ends the loop', async (code) => {
    till.host.script.push('silence', { code });
    await till.sell();
    expect(await till.terminal.flushReversal()).toMatchObject({ outcome: 'acknowledged', code, sends: 1 });
  });

  test('another F39 in 0410 is tried again', async () => {
    till.host.script.push('silence', { code: '96' }, 'approve');
    await till.sell();
    expect(await till.terminal.flushReversal()).toMatchObject({
      outcome: 'acknowledged',
      code: '00',
      sends: 2,
    });
  });

  test('A0 in 0410 waits for new keys and then goes on', async () => {
    till.host.script.push('silence', { code: 'A0', mac: 'other-key' });
    await till.sell();
    expect(await till.terminal.flushReversal()).toMatchObject({ outcome: 'pending', code: 'A0', sends: 1 });
    expect(brief(await till.sell())).toEqual(['refused-locally', null, 'not-signed-in', null]);
    expect((await till.terminal.signIn()).flushed).toMatchObject({ outcome: 'acknowledged', sends: 2 });
  });
});
