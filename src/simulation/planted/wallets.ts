/** Faults of wallets: what a closing does not reach, what is shown twice, what is forgotten, what is counted twice. */
import type { Wallet } from '#domain/wallet';
import type { Loaded, LoadKeys } from '#engine';
import type { PlantedFault } from './index.ts';
import { onApply, onLoad, onStore } from './tamper.ts';

/** Somebody pays, or a way back of a payment arrives. */
const isPayment = ({ once }: LoadKeys): boolean => once.some(({ key }) => key.startsWith('on-us/'));

/** What paying sees of a wallet; what is written of it afterwards is as it was. */
function seenByPayments(bend: (wallet: Wallet) => Wallet): ReturnType<typeof onLoad> {
  return onLoad((loaded: Loaded, keys) => {
    const { wallet: rows } = loaded;
    if (rows === undefined || !isPayment(keys)) return loaded;
    return { ...loaded, wallet: { ...rows, wallets: rows.wallets.map(bend) } };
  });
}

/** A payment that is decided after the closing sees the service as it was before. */
const closingNotChecked: PlantedFault = {
  zh: '关闭后仍可支付',
  en: 'a payment does not look whether its service was closed',
  plant: () =>
    seenByPayments((wallet) => ({
      ...wallet,
      services: wallet.services.map((service) => ({ ...service, state: 'on' as const })),
    })),
};

const tokenNotRemoved: PlantedFault = {
  zh: '移除设备卡后仍可闪付',
  en: 'a removed device card still pays',
  plant: () =>
    seenByPayments((wallet) => ({
      ...wallet,
      deviceCards: wallet.deviceCards.map((card) => ({ ...card, state: 'active' as const })),
    })),
};

/** The token of a card that was unbound is taken for one whose card is bound. */
const unbindEndsNothing: PlantedFault = {
  zh: '解绑后仍可支付',
  en: 'a card that was unbound still pays',
  plant: () =>
    seenByPayments((wallet) => ({
      ...wallet,
      bindings: wallet.bindings.map((each) => ({ ...each, state: 'bound' as const })),
      deviceCards: wallet.deviceCards.map((card) => ({ ...card, state: 'active' as const })),
    })),
};

const unbindEndsTooMuch: PlantedFault = {
  zh: '解绑时误终止代扣',
  en: 'unbinding ends every contract, named or not',
  plant: () =>
    onApply((changes) => {
      const { wallet: rows } = changes;
      if (rows === undefined) return changes;
      const wallets = rows.wallets.map(({ wallet, expectedVersion }) => {
        const gone = wallet.bindings.some(({ state }) => state === 'unbound');
        const deductions = wallet.deductions.map((each) =>
          gone ? { ...each, state: 'ended' as const, endedAtMs: each.endedAtMs ?? 0 } : each,
        );
        return { wallet: { ...wallet, deductions }, expectedVersion };
      });
      return { ...changes, wallet: { ...rows, wallets } };
    }),
};

const stoppedPays: PlantedFault = {
  zh: '挂失或销户中的钱包仍可支付',
  en: 'a wallet that was stopped or is being closed still pays',
  plant: () =>
    seenByPayments((wallet) => ({
      ...wallet,
      status: { state: 'open' },
      services: wallet.services.map((service) =>
        service.state === 'suspended' ? { ...service, state: 'on' as const } : service,
      ),
      deviceCards: wallet.deviceCards.map((card) =>
        card.state === 'suspended' ? { ...card, state: 'active' as const } : card,
      ),
    })),
};

/** What comes back to a locked account is put on its balance, where nobody can reach it. */
const refundToLocked: PlantedFault = {
  zh: '销户后退款记入余额',
  en: 'a refund to a locked account is booked into its balance',
  plant: () =>
    seenByPayments((wallet) =>
      wallet.status.state === 'closed' ? { ...wallet, status: { state: 'open' } } : wallet,
    ),
};

/** The counter of a device card is not remembered: a recorded cryptogram passes again. */
const counterGoesBack: PlantedFault = {
  zh: '接受倒退的交易计数器',
  en: 'the counter of a device card may go back',
  plant: () =>
    seenByPayments((wallet) => ({
      ...wallet,
      deviceCards: wallet.deviceCards.map((card) => ({ ...card, counter: null })),
    })),
};

const codeUsedTwice: PlantedFault = {
  zh: '付款码可重复使用',
  en: 'a payment code pays more than once',
  plant: () =>
    onApply((changes) => ({
      ...changes,
      once: changes.once.filter(({ key }) => !key.startsWith('pay-code/')),
    })),
};

/** A movement that was under way when the program died is never looked at again. */
const movementForgotten: PlantedFault = {
  zh: '崩溃后忘记未决的钱包交易',
  en: 'a movement that was open in a crash is forgotten',
  plant: ({ starts }) => {
    const begunIn = new Map<string, number>();
    return onStore((store) => ({
      ...store,
      apply: async (lane, changes) => {
        for (const { row, expectedVersion } of changes.wallet?.movements ?? [])
          if (expectedVersion === 0) begunIn.set(row.movement.id, starts());
        await store.apply(lane, changes);
      },
      dueWallets: async (nowMs, limit) =>
        (await store.dueWallets(nowMs, limit)).filter(
          ({ movementId }) => movementId === null || begunIn.get(movementId) === starts(),
        ),
    }));
  },
};

/** The holder's side of a refund is counted again, without money. */
const returnCountedTwice: PlantedFault = {
  zh: '退款在钱包里记两次',
  en: 'what is given back is counted twice in the wallet',
  plant: () =>
    onApply((changes) => {
      const { wallet: rows } = changes;
      if (rows === undefined) return changes;
      const movements = rows.movements.map(({ row, expectedVersion }) => {
        const { movement } = row;
        const returnedFen =
          movement.returnedFen * 2n <= movement.amountFen ? movement.returnedFen * 2n : movement.returnedFen;
        return { row: { ...row, movement: { ...movement, returnedFen } }, expectedVersion };
      });
      return { ...changes, wallet: { ...rows, movements } };
    }),
};

export const walletFaults = {
  'closing-not-checked': closingNotChecked,
  'token-not-removed': tokenNotRemoved,
  'unbind-ends-nothing': unbindEndsNothing,
  'unbind-ends-too-much': unbindEndsTooMuch,
  'stopped-pays': stoppedPays,
  'refund-to-locked-account': refundToLocked,
  'counter-goes-back': counterGoesBack,
  'code-used-twice': codeUsedTwice,
  'movement-forgotten': movementForgotten,
  'return-counted-twice': returnCountedTwice,
} as const;
