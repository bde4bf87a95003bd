/** Everything that stands in the way, all at once: an answer stops at the first. */
import { type Effective, type Resolved, resolve } from '../policy/index.ts';
import { sourceWords, type Wallet, type WalletPayment, type WalletWords } from '../wallet/index.ts';
import { placeOf } from './advice.ts';
import { type ClosureAsked, closurePlan } from './answer.ts';
import type { Around, MerchantName } from './around.ts';
import { boundCards, contractsOf, holdsOf, openMovements, type Part, refundsOf } from './concerns.ts';
import type { ClosureCheck } from './finding.ts';
import type { Blocker, BlockingItem } from './impact-shape.ts';
import type { ClosureRoute } from './subject.ts';

/** What a check says under the rules of today; `null`: it holds, is silent, or its rule is not in force. */
export function blockerOf(each: ClosureCheck, asked: ClosureAsked, rules: Resolved): Blocker | null {
  const rule = rules.rule(each.ruleId);
  if (rule === null) return null;
  const { facts, question, nowMs } = asked;
  const parameter = (key: string): Effective => rules.parameter(key);
  const finding = each.judge({ facts, question, nowMs, parameter });
  if (finding.held) return null;
  return {
    code: finding.reason,
    ruleId: rule.id,
    certainty: rule.certainty,
    at: placeOf(finding.reason),
    opensAtMs: finding.opensAtMs ?? null,
    items: [],
  };
}

/** Each reason once, in the order in which the plan asks. */
export function blockersOf(asked: ClosureAsked, route: ClosureRoute): readonly Blocker[] {
  const rules = resolve(asked.book, asked.scope, asked.day);
  const plan = closurePlan(asked.facts).routes.find((each) => each.route === route);
  const found = (plan?.checks ?? []).flatMap((each) => blockerOf(each, asked, rules) ?? []);
  return found.filter(({ code }, at) => found.findIndex((other) => other.code === code) === at);
}

const item = (what: BlockingItem['what'], more: Partial<BlockingItem> = {}): BlockingItem => ({
  what,
  ...{ id: null, name: null, amountFen: null, atMs: null },
  ...more,
});

const namesOf = (merchant: MerchantName | null): WalletWords | null =>
  merchant === null ? null : { zh: merchant.nameZh, en: merchant.nameEn };

/** The things behind a blocker, by name and amount. */
export function itemsOf(
  code: Blocker['code'],
  part: Part,
  wallet: Wallet,
  around: Around,
): readonly BlockingItem[] {
  const movements = (fits: (movement: WalletPayment) => boolean): readonly BlockingItem[] =>
    openMovements(part, around)
      .filter(fits)
      .map(({ id, kind, merchant, amountFen, atMs }) =>
        item(kind === 'payout' ? 'payout' : 'payment', { id, amountFen, atMs, name: namesOf(merchant) }),
      );
  switch (code) {
    case 'closing-payment-unknown':
      return movements(({ state }) => state === 'unknown');
    case 'closing-payment-unfinished':
      return movements(({ state, kind }) => state === 'held' && kind !== 'payout');
    case 'closing-payout-under-way':
      return movements(({ state, kind }) => state === 'held' && kind === 'payout');
    case 'closing-hold-open':
      return holdsOf(part, around).map(({ id, amountFen, merchant, expiresAtMs }) =>
        item('hold', { id, amountFen, atMs: expiresAtMs, name: namesOf(merchant) }),
      );
    case 'closing-refund-under-way':
      return refundsOf(part, around).map(({ id, amountFen, merchant }) =>
        item('refund', { id, amountFen, name: namesOf(merchant) }),
      );
    case 'closing-dispute-open':
      return around.disputes.map(({ id, amountFen, openedAtMs }) =>
        item('dispute', { id, amountFen, atMs: openedAtMs }),
      );
    case 'closing-contract-open':
      return contractsOf(part, wallet).map((contract) =>
        item('contract', {
          id: contract.id,
          name: namesOf(contract),
          amountFen: contract.perPaymentFen,
          atMs: contract.signedAtMs,
        }),
      );
    case 'closing-balance-left':
      return [item('balance', { amountFen: around.balanceFen })];
    case 'closing-arrears':
      return [item('arrears', { amountFen: around.arrearsFen })];
    case 'closing-benefits-left':
      return [item('benefits', { amountFen: wallet.redPacketFen })];
    case 'closing-card-bound':
      return boundCards(wallet).map(({ id, boundAtMs }) =>
        item('card', { id, name: sourceWords(wallet, { kind: 'card', bindingId: id }), atMs: boundAtMs }),
      );
    default:
      return [];
  }
}
