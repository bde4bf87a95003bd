/** The holder scans a merchant's code: what would be paid, and paying it. */
import type { Order } from '#domain/order';
import { networkKeyText } from '#domain/payment';
import { sourcesInOrder, type Wallet } from '#domain/wallet';
import { isOrderId, LIMITS } from '#engine';
import { type MerchantCode, QrError, readMerchantCode } from '#wire/qr';
import { amount, instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { merchantOf } from '../orders/order-acts.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { requirePerson } from './holder.ts';
import { actKey, done, sourceNamed, walletFor } from './money-acts.ts';
import { sourceView } from './money-view.ts';
import { ScanBody, ScanPayBody, ScanSchema, type ScanView } from './schemas-charges.ts';
import { MoneyHeaders } from './schemas-money.ts';
import { MovementSchema, type MovementView } from './schemas-wallet.ts';
import { movementView } from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };
/** Newest movements that are looked through for the one of this payment. */
const LOOKED_AT = 20;

function codeOf(text: string): MerchantCode {
  try {
    return readMerchantCode(text);
  } catch (error) {
    if (error instanceof QrError) throw new Problem('wallet-scan-not-valid');
    throw error;
  }
}

/** An order of this platform that may be paid now; what another platform shows is none. */
async function payable({ reader, clock }: HttpApiOptions, id: string | null): Promise<Order> {
  const order = id !== null && isOrderId(id) ? await reader.order(id) : null;
  if (order === null) throw new Problem('wallet-scan-not-ours');
  if (order.state === 'paid') throw new Problem('order-already-paid');
  if (order.state === 'closing' || order.state === 'closed' || clock.nowMs() >= order.expiresMs)
    throw new Problem('order-closed');
  return order;
}

async function scanView(options: HttpApiOptions, wallet: Wallet, order: Order): Promise<ScanView> {
  const { nameZh, nameEn } = await merchantOf(options, order.book);
  return {
    ...{ id: order.id, merchant: { zh: nameZh, en: nameEn }, subject: order.subject },
    amount: amount(order.payableFen),
    sources: sourcesInOrder(wallet).map((source) => sourceView(wallet, source)),
    expiresAt: instant(order.expiresMs),
  };
}

export function addScanRoutes(app: Api, options: HttpApiOptions): void {
  const { engine, clock, reader, security, walletTools, limits } = options;

  app.post(
    '/v1/wallet/scans',
    {
      ...holder,
      schema: docs(
        'scanMerchantCode',
        TAG,
        "What a merchant's code asks to be paid; nothing is paid by it",
        { body: ScanBody },
        { 200: ScanSchema },
      ),
    },
    async (request): Promise<ScanView> => {
      const wallet = await walletFor(options, requirePerson(request).walletId);
      const order = await payable(options, codeOf(request.body.code).reference);
      return scanView(options, wallet, order);
    },
  );

  app.post(
    '/v1/wallet/scans/:id/pay',
    {
      ...holder,
      schema: docs(
        'payScan',
        TAG,
        'Pay what a scan showed, from the balance or with a bound card',
        { params: IdParams, headers: MoneyHeaders, body: ScanPayBody },
        { 200: MovementSchema, 202: MovementSchema },
        {
          description:
            'The answer is the movement: paid, or declined with its reason, with 202 while a bank has not answered. ' +
            'The same key again is the same payment.',
        },
      ),
    },
    async (request, reply): Promise<MovementView> => {
      const { walletId: book } = requirePerson(request);
      const wallet = await walletFor(options, book);
      const { id } = request.params;
      const order = isOrderId(id) ? await reader.order(id) : null;
      if (order === null) throw new Problem('wallet-scan-not-ours');
      const name = request.body.source ?? null;
      const source = name === null ? null : sourceNamed(wallet, name);
      const key = `wallet/${book}/${actKey(request)}`;
      const number = await walletTools.agreement();
      done(
        await engine.submit({
          ...{ type: 'wallet-code', book, code: number, source, use: { kind: 'scan', orderId: order.id } },
          expiresMs: clock.nowMs() + LIMITS.payCodeValidMs,
        }),
      );
      const print = await security.fingerprint(JSON.stringify(['scan-pay', order.id, book, name]));
      const merchant = await merchantOf(options, order.book);
      const told = await engine.submit(
        { type: 'pay-order', merchant, orderId: order.id, card: number, isScan: true, key, print },
        limits.httpWaitMaxMs,
      );
      const { payment } = told;
      if (payment === null && told.outcome !== 'outcome-unknown') throw new Problem(told.outcome);
      const { items } = await reader.movements({ book, cursor: null, limit: LOOKED_AT });
      const wanted = payment === null ? null : networkKeyText(payment.network);
      const found = items.find(({ kind, networkKey, amountFen }) =>
        wanted === null ? kind === 'scan' && amountFen === order.payableFen : networkKey === wanted,
      );
      if (found === undefined) throw new Problem(told.outcome === 'approved' ? 'internal' : told.outcome);
      if (found.state === 'held' || found.state === 'unknown') reply.code(202);
      return movementView(wallet, found);
    },
  );
}
