/** The steps of a journey in words. Total by type: an event kind without words does not compile. */
import type { CancellationEvent, Door, HandedReason, Route } from '../cancellation/index.ts';
import type { OrderEvent } from '../order/index.ts';
import { isOutcome, isoCodeOf, kindOf, type Lang } from '../outcome/index.ts';
import type { PaymentEvent } from '../payment/index.ts';
import type { RequestEvent } from '../request/index.ts';
import { ADVICE_EVENT_WORDS } from './advice-words.ts';
import { AFTER_WORDS } from './after-words.ts';
import { circumstanceWords, meetingWords, releaseWords } from './circumstance-words.ts';
import { amountOf, type EventBody, named, outcomeOf, textOf } from './event-body.ts';
import { ORDER_EVENT_WORDS } from './order-events.ts';
import { isHeld, PREAUTH_EVENT_WORDS } from './preauth-events.ts';
import { REQUEST_EVENT_WORDS } from './request-words.ts';
import { paymentWordsOf } from './sale-words.ts';
import { TERMINAL_EVENT_WORDS, type TerminalEventKind } from './terminal-events.ts';
import { DOOR_WORDS, HANDED_WORDS, ROUTE_WORDS, type Words, words } from './words.ts';

/** Events of a terminal, which belong to no payment. */
export const TERMINAL_EVENT_KINDS = Object.keys(TERMINAL_EVENT_WORDS) as TerminalEventKind[];

/** What an operator records of a payment; no step of the payment itself. */
export const RECORDED_EVENT_KINDS = [
  'payment-noted',
  'payment-release-proposed',
  'dispute-meets-refund',
] as const;

export type { EventBody } from './event-body.ts';

export type EventKind =
  | PaymentEvent['kind']
  | CancellationEvent['kind']
  | RequestEvent['kind']
  | OrderEvent['kind']
  | TerminalEventKind
  | (typeof RECORDED_EVENT_KINDS)[number];

function approvalOf(body: EventBody): Words {
  const approval = body.approval;
  if (typeof approval !== 'object' || approval === null) return words('', '');
  const code = textOf(approval as EventBody, 'authCode');
  const day = textOf(approval as EventBody, 'clearingDay');
  return words(
    `${code === '' ? '' : `，授权码 ${code}`}${day === '' ? '' : `，清算日 ${day}`}`,
    `${code === '' ? '' : `, authorisation ${code}`}${day === '' ? '' : `, clearing day ${day}`}`,
  );
}

const MESSAGE_WORDS: Readonly<Record<string, Words>> = {
  reversal: words('冲正', 'reversal'),
  void: words('撤销', 'void'),
  refund: words('退货', 'refund'),
  'void-reversal': words('撤销的冲正', 'reversal of the void'),
};

const routeOf = (body: EventBody): Words => named<Route>(ROUTE_WORDS, body, 'route');

/** The response code behind an outcome, in brackets; nothing for what this platform itself found. */
function codeOf(body: EventBody): string {
  const code = textOf(body, 'outcome');
  if (!isOutcome(code)) return '';
  const kind = kindOf(code);
  return kind === 'success' || kind === 'declined' ? ` [${isoCodeOf(code)}]` : '';
}

/** The end of a way back, by its route and by what the network said. Without a route: a way back in general. */
function done(body: EventBody): Words {
  const named = textOf(body, 'route') !== '';
  const route = named ? routeOf(body) : words('退款', 'way back');
  if (body.byFile === true)
    return words(
      `${route.zh}已确认，依清算文件或迟到的应答`,
      `The ${route.en} is confirmed by file or late answer`,
    );
  const code = codeOf(body);
  switch (textOf(body, 'outcome')) {
    case 'original-not-found':
    case 'related-transaction-not-valid':
      return words(
        `发卡行没有这笔交易，未扣款${code}`,
        `The bank had no such payment; nothing was taken${code}`,
      );
    case 'duplicate':
    case 'related-transaction-error':
      return words(
        `网络此前已办理${route.zh}${code}`,
        `The network had carried out the ${route.en} before${code}`,
      );
    default:
      return words(`网络确认${route.zh}${code}`, `The network confirmed the ${route.en}${code}`);
  }
}

function refused(body: EventBody): Words {
  const route = textOf(body, 'route') === '' ? words('退款', 'way back') : routeOf(body);
  const code = codeOf(body);
  const outcome = outcomeOf(body);
  return code === ''
    ? words(`${route.zh}未办理：${outcome.zh}`, `The ${route.en} was not made: ${outcome.en}`)
    : words(
        `网络拒绝${route.zh}：${outcome.zh}${code}`,
        `The network refused the ${route.en}: ${outcome.en}${code}`,
      );
}

function attemptOf(body: EventBody): Words {
  const attempt = textOf(body, 'attempt');
  return attempt === '' || attempt === '1'
    ? words('', '')
    : words(`（第 ${attempt} 次）`, ` (attempt ${attempt})`);
}

const EVENT_WORDS: Readonly<Record<EventKind, (body: EventBody) => Words>> = {
  ...ORDER_EVENT_WORDS,
  ...PREAUTH_EVENT_WORDS,
  'payment-noted': circumstanceWords,
  'payment-release-proposed': releaseWords,
  'dispute-meets-refund': meetingWords,
  'payment-sent': (body) =>
    body.entryMode === '042'
      ? words(
          `付款人扫商户码支付 ${amountOf(body)}，账户 ${textOf(body, 'card')}`,
          `${amountOf(body)} paid with the merchant’s code from ${textOf(body, 'card')}`,
        )
      : words(
          `${paymentWordsOf(body).zh} ${amountOf(body)}，卡 ${textOf(body, 'card')}，已记录并发往网络`,
          `${capital(paymentWordsOf(body).en)} of ${amountOf(body)} with ${textOf(body, 'card')}: ` +
            'recorded and sent to the network',
        ),
  'payment-refused': (body) =>
    words(
      `${paymentWordsOf(body).zh} ${amountOf(body)} 未发出：${outcomeOf(body).zh}`,
      `${capital(paymentWordsOf(body).en)} of ${amountOf(body)} not sent: ${outcomeOf(body).en}`,
    ),
  'payment-approved': (body) =>
    body.afterDecline === true
      ? words(
          `被拒之后发卡行又批准${approvalOf(body).zh}：通知有效`,
          `Approved by the bank after a decline${approvalOf(body).en}: the notice stands`,
        )
      : words(`发卡行批准${approvalOf(body).zh}`, `Approved by the bank${approvalOf(body).en}`),
  'payment-declined': (body) =>
    body.by === 'host'
      ? words(`未成功，未发出：${outcomeOf(body).zh}`, `Not made, nothing was sent: ${outcomeOf(body).en}`)
      : words(
          `${body.late === true ? '迟到的应答：' : ''}未获批准：${outcomeOf(body).zh}`,
          `${body.late === true ? 'Late answer: declined' : 'Declined'}: ${outcomeOf(body).en}`,
        ),
  'goods-unpaid': (body) =>
    words(
      `脱机交易 ${amountOf(body)} 上送后被拒：${outcomeOf(body).zh}；货已交付，款未收到，按合同由商户或收单机构承担`,
      `The sale of ${amountOf(body)} made offline was refused: ${outcomeOf(body).en}; the goods are out, ` +
        'and the contract says whether shop or institution bears it',
    ),
  'payment-unknown': () =>
    words(
      '未按时收到应答，结果未知，开始冲正',
      'No answer in time: the outcome is unknown, a reversal begins',
    ),
  'late-approval': (body) =>
    body.cancellationId !== undefined
      ? words(
          `被拒之后发卡行又批准${approvalOf(body).zh}：不作数，开始冲正`,
          `Approved by the bank after a decline${approvalOf(body).en}: it does not count, a reversal begins`,
        )
      : words(
          `批准迟到${approvalOf(body).zh}；冲正继续`,
          `The approval came too late${approvalOf(body).en}; the reversal goes on`,
        ),
  'way-back-claimed': (body) =>
    words(
      `为${routeOf(body).zh}预留 ${amountOf(body)}`,
      `${amountOf(body)} reserved for the ${routeOf(body).en}`,
    ),
  'way-back-freed': (body) =>
    words(
      `${routeOf(body).zh}未成，释放预留 ${amountOf(body)}`,
      `The ${routeOf(body).en} came to nothing: ${amountOf(body)} free again`,
    ),
  'money-returned': (body) =>
    isHeld(body)
      ? words(
          `撤销完成，冻结的 ${amountOf(body)} 已解除`,
          `The hold of ${amountOf(body)} is lifted by a void`,
        )
      : words(
          `${routeOf(body).zh}完成，${amountOf(body)} 原路退回`,
          `${amountOf(body)} went back by ${routeOf(body).en}, the way it came`,
        ),
  'payment-reversed': (body) =>
    isHeld(body)
      ? words('已冲正，未冻结或已解冻', 'Reversed: nothing is held any more')
      : words('已冲正，未扣款或已退回', 'Reversed: nothing was taken, or it went back'),
  'payment-alive-again': () =>
    words('撤销被冲正，原交易恢复有效', 'The void was undone: the payment stands again'),
  'payment-cleared': (body) =>
    words(
      `清算文件含此交易，确认为成功${approvalOf(body).zh}`,
      `The clearing file holds the payment: it was paid${approvalOf(body).en}`,
    ),

  'cancellation-opened': (body) => {
    const door = named<Door>(DOOR_WORDS, body, 'door');
    return words(
      `申请${routeOf(body).zh} ${amountOf(body)}，来自${door.zh}`,
      `${capital(routeOf(body).en)} of ${amountOf(body)} opened by ${door.en}`,
    );
  },
  'back-sent': (body) => {
    const message = named(MESSAGE_WORDS, body, 'message');
    return words(
      `发出${message.zh}${attemptOf(body).zh}`,
      `${capital(message.en)} sent${attemptOf(body).en}`,
    );
  },
  'back-answered': (body) =>
    words(
      `网络应答：${outcomeOf(body).zh}${codeOf(body)}`,
      `The network answered: ${outcomeOf(body).en}${codeOf(body)}`,
    ),
  'cancellation-done': done,
  'cancellation-refused': refused,
  'void-unanswered': () => words('撤销无应答，冲正该撤销', 'The void got no answer: it is itself reversed'),
  'void-reversed-by-terminal': () => words('终端冲正了撤销', 'The terminal reversed its void'),
  'void-undone': (body) =>
    textOf(body, 'outcome') === ''
      ? words('撤销不成立', 'The void does not stand')
      : words(
          `网络应答撤销的冲正：${outcomeOf(body).zh}${codeOf(body)}`,
          `The network answered the reversal of the void: ${outcomeOf(body).en}${codeOf(body)}`,
        ),
  'asked-again': () =>
    words(
      '终端以新流水号再次申请，返回原结果，待核',
      'The terminal asked again under a new trace number and got the first result; someone should look',
    ),
  'back-goes-on': () => words('批准晚到，继续冲正', 'An approval came after all: the reversal goes on'),
  'awaiting-clearing-file': () =>
    words('清算日已过，等待清算文件', 'The clearing day ended: the clearing file decides'),
  'overruled-by-clearing-file': () =>
    words(
      '清算文件表明原交易成立，冲正终止',
      'The clearing file shows that the payment stands: the way back ends',
    ),
  'handed-to-person': (body) => {
    const why = named<HandedReason>(HANDED_WORDS, body, 'why');
    return words(`转人工：${why.zh}`, `Handed to a person: ${why.en}`);
  },
  ...AFTER_WORDS,
  ...ADVICE_EVENT_WORDS,

  ...REQUEST_EVENT_WORDS,

  ...TERMINAL_EVENT_WORDS,
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const EVENT_KINDS = Object.keys(EVENT_WORDS) as EventKind[];
export const isEventKind = (text: string): text is EventKind => Object.hasOwn(EVENT_WORDS, text);

/**
 * One step of a journey as people read it. Amounts in the body are fen, as bigint or decimal text. The end of a
 * way back is said better where the body also has its `route`, and `byFile` after it waited for the clearing file.
 */
export function eventWords(kind: EventKind, body: EventBody, lang: Lang): string {
  return EVENT_WORDS[kind](body)[lang];
}
