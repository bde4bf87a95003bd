/** What the network is told of a payment beside the payment itself, in words. */
import type { AdviceEvent, AdviceKind, EndVerdict } from '../payment/index.ts';
import { amountOf, type EventBody, named, outcomeOf, textOf } from './event-body.ts';
import { VERDICT_OF_END_WORDS, type Words, words } from './words.ts';

export const ADVICE_WORDS: Readonly<Record<AdviceKind, Words>> = {
  tip: words('小费', 'tip'),
  adjustment: words('金额调整', 'correction of the amount'),
  'script-result': words('发卡行脚本结果', "result of the issuer's script"),
};

const kindOf = (body: EventBody, field = 'advice'): Words => named<AdviceKind>(ADVICE_WORDS, body, field);

export const ADVICE_EVENT_WORDS: Readonly<Record<AdviceEvent['kind'], (body: EventBody) => Words>> = {
  'advice-opened': (body) => {
    const kind = kindOf(body);
    return body.advice === 'script-result'
      ? words(`收到${kind.zh}，通知网络`, `A ${kind.en} arrived: the network is told`)
      : words(
          `${kind.zh}：金额改为 ${amountOf(body, 'amountFen')}，通知网络`,
          `A ${kind.en}: the amount becomes ${amountOf(body, 'amountFen')}, the network is told`,
        );
  },
  'advice-sent-again': (body) =>
    words(
      `无应答，第 ${textOf(body, 'attempt')} 次发送通知`,
      `No answer: the network is told a ${textOf(body, 'attempt')}. time`,
    ),
  'advice-handed': (body) => {
    const kind = kindOf(body);
    return words(
      `${kind.zh}的通知未获确认，已转人工`,
      `The ${kind.en} was not acknowledged: a person looks at it`,
    );
  },
  'advice-end-proposed': (body) => {
    const [kind, verdict] = [kindOf(body), named<EndVerdict>(VERDICT_OF_END_WORDS, body, 'verdict')];
    const evidence = textOf(body, 'evidence');
    return words(
      `${kind.zh}：查实${verdict.zh}${evidence === '' ? '' : `，依据：${evidence}`}；待另一人复核`,
      `${kind.en}: found ${verdict.en}${evidence === '' ? '' : `, on this evidence: ${evidence}`}; ` +
        'another person has to approve',
    );
  },
  'advice-end-rejected': (body) => {
    const kind = kindOf(body);
    return words(
      `${kind.zh}：复核未通过，仍待人工处理`,
      `${kind.en}: not approved, it is with a person again`,
    );
  },
  'advice-end-approved': (body) => {
    const [kind, verdict] = [kindOf(body), named<EndVerdict>(VERDICT_OF_END_WORDS, body, 'verdict')];
    return words(
      `${kind.zh}：复核通过，${verdict.zh}`,
      `${kind.en}: approved by another person, ${verdict.en}`,
    );
  },
  'amount-changed': (body) => {
    const kind = kindOf(body);
    return words(
      `${kind.zh}成功：金额由 ${amountOf(body, 'fromFen')} 变为 ${amountOf(body, 'amountFen')}`,
      `The ${kind.en} was taken: the amount went from ${amountOf(body, 'fromFen')} to ${amountOf(body, 'amountFen')}`,
    );
  },
  'advice-acknowledged': (body) => {
    const kind = kindOf(body);
    return words(`${kind.zh}已获确认`, `The ${kind.en} was acknowledged`);
  },
  'advice-refused': (body) => {
    const [kind, outcome] = [kindOf(body), outcomeOf(body)];
    return words(`${kind.zh}被拒绝：${outcome.zh}`, `The ${kind.en} was refused: ${outcome.en}`);
  },
};
