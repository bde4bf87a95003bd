/** The end of a wallet is the end of its holder's sign-in; the row stays, locked, as long as the law wants it. */
import { evolvePerson } from '#domain/person';
import type { EventRow } from '#engine';
import type { Parts } from './types.ts';

async function close({ store, clock }: Parts, walletId: string): Promise<void> {
  const person = await store.byWallet(walletId);
  if (person === null) return;
  const nowMs = clock.nowMs();
  const next = evolvePerson(person.state, 'wallet-closed');
  if (next !== person.state) await store.moveTo(person.id, person.state, next, nowMs);
  await store.endSessions(person.id, null, nowMs, 'closed');
  // Neither a device nor a passkey opens anything any more: they are not among what must be kept.
  await store.forgetDevices(person.id, null);
  await store.removeCredential(person.id, null);
}

/** Heard again it changes nothing. */
export async function heard(parts: Parts, events: readonly Pick<EventRow, 'kind' | 'book'>[]): Promise<void> {
  for (const { kind, book } of events) if (kind === 'wallet-closed') await close(parts, book);
}
