import { expect, test } from 'vitest';
import { networkKeyText } from '#domain/payment';
import { brokenLaws, pendingFen } from '../../test/books-check.ts';
import { Holder } from '../../test/holder.ts';

test('a reversal whose last copy did not leave is answered by an earlier one: the wallet hears it too', async () => {
  const holder = await Holder.open({ balanceFen: 0n });
  const { shop } = holder;
  shop.network.next('sale', 'answer-late');
  shop.network.next('reversal', 'answer-late', 'link-down');
  holder.tap('000001', { card: holder.cardToken });
  await holder.settle();
  await shop.wait(21_500);
  expect([shop.find('000001')?.state, shop.network.count('reversal')]).toEqual(['unknown', '1 under 1 keys']);
  shop.network.releaseAnswers(1, true);
  await shop.wait(200_000);
  const payment = shop.find('000001')!;
  expect([payment.state, holder.states()]).toEqual(['reversed', ['reversed']]);
  expect(holder.paid()[0]?.networkKey).toBe(networkKeyText(payment.network));
  expect([brokenLaws(shop.store), pendingFen(shop.store), shop.troubles]).toEqual([[], 0n, []]);
});
