/** Faults of memory: what the program forgets, or fails to recognise again. */
import type { ChangeSet, Loaded, Store } from '#engine';
import type { PlantedFault } from './index.ts';
import { onApply, onLoad, onStore } from './tamper.ts';

/** Reversals opened before the last start are never looked at again. */
const reversalForgotten: PlantedFault = {
  zh: '崩溃后忘记冲正',
  en: 'a reversal is forgotten after a crash',
  plant: ({ starts }) => {
    const openedIn = new Map<string, number>();
    return onStore((store) => ({
      ...store,
      apply: async (lane, changes) => {
        for (const { cancellation, expectedVersion } of changes.cancellations)
          if (expectedVersion === 0 && cancellation.route === 'REVERSAL')
            openedIn.set(cancellation.id, starts());
        await store.apply(lane, changes);
      },
      due: async (nowMs, limit) => {
        const due = await store.due(nowMs, limit);
        return due.filter(({ cancellationId }) => {
          const opened = cancellationId === null ? undefined : openedIn.get(cancellationId);
          return opened === undefined || opened === starts();
        });
      },
    }));
  },
};

const tombstoneMissing: PlantedFault = {
  zh: '冲正先到而不留墓碑',
  en: 'a reversal that overtakes its sale leaves no tombstone',
  plant: () =>
    onApply((changes) => ({ ...changes, once: changes.once.filter(({ subject }) => subject !== null) })),
};

/** The store behaves as if nobody had asked before; its own unique key is gone as well. */
const duplicatesNotRecognised: PlantedFault = {
  zh: '不识别重复报文',
  en: 'a repeated message is not recognised',
  plant: () => {
    const isSale = (key: string): boolean => key.startsWith('sale/');
    const known = new Set<string>();
    return onStore((store: Store) => ({
      ...store,
      load: async (lane, keys) => {
        const loaded = await store.load(lane, keys);
        const asksAnew = keys.payments.length === 0 && keys.rrns.length === 0;
        return asksAnew && keys.once.every(({ key }) => isSale(key))
          ? {
              ...loaded,
              once: loaded.once.filter(({ subject }) => subject === null),
              payments: [],
              cancellations: [],
              requests: [],
            }
          : loaded;
      },
      apply: (lane, changes) => {
        const once = changes.once.filter(({ book, key }) => !isSale(key) || !known.has(book + key));
        for (const { book, key } of once) known.add(book + key);
        return store.apply(lane, { ...changes, once });
      },
    }));
  },
};

/** The earlier refund of the same original and amount is overlooked when the terminal asks again. */
const refundRetriedPaidTwice: PlantedFault = {
  zh: '换流水号重试的退货付两次',
  en: 'a refund that is retried under a new trace number is paid twice',
  plant: () =>
    onLoad((loaded: Loaded, keys) => {
      const asksRefund = keys.once.some(({ key }) => key.startsWith('refund/'));
      if (!asksRefund) return loaded;
      const cancellations = loaded.cancellations.map((each) =>
        each.route === 'REFUND' && each.terminal !== null
          ? { ...each, terminal: { ...each.terminal, batchNo: 'none' } }
          : each,
      );
      return { ...loaded, cancellations };
    }),
};

const EMPTY: ChangeSet = {
  once: [],
  payments: [],
  cancellations: [],
  requests: [],
  terminals: [],
  batches: [],
  acceptances: [],
  orders: [],
  accounts: [],
  journals: [],
  events: [],
};

/** The store says that it wrote, and a crash would show that it did not. */
const writeLost: PlantedFault = {
  zh: '确认之后丢失写入',
  en: 'a batch is acknowledged and not written',
  plant: ({ dice }) =>
    onStore((store) => ({
      ...store,
      apply: (lane, changes) => store.apply(lane, dice.perMille(3) ? EMPTY : changes),
    })),
};

export const memoryFaults = {
  'reversal-forgotten': reversalForgotten,
  'tombstone-missing': tombstoneMissing,
  'duplicates-not-recognised': duplicatesNotRecognised,
  'refund-retried-paid-twice': refundRetriedPaidTwice,
  'write-lost': writeLost,
} as const;
