/** Cases of loss at the operators' desk: found at the counter, listed, decided by one or two, the stop lifted. */
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import type { LossActor, LossCase, LossDecision } from '#domain/loss';
import { coverOf, coverTermsOf } from '#domain/loss';
import type { WalletId } from '#domain/wallet';
import { isLossCaseId, type LossPersonMove } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { inputProblem, Problem } from '../problems.ts';
import { sendStored, takesPapers } from '../requests/papers.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { lossRules, usedElsewhere } from './loss-view.ts';
import { addAccountRoutes } from './routes-account.ts';
import { addLossReportRoutes } from './routes-loss-reports.ts';
import { moveLoss, paymentsOf, takeLossPaper, usedElsewhereFen } from './routes-losses.ts';
import { addCounterRoutes } from './routes-wallet-counter.ts';
import {
  CaseSchema,
  CasesQuery,
  DecisionBody,
  LiftBody,
  LossPaperParams,
  LossPaperQuery,
} from './schemas-losses.ts';
import { showCase } from './show-case.ts';

const TAG = 'wallet-cases';
const PATH = '/v1/wallet-cases';
const PAGE_DEFAULT = 50;

const operator = (request: FastifyRequest): LossActor => ({ id: callerOf(request).id, role: 'operator' });

async function caseOf(options: HttpApiOptions, id: string): Promise<LossCase> {
  const loss = isLossCaseId(id) ? await options.reader.loss(id) : null;
  if (loss === null) throw new Problem('loss-not-found');
  return loss;
}

/** Left out, the shares are what the rules cover by themselves. */
async function sharesOf(
  options: HttpApiOptions,
  loss: LossCase,
  given: Static<typeof DecisionBody>['shares'],
): Promise<(LossDecision & { kind: 'cover' })['shares']> {
  if (given !== undefined)
    return given.map(({ payment, amount }) => ({
      movementId: paymentsOf([payment])[0]!,
      amountFen: BigInt(amount),
    }));
  const rules = lossRules(options);
  const wallet = loss.book as WalletId;
  const [own, elsewhereFen] = await Promise.all([
    options.reader.lossesOf(wallet),
    usedElsewhereFen(options, wallet),
  ]);
  const usedFen = elsewhereFen + usedElsewhere(own, loss.id, coverTermsOf(rules), options.clock.nowMs());
  return coverOf(loss.disputed, loss.report.atMs, coverTermsOf(rules), usedFen)
    .rows.filter(({ coveredFen }) => coveredFen > 0n)
    .map(({ payment, coveredFen }) => ({ movementId: payment.movementId, amountFen: coveredFen }));
}

async function moveOf(
  options: HttpApiOptions,
  loss: LossCase,
  by: LossActor,
  body: Static<typeof DecisionBody>,
): Promise<LossPersonMove> {
  const words = body.words === undefined ? '' : lineOf(body.words, '/words');
  if (body.decision === 'approve') return { type: 'approve', by };
  // Whoever says no, or something else than was claimed, says why: the holder reads it.
  if (words === '') throw inputProblem('body', '/words', 'must say why');
  if (body.decision === 'reject') return { type: 'reject', by, words };
  if (body.decision === 'cover')
    return {
      type: 'decide',
      by,
      decision: { kind: 'cover', shares: await sharesOf(options, loss, body.shares), words },
    };
  if (body.why === undefined) throw inputProblem('body', '/why', 'must name the reason of a refusal');
  return { type: 'decide', by, decision: { kind: 'refuse', why: body.why, words } };
}

function addCases(app: Api, options: HttpApiOptions): void {
  app.get(
    PATH,
    {
      config: { access: 'operator' },
      schema: docs(
        'listWalletCases',
        TAG,
        'Reports of loss, newest first',
        { querystring: CasesQuery },
        { 200: listOf(CaseSchema, 'WalletCaseList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, state, open } = request.query;
      const list = JSON.stringify(['wallet-cases', state, open]);
      const after = positionOf(list, cursor);
      const { items, next } = await options.reader.losses({
        cursor: after,
        limit,
        state,
        open: open === 'true',
      });
      return {
        items: await Promise.all(items.map((loss) => showCase(options, loss))),
        next: cursorFor(list, next),
      };
    },
  );
  app.get(
    `${PATH}/:id`,
    {
      config: { access: 'operator' },
      schema: docs('getWalletCase', TAG, 'One report of loss', { params: IdParams }, { 200: CaseSchema }),
    },
    async (request) => showCase(options, await caseOf(options, request.params.id)),
  );
  app.post(
    `${PATH}/:id/decisions`,
    {
      config: { access: 'operator' },
      schema: docs(
        'decideWalletCase',
        TAG,
        'Cover, refuse with a reason, or be the second pair of eyes',
        { params: IdParams, body: DecisionBody },
        { 200: CaseSchema },
        {
          description:
            'A cover of more than fourEyesFrom waits for a second person. Who took the report may not.',
        },
      ),
    },
    async (request) => {
      const loss = await caseOf(options, request.params.id);
      const move = await moveOf(options, loss, operator(request), request.body);
      return showCase(options, await moveLoss(options, loss, move));
    },
  );
  app.post(
    `${PATH}/:id/lift`,
    {
      config: { access: 'operator' },
      schema: docs(
        'liftWalletStop',
        TAG,
        'The holder was seen with a document: the wallet goes on, lost devices are removed',
        { params: IdParams, body: LiftBody },
        { 200: CaseSchema },
        {
          description:
            'Every sign-in and passkey ends: the holder signs in anew by password and a code by text.',
        },
      ),
    },
    async (request) => {
      const loss = await caseOf(options, request.params.id);
      lineOf(request.body.identity.note, '/identity/note');
      // What a finder may know or hold opens nothing any more before the wallet goes on.
      await options.holders.afterLoss(loss.book);
      const by = operator(request);
      const moved = await moveLoss(options, loss, { type: 'lift', by });
      return showCase(options, moved);
    },
  );
}

function addPapers(app: Api, options: HttpApiOptions): void {
  app.get(
    `${PATH}/:id/papers/:sha256`,
    {
      config: { access: 'operator' },
      schema: docs('getWalletCasePaper', TAG, 'A paper as it was handed in', { params: LossPaperParams }, {}),
    },
    async (request, reply) => {
      const loss = await caseOf(options, request.params.id);
      const { sha256 } = request.params;
      const named = loss.papers.some((paper) => paper.sha256 === sha256);
      const paper = named ? await options.papers.get(loss.id, sha256) : null;
      if (paper === null) throw new Problem('not-found', { detail: 'The case has no such paper.' });
      return sendStored(paper, sha256, reply);
    },
  );
  takesPapers(app, options, (scope) =>
    scope.post(
      `${PATH}/:id/papers`,
      {
        config: { access: 'operator' },
        schema: docs(
          'addWalletCasePaper',
          TAG,
          'A paper that was handed in at the counter',
          { params: IdParams, querystring: LossPaperQuery },
          { 200: CaseSchema },
        ),
      },
      async (request) => {
        const loss = await caseOf(options, request.params.id);
        const given = { body: request.body, item: request.query.item, by: callerOf(request).id };
        return showCase(options, await takeLossPaper(options, loss, given));
      },
    ),
  );
}

export function addWalletCaseRoutes(app: Api, options: HttpApiOptions): void {
  addCases(app, options);
  addPapers(app, options);
  addCounterRoutes(app, options);
  addLossReportRoutes(app, options);
  addAccountRoutes(app, options);
}
