/** The number that a payer left with a request, for what happens to the request and to its way back. */
import type { PersonStore, Reader } from '#adapters/postgres';
import type { PaymentId } from '#domain/payment';
import type { WalletId } from '#domain/wallet';
import { isRequestId, isWalletId, type SecurityModule } from '#engine';
import type { Contact, Contacts } from './ports.ts';

interface Parts {
  readonly reader: Pick<Reader, 'cancellation' | 'request' | 'requested'>;
  readonly security: Pick<SecurityModule, 'unseal'>;
  /** Holders of wallets. */
  readonly persons: Pick<PersonStore, 'byWallet'>;
}

type Event = Parameters<Contacts['contactsOf']>[0][number];
type Requested = ReadonlySet<PaymentId>;

/** Where a payer left no language, a number that is dialled abroad is told in English. */
const langOf = (number: string): 'zh' | 'en' =>
  number.startsWith('+') && !number.startsWith('+86') ? 'en' : 'zh';

/** The telephone of the holder, in their language. */
async function holderOf({ persons, security }: Parts, walletId: WalletId): Promise<Contact | null> {
  const person = await persons.byWallet(walletId);
  if (person === null) return null;
  const number = await security.unseal('telephone', person.phone.sealed, person.id);
  return { number, lang: person.language };
}

export function createContacts(parts: Parts): Contacts {
  const { reader, security } = parts;
  /** The request that an event is about, or that its way back came of. */
  async function requestIdOf(
    { body, paymentId, cancellationId }: Event,
    requested: Requested,
  ): Promise<unknown> {
    if (body.requestId !== undefined) return body.requestId;
    if (cancellationId === null || paymentId === null || !requested.has(paymentId)) return undefined;
    return (await reader.cancellation(cancellationId))?.requestId;
  }
  async function contactOf(event: Event, requested: Requested): Promise<Contact | null> {
    if (isWalletId(event.book)) return holderOf(parts, event.book);
    const requestId = await requestIdOf(event, requested);
    if (typeof requestId !== 'string' || !isRequestId(requestId)) return null;
    const request = await reader.request(requestId);
    const phone = request?.asked.contact?.phone ?? null;
    if (request === null || phone === null) return null;
    const number = await security.unseal('telephone', phone.sealed, request.paymentId);
    return { number, lang: request.asked.language ?? langOf(number) };
  }
  return {
    async contactsOf(events) {
      const ids = events.flatMap(({ body, paymentId, cancellationId }) =>
        paymentId === null || cancellationId === null || body.requestId !== undefined ? [] : paymentId,
      );
      const requested = await reader.requested([...new Set(ids)]);
      const found: (Contact | null)[] = [];
      for (const event of events) found.push(await contactOf(event, requested));
      return found;
    },
  };
}
