/** Reports of loss of whoever is signed in: everything stops, a case is opened, papers, taking back, objecting. */
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { inspectPaper } from '#adapters/evidence';
import {
  coverTermsOf,
  isLossOpen,
  type LossActor,
  type LossCase,
  type LossPaperItem,
  type LossReport,
} from '#domain/loss';
import type { BindingId, DeviceCardId, WalletId, WalletPaymentId } from '#domain/wallet';
import { isLossCaseId, isWalletPaymentId, type LossPersonMove } from '#engine';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { takesPapers } from '../requests/papers.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { requirePerson } from './holder.ts';
import { lossRules, lossView, usedElsewhere } from './loss-view.ts';
import {
  LossPaperQuery,
  LossSchema,
  type LossView,
  LossWordsBody,
  ReportLossBody,
} from './schemas-losses.ts';

const TAG = 'wallet';
const PATH = '/v1/wallet/losses';
const notFound = (): Problem => new Problem('loss-not-found');

/** What other wallets of the same person used of this year's sum. */
export async function usedElsewhereFen(options: HttpApiOptions, wallet: WalletId): Promise<bigint> {
  const others = (await options.holders.walletsLike(wallet)).filter((each) => each !== wallet);
  const losses = await Promise.all(others.map((each) => options.reader.lossesOf(each)));
  return usedElsewhere(losses.flat(), null, coverTermsOf(lossRules(options)), options.clock.nowMs());
}

export async function showLoss(options: HttpApiOptions, loss: LossCase, path: string): Promise<LossView> {
  const rules = lossRules(options);
  const nowMs = options.clock.nowMs();
  const wallet = loss.book as WalletId;
  const [own, elsewhereFen] = await Promise.all([
    options.reader.lossesOf(wallet),
    usedElsewhereFen(options, wallet),
  ]);
  const usedFen = elsewhereFen + usedElsewhere(own, loss.id, coverTermsOf(rules), nowMs);
  return lossView(loss, { rules, usedFen, nowMs, path });
}

/** Reports an id that is none of ours like one that is somebody else's. */
export const paymentsOf = (ids: readonly string[] = []): WalletPaymentId[] =>
  ids.map((id) => {
    if (!isWalletPaymentId(id)) throw new Problem('loss-payment-not-named');
    return id;
  });

type Told = Static<typeof ReportLossBody>;

export function reportOf(
  body: Omit<Told, never>,
  by: Pick<LossReport, 'door' | 'by' | 'language'>,
  nowMs: number,
): Omit<LossReport, 'atMs'> {
  const happenedAtMs = body.happenedAt === undefined ? null : Date.parse(body.happenedAt);
  if (happenedAtMs !== null && (Number.isNaN(happenedAtMs) || happenedAtMs > nowMs))
    throw inputProblem('body', '/happenedAt', 'must be an instant that is over');
  return {
    ...{ what: body.what, theft: body.stolen ?? false, happenedAtMs, ...by },
    deviceCardIds: (body.deviceCards ?? []) as DeviceCardId[],
    bindingIds: (body.cards ?? []) as BindingId[],
    words: lineOf(body.words, '/words'),
  };
}

/**
 * Stops the wallet. Sign-ins end before it and after it, so that none outlives it even if the program dies between;
 * `except` is the one from which it was reported.
 */
export async function stopAndReport(
  options: HttpApiOptions,
  wallet: WalletId,
  given: {
    readonly report: Omit<LossReport, 'atMs'>;
    readonly payments: readonly WalletPaymentId[];
    readonly key: string;
    readonly except: string | null;
  },
): Promise<{ readonly loss: LossCase; readonly repeated: boolean }> {
  const { report, payments, key, except } = given;
  const print = await options.security.fingerprint(JSON.stringify([report, payments]));
  await options.holders.endSessionsOf(wallet, 'loss-reported', except);
  const told = await options.engine.submit({
    ...{ type: 'wallet-loss-report', book: wallet, key, print, report, movementIds: payments },
    usedElsewhereFen: await usedElsewhereFen(options, wallet),
  });
  if (told.outcome !== 'accepted' || told.loss === null) throw new Problem(told.outcome);
  await options.holders.endSessionsOf(wallet, 'loss-reported', except);
  return { loss: told.loss, repeated: told.repeated };
}

export async function moveLoss(
  options: HttpApiOptions,
  loss: LossCase,
  move: LossPersonMove,
): Promise<LossCase> {
  const book = loss.book as WalletId;
  const told = await options.engine.submit({
    ...{ type: 'wallet-loss-move', book, lossId: loss.id, move },
    movementIds: loss.disputed.map(({ movementId }) => movementId),
    usedElsewhereFen: await usedElsewhereFen(options, book),
  });
  if (told.outcome !== 'accepted' || told.loss === null) throw new Problem(told.outcome);
  return told.loss;
}

export async function takeLossPaper(
  options: HttpApiOptions,
  loss: LossCase,
  given: { readonly body: unknown; readonly item: LossPaperItem; readonly by: string },
): Promise<LossCase> {
  const { body, item, by } = given;
  if (!Buffer.isBuffer(body))
    throw new Problem('media-type', { detail: 'Send the paper itself as the body: PNG, JPEG or PDF.' });
  if (!isLossOpen(loss) && loss.state !== 'refused') throw new Problem('loss-moved-on');
  const kind = inspectPaper(body, options.limits);
  if (typeof kind !== 'string')
    throw new Problem(kind.fault === 'unsafe' ? 'paper-not-safe' : 'paper-not-readable', {
      detail: `The file is refused: ${kind.why}.`,
    });
  const { id, book } = loss;
  const kept = await options.papers.put(
    { requestId: id, book },
    { kind, bytes: body },
    options.clock.nowMs(),
  );
  if (kept === 'full') throw new Problem('papers-too-many');
  const paper = { sha256: kept.sha256, kind, sizeBytes: body.length, item, by } as const;
  const told = await options.engine.submit({
    ...{ type: 'wallet-loss-paper', book: book as WalletId, lossId: id, paper },
  });
  if (told.outcome !== 'accepted' || told.loss === null) throw new Problem(told.outcome);
  return told.loss;
}

/** A case of the wallet of whoever is signed in; every other one does not exist for them. */
async function ownLoss(options: HttpApiOptions, request: FastifyRequest, id: string): Promise<LossCase> {
  const loss = isLossCaseId(id) ? await options.reader.loss(id) : null;
  if (loss === null || loss.book !== requirePerson(request).walletId) throw notFound();
  return loss;
}

const holder = (request: FastifyRequest): LossActor => ({
  id: requirePerson(request).personId,
  role: 'holder',
});

export function addLossRoutes(app: Api, options: HttpApiOptions): void {
  const config = { access: 'holder' } as const;
  const show = (loss: LossCase): Promise<LossView> => showLoss(options, loss, PATH);

  app.post(
    PATH,
    {
      config,
      schema: docs(
        'reportLoss',
        TAG,
        'Report a lost phone or card, or a payment that was not yours: everything stops at once',
        { body: ReportLossBody },
        { 200: LossSchema, 201: LossSchema },
        { description: 'While a case is open, what is told more is added to it. Every other sign-in ends.' },
      ),
    },
    async (request, reply) => {
      const { walletId, personId, sessionId, language } = requirePerson(request);
      const by = { door: 'app', by: personId, language } as const;
      const { loss, repeated } = await stopAndReport(options, walletId, {
        report: reportOf(request.body, by, options.clock.nowMs()),
        payments: paymentsOf(request.body.payments),
        ...{ key: request.id, except: sessionId },
      });
      reply.code(repeated ? 200 : 201);
      return show(loss);
    },
  );

  app.get(
    PATH,
    {
      config,
      schema: docs('listLosses', TAG, 'Your reports of loss', {}, { 200: listOf(LossSchema, 'LossList') }),
    },
    async (request) => {
      const losses = await options.reader.lossesOf(requirePerson(request).walletId);
      return { items: await Promise.all(losses.map(show)), next: null };
    },
  );

  app.get(
    `${PATH}/:id`,
    {
      config,
      schema: docs('getLoss', TAG, 'One report of loss', { params: IdParams }, { 200: LossSchema }),
    },
    async (request) => show(await ownLoss(options, request, request.params.id)),
  );

  app.post(
    `${PATH}/:id/withdraw`,
    {
      config,
      schema: docs(
        'withdrawLoss',
        TAG,
        'Take the claim back; the stop goes on until staff saw you',
        { params: IdParams },
        { 200: LossSchema },
      ),
    },
    async (request) => {
      const loss = await ownLoss(options, request, request.params.id);
      return show(await moveLoss(options, loss, { type: 'withdraw', by: holder(request) }));
    },
  );

  app.post(
    `${PATH}/:id/object`,
    {
      config,
      schema: docs(
        'objectToLoss',
        TAG,
        'Object to a refusal: another person looks at it and answers within 15 days',
        { params: IdParams, body: LossWordsBody },
        { 200: LossSchema },
      ),
    },
    async (request) => {
      const loss = await ownLoss(options, request, request.params.id);
      const words = lineOf(request.body.words, '/words');
      return show(await moveLoss(options, loss, { type: 'object', by: holder(request), words }));
    },
  );

  takesPapers(app, options, (scope) =>
    scope.post(
      `${PATH}/:id/papers`,
      {
        config,
        schema: docs(
          'addLossPaper',
          TAG,
          'Hand in a paper: the file itself as the body, PNG, JPEG or PDF',
          { params: IdParams, querystring: LossPaperQuery },
          { 200: LossSchema },
        ),
      },
      async (request) => {
        const loss = await ownLoss(options, request, request.params.id);
        const given = { body: request.body, item: request.query.item, by: requirePerson(request).personId };
        return show(await takeLossPaper(options, loss, given));
      },
    ),
  );
}
