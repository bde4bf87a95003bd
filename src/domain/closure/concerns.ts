/** Which parts of a wallet, and of what is under way around it, something that ends concerns. */
import type {
  Binding,
  Deduction,
  DeviceCard,
  Service,
  Source,
  Wallet,
  WalletPayment,
} from '../wallet/index.ts';
import type { Around, OpenHold, RefundUnderWay } from './around.ts';
import type { ClosureSubject } from './subject.ts';

export const sameSource = (one: Source, other: Source): boolean =>
  one.kind === 'card' ? other.kind === 'card' && one.bindingId === other.bindingId : other.kind === 'balance';

/** The part of the wallet that a subject names; `undefined`: the wallet has none of that name. */
export type Part =
  | { readonly kind: 'service'; readonly service: Service }
  | { readonly kind: 'binding'; readonly binding: Binding }
  | { readonly kind: 'device-card'; readonly deviceCard: DeviceCard }
  | { readonly kind: 'account' };

export function partOf(wallet: Wallet, { kind, id }: ClosureSubject): Part | undefined {
  switch (kind) {
    case 'service': {
      const service = wallet.services.find((each) => each.id === id);
      return service && { kind, service };
    }
    case 'binding': {
      const binding = wallet.bindings.find((each) => each.id === id);
      return binding && { kind, binding };
    }
    case 'device-card': {
      const deviceCard = wallet.deviceCards.find((each) => each.id === id);
      return deviceCard && { kind, deviceCard };
    }
    case 'account':
      return wallet.id === id ? { kind } : undefined;
  }
}

const fromBinding =
  ({ id }: Binding) =>
  ({ source }: { readonly source: Source }): boolean =>
    source.kind === 'card' && source.bindingId === id;

export const isOpen = ({ state }: WalletPayment): boolean => state === 'held' || state === 'unknown';

/** A payment by a device card does not name it: those by tap from the same source are taken for its own. */
function concernsMovement(part: Part, movement: WalletPayment): boolean {
  switch (part.kind) {
    case 'service':
      return movement.serviceIds.includes(part.service.id);
    case 'binding':
      return fromBinding(part.binding)(movement) || movement.card?.index === part.binding.card.index;
    case 'device-card':
      return (
        (movement.kind === 'tap' || movement.kind === 'transit') &&
        sameSource(movement.source, part.deviceCard.source)
      );
    case 'account':
      return true;
  }
}

function concernsSource(part: Part, from: RefundUnderWay | OpenHold): boolean {
  switch (part.kind) {
    case 'service':
      return false;
    case 'binding':
      return fromBinding(part.binding)(from);
    case 'device-card':
      return sameSource(from.source, part.deviceCard.source);
    case 'account':
      return true;
  }
}

export const openMovements = (part: Part, { movements }: Around): readonly WalletPayment[] =>
  movements.filter((each) => isOpen(each) && concernsMovement(part, each));

/** A service ends no refund and holds up none: those of the whole wallet are told with it. */
export const refundsOf = (part: Part, { refunds }: Around): readonly RefundUnderWay[] =>
  part.kind === 'service' ? refunds : refunds.filter((each) => concernsSource(part, each));

export const holdsOf = (part: Part, { holds }: Around): readonly OpenHold[] =>
  holds.filter((each) => concernsSource(part, each));

/** Contracts that the end of it leaves without their source, or that it has to end first. */
export function contractsOf(part: Part, wallet: Wallet): readonly Deduction[] {
  const active = wallet.deductions.filter(({ state }) => state === 'active');
  switch (part.kind) {
    case 'service': {
      const { kind, place } = part.service;
      if (kind !== 'deduction') return [];
      return place.kind === 'merchant' || place.kind === 'terminal'
        ? active.filter(({ merchantId }) => merchantId === place.merchantId)
        : active;
    }
    case 'binding':
      return active.filter(fromBinding(part.binding));
    case 'device-card':
      return [];
    case 'account':
      return active;
  }
}

export const boundCards = ({ bindings }: Wallet): readonly Binding[] =>
  bindings.filter(({ state }) => state !== 'unbound');

export const activeDeviceCards = ({ deviceCards }: Wallet): readonly DeviceCard[] =>
  deviceCards.filter(({ state }) => state === 'active');
