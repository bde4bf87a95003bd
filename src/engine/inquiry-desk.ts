/** Who waits to hear what is on a card. Nothing of it is stored beside the lines of audit. */
import { CURRENCIES, type Currency } from '#domain/money';
import { networkKeyText } from '#domain/payment';
import type { Command, Reply } from './commands.ts';
import type { NetworkKeyMaker } from './ids.ts';
import { rrnOf } from './ids.ts';
import type { Inquire } from './inquiry-commands.ts';
import type { Limits } from './limits.ts';
import type {
  Carried,
  Clock,
  InquiryAnswer,
  InquiryRequest,
  NetworkPort,
  Telemetry,
  Timers,
} from './ports/index.ts';

export interface InquiryDeskOptions {
  readonly network: NetworkPort;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly telemetry: Pick<Telemetry, 'trouble'>;
  readonly limits: Limits;
  readonly submit: (command: Command) => Promise<Reply>;
  readonly networkKeys: NetworkKeyMaker;
}

export type Asking = Omit<Inquire, 'type' | 'network' | 'rrn'> & {
  readonly currency: Currency;
  readonly carried: Carried;
  readonly pointsAccount: string | null;
};

export interface Inquired extends InquiryAnswer {
  /** `null` where nothing was asked. */
  readonly rrn: string | null;
}

const nothing = { balances: [] } as const;

export class InquiryDesk {
  readonly #options: InquiryDeskOptions;
  readonly #waiting = new Map<string, (answer: InquiryAnswer) => void>();

  constructor(options: InquiryDeskOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Asks the issuer and waits, at most as long as for a sale. Silence is no trouble: nothing was taken. */
  async ask(asking: Asking): Promise<Inquired> {
    const { clock, limits, submit, networkKeys } = this.#options;
    if (this.#waiting.size >= limits.inquiriesMax) return { outcome: 'busy', ...nothing, rrn: null };
    const network = networkKeys.next(clock.nowMs());
    const rrn = rrnOf(network);
    const { currency, carried, pointsAccount, ...told } = asking;
    const admitted = await submit({ type: 'inquire', ...told, network, rrn });
    if (admitted.outcome !== 'accepted') return { outcome: admitted.outcome, ...nothing, rrn: null };
    const { merchant, terminal, inquiry, card, entryMode, conditionCode } = asking;
    const answer = await this.exchange({
      ...{ inquiry, network, rrn, card, carried, entryMode, conditionCode, pointsAccount },
      currencyNumeric: CURRENCIES[currency].numeric,
      mcc: merchant.mcc,
      merchantId: terminal.merchantId,
      merchantName: merchant.nameEn,
      terminalId: terminal.terminalId,
    });
    const { outcome } = answer;
    await submit({ type: 'inquiry-told', merchant, terminal, rrn, outcome });
    return { ...answer, rrn };
  }

  /** Sends one question and waits; what it means is up to whoever asks. */
  async exchange(request: InquiryRequest): Promise<InquiryAnswer> {
    const { network, timers, telemetry, limits } = this.#options;
    if (this.#waiting.size >= limits.inquiriesMax) return { outcome: 'busy', ...nothing };
    const key = networkKeyText(request.network);
    const heard = new Promise<InquiryAnswer>((resolve) => {
      const stop = timers.after(limits.replyDueMs, () =>
        finish({ outcome: 'inquiry-unanswered', ...nothing }),
      );
      const finish = (answer: InquiryAnswer): void => {
        stop();
        this.#waiting.delete(key);
        resolve(answer);
      };
      this.#waiting.set(key, finish);
    });
    try {
      if ((await network.sendInquiry(request)) === 'not-sent')
        this.answered(key, { outcome: 'network-unreachable', ...nothing });
    } catch (error) {
      telemetry.trouble({
        where: 'network send',
        message: error instanceof Error ? error.message : String(error),
      });
    }
    return heard;
  }

  /** An answer of the network. One that nobody waits for any more is dropped: it could change nothing. */
  answered(key: string, answer: InquiryAnswer): void {
    this.#waiting.get(key)?.(answer);
  }
}
