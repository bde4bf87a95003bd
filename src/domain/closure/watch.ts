/** What may still come after the end of an account: bills and charges that were begun by its past use. */
import type { Wallet, WalletWords } from '../wallet/index.ts';
import type { OpenHold, RefundUnderWay } from './around.ts';

export interface ToWatch {
  readonly what: 'credit-bill' | 'deduction' | 'transit' | 'hold' | 'refund';
  readonly id: string;
  readonly words: WalletWords;
}

const w = (zh: string, en: string): WalletWords => ({ zh, en });

/** By past use alone: what was never used leaves nothing behind. */
export function billsToWatch(
  wallet: Wallet,
  around: { readonly holds: readonly OpenHold[]; readonly refunds: readonly RefundUnderWay[] },
): readonly ToWatch[] {
  const cards = wallet.bindings
    .filter(({ cardKind, lastUsedMs }) => cardKind === 'credit' && lastUsedMs !== null)
    .map(({ id, bankZh, bankEn }) => ({
      ...{ what: 'credit-bill' as const, id },
      words: w(
        `${bankZh}信用卡：已出和未出的账单仍须还款，退款不代替还款`,
        `${bankEn} credit card: bills, issued or not, are still to be paid; a refund pays no bill`,
      ),
    }));
  const contracts = wallet.deductions
    .filter(({ lastUsedMs, state }) => lastUsedMs !== null || state === 'active')
    .map(({ id, nameZh, nameEn, subject }) => ({
      ...{ what: 'deduction' as const, id },
      words: w(
        `${nameZh}·${subject}：代扣停止后，请改用其他方式缴费`,
        `${nameEn}, ${subject}: it is deducted no more; pay it in another way`,
      ),
    }));
  const rides = wallet.services
    .filter(({ kind, lastUsedMs }) => kind === 'transit' && lastUsedMs !== null)
    .map(({ id }) => ({
      ...{ what: 'transit' as const, id },
      words: w(
        '乘车：最后几次行程可能次日才扣款，未扣成的可到运营方补缴',
        'Transit: the last rides may be charged a day later; what fails is paid at the operator',
      ),
    }));
  const holds = around.holds.map(({ id, merchant }) => ({
    ...{ what: 'hold' as const, id },
    words: w(
      `${merchant?.nameZh ?? '商户'}的预授权：到期前仍可能完成扣款`,
      `Pre-authorisation of ${merchant?.nameEn ?? 'a shop'}: it may be completed until it lapses`,
    ),
  }));
  const refunds = around.refunds.map(({ id, merchant, masked }) => ({
    ...{ what: 'refund' as const, id },
    words:
      masked === null
        ? w(
            `${merchant?.nameZh ?? '商户'}的退款：账户注销后转入挂账，由您指定本人其他账户领取`,
            `Refund of ${merchant?.nameEn ?? 'a shop'}: kept after the end until you name an account of yours`,
          )
        : w(
            `${merchant?.nameZh ?? '商户'}的退款：退回付款的银行卡 ${masked}，与钱包是否注销无关`,
            `Refund of ${merchant?.nameEn ?? 'a shop'}: it goes to the card that paid, ${masked}, closed wallet or not`,
          ),
  }));
  return [...cards, ...contracts, ...rides, ...holds, ...refunds];
}
