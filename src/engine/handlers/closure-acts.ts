/** What a confirmed closing does to the wallet: the acts of its route, all or none. */

import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { type Choices, type Closure, waitingEndsMs } from '#domain/closure';
import type { Outcome } from '#domain/outcome';
import { resolve } from '#domain/policy';
import {
  type BindingId,
  type DeviceCardId,
  decideWallet,
  type ServiceId,
  type Wallet,
  type WalletAct,
  type WalletStep,
} from '#domain/wallet';
import { type Context, scopeOf } from './context.ts';
import { settingOf } from './wallet.ts';

/** Until when the closing of an account can be taken back; of everything else there is nothing to take back. */
export function takeBackUntilMs(context: Context, { route }: Pick<Closure, 'route'>): number | null {
  if (route !== 'ACCOUNT_CLOSE') return null;
  const { rules, nowMs } = context;
  const today = resolve(rules, scopeOf(context, ''), calendarDayOf(nowMs, SHANGHAI));
  return waitingEndsMs(nowMs, Number(today.parameter('wallet.waitingDays').value));
}

function actsOf({ subject, route }: Closure, choices: Choices, closesAtMs: number | null): WalletAct[] {
  const ends = choices.endDeductions.map(
    (deductionId): WalletAct => ({ kind: 'end-deduction', deductionId }),
  );
  switch (route) {
    case 'SERVICE_OFF':
      return [...ends, { kind: 'switch-service', serviceId: subject.id as ServiceId, to: 'off' }];
    case 'UNBIND':
      return [{ kind: 'unbind', bindingId: subject.id as BindingId, alsoEnd: choices.endDeductions }];
    case 'TOKEN_REMOVE':
      return [...ends, { kind: 'remove-device-card', deviceCardId: subject.id as DeviceCardId }];
    case 'ACCOUNT_CLOSE':
      return [
        ...ends,
        ...(choices.giveUp === null ? [] : [{ kind: 'give-up-benefits' } as const]),
        { kind: 'begin-closing', closesAtMs: closesAtMs! },
      ];
    default:
      return [];
  }
}

/** One act after the other on the wallet as the one before left it. */
export function decideActs(
  context: Context,
  wallet: Wallet,
  acts: readonly WalletAct[],
): WalletStep | { readonly refused: Outcome } {
  let step: WalletStep = { wallet, made: null, events: [] };
  for (const act of acts) {
    const next = decideWallet(step.wallet, act, settingOf(context, wallet.id));
    if ('refused' in next) return next;
    step = { ...next, events: [...step.events, ...next.events] };
  }
  return step;
}

export const actsOfClosure = (closure: Closure, closesAtMs: number | null): WalletAct[] =>
  actsOf(closure, closure.choices, closesAtMs);
