/** One cancellation with everything that the shop may know of it: answer, tracking, and the payer's link. */
import type { Cancellation } from '#domain/cancellation';
import type { Payment } from '#domain/payment';
import { type Calendar, type Tracking, track } from '#domain/tracking';
import type { HttpApiOptions } from '../options.ts';
import { cancellationWithAnswer } from '../payments/views.ts';
import type { CancellationDetailView } from '../public/schemas-tracking.ts';
import { trackingUrl } from '../public/tracking-link.ts';
import { trackingView } from '../public/tracking-view.ts';

/** What tracking needs of the program. */
export interface TrackingOptions {
  /** As it is now: other rules may bring another one. */
  readonly calendar: () => Calendar;
  /** Address under which payers reach this API, without the path. */
  readonly publicUrl: () => string;
}

export type DetailOptions = Pick<HttpApiOptions, 'reader' | 'security' | 'clock' | 'tracking'>;

/** `known`: the payment as the commit left it that told of the cancellation; `null`: it is read. */
export async function trackingOf(
  options: Pick<DetailOptions, 'reader' | 'clock' | 'tracking'>,
  cancellation: Cancellation,
  known: Payment | null = null,
): Promise<{ readonly payment: Payment; readonly tracking: Tracking; readonly nowMs: number }> {
  const payment = known ?? (await options.reader.payment(cancellation.paymentId))?.payment;
  if (payment === undefined) throw new Error(`Cannot find the payment of cancellation ${cancellation.id}`);
  const nowMs = options.clock.nowMs();
  const { calendar } = options.tracking;
  return { payment, tracking: track({ payment, cancellation, nowMs, calendar: calendar() }), nowMs };
}

export async function detailWithPayment(
  options: DetailOptions,
  cancellation: Cancellation,
  known: Payment | null = null,
): Promise<{ readonly payment: Payment; readonly view: CancellationDetailView }> {
  const { payment, tracking, nowMs } = await trackingOf(options, cancellation, known);
  const view = {
    ...cancellationWithAnswer(cancellation),
    tracking: trackingView(tracking, nowMs),
    trackingUrl: await trackingUrl(options.security, options.tracking.publicUrl(), cancellation.id),
  };
  return { payment, view };
}

export const cancellationDetail = async (
  options: DetailOptions,
  cancellation: Cancellation,
  known: Payment | null = null,
): Promise<CancellationDetailView> => (await detailWithPayment(options, cancellation, known)).view;
