/** The receipt of a payment, with the code by which its holder asks for a cancellation. */
import { Buffer } from 'node:buffer';
import { instalmentsOf, type Payment, type PaymentId } from '#domain/payment';
import { readReceiptCode, receiptCode } from '#domain/request';
import { paymentWords, STATE_WORDS } from '#domain/wording';
import type { SecurityModule } from '#engine';
import { amount, instant } from '../answers/answer-view.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import type { ReceiptView } from '../requests/schemas-requests.ts';

type Marks = Pick<SecurityModule, 'mark' | 'verifyMark'>;

/** Nothing is stored: the secret is a mark over the payment's id, and a copy of the database opens no receipt. */
export async function codeOf(security: Marks, id: PaymentId): Promise<string> {
  return receiptCode(id, Buffer.from(await security.mark('receipt', id), 'hex'));
}

/** As good an id as any: what is no code is checked like one that is. */
const NOBODY = { paymentId: 'pay_0000000000000000' as PaymentId, secret: new Uint8Array(16) };

/** Which payment a code opens; `null` for every other text. A wrong one costs the same work as a right one. */
export async function paymentOfCode(security: Marks, code: string): Promise<PaymentId | null> {
  const { paymentId, secret } = readReceiptCode(code) ?? NOBODY;
  const right = await security.verifyMark('receipt', paymentId, Buffer.from(secret).toString('hex'));
  return right ? paymentId : null;
}

/** What stands behind # is never sent to a server: the page reads it and asks for the answer. */
const receiptLink = (base: string, code: string): string => `${base.replace(/\/+$/, '')}/#${code}`;

const approvalOf = (payment: Payment) => ('approval' in payment ? payment.approval : null);

/** @throws Problem `payment-not-approved`: what was not paid has no receipt */
export async function receiptOf(
  options: Pick<HttpApiOptions, 'security' | 'engine' | 'tracking'>,
  payment: Payment,
): Promise<ReceiptView> {
  const approval = approvalOf(payment);
  if (approval === null)
    throw new Problem('payment-not-approved', {
      detail: 'Only what was paid has a receipt.',
      detailZh: '只有成功的交易才有签购单。',
    });
  const { merchantId, terminalId, batchNo, stan } = payment.terminal;
  const merchant = await options.engine.merchant(merchantId);
  const code = await codeOf(options.security, payment.id);
  return {
    merchant: { id: merchantId, zh: merchant?.nameZh ?? '', en: merchant?.nameEn ?? '' },
    terminalId,
    acquirer: payment.network.acquirerId,
    card: payment.card.masked,
    type: paymentWords({
      kind: payment.kind,
      variety: payment.variety?.is ?? null,
      periods: instalmentsOf(payment),
      offline: payment.offline !== undefined,
    }),
    batchNo,
    traceNo: stan,
    authCode: approval.authCode,
    reference: payment.rrn,
    at: instant(payment.startedMs),
    clearingDay: approval.clearingDay,
    amount: amount(payment.amountFen),
    currency: payment.currency,
    state: { ...STATE_WORDS[payment.state] },
    code,
    link: receiptLink(options.tracking.publicUrl(), code),
  };
}
