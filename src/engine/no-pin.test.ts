/** Small amounts without PIN and signature: the bound is a parameter, and above it the PIN is asked for. */
import { describe, expect, it } from 'vitest';
import type { AtTerminal } from '../../test/shop.ts';
import { BEFORE_CUT_OVER_MS, play, Shop } from '../../test/shop.ts';

const tap = (amountFen: bigint, pin = false): AtTerminal => ({
  amountFen,
  entryMode: pin ? '071' : '072',
  pin,
});

describe('a tap without a PIN', () => {
  it('goes up to the bound of the rules, and above it only with a PIN', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['¥1000.00', (s) => s.sale('000001', tap(100_000n)), 'approved'],
      ['one fen more', (s) => s.sale('000002', tap(100_001n)), 'pin-needed'],
      ['is not stored', (s) => s.state('000002'), 'none'],
      ['the same with a PIN', (s) => s.sale('000003', tap(100_001n, true)), 'approved'],
      [
        'a chip without a PIN is no small amount',
        (s) => s.sale('000004', { amountFen: 100_001n, entryMode: '052' }),
        'approved',
      ],
    ]);
    await shop.check();
  });

  it('has the bound that the institution set', async () => {
    const shop = await Shop.open({ rules: { 'order.noPinMaxFen': 30_000 } });
    await play(shop, [
      ['¥300.00', (s) => s.sale('000001', tap(30_000n)), 'approved'],
      ['¥300.01', (s) => s.sale('000002', tap(30_001n)), 'pin-needed'],
    ]);
  });

  it('a terminal of its own narrower bound; a wider one widens nothing', async () => {
    const narrow = await Shop.open({ terminal: { noPinMaxFen: 5_000n } });
    const wide = await Shop.open({ terminal: { noPinMaxFen: 500_000n } });
    await play(narrow, [
      ['¥50.00', (s) => s.sale('000001', tap(5_000n)), 'approved'],
      ['¥50.01', (s) => s.sale('000002', tap(5_001n)), 'pin-needed'],
    ]);
    await play(wide, [['¥1000.01', (s) => s.sale('000001', tap(100_001n)), 'pin-needed']]);
  });

  it('is a fact of its answer: the loss cover and the bound are told', async () => {
    const shop = await Shop.open({ startMs: BEFORE_CUT_OVER_MS });
    await shop.time.settle();
    shop.sale('000001', tap(5_000n));
    shop.sale('000002', tap(5_000n, true));
    await shop.time.settle();
    await shop.wait(60_000);
    const reads = async (stan: string): Promise<string[]> => {
      const payment = shop.find(stan)!;
      const answer = await shop.engine.ask(payment, {
        subject: { kind: 'payment', id: payment.id },
        asker: 'payer',
        route: 'REFUND',
        amountFen: null,
        terminalId: null,
        purpose: 'unauthorised',
      });
      return answer.rules.map(({ id }) => id);
    };
    expect(await reads('000001')).toContain('PBC-41');
    expect(await reads('000002')).not.toContain('PBC-41');
  });
});
