/** Subjects of messages as the API shows them: what a merchant's endpoint gets is what its key would read. */
import type { Noun, SubjectView, Views } from '#adapters/notifications';
import { isCancellationId, isPaymentId, isRequestId } from '#engine';
import { type DetailOptions, detailWithPayment } from '../cancellations/cancellation-detail.ts';
import type { HttpApiOptions } from '../options.ts';
import { orderView } from '../orders/orders-view.ts';
import { requestDetail } from '../requests/requests-view.ts';
import { paymentView } from './views.ts';

type Options = DetailOptions & Pick<HttpApiOptions, 'engine'>;

const NOTHING: Omit<SubjectView, 'data'> = {
  route: null,
  amountFen: null,
  sentence: null,
  merchant: null,
  trackingUrl: null,
};

async function ofPayment({ reader }: Options, id: string): Promise<SubjectView | null> {
  const record = isPaymentId(id) ? await reader.payment(id) : null;
  if (record === null) return null;
  return { ...NOTHING, data: paymentView(record), amountFen: record.payment.amountFen };
}

async function ofCancellation(options: Options, id: string): Promise<SubjectView | null> {
  const { reader, engine } = options;
  const cancellation = isCancellationId(id) ? await reader.cancellation(id) : null;
  if (cancellation === null) return null;
  const { payment, view: data } = await detailWithPayment(options, cancellation);
  const merchant = await engine.merchant(payment.terminal.merchantId);
  return {
    data,
    route: cancellation.route,
    amountFen: cancellation.amountFen,
    sentence: { ...data.tracking.sentence },
    merchant: merchant === null ? null : { zh: merchant.nameZh, en: merchant.nameEn },
    trackingUrl: data.trackingUrl,
  };
}

async function ofOrder({ reader }: Options, id: string): Promise<SubjectView | null> {
  const order = await reader.order(id);
  return order === null ? null : { ...NOTHING, data: orderView(order), amountFen: order.payableFen };
}

async function ofRequest({ reader, engine }: Options, id: string): Promise<SubjectView | null> {
  const request = isRequestId(id) ? await reader.request(id) : null;
  if (request === null) return null;
  const record = await reader.payment(request.paymentId);
  const shop = record === null ? null : await engine.merchant(record.payment.terminal.merchantId);
  return {
    ...NOTHING,
    data: requestDetail(request),
    amountFen: request.asked.amountFen ?? record?.payment.amountFen ?? null,
    merchant: shop === null ? null : { zh: shop.nameZh, en: shop.nameEn },
  };
}

/** What a wallet is now: masked, and without what its holder alone reads. */
async function ofWallet({ reader }: Options, id: string): Promise<SubjectView | null> {
  const wallet = await reader.wallet(id);
  if (wallet === null) return null;
  const { accountClass, version, status, holder } = wallet;
  const data = { id, state: status.state, accountClass, version, holder: holder.name };
  return { ...NOTHING, data };
}

const READERS: Readonly<
  Partial<Record<Noun, (options: Options, id: string) => Promise<SubjectView | null>>>
> = {
  payment: ofPayment,
  cancellation: ofCancellation,
  order: ofOrder,
  request: ofRequest,
  wallet: ofWallet,
};

export function createSubjectViews(options: Options): Views {
  return { viewOf: async (noun, id) => (await READERS[noun]?.(options, id)) ?? null };
}
