/** Orders as the command line tells them. */
import type { OrderJourneyView, OrderView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { clockTime, said, timeOn, yuan } from './print.ts';

/** `ord_…  ¥45.90  lunch  unpaid` and what follows from it. */
export function orderText(order: OrderView, lang: Lang): string {
  const zh = lang === 'zh';
  const discounts = order.discounts.map(({ funder, amount }) => `${funder} ${yuan(amount)}`).join(', ');
  const lines = [
    `${order.id}  ${order.orderNo}  ${yuan(order.payable)}  ${order.subject}  ${said(order.stateWords, lang)}`,
  ];
  if (discounts !== '')
    lines.push(
      zh
        ? `  原价 ${yuan(order.amount)}，优惠 ${discounts}`
        : `  of ${yuan(order.amount)}, borne by ${discounts}`,
    );
  if (order.close !== null) {
    const open = order.close.at === null || !order.close.confirmed;
    const more = open ? (zh ? '，网络未确认' : ', the network has not confirmed it') : '';
    lines.push(`  ${said(order.close.words, lang)}${more}`);
  }
  if (order.payment !== null) lines.push(`  ${zh ? '交易' : 'payment'} ${order.payment}`);
  for (const each of order.returned) lines.push(`  ${zh ? '已全额退回' : 'went back whole'} ${each}`);
  if (order.state === 'unpaid') {
    const until = timeOn(order.expiresAt, order.createdAt);
    lines.push(zh ? `  ${until} 前可支付` : `  may be paid until ${until}`);
    lines.push(`  ${order.code}`);
  }
  return lines.join('\n');
}

export function orderJourneyText({ order, steps }: OrderJourneyView, lang: Lang): string {
  const lines = steps.map(({ at, cancellation, payment, zh, en }) => {
    const mark = cancellation !== null ? '←' : payment !== null ? '→' : '·';
    return `  ${mark} ${clockTime(at)}  ${lang === 'zh' ? zh : en}`;
  });
  return [orderText(order, lang), '', ...lines].join('\n');
}

/** 0 it is as it should be, 1 not, 3 no end yet. */
export const isOpenOrder = ({ state }: OrderView): boolean =>
  state === 'paying' || state === 'unknown' || state === 'closing';
