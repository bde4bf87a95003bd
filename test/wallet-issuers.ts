/**
 * The network with its real issuers behind the engine of a shop, message by message as on the line but without a
 * socket: what is lost, late or closed is decided line by line. Card ciphers are the numbers in clear.
 */
import type { SealedCard } from '#domain/payment';
import type { InquiryRequest, NetworkPort, NetworkRequest, OrderRequest } from '#engine';
import { fromInquiryAnswer, fromNetworkAnswer, toInquiryMessage, toNetworkMessage } from '#engine/translate';
import {
  applyRecord,
  cardAmounts,
  createNetworkActor,
  createNetworkState,
  issuedTestCards,
  type NetworkConfig,
  type NetworkRecord,
  networkInstitution,
  testCards,
  testIssuers,
} from '#simulation/network';
import type { Iso8583Message } from '#wire/iso8583';
import type { Shop } from './shop.ts';
import { MORNING_MS } from './shop-fixtures.ts';

/** Of the next message: lost, its answer lost, the line down, or its bank away when the first of two copies comes. */
export type LineFate = 'lost' | 'answer-lost' | 'link-down' | 'away-then-copied';

const answerMtiOf = ({ mti }: Iso8583Message): string => `${mti.slice(0, 2)}${Number(mti[2]) + 1}${mti[3]}`;

const MEMBER = '48021000';

export function cardOf(id: string): SealedCard {
  const { pan, expiry } = testCards.find((card) => card.id === id)!;
  const masked = `${pan.slice(0, 6)}******${pan.slice(-4)}`;
  return { index: `ix-${id}`, cipher: pan, masked, expiry, sequence: null };
}

export class WalletIssuers implements NetworkPort {
  readonly state = createNetworkState();
  readonly config: NetworkConfig = {
    institution: networkInstitution,
    issuers: testIssuers,
    cards: issuedTestCards,
    verifyPin: () => 'right',
    newCode: () => '246810',
    transactionsMax: 10_000,
  };
  readonly actor = createNetworkActor(this.config, this.state);
  readonly fates: LineFate[] = [];
  /** Every message that left, as `MTI F3 F25`. */
  readonly sent: string[] = [];
  shop: Shop | null = null;
  last: NetworkRequest | null = null;

  constructor() {
    this.#keep(this.actor.open(MORNING_MS));
    const signOn = { 7: '1123100000', 11: '000001', 33: MEMBER, 70: '001' };
    this.#keep(this.actor.handle({ mti: '0820', fields: signOn }, MORNING_MS).records);
  }

  get nowMs(): number {
    return this.shop?.time.clock.nowMs() ?? MORNING_MS;
  }

  #keep(records: readonly NetworkRecord[]): void {
    for (const record of records) applyRecord(this.state, record);
  }

  /** `null`: nothing comes back. */
  #carry(message: Iso8583Message): Iso8583Message | null | 'not-sent' {
    const fate = this.fates.shift();
    if (fate === 'link-down') return 'not-sent';
    this.sent.push([message.mti, message.fields[3], message.fields[25]].join(' '));
    if (fate === 'lost') return null;
    if (fate === 'away-then-copied')
      return { mti: answerMtiOf(message), fields: { ...message.fields, 39: '91' } };
    const { answer, records } = this.actor.handle(message, this.nowMs);
    this.#keep(records);
    return fate === 'answer-lost' ? null : answer;
  }

  /** The copy of a message arrives, and is answered. */
  copyOf(request: NetworkRequest): void {
    const { answer, records } = this.actor.handle(
      toNetworkMessage(request, { pan: request.card.cipher }),
      this.nowMs,
    );
    this.#keep(records);
    const told = answer === null ? null : fromNetworkAnswer(answer, this.nowMs, request.network);
    if (told === null) return;
    const { keyText, ...rest } = told;
    this.shop?.networkAnswers(keyText, { ...rest, subject: null });
  }

  async send(request: NetworkRequest): Promise<'sent' | 'not-sent'> {
    this.last = request;
    const answer = this.#carry(toNetworkMessage(request, { pan: request.card.cipher }));
    if (answer === 'not-sent') return answer;
    if (answer !== null) {
      const told = fromNetworkAnswer(answer, this.nowMs, request.network)!;
      const { keyText, ...rest } = told;
      this.shop?.networkAnswers(keyText, { ...rest, subject: request.subject });
    }
    return 'sent';
  }

  async sendInquiry(request: InquiryRequest): Promise<'sent' | 'not-sent'> {
    const answer = this.#carry(toInquiryMessage(request, { pan: request.card.cipher }));
    if (answer === 'not-sent') return answer;
    const told = answer === null ? null : fromInquiryAnswer(answer, this.nowMs);
    if (told !== null) this.shop?.engine.inquiries.answered(told.keyText, told.answer);
    return 'sent';
  }

  async sendOrder(_request: OrderRequest): Promise<'sent' | 'not-sent'> {
    return 'not-sent';
  }

  /** The network changes its day; the file of the day that ended. */
  cutOver() {
    const done = this.actor.cutOver(this.nowMs);
    this.#keep(done.records);
    return done;
  }

  close(cardId: string): void {
    this.#keep(this.actor.changeCard(cardId, { state: 'closed', replacedBy: null }, this.nowMs));
  }

  availableFen(cardId: string): bigint {
    const card = issuedTestCards.find(({ id }) => id === cardId)!;
    return cardAmounts(card, this.state.books.get(card.issuer)).availableFen;
  }
}
