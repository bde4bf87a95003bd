/**
 * A refund that came after its wallet was closed. Its holder has no sign-in any more: at the counter a document is
 * compared with what was kept, another account of the same person is named, and a second person approves.
 */
import type { FastifyRequest } from 'fastify';
import { maskedName } from '#domain/cancellation';
import { postedBalanceFen } from '#domain/ledger';
import type { Outcome } from '#domain/outcome';
import { isLatePayout, type LateMovement, type WalletId } from '#domain/wallet';
import {
  isWalletId,
  isWalletPaymentId,
  type LatePayoutCommand,
  type MoveLatePayout,
  OWN_BIN,
  PAY_CODE_BIN,
} from '#engine';
import { amount, instant, instantOrNull } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { placeOf } from '../browser.ts';
import { PayoutResultBody } from '../cancellations/schemas-bounces.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { CancelHeaders, IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { holderRefusal } from './routes-session.ts';
import {
  LateDecisionBody,
  LateLookupBody,
  LateNameBody,
  LateQuery,
  LateRefundSchema,
  type LateRefundView,
  LateWaiting,
  type LateWaitingView,
} from './schemas-late-refunds.ts';

const TAG = 'wallet-cases';
const PATH = '/v1/late-refunds';
const OPERATOR = { access: 'operator' } as const;

function orderView(movement: LateMovement): LateRefundView['order'] {
  const { late } = movement;
  if (!('orderNo' in late)) return null;
  const isTold = late.state !== 'ordered';
  return {
    ...{ no: late.orderNo, at: instant(late.orderedMs), approvedBy: late.approvedBy },
    withBankSince: isTold ? null : instantOrNull(late.deliveredMs),
    bankReference: isTold ? late.bankReference : null,
    bankFee: amount(isTold ? late.bankFeeFen : 0n),
  };
}

function lateView(movement: LateMovement): LateRefundView {
  const { id, book, late, amountFen, dueMs, state, atMs } = movement;
  const { account, namedBy, check } = late;
  return {
    ...{ id, wallet: book, state: late.state, amount: amount(amountFen), currency: 'CNY' },
    ...{ bank: account.bank, account: account.number.masked, holder: maskedName(account.holder) },
    ...{ namedBy, namedAt: instant(atMs), identity: check, order: orderView(movement) },
    overdue: state === 'held' && dueMs === null,
  };
}

interface Document {
  readonly name: string;
  readonly idNumber: string;
  readonly identity: { readonly document: string; readonly note: string };
}

/** Wallets of whoever the document names; a wrong name or number is nobody, and counts as a try. */
async function seen(
  { holders }: HttpApiOptions,
  request: FastifyRequest,
  { name, idNumber, identity }: Document,
): Promise<readonly WalletId[]> {
  lineOf(identity.note, '/identity/note');
  const by = { staffId: callerOf(request).id, address: placeOf(request).address };
  const told = await holders.walletsOfDocument(by, { name: lineOf(name, '/name'), idNumber });
  if ('waitMs' in told) throw holderRefusal({ refused: 'too-many-tries', waitMs: told.waitMs });
  return told.wallets;
}

async function submitted(options: HttpApiOptions, command: LatePayoutCommand) {
  const { outcome, movement, repeated } = await options.engine.submit(command);
  if (outcome !== 'accepted' || movement === null || !isLatePayout(movement))
    throw new Problem(outcome as Outcome);
  return { view: lateView(movement), repeated };
}

async function lateOf({ reader }: HttpApiOptions, id: string): Promise<LateMovement> {
  const movement = isWalletPaymentId(id) ? await reader.movement(id) : null;
  if (movement === null || !isLatePayout(movement))
    throw new Problem('not-found', {
      detail: 'There is no such refund after a closing.',
      detailZh: '没有这笔销户后的退款。',
    });
  return movement;
}

async function moved(
  options: HttpApiOptions,
  id: string,
  move: MoveLatePayout['move'],
): Promise<LateRefundView> {
  const { id: movementId, book } = await lateOf(options, id);
  return (await submitted(options, { type: 'late-payout-move', book: book as WalletId, movementId, move }))
    .view;
}

function addCounter(app: Api, options: HttpApiOptions): void {
  const { reader, security, limits } = options;
  app.post(
    '/v1/late-refund-lookups',
    {
      config: OPERATOR,
      schema: docs(
        'lookUpLateRefunds',
        TAG,
        'What waits for a former holder who stands at the counter with a document',
        { body: LateLookupBody },
        { 200: LateWaiting },
        { description: 'Name and ID number must belong together. Every look-up is in the record of acts.' },
      ),
    },
    async (request): Promise<LateWaitingView> => {
      const ids = await seen(options, request, request.body);
      const wallets = await Promise.all(
        ids.map(async (id) => {
          const wallet = await reader.wallet(id);
          if (wallet?.status.state !== 'closed') return [];
          const asked = { book: id, open: false, limit: limits.payoutsListMax };
          const [balance, refunds] = await Promise.all([
            reader.walletSuspense(id),
            reader.latePayouts(asked),
          ]);
          if (balance === null) return [];
          const freeFen = postedBalanceFen('suspense', balance) - balance.debitPendingFen;
          return [
            {
              ...{ wallet: id, closedAt: instant(wallet.status.atMs), refunds: refunds.map(lateView) },
              waiting: { amount: amount(freeFen > 0n ? freeFen : 0n), currency: 'CNY' },
            },
          ];
        }),
      );
      return { wallets: wallets.flat() };
    },
  );
  app.post(
    PATH,
    {
      config: OPERATOR,
      schema: docs(
        'nameLateAccount',
        TAG,
        'A former holder names another account of their own for what came after the closing',
        { headers: CancelHeaders, body: LateNameBody },
        { 200: LateRefundSchema, 201: LateRefundSchema },
        {
          description:
            'Only the holder of the closed wallet may get the money (PBC-02): the order to the bank carries the name ' +
            'that was kept with it. All that waits is reserved; somebody else has to approve.',
        },
      ),
    },
    async (request, reply) => {
      const { wallet, bank: given, number, identity, ...document } = request.body;
      const ids = await seen(options, request, { ...document, identity });
      const book = ids.find((id) => id === wallet);
      if (!isWalletId(wallet) || book === undefined) throw new Problem('not-the-same-person');
      if (number.startsWith(OWN_BIN) || number.startsWith(PAY_CODE_BIN))
        throw inputProblem('body', '/number', 'must be an account at a bank');
      const details = await options.holders.details(book);
      if (details === null) throw new Problem('wallet-not-found');
      const caller = callerOf(request);
      const bank = lineOf(given, '/bank');
      const { view, repeated } = await submitted(options, {
        ...{ type: 'late-payout-name', book, by: caller.id },
        account: { bank, holder: details.name, number: await security.sealPan(number) },
        check: `${identity.document}: ${lineOf(identity.note, '/identity/note')}`,
        key: `${caller.id}/${request.headers['idempotency-key']}`,
        print: await security.fingerprint(JSON.stringify(['late-refund', book, bank, number])),
      });
      return reply.code(repeated ? 200 : 201).send(view);
    },
  );
}

export function addLateRefundRoutes(app: Api, options: HttpApiOptions): void {
  addCounter(app, options);
  app.get(
    PATH,
    {
      config: OPERATOR,
      schema: docs(
        'listLateRefunds',
        TAG,
        'Refunds after closings that were named, newest first',
        { querystring: LateQuery },
        { 200: listOf(LateRefundSchema, 'LateRefundList') },
      ),
    },
    async (request) => {
      const open = request.query.open === 'true';
      const limit = options.limits.payoutsListMax;
      const items = await options.reader.latePayouts({ book: null, open, limit });
      return { items: items.map(lateView), next: null };
    },
  );
  app.get(
    `${PATH}/:id`,
    {
      config: OPERATOR,
      schema: docs(
        'getLateRefund',
        TAG,
        'One refund after a closing',
        { params: IdParams },
        { 200: LateRefundSchema },
      ),
    },
    async (request) => lateView(await lateOf(options, request.params.id)),
  );
  app.post(
    `${PATH}/:id/decision`,
    {
      config: OPERATOR,
      schema: docs(
        'decideLateRefund',
        TAG,
        'Approve the payout, or put the account back; whoever named it cannot approve',
        { params: IdParams, body: LateDecisionBody },
        { 200: LateRefundSchema },
      ),
    },
    async (request) => {
      const { id: by } = callerOf(request);
      const type = request.body.approve ? 'approve' : 'reject';
      return moved(options, request.params.id, { type, by });
    },
  );
  app.post(
    `${PATH}/:id/result`,
    {
      config: OPERATOR,
      schema: docs(
        'recordLateResult',
        TAG,
        'What the bank says of the payout',
        { params: IdParams, body: PayoutResultBody },
        { 200: LateRefundSchema },
      ),
    },
    async (request) => {
      const { order: orderNo, result: type, bankReference: said, bankFee = 0 } = request.body;
      const bankReference = lineOf(said, '/bankReference');
      return moved(options, request.params.id, { type, orderNo, bankReference, bankFeeFen: BigInt(bankFee) });
    },
  );
}
