/** Writes closings, and ends those whose subject ended otherwise. */
import { type ClosureStep, type ClosureSubject, stepClosure } from '#domain/closure';
import type { Wallet } from '#domain/wallet';
import type { Context } from './context.ts';
import { tellOfWallet } from './wallet.ts';

/** Writes a step with its events; nothing for one that changed nothing. */
export function putClosure(context: Context, { closure, events }: ClosureStep): void {
  const { work } = context;
  if (work.closures.closure(closure.id) === closure) return;
  work.closures.put(closure);
  for (const { event } of events) {
    const { kind, ...body } = event;
    tellOfWallet(context, closure.book, kind, body);
  }
}

function hasEnded(wallet: Wallet, { kind, id }: ClosureSubject): boolean {
  switch (kind) {
    case 'service':
      return wallet.services.find((each) => each.id === id)?.state === 'off';
    case 'binding':
      return wallet.bindings.find((each) => each.id === id)?.state === 'unbound';
    case 'device-card':
      return wallet.deviceCards.find((each) => each.id === id)?.state === 'removed';
    case 'account':
      return wallet.status.state === 'closing' || wallet.status.state === 'closed';
  }
}

/**
 * After a wallet changed: what ended by it needs no closing any more, and where everything is stopped after a loss, or
 * the account is on its way out, every closing ends: nobody knows in whose hands it was begun.
 */
export function followClosures(context: Context, before: Wallet, wallet: Wallet, by: string): void {
  const { status } = wallet;
  const all = status.state !== before.status.state && status.state !== 'open';
  const wonBy = status.state === 'stopped' ? status.caseId : by;
  for (const closure of context.work.closures.open(wallet.book)) {
    if (!all && !hasEnded(wallet, closure.subject)) continue;
    const overtake = { type: 'overtake', wonBy, atMs: context.nowMs } as const;
    putClosure(context, stepClosure(closure, overtake, context.closurePace));
  }
}
