/** The steps of an order in words. */
import type { CloseWhy, OrderEvent, ReturnWhy } from '../order/index.ts';
import { type Words, words, yuanText } from './words.ts';

type Body = Readonly<Record<string, unknown>>;

const textOf = (body: Body, key: string): string => {
  const value = body[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

function amountOf(body: Body, key: string): string {
  const value = body[key];
  if (typeof value === 'bigint') return yuanText(value);
  return typeof value === 'string' && /^\d{1,18}$/.test(value) ? yuanText(BigInt(value)) : '¥—';
}

export const RETURN_WORDS: Readonly<Record<ReturnWhy, Words>> = {
  'order-closed': words('订单已关闭', 'the order was closed before'),
  'paid-already': words('订单已由另一笔交易支付', 'another payment had paid the order'),
  'amount-differs': words('金额与订单不符', 'its amount is not the order’s'),
};

function returned(body: Body): Words {
  const why = textOf(body, 'why');
  const reason = Object.hasOwn(RETURN_WORDS, why) ? RETURN_WORDS[why as ReturnWhy] : words('', '');
  return words(
    `收到 ${amountOf(body, 'amountFen')}，${reason.zh}：全额原路退回`,
    `${amountOf(body, 'amountFen')} came in, but ${reason.en}: all of it goes back`,
  );
}

/** The till that showed the code, and its message. */
function tillOf({ terminal }: Body): Words {
  if (typeof terminal !== 'object' || terminal === null) return words('', '');
  const { terminalId, batchNo, stan } = terminal as Readonly<Record<string, unknown>>;
  return words(
    `（终端 ${terminalId} 出示，批次 ${batchNo}，凭证号 ${stan}）`,
    `, shown at terminal ${terminalId}, batch ${batchNo}, trace ${stan}`,
  );
}

export const ORDER_EVENT_WORDS: Readonly<Record<OrderEvent['kind'], (body: Body) => Words>> = {
  'order-opened': (body) => {
    const till = tillOf(body);
    return words(
      `订单 ${textOf(body, 'orderNo')} 已创建，应付 ${amountOf(body, 'payableFen')}${till.zh}`,
      `Order ${textOf(body, 'orderNo')} opened: ${amountOf(body, 'payableFen')} to pay${till.en}`,
    );
  },
  'order-paying': (body) =>
    body.by === 'payer-code'
      ? words('收银员扫了付款码，支付中', 'The till scanned a payer’s code: the payment is under way')
      : words('付款人扫了商户码，支付中', 'A payer scanned the code: the payment is under way'),
  'order-asked': (body) =>
    words(`第 ${textOf(body, 'asked')} 次查询网络`, `Asked the network, time ${textOf(body, 'asked')}`),
  'order-unknown': () => words('支付结果未知', 'Whether it was paid is not known'),
  'order-unpaid-again': () =>
    words('未支付成功，可再次支付', 'That came to nothing: the order may be paid again'),
  'order-paid': () => words('订单已支付', 'The order is paid'),
  'order-payment-returned': returned,
  'order-close-waits': () =>
    words('申请关单：等待支付结果', 'A close was asked for; it waits for the payment’s outcome'),
  'order-closing': (body) =>
    body.why === 'expired'
      ? words('订单过期，通知网络关单', 'The time is over: the network is told that nobody may pay')
      : words('关单，通知网络', 'A close was asked for: the network is told that nobody may pay'),
  'order-close-repeated': (body) =>
    words(
      `再次通知网络关单（第 ${textOf(body, 'attempt')} 次）`,
      `The network is told again (attempt ${textOf(body, 'attempt')})`,
    ),
  'order-closed': (body) =>
    body.confirmed === false
      ? words('订单已关闭，网络未确认', 'The order is closed; the network never confirmed it')
      : words('订单已关闭', 'The order is closed'),
};

export const CLOSE_WORDS: Readonly<Record<CloseWhy, Words>> = {
  'by-merchant': words('商户关单', 'closed by the merchant'),
  expired: words('已过期', 'its time is over'),
};

export const ORDER_STATE_WORDS = {
  unpaid: words('待支付', 'unpaid'),
  paying: words('支付中', 'being paid'),
  unknown: words('结果未知', 'outcome unknown'),
  paid: words('已支付', 'paid'),
  closing: words('关闭中', 'being closed'),
  closed: words('已关闭', 'closed'),
} as const;
