/** What the desk says of wallets that wait for a person. */
import type { QueueRow } from '#adapters/postgres';
import { WALLET_STATE_WORDS } from '#domain/wallet';
import { words, yuanText } from '#domain/wording';
import type { Said } from './back-said.ts';

/** An open account is filled by what comes in next; a closed one gets nothing but late refunds. */
export function owed({ body }: QueueRow & { kind: 'wallet-arrears' }): Said {
  const { walletId, owedFen, state, payments } = body;
  const sum = yuanText(owedFen);
  const shops = payments.flatMap(({ merchant }) => (merchant === null ? [] : [merchant]));
  return {
    ...{ subject: walletId, amountFen: owedFen },
    what: words(
      `持卡人欠 ${sum}：撤销又被冲正，退回的余额已转出（WAL-17）`,
      `A holder owes ${sum}: a void was undone after what it gave back had left (WAL-17)`,
    ),
    next:
      state === 'closed'
        ? words('账户已注销，联系原持有人', 'The account is closed: get in touch with its former holder')
        : words(
            '充值、退款到账自动抵扣，无需操作',
            'Top-ups and refunds fill it by themselves; nothing to do',
          ),
    facts: [
      ['wallet', WALLET_STATE_WORDS[state]],
      ...(shops.length === 0
        ? []
        : ([
            [
              'shop',
              words(
                shops.map(({ nameZh }) => nameZh).join('、'),
                shops.map(({ nameEn }) => nameEn).join(', '),
              ),
            ],
          ] as const)),
    ],
  };
}
