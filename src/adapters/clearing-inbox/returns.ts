/** What the files of a day say of refunds of earlier days: sent back by the issuer, or posted. */
import type { ClearingDay } from '#domain/calendar';
import type { CancellationAct, Engine, Store } from '#engine';
import type { ClearedDay } from './match.ts';

interface Parts {
  readonly engine: Pick<Engine, 'submit'>;
  readonly store: Pick<Store, 'locate'>;
}

/**
 * Moves the refunds that the file names. One that is not in the books, or not in a state to come back, is left to the
 * comparison that follows. A file that is read again after a crash finds them moved and changes nothing.
 *
 * @throws Error when the engine could not take it: the file is then read again
 */
export async function takeReturns(
  parts: Parts,
  clearingDay: ClearingDay,
  cleared: ClearedDay,
): Promise<void> {
  for (const { networkKey, amountFen, why } of cleared.returns.values())
    await move(parts, networkKey, { type: 'returned', amountFen, why, clearingDay });
  for (const networkKey of cleared.credited)
    await move(parts, networkKey, { type: 'arrival-confirmed', by: 'bank' });
}

async function move({ engine, store }: Parts, networkKey: string, act: CancellationAct): Promise<void> {
  const subject = await store.locate(networkKey);
  if (subject === null || subject.cancellationId === null) return;
  const { book, paymentId, cancellationId } = subject;
  const { outcome } = await engine.submit({ type: 'act', book, paymentId, cancellationId, act });
  if (outcome === 'accepted' || outcome === 'not-in-this-state') return;
  throw new Error(
    `Cannot take the ${act.type} of ${cancellationId} out of the file: the engine says ${outcome}`,
  );
}
