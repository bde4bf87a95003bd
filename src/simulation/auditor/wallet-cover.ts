/**
 * Nothing is paid by what is closed, and nothing is declined that is open: reckoned from the rows of the wallet alone,
 * without the engine's own choice of services.
 */
import type { Service, Wallet, WalletPayment } from '#domain/wallet';
import type { AuditMemory } from './memory.ts';
import { type AuditedWallet, freeFen, inWallet } from './wallet-records.ts';

const PAYS: ReadonlySet<string> = new Set(['tap', 'pay-code', 'scan', 'deduction', 'transit']);

type Covered = Pick<WalletPayment, 'merchant' | 'source'> & { readonly kind: string };
const covers = ({ kind, place }: Service, { kind: by, merchant, source }: Covered): boolean => {
  if (kind !== by) return false;
  switch (place.kind) {
    case 'everywhere':
      return true;
    case 'merchant':
      return place.merchantId === merchant?.merchantId;
    case 'terminal':
      return place.merchantId === merchant?.merchantId && place.terminalId === merchant.terminalId;
    case 'source':
      return (
        place.source.kind === source.kind &&
        (place.source.kind === 'balance' ||
          (source.kind === 'card' && place.source.bindingId === source.bindingId))
      );
  }
};

/** Reasons that the wallet as it stands has to bear out. */
const REASONS = ['wallet-stopped', 'wallet-closing', 'wallet-closed'] as const;

/** Why a payment may not be, by this row: every reason that holds. */
function reasonsIn(wallet: Wallet, movement: WalletPayment, token: string | null): Set<string> {
  const reasons = new Set<string>();
  if (wallet.status.state !== 'open') reasons.add(`wallet-${wallet.status.state}`);
  for (const service of wallet.services)
    if (service.state !== 'on' && covers(service, movement)) reasons.add('wallet-service-off');
  const { source } = movement;
  if (source.kind === 'card' && wallet.bindings.find(({ id }) => id === source.bindingId)?.state !== 'bound')
    reasons.add('wallet-source-gone');
  const card =
    movement.kind === 'tap' ? wallet.deviceCards.find((each) => each.token.index === token) : undefined;
  if (card !== undefined && card.state !== 'active') reasons.add('wallet-device-card-off');
  return reasons;
}

/**
 * A movement is new. Where it and an act on its wallet are in one batch their order is the engine's: what holds of one
 * of the two rows will do. @throws Violation
 */
export function checkCovered(
  memory: AuditMemory,
  wallet: AuditedWallet,
  before: Wallet | null,
  movement: WalletPayment,
): void {
  const { row } = wallet;
  if (!PAYS.has(movement.kind) || row === null) return;
  const token = memory.upstream.get(movement.networkKey ?? '')?.cardIndex ?? null;
  const after = reasonsIn(row, movement, token);
  const was = before === null || before === row ? after : reasonsIn(before, movement, token);
  const { id, state, reason } = movement;
  if (state !== 'declined') {
    if (after.size === 0 || was.size === 0) return;
    const why = [...after].join(', ');
    throw inWallet(wallet, 'closed-pays-nothing', `${movement.kind} ${id} is ${state}, in spite of ${why}`);
  }
  if (reason === 'wallet-balance-short') {
    wallet.short.push({ id, amountFen: movement.amountFen, leastFen: freeFen(wallet) });
    return;
  }
  const bearsOut = [...REASONS, 'wallet-service-off', 'wallet-source-gone', 'wallet-device-card-off'];
  if (reason === null || !bearsOut.includes(reason) || after.has(reason) || was.has(reason)) return;
  // A tap that nobody verified passes by the small amounts without PIN too.
  const unverified = [row, before].some((each) =>
    each?.services.some(
      (service) => service.state !== 'on' && covers(service, { ...movement, kind: 'no-pin' }),
    ),
  );
  if (movement.kind === 'tap' && reason === 'wallet-service-off' && unverified) return;
  throw inWallet(
    wallet,
    'open-goes-on',
    `${movement.kind} ${id} was declined with ${reason}, which is not so`,
  );
}

/** A journal was added to the book of a wallet. */
export function noteShort(wallet: AuditedWallet): void {
  for (const short of wallet.short) {
    const free = freeFen(wallet);
    if (free < short.leastFen) short.leastFen = free;
  }
}

/**
 * After a batch: what it declined for want of money was short before it, or after one of its journals. A payment whose
 * void is undone in the same batch takes its money first, or does not. @throws Violation
 */
export function checkShort(wallet: AuditedWallet): void {
  for (const { id, amountFen, leastFen } of wallet.short)
    if (leastFen >= amountFen)
      throw inWallet(wallet, 'open-goes-on', `${id}: ${amountFen} fen are short of ${leastFen}`);
  wallet.short.length = 0;
}
