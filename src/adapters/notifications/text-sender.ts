/** Hands texts to the port, again a bounded number of times. */
import type { SmsRow } from '#adapters/postgres';
import { SMS_SECRET_MARK, type SmsReceipt } from '#engine';
import type { NotificationsOptions } from './ports.ts';

/** A receipt may overtake the row of its text: it is tried again for so many rounds. */
const RECEIPT_ROUNDS = 20;
const RECEIPTS_MAX = 1_000;

export class TextSender {
  readonly #options: NotificationsOptions;
  #receipts: { readonly receipt: SmsReceipt; readonly round: number }[] = [];
  constructor(options: NotificationsOptions) {
    this.#options = options;
  }

  receipt(receipt: SmsReceipt): void {
    if (this.#receipts.length < RECEIPTS_MAX) this.#receipts.push({ receipt, round: 0 });
  }

  async #noteReceipts(): Promise<void> {
    const { store, clock } = this.#options;
    const given = this.#receipts;
    this.#receipts = [];
    for (const { receipt, round } of given) {
      const known = await store.texts.receipt(receipt, clock.nowMs());
      if (!known && round < RECEIPT_ROUNDS) this.#receipts.push({ receipt, round: round + 1 });
    }
  }

  async round(): Promise<'some' | 'none'> {
    const { store, clock, limits } = this.#options;
    await this.#noteReceipts();
    const due = await store.texts.due(clock.nowMs(), limits.smsAtOnceMax);
    await Promise.all(due.map((row) => this.#send(row)));
    return due.length > 0 ? 'some' : 'none';
  }

  /** The text as it goes out, with its secret part in place. */
  async #whole({ id, text, secretSeal = null }: SmsRow): Promise<string> {
    if (secretSeal === null) return text;
    return text.replace(SMS_SECRET_MARK, await this.#options.security.unseal('sms-code', secretSeal, id));
  }

  async #send(row: SmsRow): Promise<void> {
    const { id, numberSeal, attempts, untilMs = null } = row;
    const { store, sms, security, clock, limits, telemetry } = this.#options;
    const tries = attempts + 1;
    const nowMs = clock.nowMs();
    if (untilMs !== null && nowMs >= untilMs) {
      const late = { state: 'failed', attempts, dueMs: nowMs, error: 'too-late' } as const;
      return store.texts.ended(id, late, nowMs);
    }
    try {
      const number = await security.unseal('telephone', numberSeal, id);
      const taken = await sms.send({ id, number, text: await this.#whole(row) });
      const providerId = taken.state === 'sent' ? taken.providerId : null;
      const ended = { state: taken.state, attempts: tries, dueMs: clock.nowMs(), error: null, providerId };
      await store.texts.ended(id, ended, clock.nowMs());
    } catch (error) {
      // A provider's words may hold the number: the name of the failure is enough.
      const name = error instanceof Error ? error.name : 'failure';
      telemetry.trouble({ where: 'sms', message: name });
      const state = tries >= limits.smsAttemptsMax ? 'failed' : 'waiting';
      const dueMs = clock.nowMs() + (untilMs === null ? limits.smsRetryMs * tries : limits.smsUrgentRetryMs);
      await store.texts.ended(id, { state, attempts: tries, dueMs, error: name }, clock.nowMs());
    }
  }
}
