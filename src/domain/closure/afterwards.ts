/** What of a wallet still pays once something has ended. */
import {
  type Binding,
  type DeviceCard,
  SERVICE_WORDS,
  type Service,
  type ServiceKind,
  type Source,
  sourceWords,
  type Wallet,
  type WalletWords,
} from '../wallet/index.ts';
import type { Part } from './concerns.ts';

/** What is in use of a wallet: services that are on, device cards that tap, cards that pay. */
export interface InUse {
  readonly services: readonly Service[];
  readonly deviceCards: readonly DeviceCard[];
  readonly bindings: readonly Binding[];
  /** Services that are not on: what they cover is declined. */
  readonly shut: readonly Service[];
}

const NOTHING: InUse = { services: [], deviceCards: [], bindings: [], shut: [] };

export function inUse({ services, deviceCards, bindings, status }: Wallet): InUse {
  if (status.state !== 'open') return NOTHING;
  return working({
    services: services.filter(({ state }) => state === 'on'),
    deviceCards: deviceCards.filter(({ state }) => state === 'active'),
    bindings: bindings.filter(({ state }) => state === 'bound'),
    shut: services.filter(({ state }) => state !== 'on'),
  });
}

const isEverywhere = ({ place }: Service): boolean => place.kind === 'everywhere';

/** Does a shut service shut this one too? That of a shop shuts those of its terminals. */
const shutBy = ({ kind, place }: Service, shut: Service): boolean =>
  shut.kind === kind &&
  shut.place.kind === 'merchant' &&
  place.kind === 'terminal' &&
  shut.place.merchantId === place.merchantId;

/**
 * A payment needs every service that covers it: without that of everywhere those of single shops, terminals and cards
 * are of no use, and where nothing can be tapped nothing is small enough to be tapped without PIN. What stands for a
 * card goes with the card.
 */
function working({ services, deviceCards, bindings, shut }: InUse): InUse {
  const isThere = (source: Source): boolean =>
    source.kind === 'balance' || bindings.some(({ id }) => id === source.bindingId);
  const everywhere = (kind: ServiceKind): boolean =>
    services.some((each) => each.kind === kind && isEverywhere(each));
  const works = (each: Service): boolean =>
    everywhere(each.kind) &&
    (each.kind !== 'no-pin' || everywhere('tap')) &&
    (each.place.kind !== 'source' || isThere(each.place.source)) &&
    !shut.some((other) => shutBy(each, other));
  const held = everywhere('tap') || everywhere('transit');
  return {
    services: services.filter(works),
    deviceCards: deviceCards.filter(({ source }) => held && isThere(source)),
    bindings,
    shut,
  };
}

/** What is left in use when a part has ended. */
export function left(now: InUse, part: Part): InUse {
  const not =
    (gone: string) =>
    ({ id }: { readonly id: string }): boolean =>
      id !== gone;
  switch (part.kind) {
    case 'account':
      return NOTHING;
    case 'service':
      return working({
        ...now,
        services: now.services.filter(not(part.service.id)),
        shut: [...now.shut, part.service],
      });
    case 'device-card':
      return working({ ...now, deviceCards: now.deviceCards.filter(not(part.deviceCard.id)) });
    case 'binding':
      return working({ ...now, bindings: now.bindings.filter(not(part.binding.id)) });
  }
}

export interface OtherWay {
  /** `bank-card`: the card itself, at a terminal; what ends here takes nothing from it. */
  readonly how: 'tap' | 'pay-code' | 'scan' | 'transit' | 'bank-card';
  /** Of the device card or the bound card; null for a service. */
  readonly id: string | null;
  readonly name: WalletWords;
}

/** Ways to pay that are at hand: by the wallet first, then the cards themselves. */
export function otherWays(now: InUse, balanceFen: bigint, cards: readonly Binding[]): readonly OtherWay[] {
  const on = (kind: Service['kind']): boolean =>
    now.services.some((each) => each.kind === kind && isEverywhere(each));
  const funded = ({ kind }: Source): boolean => kind === 'card' || balanceFen > 0n;
  const taps = now.deviceCards
    .filter(({ source }) => on('tap') && funded(source))
    .map(({ id, device, source }): OtherWay => {
      const from = sourceWords(now, source);
      const name = {
        zh: `${device.name}挥卡（${from.zh}）`,
        en: `tap with ${device.name} (${from.en})`,
      };
      return { how: 'tap', id, name };
    });
  const paying = balanceFen > 0n || now.bindings.length > 0;
  const coded = (['pay-code', 'scan', 'transit'] as const)
    .filter((how) => on(how) && paying)
    .map((how): OtherWay => ({ how, id: null, name: SERVICE_WORDS[how] }));
  const plain = cards.map((card): OtherWay => {
    const of = sourceWords({ bindings: [card] }, { kind: 'card', bindingId: card.id });
    const name = { zh: `${of.zh}实体卡`, en: `the card itself, ${of.en}` };
    return { how: 'bank-card', id: card.id, name };
  });
  return [...taps, ...coded, ...plain];
}

export const isOfTheWallet = ({ how }: OtherWay): boolean => how !== 'bank-card';
