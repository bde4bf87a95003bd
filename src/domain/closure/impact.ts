/** What ending something changes. The same wallet, rules and second give the same lists, in one order. */
import { type Resolved, resolve } from '../policy/index.ts';
import {
  ACCOUNT_CLASS_WORDS,
  DEVICE_WORDS,
  type Deduction,
  type DeviceCard,
  type ServiceKind,
  type Source,
  serviceName,
  sourceWords,
  type Wallet,
  type WalletWords,
} from '../wallet/index.ts';
import { inUse, left, otherWays } from './afterwards.ts';
import type { ClosureAsked } from './answer.ts';
import type { Around } from './around.ts';
import { blockersOf, itemsOf } from './blockers.ts';
import { boundCards, contractsOf, type Part, partOf, refundsOf } from './concerns.ts';
import { closureFacts } from './facts-of-wallet.ts';
import type { GoesOn, Impact, RefundArriving, Stops, TakenBack } from './impact-shape.ts';
import { keptUntilMs, waitingEndsMs, waitingKeyOf } from './plan-account.ts';
import { proofNeeded } from './proof.ts';
import { type ClosureRoute, type ClosureSubject, closingRouteOf } from './subject.ts';

/** What an impact is made of: the question with the wallet that it is about. */
export interface ImpactAsked extends Omit<ClosureAsked, 'facts' | 'question'> {
  readonly wallet: Wallet;
  readonly subject: ClosureSubject;
  readonly around: Around;
  /** Left out: the one that ends the subject. */
  readonly route?: ClosureRoute;
  /** Left out: the holder. */
  readonly asker?: ClosureAsked['question']['asker'];
}

/** The question and the facts behind an impact, for `canBeClosed`; `null`: the wallet has no such part. */
export function closureAsked(asked: ImpactAsked): ClosureAsked | null {
  const { wallet, subject, around, book, scope, day, nowMs } = asked;
  const facts = closureFacts(wallet, subject, around);
  if (facts === null) return null;
  const route = asked.route ?? closingRouteOf(subject);
  const question = { subject, asker: asked.asker ?? 'payer', route, amountFen: null, terminalId: null };
  return { question, facts, book, scope, day, nowMs };
}

const deviceCardName = (wallet: Wallet, { device, source }: DeviceCard): WalletWords => {
  const from = sourceWords(wallet, source);
  const kind = DEVICE_WORDS[device.kind];
  return { zh: `${kind.zh}卡 ${device.name}（${from.zh}）`, en: `${device.name} (${kind.en}, ${from.en})` };
};

const contractName = ({ nameZh, nameEn, subject }: Deduction): WalletWords => ({
  zh: `${nameZh} · ${subject}`,
  en: `${nameEn} · ${subject}`,
});

/** The name under which a person knows it. */
export function partName(part: Part, wallet: Wallet): WalletWords {
  switch (part.kind) {
    case 'service':
      return serviceName(wallet, part.service);
    case 'binding':
      return sourceWords(wallet, { kind: 'card', bindingId: part.binding.id });
    case 'device-card':
      return deviceCardName(wallet, part.deviceCard);
    case 'account':
      return ACCOUNT_CLASS_WORDS[wallet.accountClass];
  }
}

const STOPS_BY: Partial<Readonly<Record<ServiceKind, string>>> = {
  'no-pin': 'PBC-40',
  'pay-code': 'WAL-09',
  deduction: 'WAL-03',
};

function stopsOf(part: Part, wallet: Wallet): readonly Stops[] {
  const before = inUse(wallet);
  const after = left(before, part);
  const ending = <T>(all: readonly T[], still: readonly T[]): readonly T[] =>
    all.filter((each) => !still.includes(each));
  const tapsOn = after.services.some(({ kind, place }) => kind === 'tap' && place.kind === 'everywhere');
  const services = ending(before.services, after.services).map((each): Stops => {
    const { id, kind, lastUsedMs, usedCount } = each;
    const name = serviceName(wallet, each);
    const ruleId = STOPS_BY[kind] ?? 'WAL-14';
    const told = { what: 'service', id, name, service: kind, lastUsedMs, usedCount, ruleId } as const;
    return kind === 'no-pin' && tapsOn ? { ...told, pinInstead: true } : told;
  });
  const rest = { service: null, usedCount: null } as const;
  const cards = ending(before.bindings, after.bindings).map((binding): Stops => {
    const { id, lastUsedMs } = binding;
    const name = partName({ kind: 'binding', binding }, wallet);
    return { what: 'card', id, name, lastUsedMs, ...rest, ruleId: 'WAL-02' };
  });
  const devices = ending(before.deviceCards, after.deviceCards).map((each): Stops => {
    const { id, lastUsedMs } = each;
    const name = deviceCardName(wallet, each);
    return { what: 'device-card', id, name, lastUsedMs, ...rest, ruleId: 'WAL-04' };
  });
  const byContract = part.kind === 'service' || part.kind === 'account' ? contractsOf(part, wallet) : [];
  const contracts = byContract.map((each): Stops => {
    const { id, lastUsedMs } = each;
    return { what: 'deduction', id, name: contractName(each), lastUsedMs, ...rest, ruleId: 'WAL-03' };
  });
  const { id } = wallet;
  const name = partName(part, wallet);
  const account: readonly Stops[] =
    part.kind === 'account' && wallet.status.state === 'open'
      ? [{ what: 'account', id, name, lastUsedMs: null, ...rest, ruleId: 'WAL-08' }]
      : [];
  return [...account, ...services, ...cards, ...devices, ...contracts];
}

function goesOnOf(part: Part, wallet: Wallet): readonly GoesOn[] {
  const after = left(inUse(wallet), part);
  const standing = part.kind === 'account' ? [] : contractsOf(part, wallet);
  const contracts = standing.map((each): GoesOn => {
    const { id, perPaymentFen, lastUsedMs } = each;
    const otherSource = part.kind === 'binding' ? after.bindings.length > 0 : null;
    return {
      ...{ what: 'contract', id, name: contractName(each), service: null, perPaymentFen, lastUsedMs },
      ...{ mayEnd: true, otherSource, ruleId: 'WAL-03' },
    };
  });
  const services = after.services.map((each): GoesOn => {
    const { id, kind, lastUsedMs } = each;
    const name = serviceName(wallet, each);
    return {
      ...{ what: 'service', id, name, service: kind, perPaymentFen: null, lastUsedMs },
      ...{ mayEnd: false, otherSource: null, ruleId: 'WAL-13' },
    };
  });
  return [...contracts, ...services];
}

const maskOf = ({ bindings }: Wallet, source: Source): string | null =>
  source.kind === 'balance'
    ? null
    : (bindings.find(({ id }) => id === source.bindingId)?.card.masked ?? null);

function refundsArriving(
  part: Part,
  wallet: Wallet,
  around: Around,
  rules: Resolved,
): readonly RefundArriving[] {
  const rule = rules.rule('WAL-05');
  return refundsOf(part, around).map(({ id, amountFen, merchant, source, masked, state }) => {
    const toBalance = source.kind === 'balance';
    // A closed account keeps nothing: what comes for its balance is kept apart for the holder.
    const to = !toBalance ? 'card' : part.kind === 'account' ? 'suspense' : 'balance';
    const named = merchant === null ? null : { zh: merchant.nameZh, en: merchant.nameEn };
    return {
      ...{
        id,
        amountFen,
        merchant: named,
        to,
        masked: toBalance ? null : (masked ?? maskOf(wallet, source)),
      },
      ...{ stuck: state === 'stuck', ruleId: 'WAL-05', certainty: rule?.certainty ?? 'P' },
    };
  });
}

function takenBack(part: Part, { wallet, nowMs }: ImpactAsked, rules: Resolved): TakenBack {
  if (part.kind !== 'account') return { how: 'at-once-again' };
  const { status } = wallet;
  if (status.state === 'closed') return { how: 'never' };
  const key = waitingKeyOf('own');
  if (key === null) return { how: 'never' };
  const { value, certainty } = rules.parameter(key);
  const untilMs = status.state === 'closing' ? status.closesAtMs : waitingEndsMs(nowMs, Number(value));
  return { how: 'until', untilMs, certainty };
}

function kept(part: Part, { wallet, nowMs }: ImpactAsked, rules: Resolved): Impact['kept'] {
  const { value, certainty } = rules.parameter('law.retentionYears');
  const years = Number(value);
  const { status } = wallet;
  const untilMs =
    part.kind !== 'account'
      ? null
      : status.state === 'closed'
        ? status.keptUntilMs
        : keptUntilMs(nowMs, years);
  const ruleIds = ['LAW-20', 'LAW-21', 'LAW-33'].filter((id) => rules.rule(id) !== null);
  return { years, certainty, ruleIds, untilMs };
}

/** `null`: the wallet has no such part. */
export function whatItChanges(asked: ImpactAsked): Impact | null {
  const { wallet, subject, around, book, scope, day } = asked;
  const part = partOf(wallet, subject);
  const whole = closureAsked(asked);
  if (part === undefined || whole === null) return null;
  const rules = resolve(book, scope, day);
  const route = asked.route ?? closingRouteOf(subject);
  const feeRule = rules.rule('WAL-13');
  const after = left(inUse(wallet), part);
  return {
    ...{ subject, route, name: partName(part, wallet) },
    stops: stopsOf(part, wallet),
    goesOn: goesOnOf(part, wallet),
    refundsUnderWay: refundsArriving(part, wallet, around, rules),
    blockers: blockersOf(whole, route).map((each) => ({
      ...each,
      items: itemsOf(each.code, part, wallet, around),
    })),
    money: {
      balanceFen: around.balanceFen,
      redPacketFen: wallet.redPacketFen,
      points: wallet.points,
      benefitsLost: part.kind === 'account' && (wallet.redPacketFen > 0n || wallet.points > 0),
    },
    fees: { feeFen: 0n, ruleId: 'WAL-13', certainty: feeRule?.certainty ?? 'P' },
    otherWays: otherWays(after, part.kind === 'account' ? 0n : around.balanceFen, boundCards(wallet)),
    kept: kept(part, asked, rules),
    takenBack: takenBack(part, asked, rules),
    proof: proofNeeded(route, asked, asked.asker ?? 'payer'),
  };
}
