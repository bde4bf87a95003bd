/** Topping the balance up from a bound card, and paying it out to one; the order of sources; codes to show. */
import type { TransferKind } from '#domain/wallet';
import { LIMITS } from '#engine';
import { instant } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { requirePerson } from './holder.ts';
import { actKey, done, sourceNamed, walletFor } from './money-acts.ts';
import { sourceView } from './money-view.ts';
import {
  MoneyHeaders,
  PayCodeBody,
  PayCodeSchema,
  type PayCodeView,
  SourceOrderBody,
  SourceOrderSchema,
  TransferBody,
} from './schemas-money.ts';
import { MovementSchema, type MovementView } from './schemas-wallet.ts';
import { movementView } from './wallet-view.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

/** As often as a code that is taken already is made anew: of a hundred thousand million there is soon a free one. */
const CODE_TRIES = 3;

const WORDS = {
  'top-up': ['topUpWallet', '/v1/wallet/top-ups', 'Bring money from a bound debit card onto the balance'],
  payout: ['payOutWallet', '/v1/wallet/payouts', 'Bring money from the balance to a bound debit card'],
} as const;

function addTransfer(app: Api, options: HttpApiOptions, kind: TransferKind): void {
  const [id, url, words] = WORDS[kind];
  app.post(
    url,
    {
      ...holder,
      schema: docs(
        id,
        TAG,
        words,
        { headers: MoneyHeaders, body: TransferBody },
        { 200: MovementSchema, 202: MovementSchema },
        {
          description:
            'The answer is the movement when it ended, with 202 as it is while the bank has not answered: look at it ' +
            'again. What was declined is an answer too, with its reason. The same key again is the same movement.',
        },
      ),
    },
    async (request, reply): Promise<MovementView> => {
      const { walletId: book } = requirePerson(request);
      const { amount, cardId } = request.body;
      const wallet = await walletFor(options, book);
      const source = sourceNamed(wallet, cardId);
      if (source.kind === 'balance') throw new Problem('wallet-part-not-found');
      const { engine, limits } = options;
      const command = {
        ...{ type: 'wallet-transfer' as const, book, kind, bindingId: source.bindingId },
        ...{ amountFen: BigInt(amount), by: 'holder', key: actKey(request) },
      } as const;
      const told = await engine.submit(command, limits.httpWaitMaxMs);
      // The wait may be over before the bank answers: then it is told as it stands.
      const { movement } =
        told.outcome === 'outcome-unknown' ? await engine.submit({ ...command, isLook: true }) : told;
      if (movement === null) throw new Problem(told.outcome);
      if (movement.state === 'held' || movement.state === 'unknown') reply.code(202);
      return movementView(wallet, movement);
    },
  );
}

export function addTransferRoutes(app: Api, options: HttpApiOptions): void {
  const { engine, clock, walletTools } = options;
  addTransfer(app, options, 'top-up');
  addTransfer(app, options, 'payout');

  app.put(
    '/v1/wallet/source-order',
    {
      ...holder,
      schema: docs(
        'orderWalletSources',
        TAG,
        'Which source is tried first: the balance, or a bound card',
        { body: SourceOrderBody },
        { 200: SourceOrderSchema },
      ),
    },
    async (request) => {
      const { walletId: book } = requirePerson(request);
      const wallet = await walletFor(options, book);
      const order = request.body.order.map((name) => sourceNamed(wallet, name));
      const reply = done(
        await engine.submit({
          ...{ type: 'wallet-act', book, by: 'holder', key: actKey(request) },
          act: { kind: 'order-sources', order },
        }),
      );
      const after = reply.wallet ?? wallet;
      return { order: after.sourceOrder.map((source) => sourceView(after, source)) };
    },
  );

  app.post(
    '/v1/wallet/pay-codes',
    {
      ...holder,
      schema: docs(
        'showPayCode',
        TAG,
        'A payment code for a till: one payment, one minute',
        { body: PayCodeBody },
        { 201: PayCodeSchema },
      ),
    },
    async (request, reply): Promise<PayCodeView> => {
      const { walletId: book } = requirePerson(request);
      const wallet = await walletFor(options, book);
      const name = request.body.source ?? null;
      const source = name === null ? null : sourceNamed(wallet, name);
      for (let tries = 1; ; tries += 1) {
        const { code, sealed } = await walletTools.payCode();
        const expiresMs = clock.nowMs() + LIMITS.payCodeValidMs;
        const told = await engine.submit({ type: 'wallet-code', book, code: sealed, source, expiresMs });
        if (told.outcome === 'busy' && tries < CODE_TRIES) continue;
        done(told);
        reply.code(201);
        return {
          ...{ code, expiresAt: instant(expiresMs) },
          source: source === null ? null : sourceView(wallet, source),
        };
      }
    },
  );
}
