/** A deposit on a whole platform: held, raised, completed, undone, at the terminal and in the back office. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PaymentView } from '#adapters/http-api';
import { Platform, type Said } from './platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform?.close();
});

const CARD = ['--card', 'north-plenty'];
const at = (...args: string[]): Promise<Said> => platform.yuanlu('terminal', ...args);
/** Trace number of what was made last at the terminal. */
async function last(): Promise<string> {
  const { out } = await at('journal', '--json');
  const { batch } = JSON.parse(out) as { batch: readonly { stan: string }[] };
  return batch.at(-1)!.stan;
}
const found = async (rrn: string): Promise<PaymentView> => platform.payment(rrn);
const rrnIn = ({ out, err }: Said): string => {
  const rrn = /Reference no\. +(\d{12})/.exec(out)?.[1];
  expect(rrn, out + err).toBeDefined();
  return rrn!;
};
async function says(said: Promise<Said>, ...texts: readonly (string | RegExp)[]): Promise<Said> {
  const told = await said;
  for (const text of texts) expect(told.out + told.err).toMatch(text);
  return told;
}

describe('a hotel takes a deposit', () => {
  it('holds, raises and completes it; the completion is voided, and the hold taken for less', async () => {
    const hold = rrnIn(
      await says(at('preauth', '500.00', ...CARD), 'PRE-AUTH', 'Held, not charged', /Approved/),
    );
    const stan = await last();
    await says(at('preauth-add', '200.00'), 'PRE-AUTH INCREMENT', /Approved/);
    expect(await found(hold)).toMatchObject({
      ...{ kind: 'preauthorisation', state: 'approved', amount: 50_000, hold: { held: 70_000 } },
    });
    await says(platform.yuanlu('payments', '--limit', '2'), /¥700.00 held until/);
    await says(platform.yuanlu('explain', 'last'), /increment/);
    await says(at('complete', '900.00', stan), /\[64\]/);
    const completion = rrnIn(await says(at('complete', '650.00', stan), 'PRE-AUTH COMPLETION', /Approved/));
    expect(await found(hold)).toMatchObject({ state: 'completed', hold: { held: 0 } });
    await says(platform.yuanlu('explain', 'last'), /^Yes\. Void until/);
    await says(at('preauth-void', stan), /\[22\]/);
    await says(at('complete-void'), 'COMPLETION VOID', /Approved/);
    expect(await found(completion)).toMatchObject({ kind: 'completion', state: 'voided' });
    expect(await found(hold)).toMatchObject({ state: 'approved', hold: { held: 70_000 } });
    await says(at('complete-notice', '80.00', stan), 'COMPLETION NOTICE', /Approved/);
    expect(await found(hold)).toMatchObject({ state: 'completed' });
    await says(platform.yuanlu('journey', (await found(hold)).id), /Completed: ¥80.00 was taken/, /lives on/);
  }, 120_000);

  it('lifts a hold in the back office, by the way that it came', async () => {
    const hold = rrnIn(await says(at('preauth', '300.00', ...CARD), /Approved/));
    await says(platform.yuanlu('explain', 'last'), /^Yes\. Void/, 'UP-11');
    await says(platform.yuanlu('cancel', 'last'), /void +¥300.00/);
    expect(await found(hold)).toMatchObject({ state: 'voided', hold: { held: 0 } });
    await says(platform.yuanlu('explain', 'last'), /^No\. Already voided/);
  }, 60_000);

  it('an answer that gets lost: the terminal reverses the hold', async () => {
    await says(at('preauth', '66.00', ...CARD, '--lose-answer'), /Unknown/);
    await says(at('reversal'), /acknowledged/);
    expect((await platform.newest()).state).toBe('reversed');
  }, 60_000);

  it('a notice whose answer gets lost is kept and sent again, and settles in balance', async () => {
    await says(at('preauth', '100.00', ...CARD), /Approved/);
    await says(
      at('complete-notice', '90.00', await last(), '--lose-answer'),
      /Unknown/,
      /yuanlu terminal notices/,
    );
    await says(at('notices'), 'COMPLETION NOTICE', /Approved/);
    await says(at('notices'), 'No notice waits');
    await says(at('settle'), /balanced/);
  }, 60_000);

  it('verify finds nothing wrong here or at the issuers', async () => {
    await platform.stack.until(
      async () => (await platform.verify()).open === 0,
      20_000,
      'everything to have its end',
    );
    expect((await platform.verify()).faults).toEqual([]);
  }, 60_000);
});
