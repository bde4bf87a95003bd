/** The whole account: opened, stopped after a loss, closed with time to think it over, locked. */
import type { ActSetting, Decided, WalletAct } from './act-types.ts';
import { refuse, unchanged } from './act-types.ts';
import type { Service, ServiceId, ServiceKind, Wallet } from './state.ts';

type Act<K extends WalletAct['kind']> = Extract<WalletAct, { kind: K }>;

/** What a holder has from the first day; transit and deductions are asked for. */
const AT_FIRST: readonly ServiceKind[] = ['tap', 'no-pin', 'pay-code', 'scan', 'deduction', 'transit'];
const OFF_AT_FIRST: readonly ServiceKind[] = ['transit'];
export const NO_LIMITS = { perPaymentFen: null, perDayFen: null } as const;

export function newService(
  id: string,
  parts: Pick<Service, 'kind' | 'place' | 'state' | 'limits'>,
  atMs: number,
): Service {
  return {
    ...parts,
    id: `svc_${id}` as ServiceId,
    sinceMs: atMs,
    lastUsedMs: null,
    usedCount: 0,
    usedOn: { day: '', amountFen: 0n },
  };
}

export function openWallet(act: Act<'open'>, { atMs, newId, walletId: id }: ActSetting): Decided {
  const { holder, accountClass, redPacketFen = 0n, points = 0 } = act;
  const services = AT_FIRST.map((kind) =>
    newService(
      newId(),
      {
        ...{ kind, place: { kind: 'everywhere' }, limits: NO_LIMITS },
        state: OFF_AT_FIRST.includes(kind) ? 'off' : 'on',
      },
      atMs,
    ),
  );
  const wallet: Wallet = {
    ...{ id, book: id, status: { state: 'open' }, accountClass, holder, openedAtMs: atMs },
    spent: { year: 0, inYearFen: 0n, everFen: 0n },
    ...{ sourceOrder: [{ kind: 'balance' }], bindings: [], deviceCards: [], services, deductions: [] },
    ...{ redPacketFen, points, version: 0 },
  };
  return { wallet, made: id, events: [{ kind: 'wallet-opened', body: { accountClass } }] };
}

/** Everything at once: services and device cards stand still until the holder is proven anew. */
export function stop(wallet: Wallet, { caseId }: Act<'stop'>, { atMs }: ActSetting): Decided {
  if (wallet.status.state === 'stopped') return unchanged(wallet);
  const services = wallet.services.map(
    (service): Service =>
      service.state === 'on' ? { ...service, state: 'suspended', sinceMs: atMs } : service,
  );
  const deviceCards = wallet.deviceCards.map((card) =>
    card.state === 'active' ? { ...card, state: 'suspended' as const } : card,
  );
  return {
    wallet: { ...wallet, status: { state: 'stopped', sinceMs: atMs, caseId }, services, deviceCards },
    made: null,
    // A closing that waited ends with it: nobody knows in whose hands it was begun.
    events: [{ kind: 'wallet-stopped', body: { caseId, endsClosing: wallet.status.state === 'closing' } }],
  };
}

/** Services go on as they were. Device cards are taken up one by one: the telephone may be in other hands. */
export function resume(wallet: Wallet, { atMs }: ActSetting): Decided {
  const services = wallet.services.map(
    (service): Service =>
      service.state === 'suspended' ? { ...service, state: 'on', sinceMs: atMs } : service,
  );
  return {
    wallet: { ...wallet, status: { state: 'open' }, services },
    made: null,
    events: [{ kind: 'wallet-resumed', body: {} }],
  };
}

export function beginClosing(
  wallet: Wallet,
  { closesAtMs }: Act<'begin-closing'>,
  { atMs }: ActSetting,
): Decided {
  if (wallet.status.state === 'closing') return unchanged(wallet);
  return {
    wallet: { ...wallet, status: { state: 'closing', sinceMs: atMs, closesAtMs } },
    made: null,
    events: [{ kind: 'wallet-closing', body: { closesAtMs } }],
  };
}

/** To the last second of the waiting time; at its end the account closes. */
export function takeBack(wallet: Wallet, { atMs }: Pick<ActSetting, 'atMs'>): Decided {
  const { status } = wallet;
  if (status.state !== 'closing') return refuse('wallet-not-closing');
  if (atMs >= status.closesAtMs) return refuse('closing-final');
  return {
    wallet: { ...wallet, status: { state: 'open' } },
    made: null,
    events: [{ kind: 'wallet-closing-taken-back', body: {} }],
  };
}

/** Told with its reason; the same reason again says so. */
export function delayClosing(wallet: Wallet, { closesAtMs, why }: Act<'delay-closing'>): Decided {
  const { status } = wallet;
  if (status.state !== 'closing') return refuse('wallet-not-closing');
  const again = status.delayedBy === why;
  return {
    wallet: { ...wallet, status: { ...status, closesAtMs, delayedBy: why } },
    made: null,
    events: [{ kind: 'wallet-closing-delayed', body: { why, closesAtMs, again } }],
  };
}

/** Kept, not used: bindings, device cards and contracts end with the account, the record of them stays (LAW-20). */
export function lock(wallet: Wallet, { keptUntilMs }: Act<'lock'>, { atMs }: ActSetting): Decided {
  const { status } = wallet;
  if (status.state !== 'closing') return refuse('wallet-not-closing');
  if (atMs < status.closesAtMs) return refuse('wallet-closing-waits');
  const endedAtMs = atMs;
  return {
    wallet: {
      ...wallet,
      status: { state: 'closed', atMs, keptUntilMs },
      services: wallet.services.map((each) =>
        each.state === 'off' ? each : { ...each, state: 'off' as const, sinceMs: atMs },
      ),
      bindings: wallet.bindings.map((each) =>
        each.state === 'unbound' ? each : { ...each, state: 'unbound' as const, endedAtMs },
      ),
      deviceCards: wallet.deviceCards.map((each) =>
        each.state === 'removed' ? each : { ...each, state: 'removed' as const, endedAtMs },
      ),
      deductions: wallet.deductions.map((each) =>
        each.state === 'ended' ? each : { ...each, state: 'ended' as const, endedAtMs },
      ),
      redPacketFen: 0n,
      points: 0,
    },
    made: null,
    events: [{ kind: 'wallet-closed', body: { keptUntilMs } }],
  };
}
