/** Holder and merchant say the same in the end: whichever heard nothing follows the other. */
import { AFTER_BOUNCE, type Cancellation, isOpen } from '#domain/cancellation';
import { networkKeyText, type Payment } from '#domain/payment';
import { isPayment, type WalletId, type WalletPayment, type WalletPaymentId } from '#domain/wallet';
import type { Cleared, Command, Reply } from './commands.ts';
import type { OnUsFollowCommand } from './on-us-commands.ts';
import { isOwnNumber } from './own-numbers.ts';
import type { Store } from './ports/index.ts';

type Known = Pick<Store, 'movement' | 'locate' | 'payment'>;

type Stands = Pick<OnUsFollowCommand, 'standing' | 'refunds' | 'moving'>;

/** A refund that came back from its bank was made all the same: this institution owes it to the holder now. */
const isMade = ({ state }: Cancellation): boolean =>
  state === 'done' || (AFTER_BOUNCE as readonly string[]).includes(state);

async function standOf(store: Known, { networkKey }: WalletPayment): Promise<Stands> {
  const subject = networkKey === null ? null : await store.locate(networkKey);
  const found = subject === null ? null : await store.payment(subject.paymentId);
  const cancellations = found?.cancellations ?? [];
  const refunds = cancellations
    .filter((each) => each.route === 'REFUND' && isMade(each))
    .map(({ network, amountFen }) => ({ networkKey: networkKeyText(network), amountFen }));
  const moving = cancellations.some(isOpen);
  switch (found?.payment.state) {
    case 'approved':
      return { standing: 'paid', refunds, moving };
    case 'declined':
      return { standing: 'declined', moving };
    case 'reversed':
    case 'voided':
      return { standing: 'reversed', moving };
    default:
      return { standing: 'open' };
  }
}

/** What a movement whose time has come is told; null: it is none of a merchant's payment. */
export async function follow(store: Known, id: WalletPaymentId): Promise<OnUsFollowCommand | null> {
  const movement = await store.movement(id);
  if (movement === null || !isPayment(movement)) return null;
  const stands = await standOf(store, movement);
  return { type: 'on-us-follow', book: movement.book as WalletId, movementId: id, ...stands };
}

export type OnUsSays = Pick<Cleared, 'paymentIn' | 'voidIn' | 'reversalIn' | 'refundKeys'>;

/**
 * What a wallet says of a payment on its balance whose way back outlived its clearing day: no file speaks of it, and
 * the wallet always knows. A reversal is carried out now. Null: the file has the word, or nothing waits for it.
 */
export async function onUsWord(
  store: Known & Pick<Store, 'movementByKey'>,
  submit: (command: Command) => Promise<Reply>,
  payment: Payment,
  cancellations: readonly Cancellation[],
): Promise<OnUsSays | null> {
  const routes = cancellations.filter(isOpen).map(({ route }) => route);
  if (!isOwnNumber(payment.card) || !routes.some((route) => route === 'VOID' || route === 'REVERSAL'))
    return null;
  const movement = await store.movementByKey(networkKeyText(payment.network));
  if (movement?.source.kind === 'card') return null;
  if (movement === null) return { paymentIn: false, voidIn: false, reversalIn: false, refundKeys: [] };
  if (routes.includes('REVERSAL'))
    await submit({
      ...{ type: 'on-us-follow', book: movement.book as WalletId, movementId: movement.id },
      standing: 'reversed',
    });
  const after = (await store.movement(movement.id)) ?? movement;
  const undone = after.state === 'reversed';
  return { paymentIn: after.state !== 'declined', voidIn: undone, reversalIn: undone, refundKeys: [] };
}
