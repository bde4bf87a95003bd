/** A pre-authorisation and what belongs to it, in words. */
import type { PaymentKind, PreauthEvent } from '../payment/index.ts';
import { amountOf, type EventBody, outcomeOf, textOf } from './event-body.ts';
import { type Words, words, yuanText } from './words.ts';

export const KIND_WORDS: Readonly<Record<PaymentKind, Words>> = {
  sale: words('消费', 'sale'),
  preauthorisation: words('预授权', 'pre-authorisation'),
  increment: words('追加预授权', 'increment of a pre-authorisation'),
  completion: words('预授权完成', 'completion of a pre-authorisation'),
};

/** A body of a sale does not say so. */
export function kindOfBody(body: EventBody): PaymentKind {
  const kind = textOf(body, 'paymentKind');
  return Object.hasOwn(KIND_WORDS, kind) ? (kind as PaymentKind) : 'sale';
}

/** Nothing was taken of what the event tells of: it was held. */
export const isHeld = (body: EventBody): boolean =>
  kindOfBody(body) === 'preauthorisation' || kindOfBody(body) === 'increment';

const by = (body: EventBody): string => textOf(body, 'byPaymentId');

export const PREAUTH_EVENT_WORDS: Readonly<Record<PreauthEvent['kind'], (body: EventBody) => Words>> = {
  'preauth-raise-asked': (body) =>
    words(
      `追加预授权 ${amountOf(body)}（${by(body)}）`,
      `An increment of ${amountOf(body)} was asked for (${by(body)})`,
    ),
  'preauth-raised': (body) =>
    words(
      `预授权已追加 ${amountOf(body)}（${by(body)}）`,
      `The hold was raised by ${amountOf(body)} (${by(body)})`,
    ),
  'preauth-raise-ended': (body) =>
    words(
      `追加的 ${amountOf(body)} 未成立或已冲正（${by(body)}）`,
      `The increment of ${amountOf(body)} came to nothing (${by(body)})`,
    ),
  'completion-asked': (body) =>
    words(
      `申请预授权完成 ${amountOf(body)}（${by(body)}）`,
      `Its completion for ${amountOf(body)} was asked for (${by(body)})`,
    ),
  'preauth-completed': (body) =>
    words(
      `预授权已完成，扣款 ${amountOf(body)}，其余解冻（${by(body)}）`,
      `Completed: ${amountOf(body)} was taken, the rest of the hold is lifted (${by(body)})`,
    ),
  'preauth-lives-on': (body) =>
    body.why === 'voided'
      ? words(
          `完成已撤销，预授权恢复有效（${by(body)}）`,
          `Its completion was voided: the hold lives on (${by(body)})`,
        )
      : words(
          `完成未成立，预授权仍有效（${by(body)}）`,
          `Its completion came to nothing: the hold lives on (${by(body)})`,
        ),
  'preauth-expired': (body) => {
    const held = body.heldFen;
    const text =
      typeof held === 'bigint' || (typeof held === 'string' && /^\d{1,18}$/.test(held))
        ? yuanText(BigInt(held))
        : '¥—';
    return words(
      `预授权 ${text} 已到期失效，由发卡行自动解冻`,
      `The hold of ${text} lapsed; the bank lifts it by itself`,
    );
  },
  'notice-sent-again': (body) =>
    words(
      `完成通知未获确认，重发（第 ${textOf(body, 'attempt')} 次）`,
      `The completion notice was not acknowledged and is sent again (attempt ${textOf(body, 'attempt')})`,
    ),
  'notice-overdue': (body) =>
    words(
      `完成通知多次重发未获确认（第 ${textOf(body, 'attempt')} 次），请人工核查，继续重发`,
      `The completion notice was repeated up to its bound (attempt ${textOf(body, 'attempt')}): ` +
        'a person should look; it goes on slowly',
    ),
  'notice-answer-unclear': (body) =>
    words(
      `重发被拒：${outcomeOf(body).zh}；首次可能已成功，待清算文件或人工确认`,
      `A repeat was refused: ${outcomeOf(body).en}; an earlier send may have succeeded, ` +
        'the clearing file or a person decides',
    ),
};
