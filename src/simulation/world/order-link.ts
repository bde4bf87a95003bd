/** Orders on the line to the network: questions and closes out, their answers and payment notices in. */
import type { OrderId } from '#domain/order';
import { networkKeyText } from '#domain/payment';
import type { CodePayment, OrderRequest } from '#engine';
import {
  fromOrderAnswer,
  fromPaymentNotice,
  paymentNoticeAnswer,
  type ToldPayment,
  toOrderMessage,
} from '#engine/translate';
import { textOf } from '#wire/iso8583';
import type { Acquirer } from './acquirer.ts';
import { sealedPan } from './cards.ts';
import type { Ground } from './ground.ts';
import type { NetworkSide } from './network-side.ts';
import { type Dice, diceOf } from './seed.ts';
import type { Wire } from './wire.ts';

const TELL_AGAIN_MS = [2_000, 40_000] as const;
const NOTICE_CODES = { taken: '00', 'no-such-order': '25' } as const;

const sealed = ({ pan, expiry: _expiry, ...paid }: ToldPayment): CodePayment => ({
  ...paid,
  card: sealedPan(pan),
});

export class OrderLink {
  readonly #ground: Ground;
  readonly #wire: Wire;
  acquirer!: Acquirer;
  network!: NetworkSide;

  constructor(ground: Ground, wire: Wire) {
    this.#ground = ground;
    this.#wire = wire;
  }

  send(request: OrderRequest): 'sent' | 'not-sent' {
    const ground = this.#ground;
    const { orderId, message, network } = request;
    let index = -1;
    ground.audit(({ people }) => {
      index = people.journeyOfOrder(orderId);
    });
    const dice =
      index < 0 ? diceOf(ground.seed, 'stray', networkKeyText(network)) : ground.journeyDice(index);
    if (this.#wire.parted && dice.perMille(500)) return 'not-sent';
    const asked = toOrderMessage(request);
    const text = `acquirer → network ${message} of the order, ${network.stan}`;
    this.#wire.carry(index, dice, text, (how) => {
      this.network.receive(asked, how, index, dice, (answer) => {
        const words = `network → acquirer ${answer.mti} ${network.stan} code ${textOf(answer, 39)}`;
        this.#wire.carry(index, dice, words, (back) => {
          if (back === 'corrupt') return;
          const told = fromOrderAnswer(answer, this.acquirer.nowMs());
          if (told === null) return;
          const found = typeof told.found === 'string' ? told.found : sealed(told.found);
          this.acquirer.use((engine) => engine.orders.found({ orderId, found }));
        });
      });
    });
    return 'sent';
  }

  /** The network tells of a payment until its member has it on disk. */
  tell(wireKey: string, index: number, dice: Dice): void {
    const { agenda, underWay } = this.#ground;
    const notice = this.network.notice(wireKey);
    if (notice === null) return;
    const words = `network → acquirer 0220 ${textOf(notice, 11)} paid with the merchant’s code`;
    this.#wire.carry(index, dice, words, (how) => {
      const told = how === 'corrupt' ? null : fromPaymentNotice(notice, this.acquirer.nowMs());
      if (told !== null) this.#take(told.orderId, sealed(told.paid), index, dice, notice);
    });
    underWay.set(index, (underWay.get(index) ?? 0) + 1);
    agenda.after(dice.between(...TELL_AGAIN_MS), () => {
      underWay.set(index, (underWay.get(index) ?? 1) - 1);
      this.tell(wireKey, index, dice);
    });
  }

  #take(
    orderId: OrderId,
    paid: CodePayment,
    index: number,
    dice: Dice,
    notice: Parameters<typeof paymentNoticeAnswer>[0],
  ): void {
    const program = this.acquirer.number;
    this.acquirer.use(async (engine) => {
      const taken = await engine.orders.paid(orderId, paid);
      if (taken === 'later' || this.acquirer.number !== program || !this.acquirer.alive) return;
      if (taken === 'taken')
        this.#ground.audit(({ people }) => people.noticeTaken(networkKeyText(paid.network), index));
      const answer = paymentNoticeAnswer(notice, NOTICE_CODES[taken]);
      const words = `acquirer → network 0230 ${textOf(notice, 11)} code ${NOTICE_CODES[taken]}`;
      this.#wire.carry(index, dice, words, (how) => {
        if (how !== 'corrupt') this.network.acknowledge(answer);
      });
    });
  }
}
