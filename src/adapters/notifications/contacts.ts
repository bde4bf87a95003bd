/** The number that a payer left with a request, for what happens to the request and to its way back. */
import type { PersonStore, Reader } from '#adapters/postgres';
import type { CancellationId } from '#domain/payment';
import type { WalletId } from '#domain/wallet';
import { isRequestId, isWalletId, type SecurityModule } from '#engine';
import type { Contact, Contacts } from './ports.ts';

interface Parts {
  readonly reader: Pick<Reader, 'cancellation' | 'request'>;
  readonly security: Pick<SecurityModule, 'unseal'>;
  /** Holders of wallets. */
  readonly persons: Pick<PersonStore, 'byWallet'>;
}

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
    body: Readonly<Record<string, unknown>>,
    id: CancellationId | null,
  ): Promise<unknown> {
    if (body.requestId !== undefined) return body.requestId;
    return id === null ? undefined : (await reader.cancellation(id))?.requestId;
  }
  return {
    async contactOf({ book, body, cancellationId }) {
      if (isWalletId(book)) return holderOf(parts, book);
      const requestId = await requestIdOf(body, cancellationId);
      if (typeof requestId !== 'string' || !isRequestId(requestId)) return null;
      const request = await reader.request(requestId);
      const phone = request?.asked.contact?.phone ?? null;
      if (request === null || phone === null) return null;
      const number = await security.unseal('telephone', phone.sealed, request.paymentId);
      return { number, lang: request.asked.language ?? langOf(number) };
    },
  };
}
