/** Journeys that people know, played on the real platform: over the terminal, the API and the faults of the line. */
import type { PaymentView } from '#adapters/http-api';
import type { VirtualTerminal } from '#adapters/virtual-terminal';
import type { Platform } from '../../test/platform.ts';

export class Scenes {
  readonly platform: Platform;
  #till: VirtualTerminal | null = null;

  constructor(platform: Platform) {
    this.platform = platform;
  }

  async till(): Promise<VirtualTerminal> {
    this.#till ??= await this.platform.terminal();
    return this.#till;
  }

  async sale(amountFen = 12_000n): Promise<PaymentView> {
    const till = await this.till();
    const made = await till.sale({ amountFen, card: this.platform.card, entry: 'chip' });
    if (made.result !== 'approved') throw new Error(`the sale was ${made.result}, code ${made.code}`);
    return this.platform.payment(made.rrn!);
  }

  /** The answer to the sale is lost on its way, and so is every word on its reversal until {@link heal}. */
  async lostSale(amountFen = 5_000n): Promise<PaymentView> {
    const { stack, card } = this.platform;
    const till = await this.till();
    await stack.control('/faults', 'POST', { next: 'no-reply', mti: '0420', count: 1_000 });
    await stack.control('/faults', 'POST', { next: 'lose-reply', mti: '0200' });
    await till.sale({ amountFen, card, entry: 'chip' });
    return this.platform.newest();
  }

  async heal(): Promise<void> {
    await this.platform.stack.control('/faults', 'DELETE');
  }

  /** The state that a payment is in, once it is. */
  async ended(id: string, state: PaymentView['state']): Promise<void> {
    await this.platform.stack.until(
      async () => (await this.platform.stack.api<PaymentView>(`/v1/payments/${id}`)).body.state === state,
      90_000,
      `payment ${id} to be ${state}`,
    );
  }

  async void(id: string): Promise<void> {
    await this.#cancel({ subject: id });
  }

  async settle(): Promise<void> {
    const { settlement } = await (await this.till()).settle();
    if (settlement?.outcome !== 'balanced') throw new Error(`settled ${settlement?.outcome}`);
  }

  /** After the settlement alone: a part of the amount goes back over the API. Gives the payer's link. */
  async refund(id: string, amount: number): Promise<string> {
    const body = await this.#cancel({ subject: id, amount });
    return String(body.trackingUrl).split('/').at(-1)!;
  }

  async #cancel(body: Record<string, unknown>): Promise<Record<string, unknown>> {
    const { stack } = this.platform;
    const { status, body: answered } = await stack.api<Record<string, unknown>>(
      '/v1/cancellations',
      'merchant',
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': `scene-${String(body.subject)}-${String(body.amount ?? 'all')}`,
        },
        body: JSON.stringify({ reason: '顾客退货', ...body }),
      },
    );
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(answered)}`);
    return answered;
  }
}
