/** The till of the server: one act at a time, each known by its key, before and after a crash. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createVirtualTerminal, loadTerminalProfile } from '#adapters/virtual-terminal';
import {
  begin,
  CARD_PAN,
  done,
  ended,
  openTillWorld,
  order,
  sale,
  TILL,
  type TillWorld,
} from './till-desk-world.ts';

let at: TillWorld;
beforeEach(async () => {
  at = await openTillWorld();
});
afterEach(() => at[Symbol.asyncDispose]());

const sent = (): string => at.host.received.map(({ mti }) => mti).join(' ');
const journalFile = () => join(at.folder, 'terminals', 'journals', `${TILL.terminalId}.json`);

describe('an act', () => {
  test('signs the terminal in by itself, tells its steps, and ends with what the host said', async () => {
    const act = await done(at.desk, 'k1', sale(1_000n));
    expect(act).toMatchObject({ kind: 'sale', amountFen: 1_000n, trouble: null });
    expect(act.result).toMatchObject({ result: 'approved', stan: '000002', cardEntry: 'tap' });
    expect(act.steps.map((step) => ('mti' in step ? `${step.step} ${step.mti}` : step.step))).toEqual([
      'connecting',
      'sent 0800',
      'answered 0810',
      'connecting',
      'sent 0200',
      'answered 0210',
    ]);
  });

  test('of the same key is the same act: nothing is sent again', async () => {
    const first = await done(at.desk, 'k1', sale(1_000n));
    const again = await begin(at.desk, 'k1', sale(1_000n));
    expect(again).toMatchObject({ state: 'repeated', act: { id: first.id, result: { stan: '000002' } } });
    expect(sent()).toBe('0800 0200');
  });

  test('of the same key with other content is refused', async () => {
    await done(at.desk, 'k1', sale(1_000n));
    expect(await begin(at.desk, 'k1', sale(2_000n))).toEqual({ state: 'other-content' });
  });

  test('waits for nobody: while one is under way another is told so, and which', async () => {
    at.host.script.push('silence');
    const begun = await begin(at.desk, 'k1', sale(1_000n));
    expect(await begin(at.desk, 'k2', sale(2_000n))).toMatchObject({
      state: 'busy',
      act: { kind: 'sale', amountFen: 1_000n, endedMs: null },
    });
    expect(at.desk.underWay(TILL)).toMatchObject({ amountFen: 1_000n });
    if (begun.state !== 'begun') throw new Error(begun.state);
    expect((await ended(at.desk, begun.act)).result).toMatchObject({ result: 'unknown' });
    expect(at.desk.underWay(TILL)).toBeNull();
  });

  test('two at once: one begins', async () => {
    const both = await Promise.all([begin(at.desk, 'k1', sale(1_000n)), begin(at.desk, 'k2', sale(2_000n))]);
    expect(both.map(({ state }) => state).sort()).toEqual(['begun', 'busy']);
    for (const each of both) if (each.state === 'begun') await ended(at.desk, each.act);
  });

  test('is refused while the command line works with the terminal, and begins after it', async () => {
    const profile = await loadTerminalProfile(join(at.folder, 'terminals', `${TILL.terminalId}.json`));
    const terminal = await createVirtualTerminal({ profile, journalFile: journalFile() });
    expect(await begin(at.desk, 'k1', sale(1_000n))).toEqual({ state: 'busy', act: null });
    await terminal.close();
    expect((await done(at.desk, 'k1', sale(1_000n))).result).toMatchObject({ result: 'approved' });
  });

  test('whose terminal cannot sign in is refused with the reason of that, and nothing of it is sent', async () => {
    await at.host.close();
    const { result } = await done(at.desk, 'k1', sale(1_000n));
    expect(result).toMatchObject({ result: 'refused-locally', reason: 'not-connected' });
    expect((await at.desk.journal(TILL)).batch).toEqual([]);
  });

  test('that the terminal does not take is told with its reason, and frees the terminal', async () => {
    const act = await done(at.desk, 'k1', sale(1_000n, { pin: '1' }));
    expect(act).toMatchObject({ result: null, trouble: { en: expect.stringMatching(/PIN/) } });
    expect((await done(at.desk, 'k2', sale(1_000n))).result).toMatchObject({ result: 'approved' });
  });
});

describe('after a crash', () => {
  test('the act is found in the journal by its key, with its outcome, and is not done again', async () => {
    await done(at.desk, 'k1', sale(1_000n));
    const desk = at.again();
    expect(await desk.actOf(TILL, 'k1')).toMatchObject({
      ...{ kind: 'sale', amountFen: 1_000n, steps: [] },
      entry: { state: 'approved', stan: '000002' },
    });
    expect(await begin(desk, 'k1', sale(1_000n))).toMatchObject({ state: 'repeated' });
    expect(await begin(desk, 'k1', sale(3_000n))).toEqual({ state: 'other-content' });
    expect(sent()).toBe('0800 0200');
  });

  test('one without an answer is unknown with its reversal open; the next act sends the reversal first', async () => {
    at.host.script.push('silence');
    await done(at.desk, 'k1', sale(1_000n));
    const desk = at.again();
    expect((await desk.actOf(TILL, 'k1'))?.entry).toMatchObject({ state: 'unknown' });
    expect((await desk.journal(TILL)).pending).toMatchObject({ stan: '000002', sends: 0 });
    const cleared = await done(desk, 'k2', order({ act: 'reversal' }));
    expect(cleared.result?.flushed).toMatchObject({ outcome: 'acknowledged', stan: '000002' });
    expect((await desk.actOf(TILL, 'k1'))?.entry).toMatchObject({ state: 'reversed' });
  });

  test('a key of which nothing left the terminal is nobody’s', async () => {
    expect(await at.again().actOf(TILL, 'never')).toBeNull();
  });

  test('a settlement is found too', async () => {
    await done(at.desk, 'k1', sale(1_000n));
    await done(at.desk, 'k2', order({ act: 'settle' }));
    const desk = at.again();
    expect(await desk.actOf(TILL, 'k2')).toMatchObject({
      kind: 'settle',
      result: { settlement: { batchNo: '000007', outcome: 'differs', totals: { debitFen: 1_000n } } },
    });
    expect(await begin(desk, 'k2', order({ act: 'settle' }))).toMatchObject({ state: 'repeated' });
  });
});

describe('a key that is given up', () => {
  test('begins nothing when its order arrives late', async () => {
    expect(await at.desk.forgo(TILL, 'k1')).toBeNull();
    expect(await begin(at.desk, 'k1', sale(1_000n))).toEqual({ state: 'forgone' });
    expect(sent()).toBe('');
  });

  test('is told what began under it, and that goes on', async () => {
    const act = await done(at.desk, 'k1', sale(1_000n));
    expect(await at.desk.forgo(TILL, 'k1')).toMatchObject({ id: act.id, result: { result: 'approved' } });
    expect(await begin(at.desk, 'k1', sale(1_000n))).toMatchObject({ state: 'repeated' });
  });
});

describe('nobody pays twice unwarned', () => {
  const why = async (key: string, what = sale(1_000n), confirmed: readonly string[] = []) => {
    const begun = await begin(at.desk, key, what, confirmed);
    if (begun.state !== 'doubted') {
      if (begun.state === 'begun') await ended(at.desk, begun.act);
      return begun.state;
    }
    return begun.doubts.map((doubt) => `${doubt.why} ${doubt.entry.batchNo}/${doubt.entry.stan}`).join();
  };

  test('the same card and amount while one is unknown: warned, and on only by naming it', async () => {
    at.host.script.push('silence');
    await done(at.desk, 'k1', sale(1_000n));
    expect(await why('k2')).toBe('unknown 000007/000002');
    expect(await why('k2', sale(1_000n), ['000007/000001'])).toBe('unknown 000007/000002');
    expect(sent()).toBe('0800 0200');
    expect(await why('k2', sale(1_000n), ['000007/000002'])).toBe('begun');
    expect(sent()).toBe('0800 0200 0400 0200');
  });

  test('another amount: nothing to warn of', async () => {
    at.host.script.push('silence');
    await done(at.desk, 'k1', sale(1_000n));
    expect(await why('k2', sale(1_001n))).toBe('begun');
  });

  test('an unknown one is paid by another card, a hold or a code: warned for a quarter of an hour', async () => {
    at.host.script.push('silence');
    await done(at.desk, 'k1', sale(1_000n));
    const others = [
      sale(1_000n, { card: 'other' }),
      sale(1_000n, { act: 'preauth', card: 'other' }),
      sale(1_000n, { card: null, entry: null, code: '6290007959577587099' }),
      order({ act: 'show-code', amountFen: 1_000n }),
    ];
    for (const [n, other] of others.entries())
      expect(await why(`other-${n}`, other)).toBe('unknown 000007/000002');
    expect(sent()).toBe('0800 0200');
    at.nowMs += 15 * 60_000 + 1;
    expect(await why('later', sale(1_000n, { card: 'other' }))).toBe('begun');
  });

  test('another card after one that paid: nothing to warn of', async () => {
    await done(at.desk, 'k1', sale(1_000n));
    expect(await why('k2', sale(1_000n, { card: 'other' }))).toBe('begun');
  });

  test('the host knows that nothing was taken: no warning', async () => {
    at.host.script.push('silence');
    await done(at.desk, 'k1', sale(1_000n));
    const isUndone = () => Promise.resolve(true);
    const begun = await at.desk.begin(TILL, 'k2', sale(1_000n), { confirmed: [], isUndone });
    expect(begun.state).toBe('begun');
    if (begun.state === 'begun') await ended(at.desk, begun.act);
  });

  test('just paid: warned for three minutes, not after it was voided', async () => {
    await done(at.desk, 'k1', sale(1_000n));
    expect(await why('k2')).toBe('just-paid 000007/000002');
    at.nowMs += 3 * 60_000 + 1;
    expect(await why('k3')).toBe('begun');
    await done(at.desk, 'k4', order({ act: 'void', stan: '000003' }));
    expect(await why('k5')).toBe('begun');
  });

  test('a payer shows another code each time: every unknown charge of the amount counts', async () => {
    at.host.script.push('silence');
    const byCode = (code: string) => sale(1_000n, { card: null, entry: null, code });
    await done(at.desk, 'k1', byCode('6290007959577587041'));
    expect(await why('k2', byCode('6290007959577587099'))).toBe('unknown 000007/000002');
    at.nowMs += 3 * 3_600_000;
    expect(await why('k3', byCode('6290007959577587099'))).toBe('unknown 000007/000002');
    expect(await why('k4', sale(1_000n))).toBe('begun');
  });
});

describe('secrets', () => {
  test('the PIN reaches the host and stays nowhere: not in the act, the journal or the log', async () => {
    const act = await done(at.desk, 'k1', sale(1_000n, { entry: 'swipe', pin: '246810' }));
    expect(at.host.pins).toEqual(['246810']);
    const kept = [await readFile(journalFile(), 'utf8'), at.log.join()];
    const shown = JSON.stringify(act, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part));
    for (const text of [...kept, shown]) {
      expect(text).not.toContain('246810');
      expect(text).not.toContain(CARD_PAN);
    }
  });

  test('cards at hand are told by their mask, and only in a demonstration', async () => {
    expect(await at.desk.cards()).toMatchObject([
      { id: 'plenty', masked: '621234******1234' },
      { id: 'other' },
    ]);
    await using real = await openTillWorld({ demo: false });
    expect(await real.desk.cards()).toEqual([]);
    expect(await begin(real.desk, 'k1', sale(1_000n))).toMatchObject({
      state: 'not-valid',
      pointer: '/card',
    });
  });
});

describe('ways back', () => {
  test('a void and a refund take card and names from the journal', async () => {
    await done(at.desk, 'k1', sale(1_000n));
    await done(at.desk, 'k2', sale(2_000n));
    const voided = await done(at.desk, 'k3', order({ act: 'void', stan: '000002' }));
    expect(voided.result).toMatchObject({ result: 'approved', original: { stan: '000002' } });
    const part = order({ act: 'refund', stan: '000003', batchNo: '000007', amountFen: 500n });
    expect((await done(at.desk, 'k4', part)).result).toMatchObject({
      ...{ act: 'refund', result: 'approved', amountFen: 500n },
      original: { stan: '000003', date: '0630' },
    });
  });

  test('what was never approved is not refunded', async () => {
    at.host.script.push({ code: '51' });
    await done(at.desk, 'k1', sale(1_000n));
    const back = order({ act: 'refund', stan: '000002', batchNo: '000007', amountFen: 500n });
    expect(await done(at.desk, 'k2', back)).toMatchObject({
      result: null,
      trouble: { en: expect.stringMatching(/not approved/) },
    });
    expect(sent()).toBe('0800 0200');
  });
});
