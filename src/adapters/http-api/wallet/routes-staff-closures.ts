/** Staff closes for a holder who cannot use the app: it takes a risk away, so one person is enough. */
import type { FastifyRequest } from 'fastify';
import { type ClosureSubject, type Hand, NO_CHOICES } from '#domain/closure';
import type { WalletId } from '#domain/wallet';
import { isWalletId } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { CancelHeaders, IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { surroundingsOf } from './closing-caller.ts';
import { closureView } from './closure-view.ts';
import { pageView } from './impact-view.ts';
import { choicesOf } from './routes-closures.ts';
import {
  ClosureSchema,
  type ClosureView,
  ImpactQuery,
  PageSchema,
  type PageView,
  StaffClosureBody,
  type StaffClosureGiven,
} from './schemas-closures.ts';

const TAG = 'wallet-cases';
/** A check by staff that was just made. */
const CHECK_FRESH_MS = 30 * 60_000;

function walletIdOf(request: FastifyRequest): WalletId {
  const { id } = request.params as { id: string };
  if (!isWalletId(id)) throw new Problem('wallet-not-found');
  return id;
}

/** By telephone only what is switched on again as easily; for everything else somebody saw the document. */
function checkedHand(request: FastifyRequest, { subject, identity, reason }: StaffClosureGiven): Hand {
  const note = lineOf(identity.note, '/identity/note');
  const why = lineOf(reason, '/reason');
  const byPhone = identity.how === 'telephone';
  if (byPhone && subject.kind !== 'service' && subject.kind !== 'device-card')
    throw inputProblem(
      'body',
      '/identity/how',
      'must be counter: a card or an account is not ended by telephone',
    );
  if (!byPhone && identity.document === undefined)
    throw inputProblem('body', '/identity/document', 'must name the document that was seen');
  const check = byPhone ? `telephone: ${note}` : `counter, ${identity.document}: ${note}`;
  return { kind: 'staff', by: callerOf(request).id, reason: `${why} (${check})` };
}

export function addStaffClosureRoutes(app: Api, options: HttpApiOptions): void {
  const { engine, clock } = options;

  app.get(
    '/v1/wallets/:id/impact',
    {
      config: { access: 'operator' },
      schema: docs(
        'askImpactForHolder',
        TAG,
        'What a closing changes, to be read to the holder before it is done',
        { params: IdParams, querystring: ImpactQuery },
        { 200: PageSchema },
      ),
    },
    async (request): Promise<PageView> => {
      const book = walletIdOf(request);
      const { kind, id } = request.query;
      const subject: ClosureSubject = { kind, id };
      const around = await surroundingsOf(options, book, null);
      const reply = await engine.submit({ type: 'closure-ask', book, subject, asker: 'operator', around });
      if (reply.page === null) throw new Problem(reply.outcome);
      return pageView(reply.page, NO_CHOICES);
    },
  );

  app.post(
    '/v1/wallets/:id/closures',
    {
      config: { access: 'operator' },
      schema: docs(
        'closeForHolder',
        TAG,
        'Close a service or a card of a holder whose identity was checked',
        { params: IdParams, headers: CancelHeaders, body: StaffClosureBody },
        { 200: ClosureSchema },
        {
          description:
            'In force at once. How the holder was identified and why stands with the closing and in the record of ' +
            'acts. By telephone services and cards on devices alone; the rest where the document was seen.',
        },
      ),
    },
    async (request): Promise<ClosureView> => {
      const book = walletIdOf(request);
      const hand = checkedHand(request, request.body);
      const { subject, seen, choices } = request.body;
      const nowMs = clock.nowMs();
      const reply = await engine.submit({
        ...{ type: 'closure-by-staff', book, subject, seen, by: hand },
        ...{ choices: choices === undefined ? NO_CHOICES : choicesOf(choices) },
        around: await surroundingsOf(options, book, null),
        proofs: [{ kind: 'staff', atMs: nowMs, untilMs: nowMs + CHECK_FRESH_MS }],
        key: `${callerOf(request).id}/${request.headers['idempotency-key']}`,
      });
      const { wallet, closure, page, outcome } = reply;
      if (outcome !== 'closure-done' || wallet === null || closure === null)
        throw new Problem(outcome, {
          members: page === null ? {} : { page: pageView(page, closure?.choices ?? NO_CHOICES) },
        });
      return closureView(wallet, closure, hand, clock.nowMs());
    },
  );
}
