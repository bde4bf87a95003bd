/** What the desk says of what waits. */
import type { MismatchVerdict, QueueKind } from '#adapters/postgres';
import { type Words, words } from '#domain/wording';

export const QUEUE_WORDS: Readonly<Record<QueueKind, Words>> = {
  'way-back-handed': words('取消待查明', 'Ways back to find out'),
  'advice-handed': words('通知未获确认', 'Advices nobody acknowledged'),
  'refund-stranded': words('退货滞留挂账', 'Refunds stranded in suspense'),
  'request-waiting': words('待机构审核', 'Requests at our desk'),
  'account-named': words('待核收款账户', 'Accounts to be checked'),
  'payout-ordered': words('付款待银行回执', 'Payouts at the bank'),
  'release-proposed': words('解除限制待复核', 'Holds to be lifted'),
  'clearing-mismatch': words('清算不符', 'Clearing mismatches'),
  'batch-differs': words('批次不平', 'Batches that do not agree'),
  'payment-unknown': words('结果长时间未知', 'Unknown for long'),
  'refund-bounced': words('退票挂账', 'Refunds sent back'),
  'wallet-arrears': words('持卡人欠款', 'Owed by holders'),
  'arrival-overdue': words('逾期未确认到账', 'Arrivals overdue'),
  'webhook-dead': words('推送失效', 'Dead webhooks'),
  notice: words('须知事项', 'To be noted'),
};

export const MISMATCH_WORDS: Readonly<Record<string, Words>> = {
  'unknown-here': words(
    '清算文件有，本方无此交易',
    'the clearing file has a payment that is not in our books',
  ),
  'not-approved-here': words(
    '清算文件有，本方未批准',
    'the clearing file has a payment that we did not approve',
  ),
  'amount-differs': words('清算金额与本方不同', 'the amount in the clearing file is not ours'),
  'undone-here-only': words('本方已撤，清算文件未撤', 'undone in our books, not in the clearing file'),
  'undone-there-only': words('清算文件已撤，本方未撤', 'undone in the clearing file, not in our books'),
  'missing-in-file': words('本方有，清算文件无此交易', 'our payment is missing in the clearing file'),
  'stands-though-told-reversed': words(
    '已告知终端冲正，清算文件表明交易成立',
    'a terminal was told that it is reversed, and the clearing file says that it stands',
  ),
  'refund-unknown-here': words(
    '清算文件有退货，本方无',
    'the clearing file has a refund that is not in our books',
  ),
  'refund-missing-in-file': words('本方有退货，清算文件无', 'our refund is missing in the clearing file'),
  'return-unknown-here': words(
    '清算文件退回一笔本方没有的退货',
    'the clearing file sends back a refund that we do not have',
  ),
};
export const MISMATCH_VERDICT_WORDS: Readonly<Record<MismatchVerdict, Words>> = {
  'network-right': words('以网络为准', 'the network is right'),
  'books-right': words(
    '以本方账为准，向网络提出差错',
    'our books are right: an error claim goes to the network',
  ),
  'made-good': words('已另行处理', 'made good elsewhere'),
};

/** The names of the facts that an item shows. */
export const FACT_WORDS = {
  route: words('方式', 'Route'),
  reason: words('原因', 'Reason'),
  given: words('申请理由', 'Reason given'),
  reference: words('参考号', 'Reference'),
  day: words('清算日', 'Clearing day'),
  bank: words('银行', 'Bank'),
  account: words('账户', 'Account'),
  holder: words('户名', 'Holder'),
  order: words('付款指令号', 'Payout order'),
  asked: words('申请人', 'Asked by'),
  papers: words('已交资料', 'Papers'),
  terminal: words('终端', 'Terminal'),
  batch: words('批次', 'Batch'),
  differences: words('待处理差异', 'Open differences'),
  address: words('推送地址', 'Address'),
  failed: words('未送达', 'Given up'),
  next: words('下次查询', 'Next check'),
  attempts: words('已发送次数', 'Times sent'),
  shop: words('商户', 'Shop'),
  wallet: words('钱包', 'Wallet'),
} as const satisfies Readonly<Record<string, Words>>;
export type FactName = keyof typeof FACT_WORDS;
