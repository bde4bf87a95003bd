import { networkKeyText } from '#domain/payment';
import type { NetworkAnswer } from '#engine';
import {
  amountFenOf,
  answerMtiOf,
  clearingDayOf,
  fromInquiryAnswer,
  fromNetworkAnswer,
  isInquiryAnswer,
  isInquiryRequest,
  isKeyReset,
  isManagementAnswer,
  isManagementRequest,
  isNetworkAnswer,
  isNetworkRequest,
  isOrderAnswer,
  isOrderRequest,
  isPaymentNotice,
  type ManagementFunction,
  managementAnswer,
  managementFunctionOf,
  networkKeyOf,
  networkWireKey,
} from '#engine/translate';
import { decode, type Iso8583Message, type NetworkFrame, networkDialect, textOf } from '#wire/iso8583';
import type { Dialogue } from './dialogue.ts';
import type { InFlight } from './in-flight.ts';
import type { KeyResets } from './key-reset.ts';
import type { MessageMac } from './message-mac.ts';
import type { NetworkLinkOptions } from './options.ts';
import type { OrderMessages } from './order-messages.ts';

export interface IncomingOptions
  extends Pick<NetworkLinkOptions, 'clock' | 'onAnswer' | 'onCutOver' | 'onInquiry'> {
  readonly orders: OrderMessages;
  readonly keyResets: KeyResets;
  readonly mac: MessageMac;
  readonly inFlight: InFlight;
  readonly trouble: (message: string) => void;
}

/** The side of a connection that an incoming message may need. */
export interface Line {
  readonly dialogue: Dialogue;
  readonly reply: (message: Iso8583Message) => Promise<boolean>;
  readonly end: (why: string) => Promise<void>;
}

const NOT_REJECTED = '00000';

/** Judges every message of the centre and hands on what is true: answers, the network's day, the line's care. */
export class Incoming {
  readonly #options: IncomingOptions;
  #macFailures = 0;
  #rejected = 0;

  constructor(options: IncomingOptions) {
    this.#options = options;
  }

  get macFailures(): number {
    return this.#macFailures;
  }

  get rejected(): number {
    return this.#rejected;
  }

  async receive(frame: NetworkFrame, line: Line): Promise<void> {
    const message = decode(networkDialect, frame.body);
    // Its code is made with the key that it brings.
    if (isKeyReset(message) && frame.rejectCode === NOT_REJECTED)
      return this.#options.keyResets.take(message, line.reply);
    const order = isOrderAnswer(message) || isOrderRequest(message);
    const payment = isNetworkAnswer(message) || isNetworkRequest(message) || order;
    const judged = await this.#options.mac.judge(message);
    if (judged === 'wrong' || (payment && judged === 'absent')) {
      this.#macFailures += 1;
      this.#options.trouble(`dropped ${nameOf(message)}: its F128 is ${judged}, check the zone MAC key`);
      return;
    }
    if (frame.rejectCode !== NOT_REJECTED) return this.#takeRejected(message, frame.rejectCode, line);
    if (isPaymentNotice(message)) return this.#options.orders.notice(message, line.reply);
    if (isOrderAnswer(message)) return this.#options.orders.answer(message);
    if (isInquiryAnswer(message)) return this.#takeInquiryAnswer(message);
    if (isNetworkAnswer(message)) return this.#takeAnswer(message);
    if (isManagementAnswer(message)) return this.#takeManagementAnswer(message, line);
    if (isManagementRequest(message)) return this.#serve(message, line);
    this.#options.trouble(`dropped ${nameOf(message)}: no such message is expected from the centre`);
  }

  #takeInquiryAnswer(message: Iso8583Message): void {
    const { clock, onInquiry, trouble } = this.#options;
    const found = fromInquiryAnswer(message, clock.nowMs());
    if (found === null) trouble(`dropped ${nameOf(message)}: F7, F11, F32, F33 or F39 is missing`);
    else onInquiry(found.keyText, found.answer);
  }

  async #takeAnswer(message: Iso8583Message): Promise<void> {
    const { clock, inFlight, onAnswer, trouble } = this.#options;
    const nowMs = clock.nowMs();
    const key = networkKeyOf(message, nowMs);
    const wireKey = key === null ? '' : networkWireKey(key);
    const sent = inFlight.find(wireKey);
    const answer = fromNetworkAnswer(message, nowMs, sent?.network);
    if (answer === null || key === null) {
      return trouble(`dropped ${nameOf(message)}: F7, F11, F32, F33 or F39 is missing or no value of it`);
    }
    if (sent !== null) {
      const amount = textOf(message, 4);
      const differs = answer.outcome === 'approved' && amount !== undefined && amount !== sent.amount;
      // The deadline reverses what was approved under another amount; booking it would be worse.
      if (message.mti !== sent.answerMti || differs) {
        return trouble(
          `dropped ${nameOf(message)}: expected ${sent.answerMti} and the amount of the request`,
        );
      }
    }
    inFlight.remove(wireKey);
    const { keyText, ...rest } = answer;
    await onAnswer(keyText, { ...rest, subject: sent?.subject ?? null });
  }

  /**
   * A message of ours that the centre did not process. It comes back with our own F128, which proves that it
   * is ours: without that proof anybody on the line could turn a paid sale into a refused one.
   */
  async #takeRejected(message: Iso8583Message, rejectCode: string, line: Line): Promise<void> {
    const { clock, inFlight, onAnswer, onInquiry, trouble } = this.#options;
    this.#rejected += 1;
    trouble(`the centre rejected ${nameOf(message)} with code ${rejectCode}`);
    if (isManagementRequest(message) || isManagementAnswer(message)) {
      return line.dialogue.answered(message, `reject ${rejectCode}`);
    }
    // A question about an order is asked again when it is due.
    if (isOrderRequest(message)) return;
    const key = networkKeyOf(message, clock.nowMs());
    if (key === null) return;
    if (isInquiryRequest(message))
      return onInquiry(networkKeyText(key), { outcome: 'switch-trouble', balances: [] });
    const sent = inFlight.find(networkWireKey(key));
    inFlight.remove(networkWireKey(key));
    const network = sent?.network ?? key;
    const answer: NetworkAnswer = {
      network,
      subject: sent?.subject ?? null,
      mti: answerMtiOf(message.mti),
      amountFen: amountFenOf(message),
      outcome: 'switch-trouble',
      authCode: null,
      clearingDay: null,
    };
    await onAnswer(networkKeyText(network), answer);
  }

  /** A request of the centre about the line or the day. */
  async #serve(message: Iso8583Message, line: Line): Promise<void> {
    const name = managementFunctionOf(message);
    const code = name === null ? this.#notServed(message) : await this.#codeFor(name, message);
    await line.reply(managementAnswer(message, code));
    if (name === 'sign-off') await line.end('the centre signed this member off');
  }

  /** The answer to a sign-on may carry the centre's day: a member that was away learns what it missed. */
  async #takeManagementAnswer(message: Iso8583Message, line: Line): Promise<void> {
    const code = textOf(message, 39) ?? '';
    const atMs = this.#options.clock.nowMs();
    const clearingDay =
      managementFunctionOf(message) === 'sign-on' && code === '00' ? clearingDayOf(message, atMs) : null;
    if (clearingDay !== null) {
      try {
        await this.#options.onCutOver({ clearingDay, atMs });
      } catch (error) {
        this.#options.trouble(`cannot take over the clearing day ${clearingDay}: ${textOfError(error)}`);
      }
    }
    line.dialogue.answered(message, code);
  }

  #notServed(message: Iso8583Message): string {
    this.#options.trouble(`refused ${nameOf(message)}: this function is not supported`);
    return '40';
  }

  async #codeFor(name: ManagementFunction, message: Iso8583Message): Promise<string> {
    if (name !== 'cut-over-end') return '00';
    const { clock, onCutOver, trouble } = this.#options;
    const atMs = clock.nowMs();
    const clearingDay = clearingDayOf(message, atMs);
    if (clearingDay === null) {
      trouble('refused a cut-over: F15 is missing or no date, expected MMDD of the new clearing day');
      return '30';
    }
    try {
      await onCutOver({ clearingDay, atMs });
      return '00';
    } catch (error) {
      trouble(`cannot take over the cut-over to ${clearingDay}: ${textOfError(error)}`);
      return '96';
    }
  }
}

export const textOfError = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** MTI and trace numbers, for a person who searches. Never more of a message. */
function nameOf(message: Iso8583Message): string {
  const [transmission, stan, code] = [7, 11, 70].map((field) => textOf(message, field));
  const of = code === undefined ? '' : ` function ${code}`;
  return `the ${message.mti}${of} with F7 ${transmission ?? 'absent'}, F11 ${stan ?? 'absent'}`;
}
