/** What holds after every replay, whatever became of the one message. Each broken law is one sentence. */
import { isOpen } from '#domain/cancellation';
import { formatFen } from '#domain/money';
import { advicesOf, heldFen, isOpenAdvice, isTakenIn, type Payment } from '#domain/payment';
import { bookedFen, brokenLaws, pendingFen } from '../books-check.ts';
import type { Belief } from './belief.ts';
import { depositsBroken } from './deposit-laws.ts';
import { ordersBroken, requestsBroken } from './order-laws.ts';
import { formatYuan } from './words.ts';
import { BOUND_MS, type World } from './world.ts';

/** An answer whose message a later one has replaced is told and changes nothing. */
const HARMLESS = /belongs to no message of ours/;

export function brokenOf(world: World): string[] {
  return [
    ...endings(world),
    ...brokenLaws(world.shop.store),
    ...booksAndNetwork(world),
    ...neverMoreThanPaid(world),
    ...claims(world),
    ...truths(world),
    ...batches(world),
    ...requestsBroken(world),
    ...ordersBroken(world),
    ...depositsBroken(world),
  ];
}

function endings(world: World): string[] {
  const { store, troubles, engine } = world.shop;
  const broken: string[] = [];
  if (!world.endedInTime) broken.push(`not everything had ended after ${BOUND_MS / 60_000} minutes`);
  for (const payment of store.payments()) {
    if (payment.state === 'sent' || payment.state === 'unknown')
      broken.push(`sale ${payment.terminal.stan} is still ${payment.state}`);
    for (const each of advicesOf(payment).filter(isOpenAdvice))
      broken.push(`${each.kind} ${each.terminal.stan} is still ${each.state}`);
  }
  for (const each of store.cancellations().filter(isOpen))
    broken.push(
      `${each.route} of ${formatYuan(each.amountFen)} is still ${each.state}, also after a person looked`,
    );
  const pending = pendingFen(store);
  if (pending !== 0n) broken.push(`${formatYuan(pending)} are pending`);
  if (engine.stats.waiting > 0) broken.push(`${engine.stats.waiting} still wait for an end`);
  return [
    ...broken,
    ...troubles.filter((trouble) => !HARMLESS.test(trouble)).map((each) => `trouble: ${each}`),
  ];
}

/** Payment by payment, and card by card: the network may know a payment that the books do not. */
function booksAndNetwork(world: World): string[] {
  const { store, network } = world.shop;
  const journals = store.journals();
  const broken: string[] = [];
  const byCard = new Map<string, bigint>();
  for (const payment of store.payments()) {
    const booked = bookedFen(journals, payment);
    const paid = network.paidFen(payment.network);
    byCard.set(payment.card.index, (byCard.get(payment.card.index) ?? 0n) + booked);
    if (booked !== paid)
      broken.push(
        `sale ${payment.terminal.stan}: ${formatYuan(booked)} in the books, ` +
          `${formatYuan(paid)} at the network`,
      );
  }
  for (const [card, paid] of network.paidByCard()) {
    const booked = byCard.get(card) ?? 0n;
    if (booked !== paid)
      broken.push(
        `card ${card.slice(0, 4)}…: ${formatYuan(booked)} in the books, ${formatYuan(paid)} at the network`,
      );
  }
  return broken;
}

/**
 * Ways back that a terminal was told are safe, and that the end of the clearing day overtook: the clearing
 * file decided against its word. The host answers a reversal before the network does, so a few seconds before
 * the cut-over this cannot be helped; it stands in the journey. How many in this replay.
 */
export function leftToTheFile(world: World): number {
  return world.shop.store.payments().filter((payment) => overtaken(world, payment)).length;
}

function overtaken(world: World, payment: Payment | undefined): boolean {
  if (world.scenario.cutOverMs === undefined || payment === undefined) return false;
  const { store } = world.shop;
  const kinds = (id: string): string[] =>
    store
      .events()
      .filter(({ cancellationId }) => cancellationId === id)
      .map(({ kind }) => kind);
  return store
    .cancellations()
    .filter(({ paymentId }) => paymentId === payment.id)
    .some(({ id, route, state }) =>
      route === 'REVERSAL'
        ? state === 'overruled' && world.reversedBefore(world.scenario.cutOverMs!, payment.terminal.stan)
        : state === 'done' &&
          kinds(id).includes('void-reversed-by-terminal') &&
          kinds(id).includes('awaiting-clearing-file'),
    );
}

function neverMoreThanPaid(world: World): string[] {
  const { store } = world.shop;
  const cancellations = store.cancellations();
  return store.payments().flatMap((payment) => {
    const back = cancellations
      .filter((each) => each.paymentId === payment.id && each.state === 'done')
      .reduce((sum, each) => sum + each.amountFen, 0n);
    const paid = payment.kind === 'preauthorisation' ? heldFen(payment) : payment.amountFen;
    return back > paid
      ? [`sale ${payment.terminal.stan}: ${formatYuan(back)} went back of ${formatYuan(paid)}`]
      : [];
  });
}

/** A payment claims nothing for a way back that has ended, and knows what went back. */
function claims(world: World): string[] {
  const { store } = world.shop;
  const cancellations = store.cancellations();
  return store.payments().flatMap((payment) => {
    if (payment.state !== 'approved') return [];
    const own = cancellations.filter((each) => each.paymentId === payment.id);
    const { whole, claimedFen, returnedFen } = payment.back;
    const back = own
      .filter(({ route, state }) => route === 'REFUND' && state === 'done')
      .reduce((sum, { amountFen }) => sum + amountFen, 0n);
    const { stan } = payment.terminal;
    const broken: string[] = [];
    if (back !== returnedFen)
      broken.push(`sale ${stan}: ${formatYuan(back)} refunded, it knows ${formatYuan(returnedFen)}`);
    if (!own.some(isOpen) && (whole !== null || claimedFen !== 0n))
      broken.push(`sale ${stan} is still claimed for a way back that has ended`);
    return broken;
  });
}

/** One fault may delay what people want; a retry by hand gets it, unless the clearing day ends first. */
export function purposesMissed(world: World): string[] {
  const { misses, cutOverMs } = world.scenario;
  return misses === true || cutOverMs !== undefined
    ? []
    : world.missed.map((each) => `not achieved: ${each}`);
}

/** What was told at the till and to the office stays true of the money at the network. */
function truths(world: World): string[] {
  const { store, network } = world.shop;
  const payments = store.payments();
  const broken: string[] = [];
  for (const told of world.office.told) {
    const made = store.cancellations().find(({ id }) => id === told.cancellation);
    if (told.outcome === 'accepted' && made === undefined)
      broken.push(`the office was told «accepted» under ${told.key}, but there is no such way back`);
    if (told.outcome === 'never answered') broken.push(`the office never got an answer under ${told.key}`);
  }
  for (const belief of world.beliefs) {
    const payment = payments.find(
      ({ terminal }) => terminal.stan === belief.stan && terminal.terminalId === belief.terminalId,
    );
    const paid = payment === undefined ? 0n : network.paidFen(payment.network);
    const [leastFen, mostFen] = believedFen(world, belief, payment);
    if (paid < leastFen || paid > mostFen) {
      const believed =
        leastFen === mostFen ? formatYuan(leastFen) : `${formatFen(leastFen)} to ${formatFen(mostFen)}`;
      broken.push(
        `sale ${belief.stan}: told ${belief.sale}, void ${belief.void}, ` +
          `refunded ${formatYuan(belief.refundedFen)}: ` +
          `the payer should have paid ${believed} and has paid ${formatYuan(paid)}`,
      );
    }
    const doubtful = belief.sale === 'refused' || belief.void === 'refused';
    // Only the end of the clearing day may leave a terminal without a word on what became of its message.
    if (doubtful && world.scenario.cutOverMs === undefined)
      broken.push(`sale ${belief.stan}: its terminal was left in doubt`);
    if (belief.sale === 'open') broken.push(`sale ${belief.stan}: its terminal never came to an end`);
    if (belief.unansweredFen > 0n)
      broken.push(`sale ${belief.stan}: a refund of ${formatYuan(belief.unansweredFen)} was never answered`);
  }
  return broken;
}

/** Made offline and refused by its issuer: the terminal holds it as paid, and the loss was told. */
const isLoss = ({ shop }: World, payment: Payment | undefined): boolean =>
  payment?.state === 'declined' &&
  isTakenIn(payment) &&
  shop.store.events().some(({ kind, paymentId }) => kind === 'goods-unpaid' && paymentId === payment.id);

/** What the payer must have paid in the end, if what was said is true: least and most, in fen. */
function believedFen(world: World, belief: Belief, payment: Payment | undefined): [bigint, bigint] {
  const byOffice = world.shop.store
    .cancellations()
    .filter(
      (each) =>
        each.paymentId === payment?.id &&
        each.state === 'done' &&
        (each.requestId !== undefined ||
          world.office.told.some(({ cancellation }) => cancellation === each.id)),
    )
    .reduce((sum, each) => sum + each.amountFen, 0n);
  switch (belief.sale) {
    case 'open':
    case 'refused':
      return [0n, belief.amountFen];
    case 'unpaid':
      return [0n, overtaken(world, payment) ? belief.amountFen : 0n];
    case 'being-undone': {
      // Undone, unless the clearing file showed afterwards that it was paid.
      const overruled = world.shop.store
        .cancellations()
        .some((each) => each.paymentId === payment?.id && each.state === 'overruled');
      return overruled ? [belief.amountFen, belief.amountFen] : [0n, 0n];
    }
    case 'paid': {
      if (belief.void === 'done' || isLoss(world, payment)) return [0n, 0n];
      const left = belief.amountFen - belief.refundedFen - byOffice;
      return belief.void === 'refused' || overtaken(world, payment) ? [0n, left] : [left, left];
    }
  }
}

/** A terminal and the host count alike: every settlement balances, and so would the open batch. */
function batches(world: World): string[] {
  const doubtful = world.beliefs.some(
    ({ sale, void: voided }) => sale === 'refused' || voided === 'refused' || sale === 'open',
  );
  if (doubtful || leftToTheFile(world) > 0) return [];
  return [world.t1, world.t2].flatMap((till) => [
    ...till.differs.map((each) => `terminal ${till.id.slice(-1)}, settlement differs: ${each}`),
    ...openBatch(world, till),
  ]);
}

function openBatch(world: World, till: World['t1']): string[] {
  const host = world.terminals.get(till.id);
  if (host === undefined || host === till.count) return [];
  return [`terminal ${till.id.slice(-1)} counts ${till.count}, the host ${host}`];
}
