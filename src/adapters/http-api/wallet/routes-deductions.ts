/** Contracts by which a merchant charges: signed and ended by the holder, charged with the key of the shop. */
import type { FastifyReply } from 'fastify';
import { PROOF_NEEDS } from '#domain/person';
import type { DeductionId, Wallet, WalletId } from '#domain/wallet';
import { isPaymentId } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { merchantOf, openOrder, ownBook } from '../orders/order-acts.ts';
import { orderView, paymentOfOrder } from '../orders/orders-view.ts';
import { OrderPaymentSchema, type OrderPaymentView } from '../orders/schemas-orders.ts';
import { paymentView } from '../payments/views.ts';
import { Problem } from '../problems.ts';
import { IdParams } from '../schemas-input.ts';
import { requirePerson } from './holder.ts';
import { actKey, done, sourceNamed, walletFor } from './money-acts.ts';
import { requireProof } from './proof.ts';
import {
  ChargeBody,
  ChargeParams,
  DeductionBody,
  DeductionSignedSchema,
  type DeductionSignedView,
} from './schemas-charges.ts';
import { MoneyHeaders } from './schemas-money.ts';
import { DeductionSchema, type DeductionView } from './schemas-wallet.ts';
import { deductionView } from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

const agreementName = (wallet: Wallet, id: string): string => `${id}.${wallet.id}`;

function viewOf(wallet: Wallet | null, id: string | null): DeductionView {
  const found = wallet?.deductions.find((each) => each.id === id);
  if (wallet === null || found === undefined) throw new Problem('wallet-part-not-found');
  return deductionView(wallet, found);
}

function addHolding(app: Api, options: HttpApiOptions): void {
  const { engine, walletTools } = options;

  app.post(
    '/v1/wallet/deductions',
    {
      ...holder,
      schema: docs(
        'signDeduction',
        TAG,
        'Let a merchant charge by itself, up to an amount at once',
        { headers: MoneyHeaders, body: DeductionBody },
        { 201: DeductionSignedSchema, 200: DeductionSignedSchema },
        { description: 'Wants a proof of who is there. Unbinding the card does not end it.' },
      ),
    },
    async (request, reply): Promise<DeductionSignedView> => {
      const { walletId: book } = requirePerson(request);
      await requireProof(request, options, PROOF_NEEDS['own-security']);
      const { merchant: merchantId, subject, perPayment, source: name } = request.body;
      const merchant = await engine.merchant(merchantId);
      if (merchant === null) throw new Problem('merchant-not-valid');
      const source = sourceNamed(await walletFor(options, book), name);
      const told = done(
        await engine.submit({
          ...{ type: 'wallet-act', book, by: 'holder', key: actKey(request) },
          act: {
            ...{ kind: 'sign-deduction', merchantId, subject, source, perPaymentFen: BigInt(perPayment) },
            ...{ nameZh: merchant.nameZh, nameEn: merchant.nameEn, agreement: await walletTools.agreement() },
          },
        }),
      );
      reply.code(told.repeated ? 200 : 201);
      const { wallet, made } = told;
      return {
        deduction: viewOf(wallet, made),
        agreement: wallet === null ? '' : agreementName(wallet, made ?? ''),
      };
    },
  );

  app.post(
    '/v1/wallet/deductions/:id/end',
    {
      ...holder,
      schema: docs(
        'endDeduction',
        TAG,
        'End a contract: nothing is charged by it any more',
        { params: IdParams },
        { 200: DeductionSchema },
        { description: 'It lessens a risk, so it asks for nothing but being signed in.' },
      ),
    },
    async (request): Promise<DeductionView> => {
      const { walletId: book } = requirePerson(request);
      const deductionId = request.params.id as DeductionId;
      const told = done(
        await engine.submit({
          ...{ type: 'wallet-act', book, by: 'holder', key: actKey(request) },
          act: { kind: 'end-deduction', deductionId },
        }),
      );
      return viewOf(told.wallet, deductionId);
    },
  );
}

function addCharging(app: Api, options: HttpApiOptions): void {
  const { engine, reader, security, limits } = options;

  app.post(
    '/v1/deductions/:id/charges',
    {
      schema: docs(
        'chargeDeduction',
        'orders',
        'Charge by a contract that a cardholder signed: an order, paid at once or declined',
        { params: ChargeParams, headers: MoneyHeaders, body: ChargeBody },
        { 201: OrderPaymentSchema, 200: OrderPaymentSchema },
        {
          description:
            'As a scan of a payer’s code: `payment.state` says what came of it. Declined where the contract ended, ' +
            'the amount is over it, or the holder switched it off. The same key again is the same charge.',
        },
      ),
    },
    async (request, reply): Promise<OrderPaymentView> => {
      const caller = callerOf(request);
      const merchant = await merchantOf(options, ownBook(caller));
      const [deductionId = '', walletId = ''] = request.params.id.split('.');
      const wallet = await reader.wallet(walletId as WalletId);
      const signed = wallet?.deductions.find(({ id }) => id === deductionId);
      // A contract of another merchant is the same as none.
      if (signed?.agreement === undefined || signed.merchantId !== merchant.merchantId)
        throw new Problem('wallet-part-not-found');
      const key = request.headers['idempotency-key'];
      const opened = await openOrder(options, caller, request.body, `charge/${key}`);
      if (opened.order === null || opened.outcome !== 'approved') throw new Problem(opened.outcome);
      const { id: orderId } = opened.order;
      const print = await security.fingerprint(JSON.stringify(['charge', orderId, request.params.id]));
      const told = await engine.submit(
        {
          ...{ type: 'pay-order', merchant, orderId, card: signed.agreement },
          ...{ key: `charge/${key}`, print },
        },
        limits.httpWaitMs,
      );
      return charged(reply, orderId, told);
    },
  );

  async function charged(
    reply: FastifyReply,
    orderId: Parameters<typeof reader.order>[0],
    told: Awaited<ReturnType<typeof engine.submit>>,
  ): Promise<OrderPaymentView> {
    const now = await reader.order(orderId);
    if (now === null) throw new Problem('order-not-found');
    const id = told.payment?.id ?? paymentOfOrder(now);
    if (told.payment === null && told.outcome !== 'outcome-unknown') throw new Problem(told.outcome);
    const record = id !== null && isPaymentId(id) ? await reader.payment(id) : null;
    reply.code(told.repeated ? 200 : 201);
    return { order: orderView(now), payment: record === null ? null : paymentView(record) };
  }
}

export function addDeductionRoutes(app: Api, options: HttpApiOptions): void {
  addHolding(app, options);
  addCharging(app, options);
}
