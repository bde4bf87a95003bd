/** What the network is told of a payment beside the payment itself, in words. */
import type { AdviceEvent, AdviceKind } from '../payment/index.ts';
import { amountOf, type EventBody, named, outcomeOf, textOf } from './event-body.ts';
import { type Words, words } from './words.ts';

const KIND_WORDS: Readonly<Record<AdviceKind, Words>> = {
  tip: words('小费', 'tip'),
  adjustment: words('金额调整', 'correction of the amount'),
  'script-result': words('发卡行脚本结果', "result of the issuer's script"),
};

const kindOf = (body: EventBody, field = 'advice'): Words => named<AdviceKind>(KIND_WORDS, body, field);

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
