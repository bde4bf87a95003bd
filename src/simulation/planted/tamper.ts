/** Helpers to bend one port and leave the others as they are. */
import type { ChangeSet, Loaded, LoadKeys, NetworkAnswer, NetworkPort, Store } from '#engine';
import type { Tamper } from '#simulation/world';

const honest: Tamper = {
  store: (store) => store,
  network: (network) => network,
  answer: (answer) => answer,
};

/** What is loaded is bent before the engine sees it. */
export const onLoad = (bend: (loaded: Loaded, keys: LoadKeys) => Loaded): Tamper => ({
  ...honest,
  store: (store) => ({ ...store, load: async (lane, keys) => bend(await store.load(lane, keys), keys) }),
});

/** What is written is bent after the engine decided it. */
export const onApply = (bend: (changes: ChangeSet) => ChangeSet): Tamper => ({
  ...honest,
  store: (store) => ({ ...store, apply: (lane, changes) => store.apply(lane, bend(changes)) }),
});

export const onStore = (bend: (store: Store) => Store): Tamper => ({ ...honest, store: bend });
export const onSend = (bend: (network: NetworkPort) => NetworkPort): Tamper => ({ ...honest, network: bend });
export const onAnswer = (bend: (answer: NetworkAnswer) => NetworkAnswer | null): Tamper => ({
  ...honest,
  answer: bend,
});

export type PaymentChange = ChangeSet['payments'][number];
export type PaymentOf = PaymentChange['row']['payment'];

/** Replaces the payment of each row that is written; versions and journal counts stay. */
export const mapPayments = (
  changes: ChangeSet,
  bend: (payment: PaymentOf, expectedVersion: number) => PaymentOf,
): ChangeSet => ({
  ...changes,
  payments: changes.payments.map(({ row, expectedVersion }) => ({
    row: { ...row, payment: bend(row.payment, expectedVersion) },
    expectedVersion,
  })),
});
