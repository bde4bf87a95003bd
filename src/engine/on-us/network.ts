/**
 * The network as the engine sees it, with this institution's own wallets in front of the line. A message about one of
 * our numbers goes to the payer's lane; its answer comes back as any other does. Everything else goes on unlooked at.
 */
import type { Outcome } from '#domain/outcome';
import type { Command, Reply } from '../commands.ts';
import type { OnUsMessage } from '../on-us-commands.ts';
import { isOwnNumber } from '../own-numbers.ts';
import type {
  InquiryAnswer,
  Merchant,
  NetworkAnswer,
  NetworkPort,
  NetworkRequest,
  Store,
  Telemetry,
  WalletToken,
} from '../ports/index.ts';
import type { OnUsChip } from './chip.ts';
import { forwarded, keyOf, messageOf } from './message.ts';
import { passedOn } from './passed-on.ts';

/** What on-us asks of the engine that stands above it. */
export interface OnUsEngine {
  submit(command: Command): Promise<Reply>;
  networkAnswered(key: string, answer: NetworkAnswer): Promise<void>;
  merchant(merchantId: string): Promise<Merchant | null>;
  readonly inquiries: { answered(key: string, answer: InquiryAnswer): void };
}

export interface OnUsOptions {
  /** The line. */
  readonly next: NetworkPort;
  readonly store: Pick<Store, 'walletToken' | 'locate' | 'payment'>;
  /** Null while it starts: nothing is sent before it runs. */
  readonly engine: () => OnUsEngine | null;
  readonly chip: OnUsChip;
  readonly telemetry: Pick<Telemetry, 'trouble'>;
}

export interface OnUsNetwork extends NetworkPort {
  /** Every answer of the line comes through here: what was passed on for a wallet ends its movement first. */
  answered(key: string, answer: NetworkAnswer): Promise<void>;
}

type Passed = Pick<WalletToken, 'book'> & { readonly asked: OnUsMessage };

/** Messages under way to banks that are remembered here; an older one finds its wallet by its payment. */
const PASSED_MAX = 10_000;

const ANSWER_MTI: Readonly<Record<NetworkRequest['message'], string>> = {
  ...{ sale: '0210', preauth: '0110', completion: '0210', void: '0210', reversal: '0430' },
  ...{ 'completion-notice': '0230', refund: '0230', 'offline-sale': '0230', 'script-result': '0630' },
  ...{ 'debit-adjustment': '0230', 'credit-adjustment': '0230' },
  ...{ payout: '0210', 'payout-confirmation': '0230' },
};

export function createOnUsNetwork(options: OnUsOptions): OnUsNetwork {
  return new OnUs(options);
}

class OnUs implements OnUsNetwork {
  readonly #options: OnUsOptions;
  readonly #passed = new Map<string, Passed>();

  constructor(options: OnUsOptions) {
    this.#options = options;
  }

  async send(request: NetworkRequest): Promise<'sent' | 'not-sent'> {
    const { next } = this.#options;
    return isOwnNumber(request.card) ? this.#own(request) : next.send(request);
  }

  sendOrder(request: Parameters<NetworkPort['sendOrder']>[0]): Promise<'sent' | 'not-sent'> {
    return this.#options.next.sendOrder(request);
  }

  async sendInquiry(request: Parameters<NetworkPort['sendInquiry']>[0]): Promise<'sent' | 'not-sent'> {
    if (!isOwnNumber(request.card)) return this.#options.next.sendInquiry(request);
    // What is in a wallet its holder sees in the app, and no till.
    const answer: InquiryAnswer = { outcome: 'not-permitted-to-cardholder', balances: [] };
    this.#options.engine()?.inquiries.answered(keyOf(request), answer);
    return 'sent';
  }

  async #own(request: NetworkRequest): Promise<'sent' | 'not-sent'> {
    const { store, engine: running, chip } = this.#options;
    const engine = running();
    if (engine === null) return 'not-sent';
    const token = await store.walletToken(request.card.index);
    if (token === null) {
      // Nothing was ever taken from a number that nobody has: whoever undoes it is told so, and need not ask again.
      const undoes = request.original !== null;
      return this.#answer(engine, request, undoes ? 'original-not-found' : 'card-number-not-valid', null);
    }
    const asked = messageOf(request, await engine.merchant(request.merchantId).catch(() => null));
    const isTap = token.kind === 'device-card' && request.message === 'sale';
    const proof = isTap
      ? await chip.check(request.card, request.carried?.chipData ?? null, request.amountFen)
      : ({ state: 'none' } as const);
    const reply = await engine.submit({ type: 'on-us', book: token.book, asked, proof });
    const { onUs } = reply;
    if (onUs === undefined) {
      // Surely nothing was decided where the lane took nothing; otherwise silence leaves it to the deadline.
      return reply.outcome === 'busy' ? 'not-sent' : 'sent';
    }
    if (onUs.forward === null) return this.#answer(engine, request, onUs.outcome, onUs.authCode);
    return this.#passOn(engine, request, { book: token.book, asked }, onUs.forward);
  }

  /** Not waited for: an answer comes after the message, as on any line. */
  #answer(engine: OnUsEngine, request: NetworkRequest, outcome: Outcome, authCode: string | null): 'sent' {
    const { network, subject, message, amountFen } = request;
    const answer = {
      ...{ network, subject, mti: ANSWER_MTI[message], amountFen, outcome, authCode },
      clearingDay: null,
    };
    engine.networkAnswered(keyOf(request), answer).catch((error: unknown) => this.#trouble(error));
    return 'sent';
  }

  async #passOn(
    engine: OnUsEngine,
    request: NetworkRequest,
    passed: Passed,
    card: NetworkRequest['card'],
  ): Promise<'sent' | 'not-sent'> {
    const key = keyOf(request);
    if (this.#passed.size >= PASSED_MAX) this.#passed.delete(this.#passed.keys().next().value!);
    const leftBefore = this.#passed.has(key);
    // Known before it leaves: the answer may be faster than this function.
    this.#passed.set(key, passed);
    const sent = await this.#options.next.send(forwarded(request, card));
    if (sent === 'sent') return sent;
    // The answer to an earlier copy of the same message may still come, and the wallet has to hear it.
    if (!leftBefore) this.#passed.delete(key);
    if (request.message === 'sale')
      await engine.submit({
        ...{ type: 'on-us-told', ...passed, outcome: 'network-unreachable', authCode: null },
      });
    return sent;
  }

  async answered(key: string, answer: NetworkAnswer): Promise<void> {
    const engine = this.#options.engine();
    if (engine === null) return;
    // Only an answer that comes late or after a restart has no subject: its wallet is looked for in the store.
    const passed =
      this.#passed.get(key) ?? (answer.subject === null ? await passedOn(this.#options.store, key) : null);
    if (passed !== null) {
      this.#passed.delete(key);
      const { outcome, authCode } = answer;
      const told = await engine.submit({ type: 'on-us-told', ...passed, outcome, authCode });
      // A way back that the wallet could not take in is asked again; of a sale the movement follows the payment.
      const missed = told.outcome === 'busy' || told.outcome === 'storage-trouble';
      if (missed && passed.asked.message !== 'sale') return;
    }
    await engine.networkAnswered(key, answer);
  }

  #trouble(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.telemetry.trouble({ where: 'on-us answer', message });
  }
}
