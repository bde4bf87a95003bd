import type { CodePayment, SecurityModule } from '#engine';
import { fromOrderAnswer, fromPaymentNotice, paymentNoticeAnswer, type ToldPayment } from '#engine/translate';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import type { MessageMac } from './message-mac.ts';
import type { NetworkLinkOptions } from './options.ts';

export interface OrderMessagesOptions
  extends Pick<NetworkLinkOptions, 'clock' | 'onOrderPaid' | 'onOrderFound'> {
  readonly security: Pick<SecurityModule, 'sealPan'>;
  readonly mac: MessageMac;
  readonly trouble: (message: string) => void;
}

/** F39 of our answer to a payment notice; without one the centre tells it again. */
const NOTICE_CODES = { taken: '00', 'no-such-order': '25' } as const;

/** What the centre says of orders: its notices of payments, and its answers to our questions. */
export class OrderMessages {
  readonly #options: OrderMessagesOptions;

  constructor(options: OrderMessagesOptions) {
    this.#options = options;
  }

  /** A payment notice: answered only after it is on disk. Its MAC was judged before. */
  async notice(message: Iso8583Message, reply: (message: Iso8583Message) => Promise<boolean>): Promise<void> {
    const { clock, onOrderPaid, mac, trouble } = this.#options;
    const told = fromPaymentNotice(message, clock.nowMs());
    if (told === null) {
      trouble(
        `refused a payment notice ${nameOf(message)}: it names no order, or lacks what a payment needs`,
      );
      await reply(await mac.seal(paymentNoticeAnswer(message, '30')));
      return;
    }
    const taken = await onOrderPaid(told.orderId, await this.#sealed(told.paid));
    if (taken !== 'later') await reply(await mac.seal(paymentNoticeAnswer(message, NOTICE_CODES[taken])));
  }

  async answer(message: Iso8583Message): Promise<void> {
    const { clock, onOrderFound, trouble } = this.#options;
    const told = fromOrderAnswer(message, clock.nowMs());
    if (told === null) return trouble(`dropped ${nameOf(message)}: it does not say what was found`);
    const { orderId, found } = told;
    await onOrderFound({ orderId, found: typeof found === 'string' ? found : await this.#sealed(found) });
  }

  /** The card number in clear ends here. */
  async #sealed({ pan, expiry, ...paid }: ToldPayment): Promise<CodePayment> {
    const sealed = await this.#options.security.sealPan(pan);
    return { ...paid, card: { ...sealed, expiry, sequence: null } };
  }
}

const nameOf = (message: Iso8583Message): string =>
  `the ${message.mti} with F7 ${textOf(message, 7) ?? 'absent'}, F11 ${textOf(message, 11) ?? 'absent'}`;
