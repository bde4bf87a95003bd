/** What happens to a refund after the network's word, and how a person ends what was handed over, in words. */
import type {
  AfterEvent,
  ArrivalSource,
  PersonEvent,
  ReturnReason,
  StrandedReason,
} from '../cancellation/index.ts';
import type { EndVerdict } from '../payment/index.ts';
import { amountOf, type EventBody, named, textOf } from './event-body.ts';
import {
  ARRIVAL_WORDS,
  BOUNCE_WORDS,
  STRANDED_WORDS,
  VERDICT_OF_END_WORDS,
  type Words,
  words,
} from './words.ts';

const REFUSED_WORDS: Readonly<Record<string, Words>> = {
  'not-the-same-person': words('与原持卡人不是同一人', 'it is not the holder of the card'),
  rejected: words('复核未通过', 'the check did not pass it'),
};
const BACK_WORDS: Readonly<Record<string, Words>> = {
  returned: words('退票', 'returned'),
  struck: words('冲账', 'struck'),
};

export const AFTER_WORDS: Readonly<Record<(AfterEvent | PersonEvent)['kind'], (body: EventBody) => Words>> = {
  'arrival-confirmed': (body) => {
    const by = named<ArrivalSource>(ARRIVAL_WORDS, body, 'by');
    return words(`${by.zh}确认款项已到账`, `${by.en} confirms that the money arrived`);
  },
  'arrival-overdue': () =>
    words('已过最迟到账日，尚无到账确认', 'The latest arrival has passed and nobody has confirmed it'),
  'refund-bounced': (body) => {
    const why = named<ReturnReason>(BOUNCE_WORDS, body, 'why');
    return words(
      `发卡行退票，${amountOf(body)} 挂账：${why.zh}`,
      `The bank sent ${amountOf(body)} back, it is in suspense: ${why.en}`,
    );
  },
  'holder-reminded': (body) =>
    words(
      `第 ${textOf(body, 'reminders')} 次提醒持卡人指定本人其他账户`,
      `Reminder ${textOf(body, 'reminders')}: the holder is to name another account of their own`,
    ),
  'refund-stranded': (body) => {
    const why = named<StrandedReason>(STRANDED_WORDS, body, 'why');
    return words(`款项仍挂账，转人工：${why.zh}`, `Still in suspense, handed to a person: ${why.en}`);
  },
  'account-named': (body) =>
    words(
      `指定${textOf(body, 'bank')}账户 ${textOf(body, 'account')}，户名 ${textOf(body, 'holder')}，待核`,
      `Account ${textOf(body, 'account')} of ${textOf(body, 'holder')} at ${textOf(body, 'bank')} named, to be checked`,
    ),
  'issuer-confirmed': (body) =>
    words(
      `发卡行确认为同一人，凭证 ${textOf(body, 'reference')}`,
      `The issuer confirms that it is the same person, reference ${textOf(body, 'reference')}`,
    ),
  'account-refused': (body) => {
    const why = named(REFUSED_WORDS, body, 'why');
    return words(`账户未获接受：${why.zh}`, `The account is not accepted: ${why.en}`);
  },
  'account-check-overdue': () =>
    words('账户核验逾期，请经办人处理', 'The check of the account is overdue: somebody has to look'),
  'payout-ordered': (body) =>
    words(
      `复核通过，指令付款 ${amountOf(body)}，指令号 ${textOf(body, 'orderNo')}`,
      `Approved: payout of ${amountOf(body)} ordered, order ${textOf(body, 'orderNo')}`,
    ),
  'payout-tried-again': (body) =>
    words(
      `再次提交付款指令 ${textOf(body, 'orderNo')}（第 ${textOf(body, 'attempt')} 次）`,
      `Order ${textOf(body, 'orderNo')} handed to the bank again (attempt ${textOf(body, 'attempt')})`,
    ),
  'payout-handed-over': (body) =>
    words(
      `付款指令 ${textOf(body, 'orderNo')} 已交银行`,
      `Order ${textOf(body, 'orderNo')} is with the bank`,
    ),
  'payout-overdue': (body) =>
    words(
      `付款指令 ${textOf(body, 'orderNo')} 逾期无结果，请查询银行`,
      `Order ${textOf(body, 'orderNo')} has no result in time: ask the bank`,
    ),
  'paid-out': (body) =>
    words(
      `银行付款 ${amountOf(body)} 完成，凭证 ${textOf(body, 'bankReference')}`,
      `The bank paid ${amountOf(body)} out, reference ${textOf(body, 'bankReference')}`,
    ),
  'payout-returned': (body) => {
    const how = named(BACK_WORDS, body, 'how');
    return words(
      `付款被${how.zh}，款项重新挂账（第 ${textOf(body, 'rounds')} 次）`,
      `The payout was ${how.en}, the money is in suspense again (time ${textOf(body, 'rounds')})`,
    );
  },

  'end-proposed': (body) => {
    const verdict = named<EndVerdict>(VERDICT_OF_END_WORDS, body, 'verdict');
    const shown = typeof body.evidence === 'string';
    const [zh, en] = shown
      ? [`，依据：${textOf(body, 'evidence')}`, `, on this evidence: ${textOf(body, 'evidence')}`]
      : ['', ''];
    return words(
      `查实${verdict.zh}${zh}；待另一人复核`,
      `Found ${verdict.en}${en}; another person has to approve`,
    );
  },
  'end-approved': (body) => {
    const verdict = named<EndVerdict>(VERDICT_OF_END_WORDS, body, 'verdict');
    return words(`复核通过：${verdict.zh}`, `Approved by another person: ${verdict.en}`);
  },
  'end-rejected': () => words('复核未通过，仍待人工处理', 'Not approved: it is with a person again'),
  'overruled-by-person': () =>
    words('经查实原交易成立，冲正终止', 'Found that the payment stands: the way back ends'),
};
