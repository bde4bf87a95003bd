import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromJson } from '#engine';
import { readClearingFile } from '#wire/clearing';
import { holdAccount } from './books.ts';
import { heldOf } from './holds.ts';
import {
  applyRecord,
  cardAccount,
  createNetworkState,
  type NetworkRecord,
  settlementAccount,
  viewIssuers,
} from './index.ts';
import { createWorld } from './scripted-world.ts';

const cards = ['north-plenty', 'north-low', 'south-low', 'south-capped', 'north-frozen'] as const;
const amounts = ['0.01', '10.00', '20.00', '50.00', '300.00'] as const;

/** One step: which kind, about which earlier message, with what. */
const step = fc.record({
  what: fc.constantFrom(
    'sale',
    'sale',
    'void',
    'refund',
    'refund',
    'reverse',
    'preauth',
    'preauth',
    'raise',
    'complete',
    'complete',
    'notice',
    'again',
    'late',
    'cut-over',
    'hours 5',
  ),
  about: fc.nat({ max: 1_000 }),
  card: fc.constantFrom(...cards),
  amount: fc.constantFrom(...amounts),
  whole: fc.boolean(),
});

function playSteps(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  const world = createWorld();
  world.run('sign on');
  const names: string[] = [];
  const late: string[] = [];
  const files: string[] = [];
  const fresh = (): string => `#${names.length + late.length + 1}`;
  const pick = (about: number, from: readonly string[]) => from[about % from.length];
  for (const { what, about, card, amount, whole } of steps) {
    const target = pick(about, [...names, ...late]);
    if (what === 'cut-over') {
      world.run(what);
      files.push(world.lastFile());
    } else if (what.startsWith('hours')) {
      world.run(what);
    } else if (what === 'again') {
      const sent = pick(about, names);
      if (sent !== undefined) expect(world.run(`again ${sent}`)).toMatch(/^same /);
    } else if (what === 'late') {
      // A message that others may name before it arrives.
      const waiting = pick(about, late);
      if (waiting === undefined || whole) {
        const name = fresh();
        late.push(name);
        world.run(
          `prepare ${name} ${names[0] === undefined || whole ? `sale ${card} ${amount}` : `void ${names[0]}`}`,
        );
      } else {
        late.splice(late.indexOf(waiting), 1);
        names.push(waiting);
        world.run(`${waiting} sent`);
      }
    } else if (what === 'sale' || what === 'preauth') {
      const name = fresh();
      world.run(`${name} ${what} ${card} ${amount}`);
      names.push(name);
    } else if (target !== undefined) {
      const name = fresh();
      world.run(`${name} ${what} ${target}${whole ? '' : ` ${amount}`}`);
      names.push(name);
    }
  }
  world.run('cut-over');
  files.push(world.lastFile());
  return { world, files };
}

/** What the files of all days say the issuers owe: each row by what kind of message it is. */
function clearedFen(files: readonly string[]): bigint {
  return files
    .flatMap((text) => readClearingFile(text))
    .reduce((total, { mti, processingCode, amountFen }) => {
      const isSale = processingCode === '000000';
      const charges = mti === '0420' ? !isSale : isSale;
      return total + (charges ? amountFen : -amountFen);
    }, 0n);
}

test('in whatever order messages come: books balance, nothing is doubled, the log rebuilds all', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
      const { world, files } = playSteps(steps);
      const { state, config } = world;

      for (const issuer of viewIssuers(state, config)) expect(issuer.balanced).toBe(true);

      // What every card paid, told by the payments alone.
      const paid = new Map<string, bigint>();
      for (const { kind, cardId, amountFen, refundedFen, state: now } of state.transactions) {
        expect(refundedFen <= amountFen).toBe(true);
        if (now === 'voided' || now === 'reversed' || now === 'declined') expect(refundedFen).toBe(0n);
        if ((kind !== 'sale' && kind !== 'completion') || now !== 'approved' || cardId === null) continue;
        paid.set(cardId, (paid.get(cardId) ?? 0n) + amountFen - refundedFen);
      }
      const heldOnCard = (id: string): bigint =>
        state.transactions
          .filter(
            ({ kind, cardId, original, state: now }) =>
              kind === 'preauth' && cardId === id && original === null && now === 'approved',
          )
          .reduce((sum, hold) => sum + heldOf(hold, state), 0n);
      let paidInAll = 0n;
      let owedInAll = 0n;
      for (const issuer of config.issuers) {
        const books = state.books.get(issuer.id);
        for (const card of config.cards.filter((one) => one.issuer === issuer.id)) {
          const sum = books?.get(cardAccount(card.id));
          const standsFen =
            sum === undefined ? 0n : sum.creditPostedFen - sum.debitPostedFen - sum.debitPendingFen;
          expect(card.openingFen - standsFen, card.id).toBe(paid.get(card.id) ?? 0n);
          paidInAll += paid.get(card.id) ?? 0n;
          expect(books?.get(holdAccount(card.id))?.debitPendingFen ?? 0n, `held on ${card.id}`).toBe(
            heldOnCard(card.id),
          );
        }
        const owed = books?.get(settlementAccount);
        if (owed !== undefined) owedInAll += owed.creditPostedFen - owed.debitPostedFen;
      }
      expect(owedInAll).toBe(paidInAll);
      expect(clearedFen(files)).toBe(paidInAll);

      const again = createNetworkState();
      for (const line of world.log) applyRecord(again, fromJson<NetworkRecord>(line));
      expect(again).toEqual(state);
    }),
    { numRuns: 300 },
  );
});
