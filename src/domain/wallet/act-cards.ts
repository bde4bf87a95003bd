/** Bound cards and the tokens of telephones and watches. */

import { activeDeduction, ended } from './act-services.ts';
import {
  type ActSetting,
  type Decided,
  refuse,
  sameSource,
  unchanged,
  type WalletAct,
  withPart,
} from './act-types.ts';
import type { Binding, BindingId, DeviceCard, DeviceCardId, Source, Wallet } from './state.ts';

type Act<K extends WalletAct['kind']> = Extract<WalletAct, { kind: K }>;

export const BINDINGS_MAX = 20;
export const DEVICE_CARDS_MAX = 20;

export const bindingOf = (wallet: Wallet, id: BindingId): Binding | undefined =>
  wallet.bindings.find((each) => each.id === id);

/** Can money come from there: the balance always, a card while it is bound. */
export const isUsable = (wallet: Wallet, source: Source): boolean =>
  source.kind === 'balance' || bindingOf(wallet, source.bindingId)?.state === 'bound';

export function bind(wallet: Wallet, act: Act<'bind'>, { atMs, newId }: ActSetting): Decided {
  const { kind: _kind, ...card } = act;
  const live = wallet.bindings.filter(({ state }) => state !== 'unbound');
  const same = live.find((each) => each.card.index === card.card.index);
  if (same?.state === 'bound') return refuse('wallet-card-bound-already');
  if (live.length >= BINDINGS_MAX) return refuse('wallet-too-many');
  const id = `bnd_${newId()}` as BindingId;
  // A card that was reported lost and is confirmed anew takes the place of its earlier binding.
  const before = wallet.bindings.map((each) =>
    each === same ? { ...each, state: 'unbound' as const, endedAtMs: atMs } : each,
  );
  const binding: Binding = {
    ...{ ...card, id, boundAtMs: atMs, lastUsedMs: null, state: 'bound', endedAtMs: null },
  };
  return {
    wallet: {
      ...wallet,
      bindings: [...before, binding],
      sourceOrder: [...wallet.sourceOrder, { kind: 'card', bindingId: id }],
    },
    made: id,
    events: [{ kind: 'wallet-card-bound', body: { bindingId: id, card: card.card.masked } }],
  };
}

/**
 * Tokens stand for the card and go with it, as does what is set for it alone. Contracts go on unless they are named:
 * unbinding does not end them (WAL-03).
 */
export function unbind(wallet: Wallet, act: Act<'unbind'>, { atMs }: ActSetting): Decided {
  const binding = bindingOf(wallet, act.bindingId);
  if (binding === undefined) return refuse('wallet-part-not-found');
  if (act.alsoEnd.some((id) => activeDeduction(wallet, id) === undefined))
    return refuse('wallet-part-not-found');
  if (binding.state === 'unbound') return unchanged(wallet);
  const source: Source = { kind: 'card', bindingId: binding.id };
  const removed = wallet.deviceCards.filter(
    (card) => card.state !== 'removed' && sameSource(card.source, source),
  );
  return {
    wallet: {
      ...wallet,
      bindings: withPart(wallet.bindings, { ...binding, state: 'unbound', endedAtMs: atMs }),
      sourceOrder: wallet.sourceOrder.filter((each) => !sameSource(each, source)),
      deviceCards: wallet.deviceCards.map((card) =>
        removed.includes(card) ? { ...card, state: 'removed' as const, endedAtMs: atMs } : card,
      ),
      services: wallet.services.map((service) =>
        service.place.kind === 'source' && sameSource(service.place.source, source) && service.state !== 'off'
          ? { ...service, state: 'off' as const, sinceMs: atMs }
          : service,
      ),
      deductions: wallet.deductions.map((each) => (act.alsoEnd.includes(each.id) ? ended(each, atMs) : each)),
    },
    made: null,
    events: [
      {
        kind: 'wallet-unbound',
        body: {
          bindingId: binding.id,
          card: binding.card.masked,
          deviceCards: removed.map(({ id }) => id),
          deductionsEnded: act.alsoEnd,
        },
      },
    ],
  };
}

export function loseCard(wallet: Wallet, act: Act<'lose-card'>, { atMs }: ActSetting): Decided {
  const binding = bindingOf(wallet, act.bindingId);
  if (binding === undefined) return refuse('wallet-part-not-found');
  if (binding.state === 'unbound') return refuse('wallet-part-ended');
  if (binding.state === 'lost') return unchanged(wallet);
  const source: Source = { kind: 'card', bindingId: binding.id };
  return {
    wallet: {
      ...wallet,
      bindings: withPart(wallet.bindings, { ...binding, state: 'lost', endedAtMs: atMs }),
      deviceCards: wallet.deviceCards.map((card) =>
        card.state === 'active' && sameSource(card.source, source)
          ? { ...card, state: 'suspended' as const }
          : card,
      ),
    },
    made: null,
    events: [{ kind: 'wallet-card-lost', body: { bindingId: binding.id, card: binding.card.masked } }],
  };
}

export function addDeviceCard(
  wallet: Wallet,
  act: Act<'add-device-card'>,
  { atMs, newId }: ActSetting,
): Decided {
  const { token, source, device } = act;
  if (!isUsable(wallet, source)) return refuse('wallet-source-gone');
  if (wallet.deviceCards.filter(({ state }) => state !== 'removed').length >= DEVICE_CARDS_MAX)
    return refuse('wallet-too-many');
  const id = `dvc_${newId()}` as DeviceCardId;
  const card: DeviceCard = {
    ...{ id, token, source, device, addedAtMs: atMs, lastUsedMs: null },
    ...{ counter: null, state: 'active', endedAtMs: null },
  };
  return {
    wallet: { ...wallet, deviceCards: [...wallet.deviceCards, card] },
    made: id,
    events: [{ kind: 'wallet-device-card-added', body: { deviceCardId: id, token: token.masked, device } }],
  };
}

export function moveDeviceCard(wallet: Wallet, id: DeviceCardId, to: 'suspended' | 'active'): Decided {
  const card = wallet.deviceCards.find((each) => each.id === id);
  if (card === undefined) return refuse('wallet-part-not-found');
  if (card.state === 'removed') return refuse('wallet-part-ended');
  if (to === 'active' && !isUsable(wallet, card.source)) return refuse('wallet-source-gone');
  if (card.state === to) return unchanged(wallet);
  const kind = to === 'active' ? 'wallet-device-card-resumed' : 'wallet-device-card-suspended';
  return {
    wallet: { ...wallet, deviceCards: withPart(wallet.deviceCards, { ...card, state: to }) },
    made: null,
    events: [{ kind, body: { deviceCardId: id, device: card.device } }],
  };
}

/** The token alone goes; the bank card that it stands for stays bound (WAL-04). */
export function removeDeviceCard(wallet: Wallet, id: DeviceCardId, { atMs }: ActSetting): Decided {
  const card = wallet.deviceCards.find((each) => each.id === id);
  if (card === undefined) return refuse('wallet-part-not-found');
  if (card.state === 'removed') return unchanged(wallet);
  return {
    wallet: {
      ...wallet,
      deviceCards: withPart(wallet.deviceCards, { ...card, state: 'removed', endedAtMs: atMs }),
    },
    made: null,
    events: [
      {
        kind: 'wallet-device-card-removed',
        body: { deviceCardId: id, token: card.token.masked, device: card.device },
      },
    ],
  };
}

export function orderSources(wallet: Wallet, order: readonly Source[]): Decided {
  if (order.length > BINDINGS_MAX + 1) return refuse('wallet-too-many');
  if (!order.every((source) => isUsable(wallet, source))) return refuse('wallet-part-not-found');
  const twice = order.some((one, at) => order.findIndex((other) => sameSource(one, other)) !== at);
  if (twice) return refuse('wallet-part-not-found');
  const { sourceOrder: before } = wallet;
  const rest = before.filter((source) => !order.some((each) => sameSource(each, source)));
  const sourceOrder = [...order, ...rest];
  const same = sourceOrder.every((source, at) => before[at] !== undefined && sameSource(source, before[at]));
  if (same) return unchanged(wallet);
  return {
    wallet: { ...wallet, sourceOrder },
    made: null,
    events: [{ kind: 'wallet-sources-ordered', body: { sourceOrder } }],
  };
}
