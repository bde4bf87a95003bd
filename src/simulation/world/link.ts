/** The acquirer's link to the network: translated messages over a wire that harms them, and answers back. */
import { networkKeyText } from '#domain/payment';
import type { NetworkRequest } from '#engine';
import { fromNetworkAnswer, toNetworkMessage } from '#engine/translate';
import { wireKeyOf } from '#simulation/network';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import type { Acquirer } from './acquirer.ts';
import { panOf } from './cards.ts';
import type { Ground } from './ground.ts';
import type { NetworkSide } from './network-side.ts';
import { diceOf } from './seed.ts';
import { Wire } from './wire.ts';

export class NetworkLink {
  readonly wire: Wire;
  readonly #ground: Ground;
  /** What the running program sent; a program that starts anew knows of none. */
  readonly #inFlight = new Map<string, NetworkRequest>();
  #program = 0;
  acquirer!: Acquirer;
  network!: NetworkSide;

  constructor(ground: Ground) {
    this.#ground = ground;
    const speed = { leastMs: 5, mostMs: 60, lateMs: 60_000 };
    this.wire = new Wire(ground, 'network', speed, () => this.signOn());
  }

  send(request: NetworkRequest): 'sent' | 'not-sent' {
    const ground = this.#ground;
    let index = -1;
    ground.audit((auditor) => {
      const { part, paymentId } = request.subject;
      const isTransfer = part === 'transfer' || part === 'transfer-follow';
      index = isTransfer ? auditor.holders.journeyOfMovement(paymentId) : auditor.journeyOfPayment(paymentId);
    });
    const dice = index < 0 ? diceOf(ground.seed, 'stray', request.network.stan) : ground.journeyDice(index);
    const of = request.originalKind === 'void' ? 'void' : request.paymentKind;
    const words = request.message === 'reversal' ? `reversal of a ${of}` : request.message;
    const { amountFen, attempt } = request;
    const text = `acquirer → network ${words} ${request.network.stan} ${amountFen} fen, send ${attempt}`;
    // Half of the messages into a line that is down find it closed: surely not one byte left.
    if (this.wire.parted && dice.perMille(500)) {
      ground.story.tell(index, `${text} · not sent, the line is down`);
      return 'not-sent';
    }
    const message = toNetworkMessage(request, { pan: panOf(request.card) });
    const key = networkKeyText(request.network);
    this.#sentBy(this.acquirer.number).set(wireKeyOf(request.network), request);
    if (this.#inFlight.size > 5_000) this.#inFlight.delete(this.#inFlight.keys().next().value!);
    this.wire.carry(index, dice, text, (how) => {
      ground.audit((auditor) => auditor.arrivedUpstream(key, index, `${words} ${request.network.stan}`));
      this.network.receive(message, how, index, dice, (answer) => this.#back(answer, request, index));
    });
    return 'sent';
  }

  #back(answer: Iso8583Message, request: NetworkRequest, index: number): void {
    const ground = this.#ground;
    const dice = index < 0 ? diceOf(ground.seed, 'stray', request.network.stan) : ground.journeyDice(index);
    const text = `network → acquirer ${answer.mti} ${request.network.stan} code ${textOf(answer, 39)}`;
    this.wire.carry(index, dice, text, (how) => {
      // The MAC of an answer is wrong: it is dropped, and the deadline decides.
      if (how === 'corrupt') return;
      const wireKey = wireKeyOf(request.network);
      const inFlight = this.#sentBy(this.acquirer.number);
      const sent = inFlight.get(wireKey);
      inFlight.delete(wireKey);
      const translated = fromNetworkAnswer(answer, this.acquirer.nowMs(), sent?.network ?? null);
      if (translated === null) return;
      const { keyText, ...rest } = translated;
      this.acquirer.answered(keyText, { ...rest, subject: sent?.subject ?? null });
    });
  }

  #sentBy(program: number): Map<string, NetworkRequest> {
    if (this.#program !== program) this.#inFlight.clear();
    this.#program = program;
    return this.#inFlight;
  }

  /** The network's word about its day, over the same line. */
  notify(day: NetworkSide['day']): void {
    const dice = diceOf(this.#ground.seed, 'notice', day);
    this.wire.carry(-1, dice, `network → acquirer 0820 cut-over to ${day}`, (how) => {
      if (how === 'corrupt') return;
      this.acquirer.use((engine) => engine.cutOver({ clearingDay: day, atMs: this.acquirer.nowMs() }));
    });
  }

  /** After a start or a break the link signs on, and the answer carries the network's day. */
  signOn(): void {
    const { agenda } = this.#ground;
    const program = this.acquirer.number;
    const dice = diceOf(this.#ground.seed, 'sign-on', agenda.nowMs);
    this.wire.carry(-1, dice, 'acquirer → network 0820 sign on', (how) => {
      if (how === 'corrupt') return;
      this.wire.carry(-1, dice, `network → acquirer 0830 signed on, day ${this.network.day}`, (back) => {
        if (back === 'corrupt' || this.acquirer.number !== program) return;
        const clearingDay = this.network.day;
        this.acquirer.use((engine) => engine.cutOver({ clearingDay, atMs: this.acquirer.nowMs() }));
      });
    });
  }
}
