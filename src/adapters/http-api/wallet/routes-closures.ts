/** What a closing changes, and the closing itself: begun, chosen, proven, confirmed or left. */
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { type Choices, type ClosureSubject, NO_CHOICES } from '#domain/closure';
import type { DeductionId } from '#domain/wallet';
import { type ClosureMove, isClosureId, type Reply } from '#engine';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { type ClosingCaller, closingCaller, proofsFor, surroundingsOf } from './closing-caller.ts';
import { closureView } from './closure-view.ts';
import { pageView } from './impact-view.ts';
import {
  BeginBody,
  ChoicesBody,
  ClosureSchema,
  ClosuresQuery,
  type ClosureView,
  ConfirmBody,
  ImpactQuery,
  PageSchema,
  type PageView,
} from './schemas-closures.ts';

const TAG = 'wallet';
const holder = { config: { access: 'holder' as const } };

/** Refusals carry the page and the closing as they are now: the person reads on without asking again. */
function refused(reply: Reply, caller: ClosingCaller, nowMs: number): Problem {
  const { outcome, wallet, closure, page } = reply;
  if (wallet === null) return new Problem(outcome);
  const choices = closure?.choices ?? NO_CHOICES;
  return new Problem(outcome, {
    members: {
      ...(page === null ? {} : { page: pageView(page, choices) }),
      ...(closure === null ? {} : { closure: closureView(wallet, closure, caller.hand, nowMs) }),
    },
  });
}

export const choicesOf = ({ endDeductions, giveUp }: Static<typeof ChoicesBody>): Choices => ({
  endDeductions: endDeductions.map((id) => id as DeductionId),
  giveUp: giveUp === null ? null : { redPacketFen: BigInt(giveUp.redPacket), points: giveUp.points },
});

export function addClosureRoutes(app: Api, options: HttpApiOptions): void {
  const { engine, reader, clock } = options;

  const shown = (reply: Reply, caller: ClosingCaller): ClosureView => {
    const { wallet, closure } = reply;
    if (wallet === null || closure === null) throw refused(reply, caller, clock.nowMs());
    return closureView(wallet, closure, caller.hand, clock.nowMs());
  };

  /** One step of a closing, under this sign-in and with what it has proven. */
  async function move(request: FastifyRequest, id: string, what: ClosureMove['move']): Promise<ClosureView> {
    const caller = closingCaller(request);
    const { walletId: book, personId, hand: by, sessionId } = caller;
    if (!isClosureId(id)) throw new Problem('not-found');
    const [around, proofs] = await Promise.all([
      surroundingsOf(options, book, personId),
      proofsFor(options, sessionId, id),
    ]);
    const reply = await engine.submit({
      ...{ type: 'closure-move', book, closureId: id, by, around, proofs, move: what },
    });
    if (reply.outcome !== 'accepted' && reply.outcome !== 'closure-done')
      throw refused(reply, caller, clock.nowMs());
    return shown(reply, caller);
  }

  app.get(
    '/v1/wallet/impact',
    {
      ...holder,
      schema: docs(
        'askWalletImpact',
        TAG,
        'Can it be closed, and what does that change? Nothing is written',
        { querystring: ImpactQuery },
        { 200: PageSchema },
      ),
    },
    async (request): Promise<PageView> => {
      const caller = closingCaller(request);
      const { kind, id, on } = request.query;
      const subject: ClosureSubject = { kind, id };
      const reply = await engine.submit({
        ...{ type: 'closure-ask', book: caller.walletId, subject, asker: 'payer' },
        around: await surroundingsOf(options, caller.walletId, caller.personId),
        ...(on === 'true' && kind === 'service' ? { route: 'SERVICE_ON' as const } : {}),
      });
      const { page, closure } = reply;
      if (page === null) throw new Problem(reply.outcome);
      return pageView(page, closure?.choices ?? NO_CHOICES);
    },
  );

  app.get(
    '/v1/wallet/closures',
    {
      ...holder,
      schema: docs(
        'listClosures',
        TAG,
        'Closings, newest first: what was closed, left, or is still under way',
        { querystring: ClosuresQuery },
        { 200: listOf(ClosureSchema, 'ClosureList') },
      ),
    },
    async (request) => {
      const { walletId: book, hand } = closingCaller(request);
      const { cursor, limit = PAGE_DEFAULT } = request.query;
      const list = JSON.stringify(['closures', book]);
      const position = positionOf(list, cursor);
      const after = position !== null && isClosureId(position) ? position : null;
      const [wallet, { items, next }] = await Promise.all([
        reader.wallet(book),
        reader.closures({ book, cursor: after, limit }),
      ]);
      if (wallet === null) throw new Problem('wallet-not-found');
      const nowMs = clock.nowMs();
      return {
        items: items.map((closure) => closureView(wallet, closure, hand, nowMs)),
        next: cursorFor(list, next),
      };
    },
  );

  app.post(
    '/v1/wallet/closures',
    {
      ...holder,
      schema: docs(
        'beginClosure',
        TAG,
        'Begin to close something, or go on with what was begun, on this device or another',
        { body: BeginBody },
        { 201: ClosureSchema, 200: ClosureSchema },
        {
          description:
            '201: begun, 200: it was open already. Where the answer is no the problem carries the page with what ' +
            'stands in the way. Left alone it expires; nothing changes before it is confirmed.',
        },
      ),
    },
    async (request, reply): Promise<ClosureView> => {
      const caller = closingCaller(request);
      const { walletId: book, personId, hand: by, sessionId } = caller;
      const [around, proofs] = await Promise.all([
        surroundingsOf(options, book, personId),
        proofsFor(options, sessionId, null),
      ]);
      const { subject } = request.body;
      const told = await engine.submit({ type: 'closure-begin', book, subject, by, around, proofs });
      if (told.outcome !== 'closure-begun') throw refused(told, caller, clock.nowMs());
      const view = shown(told, caller);
      reply.code(told.repeated ? 200 : 201).header('location', view.links.self);
      return view;
    },
  );

  app.get(
    '/v1/wallet/closures/:id',
    {
      ...holder,
      schema: docs(
        'getClosure',
        TAG,
        'One closing with every detail, as it was shown last',
        { params: IdParams },
        { 200: ClosureSchema },
      ),
    },
    async (request): Promise<ClosureView> => {
      const { walletId, hand } = closingCaller(request);
      const [wallet, closure] = await Promise.all([
        reader.wallet(walletId),
        reader.closure(request.params.id),
      ]);
      // Of somebody else's it is the same as of none.
      if (wallet === null || closure === null || closure.book !== walletId) throw new Problem('not-found');
      return closureView(wallet, closure, hand, clock.nowMs());
    },
  );

  app.post(
    '/v1/wallet/closures/:id/choices',
    {
      ...holder,
      schema: docs(
        'chooseInClosure',
        TAG,
        'What ends together with it, and what is let go',
        { params: IdParams, body: ChoicesBody },
        { 200: ClosureSchema },
      ),
    },
    async (request) => {
      return move(request, request.params.id, { kind: 'choose', choices: choicesOf(request.body) });
    },
  );

  app.post(
    '/v1/wallet/closures/:id/proofs',
    {
      ...holder,
      schema: docs(
        'proveInClosure',
        TAG,
        'Take over what this sign-in has just proven',
        { params: IdParams },
        { 200: ClosureSchema },
      ),
    },
    async (request) => move(request, request.params.id, { kind: 'prove' }),
  );

  app.post(
    '/v1/wallet/closures/:id/confirm',
    {
      ...holder,
      schema: docs(
        'confirmClosure',
        TAG,
        'Close it now',
        { params: IdParams, body: ConfirmBody },
        { 200: ClosureSchema },
        {
          description:
            'In force from this instant: payments accepted before stand, later ones are declined. Pressed twice it ' +
            'is one. closure-changed: the page is another one by now, and it is in the problem; nothing was closed.',
        },
      ),
    },
    async (request) => move(request, request.params.id, { kind: 'confirm', seen: request.body.seen }),
  );

  app.post(
    '/v1/wallet/closures/:id/step-back',
    {
      ...holder,
      schema: docs(
        'stepBackFromClosure',
        TAG,
        'Leave it: nothing changes',
        { params: IdParams },
        { 200: ClosureSchema },
      ),
    },
    async (request) => move(request, request.params.id, { kind: 'step-back' }),
  );
}
