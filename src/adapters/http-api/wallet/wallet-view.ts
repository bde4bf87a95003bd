/** A wallet and each thing in it, as its holder sees them. */
import { type Closure, type ClosureSubject, dueOfClosure, isOpenClosure, sameSubject } from '#domain/closure';
import type { Balance } from '#domain/ledger';
import { isOutcome } from '#domain/outcome';
import {
  ACCOUNT_CLASS_WORDS,
  BINDING_STATE_WORDS,
  type Binding,
  DEVICE_CARD_STATE_WORDS,
  DEVICE_WORDS,
  type Deduction,
  type DeviceCard,
  MOVEMENT_STATE_WORDS,
  MOVEMENT_WORDS,
  type PayLimits,
  placeWords,
  SERVICE_MEANING_WORDS,
  SERVICE_STATE_WORDS,
  type Service,
  type ServicePlace,
  type Source,
  serviceName,
  sourceWords,
  WALLET_STATE_WORDS,
  type Wallet,
  type WalletPayment,
} from '#domain/wallet';
import { amount, instant, instantOrNull, outcomeView } from '../answers/answer-view.ts';
import { balanceView, limitsView, sourceView } from './money-view.ts';
import type {
  CardView,
  DeductionView,
  DeviceCardView,
  MovementView,
  ServiceView,
  WalletView,
} from './schemas-wallet.ts';

type Part = ServiceView['dependsOn'][number];
type OpenClosureView = WalletView['closures'][number];

const isOf = (source: Source, bindingId: string): boolean =>
  source.kind === 'card' && source.bindingId === bindingId;

export const openClosureView = (closure: Closure): OpenClosureView => ({
  id: closure.id,
  subject: { ...closure.subject },
  state: closure.state,
  expiresAt: instantOrNull(dueOfClosure(closure)),
});

/** A wallet with what is read beside it, at one instant. */
export interface WalletSeen {
  readonly wallet: Wallet;
  readonly closures: readonly Closure[];
  /** Calendar day in Shanghai. */
  readonly today: string;
}

function closureOf({ closures }: WalletSeen, subject: ClosureSubject): OpenClosureView | null {
  const open = closures.find((each) => isOpenClosure(each) && sameSubject(each.subject, subject));
  return open === undefined ? null : openClosureView(open);
}

const linksOf = (path: string, kind: string, id: string) => ({
  self: `/v1/wallet/${path}/${id}`,
  impact: `/v1/wallet/impact?kind=${kind}&id=${id}`,
});

const deviceCardName = (wallet: Wallet, { device, source }: DeviceCard) => {
  const [of, words] = [sourceWords(wallet, source), DEVICE_WORDS[device.kind]];
  return {
    zh: `${words.zh}“${device.name}”上的${of.zh}`,
    en: `${of.en} on the ${words.en} “${device.name}”`,
  };
};

const deviceCardPart = (wallet: Wallet, card: DeviceCard): Part => ({
  ...{ kind: 'device-card', id: card.id, words: deviceCardName(wallet, card), endsWithIt: true },
});
const servicePart = (wallet: Wallet, service: Service, endsWithIt: boolean): Part => ({
  ...{ kind: 'service', id: service.id, words: { ...serviceName(wallet, service) }, endsWithIt },
});
/** A contract goes on when its card or the service is gone, and fails at the next payment (WAL-03). */
const deductionPart = ({ id, nameZh, nameEn, subject }: Deduction): Part => ({
  ...{ kind: 'deduction', id, words: { zh: `${nameZh} ${subject}`, en: `${nameEn}: ${subject}` } },
  endsWithIt: false,
});

function partsOfCard(wallet: Wallet, { id }: Binding): Part[] {
  return [
    ...wallet.deviceCards
      .filter(({ state, source }) => state !== 'removed' && isOf(source, id))
      .map((card) => deviceCardPart(wallet, card)),
    ...wallet.services
      .filter(({ state, place }) => state !== 'off' && place.kind === 'source' && isOf(place.source, id))
      .map((service) => servicePart(wallet, service, true)),
    ...wallet.deductions
      .filter(({ state, source }) => state === 'active' && isOf(source, id))
      .map(deductionPart),
  ];
}

/** What rests on a service of everywhere: device cards on tapping, contracts on deduction, small amounts on tapping. */
function partsOfService(wallet: Wallet, { kind, place }: Service): Part[] {
  if (place.kind !== 'everywhere') return [];
  if (kind === 'deduction')
    return wallet.deductions.filter(({ state }) => state === 'active').map(deductionPart);
  if (kind !== 'tap') return [];
  const resting = wallet.services.filter((each) => each.kind === 'no-pin' && each.state === 'on');
  return [
    ...wallet.deviceCards
      .filter(({ state }) => state === 'active')
      .map((card) => ({ ...deviceCardPart(wallet, card), endsWithIt: false })),
    ...resting.map((service) => servicePart(wallet, service, false)),
  ];
}

function placeView(wallet: Wallet, place: ServicePlace): ServiceView['place'] {
  const words = { ...placeWords(wallet, place) };
  const [nowhere, kind] = [{ merchant: null, terminal: null, source: null }, place.kind];
  switch (place.kind) {
    case 'everywhere':
      return { kind, ...nowhere, words };
    case 'merchant':
      return { kind, ...nowhere, merchant: place.merchantId, words };
    case 'terminal':
      return { kind, ...nowhere, merchant: place.merchantId, terminal: place.terminalId, words };
    case 'source':
      return { kind, ...nowhere, source: sourceView(wallet, place.source), words };
  }
}

const orNull = (fen: bigint | null): number | null => (fen === null ? null : amount(fen));

export function serviceView(seen: WalletSeen, service: Service): ServiceView {
  const { wallet, today } = seen;
  const { id, kind, place, state, usedCount, limits, usedOn } = service;
  return {
    ...{ id, kind, state, usedCount },
    name: { ...serviceName(wallet, service) },
    meaning: { ...SERVICE_MEANING_WORDS[kind] },
    place: placeView(wallet, place),
    stateWords: { ...SERVICE_STATE_WORDS[state] },
    since: instant(service.sinceMs),
    lastUsedAt: instantOrNull(service.lastUsedMs),
    usedToday: usedOn.day === today ? amount(usedOn.amountFen) : 0,
    limits: { perPayment: orNull(limits.perPaymentFen), perDay: orNull(limits.perDayFen) },
    dependsOn: partsOfService(wallet, service),
    closure: closureOf(seen, { kind: 'service', id }),
    links: linksOf('services', 'service', id),
  };
}

export function cardView(seen: WalletSeen, binding: Binding): CardView {
  const { id, card, issuer, cardKind: kind, state } = binding;
  return {
    ...{ id, issuer, kind, state, masked: card.masked },
    name: { ...sourceWords(seen.wallet, { kind: 'card', bindingId: id }) },
    bank: { zh: binding.bankZh, en: binding.bankEn },
    stateWords: { ...BINDING_STATE_WORDS[state] },
    boundAt: instant(binding.boundAtMs),
    lastUsedAt: instantOrNull(binding.lastUsedMs),
    endedAt: instantOrNull(binding.endedAtMs),
    dependsOn: partsOfCard(seen.wallet, binding),
    closure: closureOf(seen, { kind: 'binding', id }),
    links: linksOf('cards', 'binding', id),
  };
}

export function deviceCardView(seen: WalletSeen, card: DeviceCard): DeviceCardView {
  const { wallet } = seen;
  const { id, token, device, source, state } = card;
  return {
    ...{ id, state, masked: token.masked, source: sourceView(wallet, source) },
    name: deviceCardName(wallet, card),
    device: { ...device, words: { ...DEVICE_WORDS[device.kind] } },
    stateWords: { ...DEVICE_CARD_STATE_WORDS[state] },
    addedAt: instant(card.addedAtMs),
    lastUsedAt: instantOrNull(card.lastUsedMs),
    endedAt: instantOrNull(card.endedAtMs),
    dependsOn: [],
    closure: closureOf(seen, { kind: 'device-card', id }),
    links: linksOf('device-cards', 'device-card', id),
  };
}

export const deductionView = (wallet: Wallet, deduction: Deduction): DeductionView => ({
  ...{ id: deduction.id, merchant: deduction.merchantId, subject: deduction.subject },
  name: { zh: deduction.nameZh, en: deduction.nameEn },
  perPayment: amount(deduction.perPaymentFen),
  source: sourceView(wallet, deduction.source),
  state: deduction.state,
  signedAt: instant(deduction.signedAtMs),
  lastUsedAt: instantOrNull(deduction.lastUsedMs),
  endedAt: instantOrNull(deduction.endedAtMs),
});

function standing({ status }: Wallet): Pick<WalletView, 'since' | 'closesAt' | 'keptUntil' | 'caseId'> {
  const none = { since: null, closesAt: null, keptUntil: null, caseId: null };
  switch (status.state) {
    case 'open':
      return none;
    case 'stopped':
      return { ...none, since: instant(status.sinceMs), caseId: status.caseId };
    case 'closing':
      return { ...none, since: instant(status.sinceMs), closesAt: instant(status.closesAtMs) };
    case 'closed':
      return { ...none, since: instant(status.atMs), keptUntil: instant(status.keptUntilMs) };
  }
}

export function walletView(
  seen: WalletSeen,
  balance: Balance | null,
  limits: PayLimits,
  nowMs: number,
): WalletView {
  const { wallet, closures } = seen;
  const { id, version, status, accountClass, holder, points, spent } = wallet;
  return {
    ...{ id, version, state: status.state, accountClass, points, holder: { ...holder } },
    stateWords: { ...WALLET_STATE_WORDS[status.state] },
    ...standing(wallet),
    classWords: { ...ACCOUNT_CLASS_WORDS[accountClass] },
    openedAt: instant(wallet.openedAtMs),
    balance: balanceView(balance),
    redPacket: amount(wallet.redPacketFen),
    spent: { year: spent.year, inYear: amount(spent.inYearFen), ever: amount(spent.everFen) },
    limits: limitsView(wallet, limits),
    sourceOrder: wallet.sourceOrder.map((source) => sourceView(wallet, source)),
    cards: wallet.bindings.map((binding) => cardView(seen, binding)),
    deviceCards: wallet.deviceCards.map((card) => deviceCardView(seen, card)),
    services: wallet.services.map((service) => serviceView(seen, service)),
    deductions: wallet.deductions.map((deduction) => deductionView(wallet, deduction)),
    closures: closures.filter(isOpenClosure).map(openClosureView),
    at: instant(nowMs),
  };
}

export function movementView(wallet: Wallet, movement: WalletPayment): MovementView {
  const { id, kind, state, merchant, reason, serviceIds } = movement;
  return {
    ...{ id, kind, state, services: [...serviceIds], card: movement.card?.masked ?? null },
    kindWords: { ...MOVEMENT_WORDS[kind] },
    stateWords: { ...MOVEMENT_STATE_WORDS[state] },
    amount: amount(movement.amountFen),
    returned: amount(movement.returnedFen),
    uncovered: amount(movement.uncoveredFen ?? 0n),
    source: sourceView(wallet, movement.source),
    merchant:
      merchant === null
        ? null
        : {
            id: merchant.merchantId,
            name: { zh: merchant.nameZh, en: merchant.nameEn },
            terminal: merchant.terminalId,
          },
    reason: reason !== null && isOutcome(reason) ? outcomeView(reason) : null,
    at: instant(movement.atMs),
    endedAt: instantOrNull(movement.endedAtMs),
  };
}
