/** What the desk says of ways back and advices that wait for a person. Pure; accounts and names are masked. */
import type { QueueRow } from '#adapters/postgres';
import { type Cancellation, isAfterBounce, maskedName } from '#domain/cancellation';
import { advicesOf } from '#domain/payment';
import {
  ADVICE_WORDS,
  BOUNCE_WORDS,
  HANDED_WORDS,
  ROUTE_WORDS,
  STRANDED_WORDS,
  VERDICT_OF_END_WORDS,
  type Words,
  words,
  yuanText,
} from '#domain/wording';
import type { FactName } from './words.ts';

/** What differs from kind to kind. */
export interface Said {
  readonly what: Words;
  readonly next: Words;
  readonly amountFen?: bigint | null;
  readonly subject: string;
  readonly card?: string;
  readonly cancellation?: string;
  readonly request?: string;
  readonly proposal?: {
    readonly words: Words;
    readonly evidence: string;
    readonly by: string;
    readonly atMs: number;
  };
  /** Beside whoever proposed: who had a hand in it before the second pair of eyes. */
  readonly hands?: readonly { readonly words: Words; readonly by: string; readonly atMs: number | null }[];
  readonly facts: readonly (readonly [FactName, string | Words])[];
}

export const TWO_STEPS = words(
  '待查明结论，由另一人复核',
  'Somebody has to find out, another person approves',
);
export const APPROVAL = words('结论待另一人复核', 'The finding waits for another person');

export const ofBack = ({ id, amountFen, route, rrn, reason }: Cancellation) => ({
  ...{ subject: id, amountFen, cancellation: id },
  facts: [
    ['route', ROUTE_WORDS[route]],
    ['reference', rrn],
    ['given', reason],
  ] as Said['facts'],
});

export function handed(row: QueueRow & { kind: 'way-back-handed' }): Said {
  const { body } = row;
  const [route, sum] = [ROUTE_WORDS[body.route], yuanText(body.amountFen)];
  const why = body.state === 'handed' ? HANDED_WORDS[body.why] : words('', '');
  const proposal = body.state === 'handed' ? body.proposal : undefined;
  return {
    ...ofBack(body),
    what: words(`${sum} 的${route.zh}没有结果：${why.zh}`, `A ${route.en} of ${sum} has no end: ${why.en}`),
    next: proposal === undefined ? TWO_STEPS : APPROVAL,
    ...(proposal === undefined
      ? {}
      : { proposal: { ...proposal, words: VERDICT_OF_END_WORDS[proposal.verdict] } }),
  };
}

export function advice({ body: payment, key }: QueueRow & { kind: 'advice-handed' }): Said {
  const found = advicesOf(payment)[Number(key.slice(key.indexOf('~') + 1)) - 1]!;
  const proposal = found.state === 'handed' ? found.proposal : undefined;
  const { zh, en } = ADVICE_WORDS[found.kind];
  return {
    subject: payment.id,
    amountFen: found.amountFen,
    card: payment.card.masked,
    what: words(
      `${zh}通知多次重发，网络始终未确认`,
      `The advice of a ${en} was repeated and never acknowledged`,
    ),
    next: proposal === undefined ? TWO_STEPS : APPROVAL,
    ...(proposal === undefined
      ? {}
      : { proposal: { ...proposal, words: VERDICT_OF_END_WORDS[proposal.verdict] } }),
    facts: [
      ['reference', found.rrn],
      ['terminal', found.terminal.terminalId],
    ],
  };
}

export function afterBounce(body: Cancellation): Said {
  const base = ofBack(body);
  if (!isAfterBounce(body)) return { ...base, what: words('', ''), next: words('', '') };
  const [sum, why] = [yuanText(body.amountFen), BOUNCE_WORDS[body.bounce.why]];
  const account: Said['facts'] =
    'account' in body
      ? [
          ['bank', body.account.bank],
          ['account', body.account.number.masked],
          ['holder', maskedName(body.account.holder)],
        ]
      : [];
  const facts: Said['facts'] = [['reason', why], ['day', body.bounce.clearingDay], ...base.facts, ...account];
  switch (body.state) {
    case 'bounced':
      return {
        ...{ ...base, facts },
        what: words(
          `退货 ${sum} 被银行退回：${why.zh}，款项挂账`,
          `The bank sent ${sum} back: ${why.en}; the money is in suspense`,
        ),
        next: words('待持卡人指定本人其他账户', 'Its holder has to name another account'),
      };
    case 'account-named': {
      const { issuerWord, namedBy, namedMs } = body;
      const checked = issuerWord !== null;
      const word = words('登记发卡行确认为同一人', 'recorded that the issuer confirms the person');
      return {
        ...{ ...base, facts },
        hands: [
          { words: words('登记了账户', 'named the account'), by: namedBy, atMs: namedMs },
          ...(checked ? [{ words: word, by: issuerWord.by, atMs: issuerWord.atMs }] : []),
        ],
        what: words(
          `退票款 ${sum} 已指定另一账户`,
          `Another account was named for the ${sum} that came back`,
        ),
        next: checked
          ? words(
              '发卡行已确认为同一人，待另一人批准付款',
              'The issuer confirms the person: another operator approves the payout',
            )
          : words('待发卡行确认为同一人', 'The issuer has to confirm that it is the same person'),
      };
    }
    case 'payout-ordered':
      return {
        ...base,
        facts: [...facts, ['order', body.order.orderNo]],
        what: words(`已指令银行付款 ${sum}`, `The bank is ordered to pay out ${sum}`),
        next:
          body.deliveredMs === null
            ? words('正在交给银行，自动重试', 'Being handed to the bank, repeated by itself')
            : words('待银行回执', 'The bank has to say what came of it'),
      };
    case 'stranded':
      return {
        ...{ ...base, facts },
        what: words(
          `退货 ${sum} 滞留挂账：${STRANDED_WORDS[body.why].zh}`,
          `${sum} stays in suspense: ${STRANDED_WORDS[body.why].en}`,
        ),
        next: words('联系持卡人，登记其本人其他账户', 'Reach its holder and name another account of theirs'),
      };
    case 'paid-out':
      return { ...base, what: words('已付款', 'Paid out'), next: words('', '') };
  }
}
