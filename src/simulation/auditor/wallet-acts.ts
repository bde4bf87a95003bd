/** Closings end what was named and nothing else: each change of a wallet's row has somebody who asked for it. */
import type { Wallet, WalletAct } from '#domain/wallet';
import { type AuditedWallet, inWallet } from './wallet-records.ts';

type Kind = WalletAct['kind'];
type Act<K extends Kind> = Extract<WalletAct, { kind: K }>;

const asked = <K extends Kind>({ acts }: AuditedWallet, kind: K, is: (act: Act<K>) => boolean): boolean =>
  acts.some(({ act }) => act.kind === kind && is(act as Act<K>));

interface Part {
  readonly id: string;
  readonly state: string;
}

/** Parts whose state is another one than before; what is new has none before. */
function* changed<T extends Part>(before: readonly T[], after: readonly T[]): Generator<readonly [T, T]> {
  if (before === after) return;
  for (const now of after) {
    const was = before.find(({ id }) => id === now.id);
    if (was !== undefined && was.state !== now.state) yield [was, now];
  }
}

const isOfCard = (source: { readonly kind: string }, bindingId: string): boolean =>
  source.kind === 'card' && (source as { readonly bindingId?: string }).bindingId === bindingId;

/** @throws Violation for a part that changed though nobody asked. */
export function checkAsked(wallet: AuditedWallet, before: Wallet, after: Wallet): void {
  const say = (text: string) => inWallet(wallet, 'closing-as-asked', text);
  if (after.status.state === 'closed' && before.status.state !== 'closed') return;
  const unbound = (source: { readonly kind: string }): boolean =>
    asked(wallet, 'unbind', ({ bindingId }) => isOfCard(source, bindingId));
  const stopped = asked(wallet, 'stop', () => true);
  for (const [, { id, state, place }] of changed(before.services, after.services)) {
    const switched = asked(wallet, 'switch-service', (act) => act.serviceId === id && act.to === state);
    const ofCard = state === 'off' && place.kind === 'source' && unbound(place.source);
    const byLoss = stopped && (state === 'suspended' || before.status.state === 'stopped');
    if (!switched && !ofCard && !byLoss)
      throw say(`its service ${id} became ${state}, which nobody asked for`);
  }
  for (const [, { id, state }] of changed(before.bindings, after.bindings)) {
    const isAsked =
      state === 'unbound'
        ? asked(wallet, 'unbind', (act) => act.bindingId === id)
        : stopped || asked(wallet, 'lose-card', (act) => act.bindingId === id);
    if (!isAsked) throw say(`its card ${id} became ${state}, which nobody asked for`);
  }
  for (const [, { id, state, source }] of changed(before.deviceCards, after.deviceCards)) {
    const lost = asked(wallet, 'lose-card', ({ bindingId }) => isOfCard(source, bindingId));
    const isAsked =
      state === 'removed'
        ? unbound(source) || stopped || asked(wallet, 'remove-device-card', (act) => act.deviceCardId === id)
        : state === 'suspended'
          ? stopped || lost || asked(wallet, 'suspend-device-card', (act) => act.deviceCardId === id)
          : stopped || asked(wallet, 'resume-device-card', (act) => act.deviceCardId === id);
    if (!isAsked) throw say(`its device card ${id} became ${state}, which nobody asked for`);
  }
  for (const [, { id }] of changed(before.deductions, after.deductions)) {
    const named = asked(wallet, 'unbind', ({ alsoEnd }) => alsoEnd.some((each) => each === id));
    if (!named && !asked(wallet, 'end-deduction', (act) => act.deductionId === id))
      throw say(`its contract ${id} ended, which nobody asked for`);
  }
  checkStatus(wallet, before, after);
}

const STATUS_BY: Readonly<Record<string, readonly Kind[]>> = {
  stopped: ['stop'],
  closing: ['begin-closing'],
  open: ['take-back', 'resume'],
};

function checkStatus(wallet: AuditedWallet, { status: was }: Wallet, { status: is }: Wallet): void {
  if (was.state === is.state) return;
  const say = (text: string) => inWallet(wallet, 'closing-as-asked', text);
  if (was.state === 'closed') throw say(`it is ${is.state} after it was locked`);
  const by = STATUS_BY[is.state] ?? [];
  if (!wallet.acts.some(({ act }) => by.includes(act.kind)))
    throw say(`it went from ${was.state} to ${is.state}, which nobody asked for`);
}

/** The part that an act ends; null for one that ends nothing. */
export function endedBy(act: WalletAct): string | null {
  switch (act.kind) {
    case 'switch-service':
      return act.to === 'off' ? act.serviceId : null;
    case 'unbind':
    case 'lose-card':
      return act.bindingId;
    case 'suspend-device-card':
    case 'remove-device-card':
      return act.deviceCardId;
    case 'stop':
    case 'begin-closing':
      return 'account';
    default:
      return null;
  }
}

/** What an act lets live again; from its asking on, what was told before says nothing. */
export function reopenedBy(act: WalletAct): string | null {
  if (act.kind === 'switch-service' && act.to === 'on') return act.serviceId;
  if (act.kind === 'resume-device-card') return act.deviceCardId;
  return act.kind === 'take-back' || act.kind === 'resume' ? 'account' : null;
}

const isEnded = (parts: readonly Part[], id: string, live: string): boolean =>
  parts.some((part) => part.id === id && part.state !== live);

/** Was the act done, as the row says now? Null: it says nothing of that any more. */
export function isDone({ row, acts }: AuditedWallet, act: WalletAct): boolean | null {
  if (row === null) return false;
  const part = endedBy(act);
  if (part === null) return null;
  if (acts.some((each) => reopenedBy(each.act) === part)) return null;
  if (part === 'account') return row.status.state !== 'open';
  switch (act.kind) {
    case 'switch-service':
      return isEnded(row.services, part, 'on');
    case 'unbind':
    case 'lose-card':
      return isEnded(row.bindings, part, 'bound');
    default:
      return isEnded(row.deviceCards, part, 'active');
  }
}
