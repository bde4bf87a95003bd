/** Endpoints as merchants make, change and remove them. Their secrets leave here once, when they are made. */
import type { Delivery, DeliveryState, Endpoint, NoticeStore, Part } from '#adapters/postgres';
import type { Clock, Limits, SecurityModule } from '#engine';
import { urlTrouble } from './address-rules.ts';
import { makeId } from './ids.ts';
import { newSecret } from './signature.ts';

export interface RegistryOptions {
  readonly store: Pick<NoticeStore, 'endpoints'>;
  readonly security: Pick<SecurityModule, 'seal'>;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly allowLoopback: boolean;
  /** There is something new to send. */
  readonly onResend: () => void;
}

export interface WithSecret {
  readonly endpoint: Endpoint;
  /** Shown this once. */
  readonly secret: string;
}

export class WebhookRegistry {
  readonly #options: RegistryOptions;
  constructor(options: RegistryOptions) {
    this.#options = options;
  }

  /** What is wrong with an address, in words that go behind «the address»; `null`: nothing that can be seen here. */
  urlTrouble(url: string): string | null {
    const { allowLoopback, limits } = this.#options;
    return urlTrouble(url, { allowLoopback, urlMax: limits.webhookUrlMax });
  }

  /** `null`: the book has as many endpoints as it may have. */
  async add(book: string, url: string, wants: readonly string[]): Promise<WithSecret | null> {
    const { store, security, clock, limits } = this.#options;
    const id = makeId('we', clock.nowMs());
    const secret = newSecret();
    const endpoint: Endpoint = {
      id,
      book,
      url,
      wants,
      state: 'active',
      why: null,
      secret: await security.seal('webhook', secret, id),
      previous: null,
      createdMs: clock.nowMs(),
      failingSinceMs: null,
    };
    return (await store.endpoints.add(endpoint, limits.webhookEndpointsMax)) ? { endpoint, secret } : null;
  }

  list(book: string | null): Promise<readonly Endpoint[]> {
    return this.#options.store.endpoints.list(book);
  }

  get(id: string): Promise<Endpoint | null> {
    return this.#options.store.endpoints.get(id);
  }

  remove({ id }: Endpoint): Promise<void> {
    return this.#options.store.endpoints.stop(id, 'removed', null);
  }

  disable({ id }: Endpoint): Promise<void> {
    return this.#options.store.endpoints.stop(id, 'disabled', 'switched-off');
  }

  enable({ id }: Endpoint): Promise<void> {
    return this.#options.store.endpoints.enable(id);
  }

  /** The secret before goes on signing beside the new one until the overlap is over. */
  async rotate({ id }: Endpoint): Promise<{ readonly secret: string; readonly previousUntilMs: number }> {
    const { store, security, clock, limits } = this.#options;
    const secret = newSecret();
    const previousUntilMs = clock.nowMs() + limits.webhookOverlapMs;
    await store.endpoints.rotate(id, await security.seal('webhook', secret, id), previousUntilMs);
    return { secret, previousUntilMs };
  }

  deliveries(
    { id }: Endpoint,
    page: {
      readonly cursor: string | null;
      readonly limit: number;
      readonly state?: DeliveryState | undefined;
    },
  ): Promise<Part<Delivery>> {
    return this.#options.store.endpoints.deliveries(id, page);
  }

  async resend(
    { id }: Endpoint,
    what: { readonly messageId: string } | { readonly sinceMs: number },
  ): Promise<number> {
    const { store, clock, limits, onResend } = this.#options;
    const count = await store.endpoints.resend(id, what, clock.nowMs(), limits.webhookResendMax);
    if (count > 0) onResend();
    return count;
  }
}
