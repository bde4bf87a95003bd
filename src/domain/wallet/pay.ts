/**
 * May this be paid with this wallet, now? A service of one shop stands beside that of everywhere: a payment passes only
 * when every service that covers it is on and has room. What is refused says what else would pay.
 */
import type { Fen } from '../money/index.ts';
import type { Outcome } from '../outcome/index.ts';
import { isUsable } from './act-cards.ts';
import { sameSource } from './act-types.ts';
import type { PayLimits } from './limits.ts';
import type { Deduction, DeviceCard, Service, ServiceId, ServiceKind, Source, Wallet } from './state.ts';
import { usedFenOn } from './use.ts';

/** How somebody wants to pay. */
export interface PayAsk {
  readonly way: Exclude<ServiceKind, 'no-pin'>;
  readonly amountFen: Fen;
  readonly merchantId: string;
  readonly terminalId: string | null;
  readonly source: Source;
  /** The holder proved on the device who it is. Without that a tap is one of the small amounts without PIN. */
  readonly verified: boolean;
  readonly deviceCard: DeviceCard | null;
  readonly deduction: Deduction | null;
  /** Calendar day and year of the payment. */
  readonly day: string;
  readonly year: number;
}

export interface Standing {
  /** Of the balance: booked, less what is reserved. */
  readonly availableFen: Fen;
}

/** What would pay instead: another source of the same way, or another service. */
export type Instead =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'service'; readonly serviceId: ServiceId; readonly service: ServiceKind };

export type PayAnswer =
  | { readonly may: true; readonly services: readonly Service[] }
  | {
      readonly may: false;
      readonly reason: Outcome;
      /** The service that stops it, where one does. */
      readonly serviceId: ServiceId | null;
      readonly instead: readonly Instead[];
    };

/** Everywhere first, a single terminal last: what is narrowest says most of a payment. */
const WIDTH = { everywhere: 0, source: 1, merchant: 2, terminal: 3 } as const;

function covers({ place }: Service, ask: PayAsk): boolean {
  switch (place.kind) {
    case 'everywhere':
      return true;
    case 'source':
      return sameSource(place.source, ask.source);
    case 'merchant':
      return place.merchantId === ask.merchantId;
    case 'terminal':
      return place.merchantId === ask.merchantId && place.terminalId === ask.terminalId;
  }
}

/** Which services a payment needs, the narrowest one last. */
export function coveringServices(wallet: Wallet, ask: PayAsk): Service[] {
  const kinds: readonly ServiceKind[] = ask.way === 'tap' && !ask.verified ? ['tap', 'no-pin'] : [ask.way];
  return wallet.services
    .filter((service) => kinds.includes(service.kind) && covers(service, ask))
    .sort((a, b) => WIDTH[a.place.kind] - WIDTH[b.place.kind]);
}

interface Stop {
  readonly reason: Outcome;
  readonly serviceId: ServiceId | null;
}
const stop = (reason: Outcome, serviceId: ServiceId | null = null): Stop => ({ reason, serviceId });

/** The state of the whole wallet is the first thing that counts. */
function stopOfWallet({ status }: Wallet): Stop | null {
  return status.state === 'open' ? null : stop(`wallet-${status.state}`);
}

function stopOfServices(services: readonly Service[], ask: PayAsk): Stop | null {
  // A way of paying without a service of its own everywhere was never given.
  if (!services.some(({ kind, place }) => kind === ask.way && place.kind === 'everywhere'))
    return stop('wallet-service-off');
  for (const { state, id } of services) if (state !== 'on') return stop('wallet-service-off', id);
  for (const service of services) {
    const { perPaymentFen, perDayFen } = service.limits;
    const over =
      (perPaymentFen !== null && ask.amountFen > perPaymentFen) ||
      (perDayFen !== null && usedFenOn(service, ask.day) + ask.amountFen > perDayFen);
    if (over) return stop('wallet-service-limit', service.id);
  }
  return null;
}

function stopOfParts(wallet: Wallet, ask: PayAsk): Stop | null {
  if (ask.deviceCard !== null && ask.deviceCard.state !== 'active') return stop('wallet-device-card-off');
  if (ask.deduction !== null && ask.deduction.state !== 'active') return stop('wallet-service-off');
  if (ask.deduction !== null && ask.amountFen > ask.deduction.perPaymentFen)
    return stop('wallet-service-limit');
  return isUsable(wallet, ask.source) ? null : stop('wallet-source-gone');
}

const isCode = (kind: ServiceKind): boolean => kind === 'pay-code' || kind === 'scan';

function stopOfRules(
  wallet: Wallet,
  services: readonly Service[],
  ask: PayAsk,
  limits: PayLimits,
): Stop | null {
  const withoutPin = services.filter(({ kind }) => kind === 'no-pin');
  const { onceFen, dayFen } = limits.noPinOf(ask.source);
  // A gate asks nobody for a PIN, so only small amounts pass it.
  const byDevice = ask.way === 'tap' || ask.way === 'transit';
  if (byDevice && !ask.verified && ask.amountFen > onceFen) return stop('wallet-verification-needed');
  if (ask.way === 'tap' && !ask.verified) {
    const everywhere = withoutPin.find(({ place }) => place.kind === 'everywhere');
    // Without the service nothing passes without PIN, and so nothing here.
    if (everywhere === undefined) return stop('wallet-verification-needed');
    if (usedFenOn(everywhere, ask.day) + ask.amountFen > dayFen)
      return stop('wallet-verification-needed', everywhere.id);
  }
  if (isCode(ask.way)) {
    const usedFen = wallet.services
      .filter(({ kind, place }) => isCode(kind) && place.kind === 'everywhere')
      .reduce((sum, service) => sum + usedFenOn(service, ask.day), 0n);
    if (usedFen + ask.amountFen > limits.codeDayFen) return stop('wallet-code-day-limit');
  }
  if (ask.source.kind === 'balance' && spentFen(wallet, ask.year) + ask.amountFen > classFen(wallet, limits))
    return stop('wallet-account-limit');
  return null;
}

const classFen = ({ accountClass }: Wallet, { classFen: bounds }: PayLimits): Fen => bounds[accountClass];

/** What counts against the bound of the class. */
export function spentFen({ accountClass, spent }: Wallet, year: number): Fen {
  if (accountClass === 'I') return spent.everFen;
  return spent.year === year ? spent.inYearFen : 0n;
}

function stopOf(wallet: Wallet, ask: PayAsk, limits: PayLimits, { availableFen }: Standing): Stop | null {
  const services = coveringServices(wallet, ask);
  const found =
    stopOfWallet(wallet) ??
    stopOfServices(services, ask) ??
    stopOfParts(wallet, ask) ??
    stopOfRules(wallet, services, ask, limits);
  if (found !== null) return found;
  return ask.source.kind === 'balance' && availableFen < ask.amountFen ? stop('wallet-balance-short') : null;
}

export function decidePay(wallet: Wallet, ask: PayAsk, limits: PayLimits, standing: Standing): PayAnswer {
  const found = stopOf(wallet, ask, limits, standing);
  if (found === null) return { may: true, services: coveringServices(wallet, ask) };
  return { may: false, ...found, instead: insteadOf(wallet, ask, limits, standing) };
}

const SHOWN_WAYS = ['tap', 'pay-code', 'scan'] as const;

/** Other sources for the same way, then other ways; only what would pass now. */
export function insteadOf(wallet: Wallet, ask: PayAsk, limits: PayLimits, standing: Standing): Instead[] {
  if (wallet.status.state !== 'open') return [];
  const passes = (other: PayAsk): boolean => stopOf(wallet, other, limits, standing) === null;
  const sources = sourcesInOrder(wallet);
  // A device card stands for one source; the holder pays with another card of the device.
  const bySource = sources
    .filter((source) => !sameSource(source, ask.source) && passes({ ...ask, source, deviceCard: null }))
    .map((source): Instead => ({ kind: 'source', source }));
  const byService = SHOWN_WAYS.filter((way) => way !== ask.way).flatMap((way): Instead[] => {
    const service = wallet.services.find(({ kind, place }) => kind === way && place.kind === 'everywhere');
    const other = { ...ask, way, deviceCard: null, deduction: null, verified: true };
    const some = service !== undefined && sources.some((source) => passes({ ...other, source }));
    if (!some || (way === 'tap' && !wallet.deviceCards.some(({ state }) => state === 'active'))) return [];
    return [{ kind: 'service', serviceId: service.id, service: way }];
  });
  return [...bySource, ...byService];
}

/** Usable sources in the order in which they are tried: as the holder set them, then the others. */
export function sourcesInOrder(wallet: Wallet): Source[] {
  const all: Source[] = [
    { kind: 'balance' },
    ...wallet.bindings.map(({ id }): Source => ({ kind: 'card', bindingId: id })),
  ];
  const rest = all.filter((source) => !wallet.sourceOrder.some((each) => sameSource(each, source)));
  return [...wallet.sourceOrder, ...rest].filter((source) => isUsable(wallet, source));
}

/** The first source with which it may be paid; where none may, the first one at all, for its reason. */
export function chosenSource(
  wallet: Wallet,
  ask: Omit<PayAsk, 'source'>,
  limits: PayLimits,
  standing: Standing,
): Source {
  const sources = sourcesInOrder(wallet);
  const first = sources.find((source) => stopOf(wallet, { ...ask, source }, limits, standing) === null);
  return first ?? sources[0] ?? { kind: 'balance' };
}
