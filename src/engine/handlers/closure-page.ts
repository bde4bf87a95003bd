/** The page of a closing: the question asked and what it changes, in the lane of the wallet. */
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import {
  type Around,
  type Choices,
  type ClosureRoute,
  type ClosureSubject,
  canBeClosed,
  closureAsked,
  type Impact,
  type OpenDispute,
  type ProofKind,
  type ProofNeed,
  printOf,
  type Shown,
  whatItChanges,
} from '#domain/closure';
import { isDispute } from '#domain/loss';
import type { Wallet, WalletPayment } from '#domain/wallet';
import type { ClosureSurroundings } from '../closure-commands.ts';
import { type Context, scopeOf } from './context.ts';
import { moneyOfHolder } from './wallet-books.ts';

export interface Page {
  readonly shown: Shown;
  readonly impact: Impact;
  readonly needs: ProofNeed;
}

export interface PageAsked {
  readonly subject: ClosureSubject;
  readonly route?: ClosureRoute;
  readonly asker: 'payer' | 'operator';
  readonly around: ClosureSurroundings;
  readonly choices: Choices;
  /** Null: the question comes before the proof. */
  readonly proven: readonly ProofKind[] | null;
}

/** Loaded ones under what this batch did to them: a payment of an earlier command counts. */
export function movementsAround({ work }: Context, book: string): readonly WalletPayment[] {
  const named = work.wallets.movements().filter((movement) => movement.book === book);
  const known = new Set(named.map(({ id }) => id));
  return [...named, ...work.closures.openMovements(book).filter(({ id }) => !known.has(id))];
}

/** Contracts that are chosen to end with it are in nobody's way. */
const afterChoices = (wallet: Wallet, { endDeductions }: Choices): Wallet =>
  endDeductions.length === 0
    ? wallet
    : {
        ...wallet,
        deductions: wallet.deductions.map((each) =>
          endDeductions.includes(each.id) ? { ...each, state: 'ended' as const } : each,
        ),
      };

/** Gifts are let go as they were named: what came since is not. */
const givesUp = ({ redPacketFen, points }: Wallet, { giveUp }: Choices): boolean =>
  giveUp !== null && giveUp.redPacketFen >= redPacketFen && giveUp.points >= points;

/** Reports of loss that dispute payments and have no end. */
export const disputesOf = ({ work }: Context, book: string): readonly OpenDispute[] =>
  work.losses
    .of(book)
    .filter(isDispute)
    .map(({ id, disputed, report }) => ({
      ...{ id, what: 'loss', openedAtMs: report.atMs },
      amountFen: disputed.length === 0 ? null : disputed.reduce((sum, { amountFen }) => sum + amountFen, 0n),
    }));

/** What is owed to the holder, reserved money included: it is theirs until it is paid. Or what the holder owes. */
export function balanceAround(context: Context, book: string): Pick<Around, 'balanceFen' | 'arrearsFen'> {
  const { totalFen: balanceFen, arrearsFen } = moneyOfHolder(context, book);
  return { balanceFen, arrearsFen };
}

/** `null`: the wallet has no such part. */
export function pageOf(context: Context, wallet: Wallet, asked: PageAsked): Page | null {
  const { nowMs, rules: book } = context;
  const { subject, route, asker, choices, proven } = asked;
  const around: Around = {
    ...asked.around,
    ...balanceAround(context, wallet.book),
    disputes: [...asked.around.disputes, ...disputesOf(context, wallet.book)],
    movements: movementsAround(context, wallet.book),
    benefitsGivenUp: givesUp(wallet, choices),
    proven,
  };
  const given = {
    ...{ subject, around, asker, book, nowMs, ...(route === undefined ? {} : { route }) },
    ...{ scope: scopeOf(context, ''), day: calendarDayOf(nowMs, SHANGHAI) },
  };
  const question = closureAsked({ ...given, wallet: afterChoices(wallet, choices) });
  const impact = whatItChanges({ ...given, wallet });
  if (question === null || impact === null) return null;
  const shown = { answer: canBeClosed(question), impact, print: printOf(impact, choices), atMs: nowMs };
  return { shown, impact, needs: impact.proof };
}
