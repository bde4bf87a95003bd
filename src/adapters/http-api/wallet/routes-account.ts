/** The end of an account, step by step; taken back while it waits; the own copy of everything before it. */
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import {
  accountSteps,
  billsToWatch,
  blockerWords,
  type ClosingStep,
  canBeClosed,
  closureAsked,
  type ProofKind,
  proofNeeded,
  whatItChanges,
} from '#domain/closure';
import { ZERO_BALANCE } from '#domain/ledger';
import { claimedOf, isDispute } from '#domain/loss';
import type { ProofNeed } from '#domain/person';
import { moneyOf, type Wallet, type WalletAct } from '#domain/wallet';
import { isUsual } from '#domain/wording';
import { amount, instant, instantOrNull, outcomeView } from '../answers/answer-view.ts';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { surroundingsOf } from './closing-caller.ts';
import { csvOf, jsonOf } from './export-lines.ts';
import { requirePerson } from './holder.ts';
import { closureAnswerView } from './impact-view.ts';
import { requireProof } from './proof.ts';
import { addArchiveRoutes } from './routes-archive.ts';
import {
  AccountClosingSchema,
  type AccountClosingView,
  AccountStateSchema,
  ExportQuery,
  GiveUpBody,
} from './schemas-account.ts';
import { movementView } from './wallet-view.ts';

const TAG = 'wallet';
const config = { access: 'holder' } as const;
const OPEN_MAX = 200;
/** Who takes a copy of everything proves anew who is there, for this alone. */
const EXPORT_PROOF: ProofNeed = [['password'], ['passkey']];

type Item = ClosingStep['blockers'][number]['items'][number];

/** What puts it right where it stands. */
function resolveOf({ what, id }: Item): { method: 'GET' | 'POST'; path: string } | null {
  switch (what) {
    case 'contract':
      return id === null ? null : { method: 'POST', path: `/v1/wallet/deductions/${id}/end` };
    case 'balance':
      return { method: 'POST', path: '/v1/wallet/payouts' };
    case 'arrears':
      return { method: 'POST', path: '/v1/wallet/top-ups' };
    case 'benefits':
      return { method: 'POST', path: '/v1/wallet/account/give-up' };
    case 'card':
      return { method: 'POST', path: '/v1/wallet/closures' };
    case 'dispute':
      return id === null ? null : { method: 'GET', path: `/v1/wallet/losses/${id}` };
    case 'payment':
    case 'payout':
      return id === null ? null : { method: 'GET', path: `/v1/wallet/movements/${id}` };
    default:
      return null;
  }
}

const stepView = ({
  step,
  number,
  state,
  untilMs,
  blockers,
}: ClosingStep): AccountClosingView['steps'][number] => ({
  ...{ step, number, state, until: instantOrNull(untilMs) },
  blockers: blockers.map((blocker) => ({
    ...{ reason: outcomeView(blocker.code), rule: blocker.ruleId, usually: isUsual(blocker.certainty) },
    ...{ words: { ...blockerWords(blocker) }, at: blocker.at, opensAt: instantOrNull(blocker.opensAtMs) },
    items: blocker.items.map((item) => ({
      ...{ what: item.what, id: item.id, name: item.name === null ? null : { ...item.name } },
      amount: item.amountFen === null ? null : amount(item.amountFen),
      ...{ at: instantOrNull(item.atMs), resolve: resolveOf(item) },
    })),
  })),
});

/** Rules, scope and day of now. */
function today(options: HttpApiOptions) {
  const { book, institution } = options.rules;
  const nowMs = options.clock.nowMs();
  const scope = { channel: '', institution, issuer: null, merchant: '' };
  return { book, scope, day: calendarDayOf(nowMs, SHANGHAI), nowMs };
}

async function closing(
  options: HttpApiOptions,
  wallet: Wallet,
  { personId, proven }: { readonly personId: string; readonly proven: readonly ProofKind[] },
): Promise<AccountClosingView> {
  const { reader } = options;
  const [surroundings, balance, movements, recent, losses] = await Promise.all([
    surroundingsOf(options, wallet.id, personId),
    reader.walletBalance(wallet.id),
    reader.openMovements(wallet.id, OPEN_MAX),
    reader.movements({ book: wallet.id, cursor: null, limit: 50 }),
    disputesOf(options, wallet),
  ]);
  const { totalFen: balanceFen, arrearsFen } = moneyOf(balance ?? ZERO_BALANCE);
  const disputes = [...surroundings.disputes, ...losses];
  const money = { balanceFen, arrearsFen };
  const around = { ...surroundings, ...money, disputes, movements, benefitsGivenUp: false, proven };
  const subject = { kind: 'account', id: wallet.id } as const;
  const asked = closureAsked({ subject, wallet, around, asker: 'payer', ...today(options) });
  const impact = whatItChanges({ subject, wallet, around, asker: 'payer', ...today(options) });
  if (asked === null || impact === null) throw new Problem('wallet-not-found');
  const { status } = wallet;
  const payout = recent.items.find(({ kind }) => kind === 'payout');
  return {
    ...{ wallet: wallet.id, state: status.state },
    closesAt: status.state === 'closing' ? instant(status.closesAtMs) : null,
    delayedBy:
      status.state === 'closing' && status.delayedBy !== undefined ? outcomeView(status.delayedBy) : null,
    steps: accountSteps(asked, wallet, around).map(stepView),
    payout: payout === undefined ? null : movementView(wallet, payout),
    answer: closureAnswerView(canBeClosed(asked), impact.name),
    watch: billsToWatch(wallet, surroundings).map((each) => ({ ...each, words: { ...each.words } })),
  };
}

export function addAccountRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, holders, engine } = options;

  async function walletOf(request: FastifyRequest): Promise<Wallet> {
    const wallet = await reader.wallet(requirePerson(request).walletId);
    if (wallet === null) throw new Problem('wallet-not-found');
    return wallet;
  }
  async function act(request: FastifyRequest, wanted: WalletAct): Promise<{ wallet: string; state: string }> {
    const { walletId: book, personId: by } = requirePerson(request);
    const told = await engine.submit({ type: 'wallet-act', book, act: wanted, by, key: request.id });
    if (told.outcome !== 'accepted' || told.wallet === null) throw new Problem(told.outcome);
    return { wallet: book, state: told.wallet.status.state };
  }

  app.get(
    '/v1/wallet/account/closing',
    {
      config,
      schema: docs(
        'getAccountClosing',
        TAG,
        'The ten steps to the end of the account, what is in the way, and what puts it right',
        {},
        { 200: AccountClosingSchema },
      ),
    },
    async (request) => {
      const { sessionId, personId } = requirePerson(request);
      const held = await holders.proofs(sessionId, null);
      const proven = [...new Set(held.map(({ kind }) => kind))];
      return closing(options, await walletOf(request), { personId, proven });
    },
  );

  app.post(
    '/v1/wallet/account/give-up',
    {
      config,
      schema: docs(
        'giveUpBenefits',
        TAG,
        'Let red packets and points go, as they were read, with express consent',
        { body: GiveUpBody },
        { 200: AccountStateSchema },
      ),
    },
    async (request) => {
      const { redPacketFen, points } = await walletOf(request);
      // What came since it was read is not let go.
      if (BigInt(request.body.redPacket) !== redPacketFen || request.body.points !== points)
        throw new Problem('closure-changed');
      return act(request, { kind: 'give-up-benefits' });
    },
  );

  app.post(
    '/v1/wallet/account/take-back',
    {
      config,
      schema: docs(
        'takeBackClosing',
        TAG,
        'Take the closing back, to the last second of the waiting time',
        {},
        { 200: AccountStateSchema },
      ),
    },
    async (request) => {
      await requireProof(request, options, proofNeeded('TAKE_BACK', today(options)));
      return act(request, { kind: 'take-back' });
    },
  );

  app.get(
    '/v1/wallet/export',
    {
      config,
      schema: docs(
        'exportWallet',
        TAG,
        'A copy of everything that is kept of you: as JSON, or your movements as a table',
        { querystring: ExportQuery },
        {},
        {
          description:
            'Card numbers stay masked. It wants a proof of its own, made for the act that has the id of the wallet.',
        },
      ),
    },
    async (request, reply) => {
      const wallet = await walletOf(request);
      await requireProof(request, options, EXPORT_PROOF, wallet.id);
      const { format = 'json' } = request.query;
      const name = `${wallet.id}.${format}`;
      reply.header('content-disposition', `attachment; filename="${name}"`);
      if (format === 'csv')
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .send(Readable.from(csvOf(options, wallet, requirePerson(request).language)));
      const details = await holders.details(wallet.id);
      return reply
        .header('content-type', 'application/json; charset=utf-8')
        .send(Readable.from(jsonOf(options, wallet, details)));
    },
  );

  addArchiveRoutes(app, options);
}

async function disputesOf(options: HttpApiOptions, wallet: Wallet) {
  const losses = await options.reader.lossesOf(wallet.id);
  return losses.filter(isDispute).map((loss) => ({
    ...{ id: loss.id, what: 'loss' as const, amountFen: claimedOf(loss), openedAtMs: loss.report.atMs },
  }));
}
