/** What holds of requests and orders after every replay. Each broken law is one sentence. */
import type { World } from './world.ts';

const NO_MONEY = ['refused', 'withdrawn', 'expired', 'overtaken', 'asked'];

export function requestsBroken(world: World): string[] {
  const { store } = world.shop;
  const cancellations = store.cancellations();
  return store.requests().flatMap((request) => {
    const made = cancellations.filter((each) => each.requestId === request.id);
    const broken: string[] = [];
    if (made.length > 1) broken.push(`a request was carried out ${made.length} times`);
    if (made.length > 0 && NO_MONEY.includes(request.state))
      broken.push(`a request is ${request.state}, and a ${made[0]!.route} was made for it`);
    if (request.state === 'carrying' && made.every(({ state }) => state === 'done'))
      broken.push('a request is still carried out, and its way back is done');
    return broken;
  });
}

export function ordersBroken(world: World): string[] {
  const { store } = world.shop;
  const payments = store.payments();
  const untrue = world.toldPaid.filter(
    (index) => !payments.some(({ card, state }) => card.index === index && state === 'approved'),
  );
  return [
    ...untrue.map((index) => `the counter was told that ${index} paid, and it did not`),
    ...store.orders().flatMap((order) => {
      const kept = payments.filter(
        (each) => each.order?.id === order.id && each.state === 'approved' && each.back.returnedFen === 0n,
      );
      const broken: string[] = [];
      if (kept.length > (order.state === 'paid' ? 1 : 0))
        broken.push(`an order is ${order.state} and keeps ${kept.length} payments`);
      if (order.state === 'paid' && kept.every(({ id }) => id !== order.paymentId))
        broken.push('an order is paid by a payment that went back');
      if (order.state !== 'paid' && order.state !== 'closed' && order.state !== 'unpaid')
        broken.push(`an order is still ${order.state}`);
      return broken;
    }),
  ];
}
