/** Whose wallet a message belongs to that left before this process began: found by the payment that it was about. */
import { networkKeyText } from '#domain/payment';
import type { WalletId } from '#domain/wallet';
import type { OnUsMessage } from '../on-us-commands.ts';
import { isOwnNumber } from '../own-numbers.ts';
import type { NetworkRequest, Store } from '../ports/index.ts';

const BACK = { VOID: 'void', REFUND: 'refund', REVERSAL: 'reversal' } as const;

export async function passedOn(
  store: Pick<Store, 'walletToken' | 'locate' | 'payment'>,
  key: string,
): Promise<{ readonly book: WalletId; readonly asked: OnUsMessage } | null> {
  const subject = await store.locate(key);
  const found = subject === null ? null : await store.payment(subject.paymentId);
  if (subject === null || found === null || !isOwnNumber(found.payment.card)) return null;
  const { payment } = found;
  const token = await store.walletToken(payment.card.index);
  if (token === null) return null;
  const back = found.cancellations.find(({ id }) => id === subject.cancellationId);
  const undo = subject.part === 'undo';
  const message: NetworkRequest['message'] =
    back === undefined ? 'sale' : undo ? 'reversal' : BACK[back.route];
  const original = back === undefined ? null : undo ? back.network : payment.network;
  return {
    book: token.book,
    asked: {
      ...{ message, networkKey: key, cardIndex: payment.card.index },
      originalKey: original === null ? null : networkKeyText(original),
      originalKind: back === undefined ? null : undo ? 'void' : 'payment',
      amountFen: back?.amountFen ?? payment.amountFen,
      ...{ entryMode: payment.entryMode, mcc: payment.mcc },
      merchant: {
        ...{ merchantId: payment.terminal.merchantId, nameZh: '', nameEn: '' },
        terminalId: payment.terminal.terminalId,
      },
    },
  };
}
