/** What holders close in the middle of everything, and what some of them take back. */
import type { BindingId, DeviceCardId } from '#domain/wallet';
import type { Asking } from './asking.ts';
import type { Ground } from './ground.ts';
import type { Dice } from './seed.ts';
import type { WalletHolder } from './wallet-holder.ts';

export interface Closer {
  readonly ground: Ground;
  readonly dice: Dice;
  readonly asking: Asking;
  readonly holder: WalletHolder;
  readonly deviceCardId: DeviceCardId;
  readonly bindingId: BindingId;
}

const nothing = (): void => {};
/** How long somebody thinks before closing something is taken back. */
const thinks = ({ asking, dice }: Closer, act: () => void): void =>
  asking.after(dice.between(1_000, 200_000), act);

function switchOff(closer: Closer, then: () => void): void {
  const serviceId = closer.holder.service('tap');
  if (serviceId !== null) closer.holder.act({ kind: 'switch-service', serviceId, to: 'off' }, then);
}

function switchOn({ holder }: Closer): void {
  const serviceId = holder.service('tap');
  if (serviceId !== null) holder.act({ kind: 'switch-service', serviceId, to: 'on' }, nothing);
}

/** Contracts go on, but for those that are named. */
function unbind({ holder, bindingId, dice }: Closer): void {
  const contract = dice.perMille(400) ? holder.wallet?.deductions.at(-1) : undefined;
  holder.act({ kind: 'unbind', bindingId, alsoEnd: contract === undefined ? [] : [contract.id] }, nothing);
}

function closeAccount(closer: Closer, then: () => void): void {
  const closesAtMs = closer.ground.agenda.nowMs + closer.dice.between(5, 40) * 60_000;
  closer.holder.act({ kind: 'begin-closing', closesAtMs }, then);
}

/** What is on the account goes to the card, and what comes in later too; at last the cards are unbound. */
function closeForGood(closer: Closer): void {
  payOut(closer, () => closeAccount(closer, () => watch(closer, 0)));
}

const WATCHES_MAX = 96;
const WATCH_MS = 15 * 60_000;
/** By then nothing comes back any more. */
const UNBIND_AFTER = 12;

function payOut({ holder, bindingId }: Closer, then: () => void): void {
  const freeFen = holder.freeFen();
  if (freeFen > 0n) holder.moves('payout', bindingId, freeFen, then);
  else then();
}

function watch(closer: Closer, times: number): void {
  closer.asking.after(WATCH_MS, () => {
    if (times === WATCHES_MAX || closer.holder.status() !== 'closing') return;
    if (times === UNBIND_AFTER) unbindAll(closer);
    settleUp(closer, () => payOut(closer, () => watch(closer, times + 1)));
  });
}

/** What is owed is brought; whoever has no card for that any more goes on with the account. */
function settleUp({ holder, bindingId }: Closer, then: () => void): void {
  const owedFen = holder.arrearsFen();
  if (owedFen === 0n) {
    then();
    return;
  }
  holder.moves('top-up', bindingId, owedFen, (moved) => {
    if (moved) then();
    else holder.act({ kind: 'take-back' }, nothing, then);
  });
}

function unbindAll({ holder }: Closer): void {
  const { bindings = [], deductions = [] } = holder.wallet ?? {};
  for (const { id: deductionId, state } of deductions)
    if (state === 'active') holder.act({ kind: 'end-deduction', deductionId }, nothing);
  for (const { id: bindingId, state } of bindings)
    if (state !== 'unbound') holder.act({ kind: 'unbind', bindingId, alsoEnd: [] }, nothing);
}

const CLOSE = {
  'tap-off': (closer: Closer) => switchOff(closer, nothing),
  'tap-off-on': (closer: Closer) => switchOff(closer, () => thinks(closer, () => switchOn(closer))),
  unbind,
  'lose-card': ({ holder, bindingId }: Closer) => holder.act({ kind: 'lose-card', bindingId }, nothing),
  'remove-token': ({ holder, deviceCardId }: Closer) =>
    holder.act({ kind: 'remove-device-card', deviceCardId }, nothing),
  suspend: (closer: Closer) => {
    const { holder, deviceCardId } = closer;
    const resume = (): void => holder.act({ kind: 'resume-device-card', deviceCardId }, nothing);
    holder.act({ kind: 'suspend-device-card', deviceCardId }, () => thinks(closer, resume));
  },
  stop: ({ holder }: Closer) => holder.act({ kind: 'stop', caseId: `los_${holder.id}` }, nothing),
  account: closeForGood,
  'account-back': (closer: Closer) =>
    closeAccount(closer, () => thinks(closer, () => closer.holder.act({ kind: 'take-back' }, nothing))),
} as const;

/** What is closed, by how often. */
const KINDS = [
  ...['none', 'none', 'tap-off', 'tap-off', 'tap-off-on', 'unbind', 'unbind', 'remove-token', 'remove-token'],
  ...['suspend', 'lose-card', 'stop', 'account', 'account', 'account-back'],
] as const;
export type ClosingKind = (typeof KINDS)[number];

export const closingOf = (dice: Dice): ClosingKind => dice.pick(KINDS);

export function closeIt(kind: ClosingKind, closer: Closer): void {
  if (kind !== 'none') CLOSE[kind](closer);
}
