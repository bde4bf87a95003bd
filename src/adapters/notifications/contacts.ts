/** The number that a payer left with a request, for what happens to the request and to its way back. */
import type { Reader } from '#adapters/postgres';
import type { CancellationId } from '#domain/payment';
import { isRequestId, type SecurityModule } from '#engine';
import type { Contacts } from './ports.ts';

interface Parts {
  readonly reader: Pick<Reader, 'cancellation' | 'request'>;
  readonly security: Pick<SecurityModule, 'unseal'>;
}

/** A payer left no language: a number that is dialled abroad is told in English. */
const langOf = (number: string): 'zh' | 'en' =>
  number.startsWith('+') && !number.startsWith('+86') ? 'en' : 'zh';

export function createContacts({ reader, security }: Parts): Contacts {
  /** The request that an event is about, or that its way back came of. */
  async function requestIdOf(
    body: Readonly<Record<string, unknown>>,
    id: CancellationId | null,
  ): Promise<unknown> {
    if (body.requestId !== undefined) return body.requestId;
    return id === null ? undefined : (await reader.cancellation(id))?.requestId;
  }
  return {
    async contactOf({ body, cancellationId }) {
      const requestId = await requestIdOf(body, cancellationId);
      if (typeof requestId !== 'string' || !isRequestId(requestId)) return null;
      const request = await reader.request(requestId);
      const phone = request?.asked.contact?.phone ?? null;
      if (request === null || phone === null) return null;
      const number = await security.unseal('telephone', phone.sealed, request.paymentId);
      return { number, lang: langOf(number) };
    },
  };
}
