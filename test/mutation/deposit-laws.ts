/** What is held on cards is what the books of both sides say, and what the people at the till were told. */
import { heldFen, isHold, type Payment } from '#domain/payment';
import type { HeldBelief } from './deposits.ts';
import { formatYuan } from './words.ts';
import type { World } from './world.ts';

const standing = (payment: Payment): bigint =>
  payment.state === 'approved' && payment.kind === 'preauthorisation' ? heldFen(payment) : 0n;

export function depositsBroken(world: World): string[] {
  return [...hostAndNetwork(world), ...toldTruly(world)];
}

function hostAndNetwork(world: World): string[] {
  const { store, network } = world.shop;
  return store
    .payments()
    .filter(isHold)
    .flatMap((payment) => {
      const [host, there] = [standing(payment), network.holds.heldFen(payment.network)];
      return host === there
        ? []
        : [`hold ${payment.terminal.stan}: ${formatYuan(host)} here, ${formatYuan(there)} at the network`];
    });
}

/** What should be held in the end, by what was told; `null`: left in doubt. */
function believed({ state, amountFen, raisedFen, void: lifted, completions }: HeldBelief): bigint | null {
  if (state === 'doubt' || lifted === 'doubt') return null;
  if (state !== 'held' || lifted === 'done') return 0n;
  if (completions.some(({ sale, void: back }) => sale === 'refused' || sale === 'open' || back === 'refused'))
    return null;
  const taken = completions.some(({ sale, void: back }) => sale === 'paid' && back !== 'done');
  return taken ? 0n : amountFen + raisedFen;
}

function toldTruly(world: World): string[] {
  const { store, network } = world.shop;
  return world.deposits.told.flatMap((told) => {
    const payment = store
      .payments()
      .find(({ terminal }) => terminal.stan === told.stan && terminal.terminalId === told.terminalId);
    const there = payment === undefined ? 0n : network.holds.heldFen(payment.network);
    const should = believed(told);
    if (should === null) {
      const ends = world.scenario.cutOverMs !== undefined;
      return ends ? [] : [`hold ${told.stan}: its terminal was left in doubt`];
    }
    // A void of the back office lifts it without a word to the till.
    const byOffice = store
      .cancellations()
      .some((each) => each.paymentId === payment?.id && each.state === 'done' && each.terminal === null);
    if (byOffice || there === should) return [];
    return [
      `hold ${told.stan}: told ${told.state}, raised by ${formatYuan(told.raisedFen)}, void ${told.void}: ` +
        `${formatYuan(should)} should be held, and ${formatYuan(there)} are`,
    ];
  });
}
