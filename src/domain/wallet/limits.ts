/** What the rules of a day bound for the payments of one wallet. */
import { AMOUNT_FEN_MAX, type Fen } from '../money/index.ts';
import { type RuleBook, resolve, type Scope } from '../policy/index.ts';
import type { AccountClass, Source, Wallet } from './state.ts';

export interface NoPinLimits {
  /** PBC-40. */
  readonly onceFen: Fen;
  /** PBC-41. */
  readonly dayFen: Fen;
}

export interface PayLimits {
  /** PBC-30: class I since the opening, the others in a calendar year. */
  readonly classFen: Readonly<Record<AccountClass, Fen>>;
  /** PBC-20, for codes that a holder shows or scans after signing in on a known device. */
  readonly codeDayFen: Fen;
  /** Without PIN. The bank of a card may have narrower ones than the rest. */
  readonly noPinOf: (source: Source) => NoPinLimits;
}

/** A rule that is not in force here bounds nothing that a message could carry. */
const UNBOUND_FEN: Fen = AMOUNT_FEN_MAX * 1_000n;

export function payLimits(
  wallet: Pick<Wallet, 'bindings'>,
  { book, scope, day }: { readonly book: RuleBook; readonly scope: Scope; readonly day: string },
): PayLimits {
  const bound = (ruleId: string, key: string, issuer: string | null = null): Fen => {
    const rules = resolve(book, { ...scope, issuer }, day);
    return rules.rule(ruleId) === null ? UNBOUND_FEN : BigInt(Number(rules.parameter(key).value));
  };
  return {
    classFen: {
      I: bound('PBC-30', 'wallet.classIEverFen'),
      II: bound('PBC-30', 'wallet.classIIYearFen'),
      III: bound('PBC-30', 'wallet.classIIIYearFen'),
    },
    codeDayFen: bound('PBC-20', 'order.classBDayMaxFen'),
    noPinOf: (source) => {
      const card =
        source.kind === 'card' ? wallet.bindings.find(({ id }) => id === source.bindingId) : undefined;
      const issuer = card?.issuer ?? null;
      const daily =
        card?.cardKind === 'credit' ? 'wallet.noPinCreditDayMaxFen' : 'wallet.noPinDebitDayMaxFen';
      return {
        onceFen: bound('PBC-40', 'order.noPinMaxFen', issuer),
        dayFen: bound('PBC-41', daily, issuer),
      };
    },
  };
}
