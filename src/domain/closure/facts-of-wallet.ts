/** The facts of a stored wallet: what the rules read when its holder, or staff, want to end something of it. */
import type { Wallet } from '../wallet/index.ts';
import { inUse, isOfTheWallet, left, otherWays } from './afterwards.ts';
import type { Around } from './around.ts';
import {
  activeDeviceCards,
  boundCards,
  contractsOf,
  holdsOf,
  openMovements,
  type Part,
  partOf,
  refundsOf,
} from './concerns.ts';
import type { ClosureFacts, SubjectState } from './facts.ts';
import type { ClosureSubject } from './subject.ts';

function stateOf(part: Part, wallet: Wallet): SubjectState {
  switch (part.kind) {
    case 'service':
      return part.service.state;
    case 'binding':
      return part.binding.state;
    case 'device-card':
      return part.deviceCard.state;
    case 'account':
      return wallet.status.state;
  }
}

const sourceThere = (part: Part, wallet: Wallet): boolean => {
  if (part.kind !== 'service' || part.service.place.kind !== 'source') return true;
  const { source } = part.service.place;
  return (
    source.kind === 'balance' ||
    wallet.bindings.some(({ id, state }) => id === source.bindingId && state === 'bound')
  );
};

/** `null`: the wallet has no such part. */
export function closureFacts(wallet: Wallet, subject: ClosureSubject, around: Around): ClosureFacts | null {
  const part = partOf(wallet, subject);
  if (part === undefined) return null;
  const { status } = wallet;
  const open = openMovements(part, around);
  const payments = open.filter(({ kind }) => kind !== 'payout');
  const unknown = open.filter(({ state }) => state === 'unknown').length;
  const ways = otherWays(left(inUse(wallet), part), around.balanceFen, []).filter(isOfTheWallet);
  return {
    subject: part.kind,
    provider: 'own',
    state: stateOf(part, wallet),
    account: status.state,
    accountClass: wallet.accountClass,
    service: part.kind === 'service' ? part.service.kind : null,
    place: part.kind === 'service' ? part.service.place.kind : null,
    closesAtMs: status.state === 'closing' ? status.closesAtMs : null,
    keptUntilMs: status.state === 'closed' ? status.keptUntilMs : null,
    ...around.person,
    stop: around.stop,
    suspicious: around.suspicious,
    unfinished: payments.filter(({ state }) => state === 'held').length,
    unknown,
    openHolds: holdsOf(part, around).length,
    refunds: refundsOf(part, around).length,
    payouts: open.filter(({ kind, state }) => kind === 'payout' && state === 'held').length,
    lastPayoutAtMs: around.lastPayoutAtMs,
    disputes: around.disputes.length,
    contracts: contractsOf(part, wallet).length,
    arrearsFen: around.arrearsFen,
    cards: boundCards(wallet).length,
    deviceCards: activeDeviceCards(wallet).length,
    balanceFen: around.balanceFen,
    redPacketFen: wallet.redPacketFen,
    points: wallet.points,
    benefitsGivenUp: around.benefitsGivenUp,
    sourceThere: sourceThere(part, wallet),
    otherWays: ways.length,
    proven: around.proven,
    faceConsent: around.faceConsent,
    faceAssessed: around.faceAssessed,
  };
}
