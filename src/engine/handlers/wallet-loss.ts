/** Reports of loss, in the lane of the wallet that they stop. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import {
  coverTermsOf,
  type DisputedPayment,
  isLossOpen,
  type LossBase,
  type LossCase,
  type LossCaseId,
  type LossCommand,
  type LossPace,
  type LossStep,
  openLoss,
  stepLoss,
  usedOf,
  withReturned,
} from '#domain/loss';
import type { Outcome } from '#domain/outcome';
import { resolve } from '#domain/policy';
import {
  type BindingId,
  type DeviceCardId,
  decideWallet,
  type Wallet,
  type WalletAct,
  type WalletId,
  type WalletPayment,
} from '#domain/wallet';
import { type Handled, replyWith } from '../commands.ts';
import { LIMITS } from '../limits.ts';
import type { LossDue, LossPaperIn, MoveLoss, ReportLoss } from '../loss-commands.ts';
import { type Context, scopeOf } from './context.ts';
import { settingOf, tellOfWallet, writeWallet } from './wallet.ts';
import { payCover } from './wallet-cover.ts';

export const lossKey = (key: string): string => `wallet-loss/${key}`;

const yearOf = (atMs: number): string => calendarDayOf(atMs, SHANGHAI).slice(0, 4);

const refuse = (
  context: Context,
  book: WalletId,
  outcome: Outcome,
  loss: LossCase | null = null,
): Handled => ({
  reply: replyWith(outcome, context.nowMs, { wallet: context.work.wallets.wallet(book) ?? null, loss }),
});

/** What of this year's cover the other cases of this book used. */
function usedInBook(context: Context, book: WalletId, except: LossCaseId | null, pace: LossPace): bigint {
  return context.work.losses
    .of(book)
    .filter(({ id, report }) => id !== except && yearOf(report.atMs) === yearOf(context.nowMs))
    .reduce(
      (sum, loss) => (loss.state === 'covered' ? sum + usedOf(loss, loss.shares, pace.terms) : sum),
      0n,
    );
}

function paceOf(context: Context, book: WalletId, except: LossCaseId | null, elsewhereFen: bigint): LossPace {
  const day = calendarDayOf(context.nowMs, SHANGHAI);
  const terms = coverTermsOf(resolve(context.rules, scopeOf(context, ''), day));
  const pace: LossPace = {
    terms,
    usedFen: 0n,
    remindMs: LIMITS.lossRemindMs,
    approvalDueMs: LIMITS.lossApprovalDueMs,
    papersMax: LIMITS.papersPerRequestMax,
    disputedMax: LIMITS.lossPaymentsMax,
  };
  return { ...pace, usedFen: elsewhereFen + usedInBook(context, book, except, pace) };
}

/** What went back of a payment, or was never taken. */
const goneBack = ({ state, amountFen, returnedFen }: WalletPayment): bigint =>
  state === 'declined' || state === 'reversed' ? amountFen : returnedFen;

/** Money that left by itself: what came in, and what its holder sent to the own card, is no theft. */
const NOT_PAID: readonly WalletPayment['kind'][] = ['top-up', 'payout', 'cover', 'late-payout'];

function disputedOf(movement: WalletPayment): DisputedPayment {
  const { id: movementId, kind, amountFen, atMs, merchant, card } = movement;
  return {
    ...{ movementId, kind, amountFen, returnedFen: goneBack(movement), atMs },
    nameZh: merchant?.nameZh ?? '',
    nameEn: merchant?.nameEn ?? '',
    card: card?.masked ?? null,
  };
}

function write(context: Context, step: LossStep): void {
  const { loss, events } = step;
  context.work.losses.put(loss);
  for (const { event } of events) {
    const { kind, ...body } = event;
    tellOfWallet(context, loss.book, `wallet-${kind}`, body);
  }
}

/** Acts that go with a case; one that has nothing to do is left out, one that is refused refuses the whole. */
function act(context: Context, wallet: Wallet, acts: readonly WalletAct[], caseId: string): Outcome | null {
  let standing = wallet;
  for (const each of acts) {
    const step = decideWallet(standing, each, settingOf(context, wallet.id));
    if ('refused' in step) return step.refused;
    writeWallet(context, step, { caseId });
    standing = step.wallet;
  }
  return null;
}

const unknownOf = (
  wallet: Wallet,
  report: { readonly deviceCardIds: readonly DeviceCardId[]; readonly bindingIds: readonly BindingId[] },
): boolean =>
  report.deviceCardIds.some((id) => wallet.deviceCards.every((card) => card.id !== id)) ||
  report.bindingIds.some((id) => wallet.bindings.every((binding) => binding.id !== id));

/** The stop comes first and is the point: what is claimed may be added later, money that is gone may not. */
const stopping = (wallet: Wallet, bindingIds: readonly BindingId[], caseId: LossCaseId): WalletAct[] => [
  ...bindingIds
    .filter((id) => wallet.bindings.some((binding) => binding.id === id && binding.state === 'bound'))
    .map((bindingId): WalletAct => ({ kind: 'lose-card', bindingId })),
  { kind: 'stop', caseId },
];

export function handleReportLoss(context: Context, command: ReportLoss): Handled {
  const { work, nowMs: atMs } = context;
  const { book, print } = command;
  const key = lossKey(command.key);
  const before = work.once(book, key);
  if (before !== undefined) {
    if (before.print !== print) return refuse(context, book, 'duplicate-other-content');
    const loss = work.losses.get(before.subject!.id as LossCaseId) ?? null;
    return {
      reply: replyWith('accepted', atMs, { wallet: work.wallets.wallet(book) ?? null, loss, repeated: true }),
    };
  }
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return refuse(context, book, 'wallet-not-found');
  if (wallet.status.state === 'closed') return refuse(context, book, 'wallet-closed');
  if (unknownOf(wallet, command.report)) return refuse(context, book, 'wallet-part-not-found');
  const movements = command.movementIds.map((id) => work.wallets.movement(id));
  if (movements.some((movement) => movement?.book !== book || NOT_PAID.includes(movement.kind)))
    return refuse(context, book, 'loss-payment-not-named');
  const disputed = movements.map((movement) => disputedOf(movement!));
  const known = work.losses.of(book);
  // Beyond the bound of cases the stop still works: it hangs on the last one, which says nothing new.
  const open = known.find(isLossOpen) ?? known[LIMITS.lossesPerWalletMax - 1];
  const step =
    open === undefined ? opened(context, command, disputed) : added(context, command, open, disputed);
  const { loss } = step;
  const refused = act(context, wallet, stopping(wallet, command.report.bindingIds, loss.id), loss.id);
  if (refused !== null) return refuse(context, book, refused);
  work.putOnce({ book, key, print, subject: { kind: 'wallet', id: loss.id }, outcome: 'accepted', atMs });
  if (step.refusal === null && loss !== open) write(context, step);
  // The stop stands all the same: too many payments for one case are said again in fewer.
  return { reply: replyWith(step.refusal ?? 'accepted', atMs, { wallet: work.wallets.wallet(book)!, loss }) };
}

function opened(context: Context, command: ReportLoss, disputed: readonly DisputedPayment[]): LossStep {
  const { nowMs: atMs, ids } = context;
  const { book, report, usedElsewhereFen } = command;
  const base: LossBase = {
    id: `los_${ids.part(book, atMs)}` as LossCaseId,
    book,
    report: { ...report, atMs },
    ...{ alsoLost: [], disputed, papers: [], lifted: null, decisions: [], objection: null, version: 0 },
  };
  return openLoss(base, paceOf(context, book, null, usedElsewhereFen));
}

function added(
  context: Context,
  command: ReportLoss,
  open: LossCase,
  disputed: readonly DisputedPayment[],
): LossStep {
  const { deviceCardIds, bindingIds } = command.report;
  const pace = paceOf(context, command.book, open.id, command.usedElsewhereFen);
  return stepLoss(open, { type: 'add', disputed, deviceCardIds, bindingIds, atMs: context.nowMs }, pace);
}

function lossOf(context: Context, book: WalletId, id: LossCaseId): LossCase | null {
  const loss = context.work.losses.get(id);
  return loss === undefined || loss.book !== book ? null : loss;
}

export function handleMoveLoss(context: Context, command: MoveLoss): Handled {
  const { work, nowMs: atMs } = context;
  const { book, lossId, move, usedElsewhereFen } = command;
  const stored = lossOf(context, book, lossId);
  if (stored === null) return refuse(context, book, 'loss-not-found');
  const movements = stored.disputed.map(({ movementId }) => work.wallets.movement(movementId));
  const decides = move.type === 'decide' || move.type === 'approve';
  // What has no outcome yet cannot be covered: the money may still come back by itself.
  if (decides && movements.some((each) => each?.state === 'held' || each?.state === 'unknown'))
    return refuse(context, book, 'payment-in-progress', stored);
  const returned = new Map(
    movements.flatMap((each) => (each === undefined ? [] : [[each.id, goneBack(each)]])),
  );
  const loss = decides ? withReturned(stored, returned) : stored;
  const pace = paceOf(context, book, lossId, usedElsewhereFen);
  const step = stepLoss(loss, { ...move, atMs } as LossCommand, pace);
  if (step.refusal !== null) return refuse(context, book, step.refusal, stored);
  const wallet = work.wallets.wallet(book);
  if (wallet === undefined) return refuse(context, book, 'wallet-not-found');
  if (step.pay.length > 0 && wallet.status.state === 'closed')
    return refuse(context, book, 'wallet-closed', stored);
  if (move.type === 'lift') {
    const refused = act(context, wallet, lifting(wallet, step.loss), lossId);
    if (refused !== null) return refuse(context, book, refused, stored);
  }
  if (step.loss !== stored) write(context, step);
  if (step.pay.length > 0) payCover(context, step.loss, step.pay);
  return {
    reply: replyWith('accepted', atMs, { wallet: work.wallets.wallet(book) ?? null, loss: step.loss }),
  };
}

/** Services go on; the tokens of the lost devices are removed for good. The others are taken up one by one. */
function lifting(wallet: Wallet, loss: LossCase): WalletAct[] {
  const lost = new Set([loss.report, ...loss.alsoLost].flatMap(({ deviceCardIds }) => deviceCardIds));
  const resumes = wallet.status.state === 'stopped';
  return [
    ...(resumes ? [{ kind: 'resume' } as const] : []),
    ...wallet.deviceCards
      .filter(({ id, state }) => lost.has(id) && state !== 'removed')
      .map(({ id }): WalletAct => ({ kind: 'remove-device-card', deviceCardId: id })),
  ];
}

export function handleLossPaper(context: Context, { book, lossId, paper }: LossPaperIn): Handled {
  return told(context, book, lossId, {
    type: 'paper',
    paper: { ...paper, atMs: context.nowMs },
    atMs: context.nowMs,
  });
}

export function handleLossDue(context: Context, { book, lossId }: LossDue): Handled {
  return told(context, book, lossId, { type: 'due', atMs: context.nowMs });
}

function told(context: Context, book: WalletId, id: LossCaseId, command: LossCommand): Handled {
  const loss = lossOf(context, book, id);
  if (loss === null) return refuse(context, book, 'loss-not-found');
  const step = stepLoss(loss, command, paceOf(context, book, id, 0n));
  if (step.refusal !== null) return refuse(context, book, step.refusal, loss);
  if (step.loss !== loss) write(context, step);
  return { reply: replyWith('accepted', context.nowMs, { loss: step.loss }) };
}
