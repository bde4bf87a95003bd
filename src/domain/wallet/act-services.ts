/** Services by kind and place, and the contracts by which merchants take money. */
import { AMOUNT_FEN_MAX, isPayableFen } from '../money/index.ts';
import { NO_LIMITS, newService } from './act-account.ts';
import {
  type ActSetting,
  type Decided,
  refuse,
  sameSource,
  unchanged,
  type WalletAct,
  withPart,
} from './act-types.ts';
import type { Deduction, DeductionId, ServiceLimits, ServicePlace, Wallet } from './state.ts';

type Act<K extends WalletAct['kind']> = Extract<WalletAct, { kind: K }>;

export const SERVICES_MAX = 200;
export const DEDUCTIONS_MAX = 200;

export function switchService(
  wallet: Wallet,
  { serviceId, to }: Act<'switch-service'>,
  { atMs }: ActSetting,
): Decided {
  const service = wallet.services.find(({ id }) => id === serviceId);
  if (service === undefined) return refuse('wallet-part-not-found');
  if (service.state === to) return unchanged(wallet);
  if (to === 'on' && service.state === 'suspended') return refuse('wallet-service-suspended');
  if (to === 'on' && !placeIsUsable(wallet, service.place)) return refuse('wallet-source-gone');
  return {
    wallet: { ...wallet, services: withPart(wallet.services, { ...service, state: to, sinceMs: atMs }) },
    made: null,
    events: [
      {
        kind: to === 'off' ? 'wallet-service-closed' : 'wallet-service-opened',
        body: { serviceId, service: service.kind, place: placeIn(service.place) },
      },
    ],
  };
}

const placeIsUsable = (wallet: Wallet, place: ServicePlace): boolean =>
  place.kind !== 'source' ||
  place.source.kind === 'balance' ||
  wallet.bindings.some(
    ({ id, state }) => place.source.kind === 'card' && id === place.source.bindingId && state === 'bound',
  );

/** What of a place an event tells. */
const placeIn = (place: ServicePlace): Readonly<Record<string, unknown>> => ({ ...place });

export function samePlace(one: ServicePlace, other: ServicePlace): boolean {
  switch (one.kind) {
    case 'everywhere':
      return other.kind === 'everywhere';
    case 'merchant':
      return other.kind === 'merchant' && other.merchantId === one.merchantId;
    case 'terminal':
      return (
        other.kind === 'terminal' &&
        other.merchantId === one.merchantId &&
        other.terminalId === one.terminalId
      );
    case 'source':
      return other.kind === 'source' && sameSource(one.source, other.source);
  }
}

export function addService(wallet: Wallet, act: Act<'add-service'>, setting: ActSetting): Decided {
  const { service: kind, place, to, limits = NO_LIMITS } = act;
  const { atMs, newId } = setting;
  const there = wallet.services.find((each) => each.kind === kind && samePlace(each.place, place));
  if (there !== undefined) return refuse('wallet-service-there-already');
  if (!placeIsUsable(wallet, place)) return refuse('wallet-source-gone');
  if (!limitsAreValid(limits)) return refuse('wallet-limit-not-valid');
  if (wallet.services.length >= SERVICES_MAX) return refuse('wallet-too-many');
  const service = newService(newId(), { kind, place, limits, state: to }, atMs);
  return {
    wallet: { ...wallet, services: [...wallet.services, service] },
    made: service.id,
    events: [
      {
        kind: to === 'off' ? 'wallet-service-closed' : 'wallet-service-opened',
        body: { serviceId: service.id, service: kind, place: placeIn(place) },
      },
    ],
  };
}

const limitIsValid = (limitFen: bigint | null): boolean =>
  limitFen === null || (limitFen >= 0n && limitFen <= AMOUNT_FEN_MAX);
const limitsAreValid = ({ perPaymentFen, perDayFen }: ServiceLimits): boolean =>
  limitIsValid(perPaymentFen) && limitIsValid(perDayFen);

export function limitService(wallet: Wallet, { serviceId, limits }: Act<'limit-service'>): Decided {
  const service = wallet.services.find(({ id }) => id === serviceId);
  if (service === undefined) return refuse('wallet-part-not-found');
  if (!limitsAreValid(limits)) return refuse('wallet-limit-not-valid');
  const { perPaymentFen, perDayFen } = limits;
  const { limits: before } = service;
  if (before.perPaymentFen === perPaymentFen && before.perDayFen === perDayFen) return unchanged(wallet);
  const raised = isLooser(before.perPaymentFen, perPaymentFen) || isLooser(before.perDayFen, perDayFen);
  // In trouble limits may only be tightened: a looser one lets more money out.
  if (raised && wallet.status.state !== 'open')
    return refuse(wallet.status.state === 'stopped' ? 'wallet-stopped' : 'wallet-closing');
  return {
    wallet: {
      ...wallet,
      services: withPart(wallet.services, { ...service, limits: { perPaymentFen, perDayFen } }),
    },
    made: null,
    events: [
      {
        kind: 'wallet-service-limited',
        body: { serviceId, service: service.kind, limits: { perPaymentFen, perDayFen } },
      },
    ],
  };
}

const isLooser = (beforeFen: bigint | null, afterFen: bigint | null): boolean =>
  beforeFen !== null && (afterFen === null || afterFen > beforeFen);

export const activeDeduction = (wallet: Wallet, id: DeductionId): Deduction | undefined =>
  wallet.deductions.find((each) => each.id === id && each.state === 'active');

export const ended = (deduction: Deduction, atMs: number): Deduction =>
  deduction.state === 'ended' ? deduction : { ...deduction, state: 'ended', endedAtMs: atMs };

export function signDeduction(
  wallet: Wallet,
  act: Act<'sign-deduction'>,
  { atMs, newId }: ActSetting,
): Decided {
  const { kind: _kind, ...signed } = act;
  if (!placeIsUsable(wallet, { kind: 'source', source: signed.source })) return refuse('wallet-source-gone');
  if (!isPayableFen(signed.perPaymentFen)) return refuse('wallet-limit-not-valid');
  if (wallet.deductions.length >= DEDUCTIONS_MAX) return refuse('wallet-too-many');
  const id = `ddn_${newId()}` as DeductionId;
  const deduction: Deduction = {
    ...{ ...signed, id, signedAtMs: atMs, lastUsedMs: null, state: 'active', endedAtMs: null },
  };
  const { merchantId, nameZh, nameEn, subject, perPaymentFen } = signed;
  return {
    wallet: { ...wallet, deductions: [...wallet.deductions, deduction] },
    made: id,
    events: [
      {
        kind: 'wallet-deduction-signed',
        body: { deductionId: id, merchantId, nameZh, nameEn, subject, perPaymentFen },
      },
    ],
  };
}

export function endDeduction(wallet: Wallet, id: DeductionId, { atMs }: ActSetting): Decided {
  const deduction = wallet.deductions.find((each) => each.id === id);
  if (deduction === undefined) return refuse('wallet-part-not-found');
  if (deduction.state === 'ended') return unchanged(wallet);
  const { merchantId, nameZh, nameEn, subject } = deduction;
  return {
    wallet: { ...wallet, deductions: withPart(wallet.deductions, ended(deduction, atMs)) },
    made: null,
    events: [
      { kind: 'wallet-deduction-ended', body: { deductionId: id, merchantId, nameZh, nameEn, subject } },
    ],
  };
}
