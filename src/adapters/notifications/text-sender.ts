/** Hands texts to the port, again a bounded number of times. */
import type { SmsRow } from '#adapters/postgres';
import type { NotificationsOptions } from './ports.ts';

export class TextSender {
  readonly #options: NotificationsOptions;
  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  async round(): Promise<'some' | 'none'> {
    const { store, clock, limits } = this.#options;
    const due = await store.texts.due(clock.nowMs(), limits.smsAtOnceMax);
    await Promise.all(due.map((row) => this.#send(row)));
    return due.length > 0 ? 'some' : 'none';
  }

  async #send({ id, numberSeal, text, attempts }: SmsRow): Promise<void> {
    const { store, sms, security, clock, limits, telemetry } = this.#options;
    const tries = attempts + 1;
    try {
      const number = await security.unseal('telephone', numberSeal, id);
      const state = await sms.send({ id, number, text });
      await store.texts.ended(
        id,
        { state, attempts: tries, dueMs: clock.nowMs(), error: null },
        clock.nowMs(),
      );
    } catch (error) {
      // A provider's words may hold the number: the name of the failure is enough.
      const name = error instanceof Error ? error.name : 'failure';
      telemetry.trouble({ where: 'sms', message: name });
      const state = tries >= limits.smsAttemptsMax ? 'failed' : 'waiting';
      const dueMs = clock.nowMs() + limits.smsRetryMs * tries;
      await store.texts.ended(id, { state, attempts: tries, dueMs, error: name }, clock.nowMs());
    }
  }
}
