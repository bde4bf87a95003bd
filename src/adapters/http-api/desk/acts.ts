/** What a person can do about an item of the queue. */
import type { QueueRow } from '#adapters/postgres';
import { advicesOf } from '#domain/payment';
import { words } from '#domain/wording';
import { instant } from '../answers/answer-view.ts';
import {
  accountActs,
  act,
  batchActs,
  endActs,
  type Looker,
  nameAccount,
  releaseActs,
  requestActs,
} from './act.ts';
import type { ActView } from './schemas-queue.ts';

const BOOKS_AS_NETWORK = words(
  '按结论记账，与网络亲自答复同样有效，不能撤回。',
  'The books move as if the network itself had said so. It cannot be taken back.',
);

export function actsOf(row: QueueRow, looker: Looker): ActView[] {
  switch (row.kind) {
    case 'way-back-handed': {
      const proposal = row.body.state === 'handed' ? row.body.proposal : undefined;
      return endActs(looker, `/v1/cancellations/${row.body.id}/resolve`, proposal, {
        ...{ asks: ['end-verdict', 'evidence', 'clearing-day'], approve: BOOKS_AS_NETWORK },
      });
    }
    case 'advice-handed': {
      const no = Number(row.key.slice(row.key.indexOf('~') + 1));
      const advice = advicesOf(row.body)[no - 1];
      const proposal = advice?.state === 'handed' ? advice.proposal : undefined;
      return endActs(looker, `/v1/payments/${row.body.id}/advices/${no}/resolve`, proposal, {
        ...{ asks: ['end-verdict', 'evidence'], approve: BOOKS_AS_NETWORK },
      });
    }
    case 'refund-stranded':
    case 'refund-bounced':
      return [nameAccount(looker, row.body)];
    case 'account-named':
      return row.body.state === 'account-named' ? accountActs(looker, row.body) : [];
    case 'payout-ordered':
      if (row.body.state !== 'payout-ordered') return [];
      return [
        act(looker, {
          ...{
            act: 'payout-result',
            permission: 'payouts.handle',
            asks: ['payout-result', 'bank-reference'],
          },
          ...{
            path: `/v1/cancellations/${row.body.id}/payout/result`,
            body: { order: row.body.order.orderNo },
          },
          words: words('登记银行回执', 'Record the word of the bank'),
          effect: words(
            '已付：挂账结清，退货到此结束。退回：款项重回挂账，须另行指定账户。',
            'Paid: suspense is cleared and the refund ends. Returned: the money is in suspense again.',
          ),
        }),
      ];
    case 'request-waiting':
      return requestActs(looker, row.body);
    case 'release-proposed':
      return releaseActs(looker, row);
    case 'clearing-mismatch':
      return endActs(looker, `/v1/operator/mismatches/${row.body.id}/end`, row.body.proposal, {
        asks: ['mismatch-verdict', 'evidence'],
        approve: words(
          '此项不符就此了结并留痕；款项不动，需要退款请另行取消。',
          'The mismatch is closed and kept on record. No money moves by this.',
        ),
      });
    case 'batch-differs':
      return batchActs(looker, row);
    case 'arrival-overdue':
      return [
        act(looker, {
          ...{ act: 'confirm-arrival', permission: 'requests.help', gravity: 'plain' },
          ...{ path: `/v1/cancellations/${row.body.id}/arrival`, body: { by: 'payer' } },
          words: words('付款人已确认到账', 'The payer confirms the arrival'),
          effect: words(
            '退货记为已到账，不再催查。',
            'The refund counts as arrived and is not chased any more.',
          ),
        }),
      ];
    case 'webhook-dead': {
      const { id, state, failed, firstMs } = row.body;
      const dead = state === 'disabled';
      return [
        act(looker, {
          ...{
            act: dead ? 'enable-webhook' : 'resend-webhook',
            permission: 'webhooks.manage',
            gravity: 'plain',
          },
          path: `/v1/webhooks/${id}/${dead ? 'enable' : 'resend'}`,
          ...(dead ? {} : { body: { since: instant(firstMs ?? 0) } }),
          words: dead ? words('重新启用', 'Enable it again') : words('全部重发', 'Send all again'),
          effect: dead
            ? words(
                '恢复推送；停用期间的消息可随后重发。',
                'Messages are sent again; those held meanwhile can be resent afterwards.',
              )
            : words(
                `自最早一条未送达起重发（未送达 ${failed} 条），商户按消息编号去重。`,
                `All since the first of the ${failed} given up is sent again; the shop knows repetitions by their id.`,
              ),
        }),
      ];
    }
    case 'notice':
      return [
        act(looker, {
          ...{ act: 'read-notice', permission: 'notices.mark', path: `/v1/notices/${row.key}/read` },
          ...{ gravity: 'plain' as const },
          words: words('已阅', 'Noted'),
          effect: words('记为已阅，从待办中移除。', 'It counts as read and leaves the queue.'),
        }),
      ];
    // The one repeats itself, the other fills by itself.
    case 'payment-unknown':
    case 'wallet-arrears':
      return [];
  }
}
