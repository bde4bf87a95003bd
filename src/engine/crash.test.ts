/**
 * The program dies at a named point, starts anew on what the store holds, and everything still ends: the books
 * agree with the network, nothing is pending, nothing happened twice.
 */
import { describe, expect, it } from 'vitest';
import { type Act, type CrashScenario, describeCrashes } from '../../test/crash-play.ts';
import { play, Shop } from '../../test/shop.ts';

const nothing: Act = () => undefined;
const SCENARIOS: readonly CrashScenario[] = [
  {
    words: 'a sale',
    before: nothing,
    acts: [(s) => s.sale('000001')],
    ends: ['approved none', 'reversed REVERSAL done'],
  },
  {
    words: 'a sale without an answer',
    before: (s) => s.network.next('sale', 'answer-lost'),
    acts: [(s) => s.sale('000001')],
    ends: ['reversed REVERSAL done'],
  },
  {
    words: 'a sale that its terminal reverses',
    before: nothing,
    acts: [(s) => s.sale('000001'), (s) => s.reverse('000001')],
    ends: ['reversed REVERSAL done'],
  },
  {
    words: 'a void',
    before: nothing,
    acts: [(s) => s.sale('000001'), (s) => s.void('000002', '000001')],
    ends: ['voided VOID done', 'approved VOID undone', 'reversed REVERSAL done'],
  },
  {
    words: 'a void that its terminal reverses',
    before: nothing,
    acts: [(s) => s.sale('000001'), (s) => s.void('000002', '000001'), (s) => s.reverse('000002', 'void')],
    ends: ['approved VOID undone', 'reversed REVERSAL done', 'approved VOID refused'],
  },
  {
    words: 'a void of the back office that needs two tries',
    before: (s) => s.network.next('void', 'answer-lost'),
    acts: [
      (s) => s.sale('000001'),
      (s) => s.find('000001') && s.hostCancel('key-1', '000001', { route: 'VOID' }),
    ],
    ends: ['voided VOID done', 'reversed REVERSAL done'],
  },
  {
    words: 'a refund whose first answer is lost',
    before: (s) => s.network.next('refund', 'answer-lost'),
    acts: [
      (s) => s.sale('000001'),
      (s) => s.settleAll(),
      (s) => s.refund('000002', '000001', { amountFen: 4_000n }),
    ],
    ends: ['approved REFUND done', 'reversed REVERSAL done'],
  },
];

describeCrashes(SCENARIOS);

describe('the store fails for a moment', () => {
  it('before writing: tried again, nobody notices more than the delay', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the store will fail', (s) => s.store.failNextApply('before')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['a quarter of a second', (s) => s.wait(250)],
      ['the terminal was told', (s) => s.told('000001'), 'approved'],
      ['the network got', (s) => s.network.count('sale'), '1 under 1 keys'],
    ]);
    expect(shop.troubles).toHaveLength(1);
    shop.troubles.length = 0;
    await shop.check();
  });

  it('after writing the intent, unsure whether it did: never sent twice, ends by reversal', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the store will not say', (s) => s.store.failNextApply('after')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the reply is due', (s) => s.wait(21_000)],
      ['the terminal was told', (s) => s.told('000001').replace(', again', ''), 'outcome-unknown'],
      ['the payment', (s) => s.state('000001'), 'reversed'],
    ]);
    expect(shop.troubles).toHaveLength(1);
    shop.troubles.length = 0;
    await shop.check();
  });

  it('after writing the outcome, unsure whether it did: whoever waits is told it', async () => {
    const shop = await Shop.open();
    await play(shop, [
      ['the answer will be late', (s) => s.network.next('sale', 'answer-late')],
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['the store will not say', (s) => s.store.failNextApply('after')],
      ['the answer comes', (s) => s.network.releaseAnswers()],
      ['a quarter of a second', (s) => s.wait(250)],
      ['the payment', (s) => s.state('000001'), 'approved'],
      ['the terminal was told', (s) => s.told('000001'), 'approved'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 0×0.00'],
      ['its void', (s) => s.network.next('void', 'answer-late')],
      ['is on its way', (s) => s.void('000002', '000001'), 'waits'],
      ['the store will not say', (s) => s.store.failNextApply('after')],
      ['the answer comes', (s) => s.network.releaseAnswers()],
      ['a quarter of a second', (s) => s.wait(250)],
      ['the terminal was told', (s) => s.told('000002'), 'approved'],
      ['the batch', (s) => s.totals(), 'debit 1×100.00 credit 1×100.00'],
    ]);
    expect(shop.troubles).toHaveLength(2);
    shop.troubles.length = 0;
    await shop.check();
  });

  it('for longer than the bound: told as trouble, nothing half done', async () => {
    const shop = await Shop.open({ limits: { storeRetriesMax: 3 } });
    for (let times = 0; times < 4; times += 1) shop.store.failNextApply('before');
    await play(shop, [
      ['a sale', (s) => s.sale('000001'), 'waits'],
      ['until the bound', (s) => s.wait(1_000)],
      ['the terminal was told', (s) => s.told('000001'), 'storage-trouble'],
      ['nothing is stored', (s) => s.state('000001'), 'none'],
      ['the store is well again', (s) => s.sale('000001'), 'approved'],
    ]);
    shop.troubles.length = 0;
    await shop.check();
  });
});
