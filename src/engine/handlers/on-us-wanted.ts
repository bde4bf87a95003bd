/** What of a wallet a sale asks for, by the number that it names: a shown code, a scan, an agreement, a device card. */
import type { Wallet } from '#domain/wallet';
import type { OnUsAskCommand, OnUsMessage } from '../on-us-commands.ts';
import type { Context } from './context.ts';
import type { WantedPayment } from './wallet-pay.ts';

export const codeUsedKey = (cardIndex: string): string => `pay-code/${cardIndex}`;

/** `once`: the number is good for one payment. */
export type Wanted = WantedPayment & { readonly once: boolean };

export function wantedOf(
  context: Context,
  wallet: Wallet,
  asked: OnUsMessage,
  proof: OnUsAskCommand['proof'],
): Wanted {
  const { work, nowMs } = context;
  const { amountFen, merchant, networkKey, entryMode, cardIndex } = asked;
  const common = { amountFen, merchant, networkKey, begins: 'paid' } as const;
  const token = work.wallets.token(cardIndex);
  if (token?.kind === 'pay-code') {
    const { use, source } = token;
    // An agreement is charged again and again; whether it still stands, its contract says.
    if (use?.kind === 'deduction') {
      const deduction = wallet.deductions.find(({ id }) => id === use.deductionId) ?? null;
      const foreign = deduction === null || deduction.merchantId !== merchant.merchantId;
      return {
        ...{ ...common, way: 'deduction', source, verified: true, deduction, once: false },
        refusal: foreign ? 'not-permitted-to-cardholder' : null,
      };
    }
    const used = work.once(wallet.book, codeUsedKey(cardIndex)) !== undefined;
    const expired = nowMs > token.expiresMs;
    const read = use === undefined ? '03' : '04';
    const wrong = entryMode.startsWith(read) ? null : ('not-permitted-to-cardholder' as const);
    return {
      ...{ ...common, way: use === undefined ? 'pay-code' : 'scan', source, verified: true, once: true },
      refusal: used ? 'wallet-code-used' : expired ? 'wallet-code-expired' : wrong,
    };
  }
  const deviceCard =
    wallet.deviceCards.find(({ id }) => token?.kind === 'device-card' && id === token.deviceCardId) ?? null;
  const counter = proof.state === 'right' ? proof.counter : null;
  const fresh = counter !== null && counter > (deviceCard?.counter ?? 0);
  // A number on a telephone is no card to swipe or to type.
  const byTap = entryMode.startsWith('07');
  return {
    ...{ ...common, way: asked.mcc === GATE_MCC ? 'transit' : 'tap', deviceCard, counter, once: false },
    source: deviceCard?.source ?? { kind: 'balance' },
    verified: proof.state === 'right' && proof.verifiedOnDevice,
    refusal:
      deviceCard === null
        ? 'card-number-not-valid'
        : !byTap
          ? 'not-permitted-to-cardholder'
          : fresh
            ? null
            : 'card-check-failed',
  };
}

/** Gates and buses. */
const GATE_MCC = '4111';
