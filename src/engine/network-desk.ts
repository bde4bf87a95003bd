/** Messages to the network after their commit, and its answers: in time, late, or after a restart. */
import type { AdviceId, CancellationId, PaymentId } from '#domain/payment';
import type { WalletPaymentId } from '#domain/wallet';
import type { Command, Reply } from './commands.ts';
import { placeAnswer } from './late-answer.ts';
import type { MerchantCache } from './merchants.ts';
import type { Clock, NetworkAnswer, NetworkPort, NetworkRequest, Store, Telemetry } from './ports/index.ts';
import type { Waiting } from './waiting.ts';
import { notSent, placeTransfer } from './wallet-transfers.ts';

/** Whatever has an end that somebody may wait for. */
export type Ended = PaymentId | CancellationId | AdviceId | WalletPaymentId;

export interface NetworkDeskOptions {
  readonly store: Store;
  readonly network: NetworkPort;
  readonly clock: Clock;
  readonly telemetry: Pick<Telemetry, 'trouble'>;
  readonly waiting: Waiting<Ended>;
  readonly merchants: MerchantCache;
  readonly submit: (command: Command) => Promise<Reply>;
  readonly isStopped: () => boolean;
  readonly crashPoint?: (name: string) => void;
}

export class NetworkDesk {
  readonly #options: NetworkDeskOptions;

  constructor(options: NetworkDeskOptions) {
    this.#options = options;
  }

  async send(request: NetworkRequest): Promise<void> {
    const { network, clock, submit, telemetry, isStopped, crashPoint } = this.#options;
    crashPoint?.('before-send');
    try {
      const named =
        request.merchantName === ''
          ? { ...request, merchantName: await this.#merchantName(request.merchantId) }
          : request;
      if (named.sendBeforeMs !== null && clock.nowMs() >= named.sendBeforeMs) return;
      const sent = await network.send(named);
      crashPoint?.('after-send');
      if (sent === 'not-sent' && !isStopped()) await submit(notSent(request.subject));
    } catch (error) {
      // A link that throws leaves it open whether bytes left: the deadline of the message decides.
      const message = error instanceof Error ? error.message : String(error);
      telemetry.trouble({ where: 'network send', message });
    }
  }

  /** F43 of messages of the way back: the name as it is now. A store that is away must not keep a reversal waiting. */
  async #merchantName(merchantId: string): Promise<string> {
    const { merchants } = this.#options;
    const found = await merchants.find(merchantId).catch(() => merchants.lastKnown(merchantId));
    return found?.nameEn ?? '';
  }

  /** It finds its payment, or the movement of a wallet, by its key. */
  async answered(key: string, answer: NetworkAnswer): Promise<void> {
    const { store, submit, waiting, telemetry } = this.#options;
    const { outcome, authCode, clearingDay, instalments = null, chipAnswer = null } = answer;
    const moved = await placeTransfer(store, key, answer);
    if (moved !== null) {
      await submit({ type: 'wallet-transfer-answered', ...moved, outcome, authCode, mti: answer.mti });
      return;
    }
    const placed = await placeAnswer(store, key, answer);
    const said = { outcome, authCode, clearingDay, instalments };
    if ('subject' in placed) {
      const { subject } = placed;
      await waiting.with(subject.paymentId, chipAnswer, () =>
        submit({ ...said, type: 'answered', subject, key }),
      );
    } else telemetry.trouble({ where: 'network answer', message: placed.dropped });
  }
}
