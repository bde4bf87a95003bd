/** What may be done to a wallet in which state, and what comes of it. */
import type { Outcome } from '../outcome/index.ts';
import { beginClosing, delayClosing, lock, openWallet, resume, stop, takeBack } from './act-account.ts';
import {
  addDeviceCard,
  bind,
  loseCard,
  moveDeviceCard,
  orderSources,
  removeDeviceCard,
  unbind,
} from './act-cards.ts';
import { addService, endDeduction, limitService, signDeduction, switchService } from './act-services.ts';
import {
  type ActSetting,
  type Decided,
  refuse,
  unchanged,
  type WalletAct,
  type WalletActKind,
} from './act-types.ts';
import type { Wallet, WalletState } from './state.ts';

type Standing = 'none' | WalletState['state'];

/**
 * What lessens a risk may be done whenever money could still be lost: it is never harder than its opposite (WAL-10).
 * In a closed wallet nothing is left to be lost.
 */
const LESSENS: readonly Standing[] = ['open', 'stopped', 'closing'];
const OPEN: readonly Standing[] = ['open'];

/** In which states an act may be done at all. */
export const ACT_IN: Readonly<Record<WalletActKind, readonly Standing[]>> = {
  open: ['none'],
  bind: OPEN,
  unbind: LESSENS,
  'lose-card': LESSENS,
  'add-device-card': OPEN,
  'suspend-device-card': LESSENS,
  'resume-device-card': OPEN,
  'remove-device-card': LESSENS,
  'switch-service': LESSENS,
  'add-service': LESSENS,
  'limit-service': LESSENS,
  'sign-deduction': OPEN,
  'end-deduction': LESSENS,
  'order-sources': OPEN,
  // Whoever stole the phone may have begun the closing: a report of loss ends that too.
  stop: ['open', 'stopped', 'closing'],
  resume: ['stopped'],
  'begin-closing': ['open', 'closing'],
  'delay-closing': ['closing'],
  'take-back': ['closing'],
  lock: ['closing'],
  'give-up-benefits': ['open', 'closing'],
};

const standingOf = (wallet: Wallet | null): Standing => wallet?.status.state ?? 'none';

/** Why an act may not be done in this state; null: it may. */
export function refusalInState(standing: Standing, act: WalletAct): Outcome | null {
  if (standing === 'none' && act.kind !== 'open') return 'wallet-not-found';
  const raises =
    (act.kind === 'switch-service' && act.to === 'on') || (act.kind === 'add-service' && act.to === 'on');
  if (ACT_IN[act.kind].includes(standing) && (!raises || standing === 'open')) return null;
  if (act.kind === 'open') return 'wallet-open-already';
  switch (standing) {
    case 'stopped':
      return 'wallet-stopped';
    case 'closing':
      return 'wallet-closing';
    case 'closed':
      return 'wallet-closed';
    default:
      return act.kind === 'resume' ? 'wallet-not-stopped' : 'wallet-not-closing';
  }
}

export function decideWallet(wallet: Wallet | null, act: WalletAct, setting: ActSetting): Decided {
  const refused = refusalInState(standingOf(wallet), act);
  if (refused !== null) return refuse(refused);
  if (act.kind === 'open') return openWallet(act, setting);
  return wallet === null ? refuse('wallet-not-found') : decideKnown(wallet, act, setting);
}

type KnownAct = Exclude<WalletAct, { kind: 'open' }>;

function decideKnown(wallet: Wallet, act: KnownAct, setting: ActSetting): Decided {
  switch (act.kind) {
    case 'bind':
      return bind(wallet, act, setting);
    case 'unbind':
      return unbind(wallet, act, setting);
    case 'lose-card':
      return loseCard(wallet, act, setting);
    case 'add-device-card':
      return addDeviceCard(wallet, act, setting);
    case 'suspend-device-card':
      return moveDeviceCard(wallet, act.deviceCardId, 'suspended');
    case 'resume-device-card':
      return moveDeviceCard(wallet, act.deviceCardId, 'active');
    case 'remove-device-card':
      return removeDeviceCard(wallet, act.deviceCardId, setting);
    case 'switch-service':
      return switchService(wallet, act, setting);
    case 'add-service':
      return addService(wallet, act, setting);
    case 'limit-service':
      return limitService(wallet, act);
    case 'sign-deduction':
      return signDeduction(wallet, act, setting);
    case 'end-deduction':
      return endDeduction(wallet, act.deductionId, setting);
    case 'order-sources':
      return orderSources(wallet, act.order);
    case 'stop':
      return stop(wallet, act, setting);
    case 'resume':
      return resume(wallet, setting);
    case 'begin-closing':
      return beginClosing(wallet, act, setting);
    case 'take-back':
      return takeBack(wallet, setting);
    case 'delay-closing':
      return delayClosing(wallet, act);
    case 'lock':
      return lock(wallet, act, setting);
    case 'give-up-benefits':
      return giveUpBenefits(wallet);
  }
}

function giveUpBenefits(wallet: Wallet): Decided {
  const { redPacketFen, points } = wallet;
  if (redPacketFen === 0n && points === 0) return unchanged(wallet);
  return {
    wallet: { ...wallet, redPacketFen: 0n, points: 0 },
    made: null,
    events: [{ kind: 'wallet-benefits-given-up', body: { redPacketFen, points } }],
  };
}
