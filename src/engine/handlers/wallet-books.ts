/** The book of a wallet: what stands in it, and every movement written to it. Arrears are told where they change. */
import type { Journal } from '#domain/ledger';
import { type HolderMoney, moneyOf, type WalletPayment } from '#domain/wallet';
import type { Context } from './context.ts';
import { tellOfWallet } from './wallet.ts';

type InBook = Pick<Context, 'work'>;

export const moneyOfHolder = ({ work }: InBook, book: string): HolderMoney =>
  moneyOf(work.balance(book, 'wallet_balance'));

/** What came after the closing and waits for an account, or is owed by whom the account was closed for. */
export const moneyInSuspense = ({ work }: InBook, book: string): HolderMoney =>
  moneyOf(work.balance(book, 'suspense'));

const owedFen = (context: InBook, book: string): bigint =>
  moneyOfHolder(context, book).arrearsFen + moneyInSuspense(context, book).arrearsFen;

/** The rule by which a payment stands again whatever is left, and by which arrears are filled first. */
const RULE = 'WAL-17';

/** Writes a movement with its journals. The holder is told of arrears that begin or grow, and of what fills them. */
export function bookMovement(
  context: Pick<Context, 'work' | 'nowMs'>,
  movement: WalletPayment,
  journals: readonly Journal[],
): void {
  const { work, nowMs } = context;
  const { id, book, kind, merchant } = movement;
  const beforeFen = owedFen(context, book);
  work.wallets.putMovement(movement);
  work.addMovementJournals(id, journals, nowMs);
  const arrearsFen = owedFen(context, book);
  if (arrearsFen === beforeFen) return;
  const grew = arrearsFen > beforeFen;
  tellOfWallet(context, book, grew ? 'wallet-arrears' : 'wallet-arrears-filled', {
    ...{ movementId: id, movement: kind, merchant, rule: RULE, arrearsFen },
    amountFen: grew ? arrearsFen - beforeFen : beforeFen - arrearsFen,
  });
}
