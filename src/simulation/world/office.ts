/** The back office: operators who decide and payers who ask, with keys that make a request happen once. */
import type { Route } from '#domain/cancellation';
import { terminalKeyText } from '#domain/payment';
import type { Merchant, Reply, Store } from '#engine';
import type { Acquirer } from './acquirer.ts';
import type { Entry } from './entries.ts';
import type { Ground } from './ground.ts';
import type { Host } from './host.ts';

const WAIT_MS = 15_000;
const TRIES = 5;

export class Office {
  readonly #ground: Ground;
  readonly #host: Host;
  readonly #acquirer: Acquirer;
  readonly #store: Store;
  readonly #merchants: ReadonlyMap<string, Merchant>;
  #requests = 0;

  constructor(
    ground: Ground,
    host: Host,
    acquirer: Acquirer,
    store: Store,
    merchants: ReadonlyMap<string, Merchant>,
  ) {
    this.#ground = ground;
    this.#host = host;
    this.#acquirer = acquirer;
    this.#store = store;
    this.#merchants = merchants;
  }

  #find(sale: Entry): string | null {
    let id: string | null = null;
    this.#ground.audit((auditor) => {
      id = auditor.paymentOf(terminalKeyText(sale.key))?.id ?? null;
    });
    return id;
  }

  /** Asks for a cancellation under one key until an answer comes; without route and amount the best way is taken. */
  cancel(index: number, sale: Entry, route: Route | null, amountFen: bigint | null, done: () => void): void {
    const paymentId = this.#find(sale);
    const { merchantId, stan } = sale.key;
    if (paymentId === null) done();
    else this.cancelPayment(index, { paymentId, merchantId, name: stan }, route, amountFen, done);
  }

  /** The same for a payment that has no entry in a terminal's journal. */
  cancelPayment(
    index: number,
    sale: { readonly paymentId: string; readonly merchantId: string; readonly name: string },
    route: Route | null,
    amountFen: bigint | null,
    done: () => void,
  ): void {
    const { agenda, story } = this.#ground;
    const dice = this.#ground.journeyDice(index);
    const { paymentId } = sale;
    const merchant = this.#merchants.get(sale.merchantId)!;
    this.#ground.audit((auditor) => auditor.refundWished(index, amountFen));
    this.#requests += 1;
    const key = `${index}-${sale.name}-${this.#requests}`;
    const console = dice.perMille(300);
    const words = `cancel ${route ?? 'the best way'} ${amountFen ?? 'all'} of sale ${sale.name}`;
    const command = {
      type: 'host-cancel',
      merchant,
      paymentId: paymentId as Parameters<Store['payment']>[0],
      route,
      amountFen,
      key,
      print: `${paymentId}/${route}/${amountFen}`,
      door: console ? 'console' : 'api',
      requestedBy: console ? 'operator' : 'shop-key',
      reason: 'customer changed her mind',
    } as const;
    const attempt = (left: number): void => {
      let over = false;
      const finish = (reply: Reply | null): void => {
        if (over) return;
        over = true;
        stop();
        if (reply?.cancellation)
          this.#ground.audit((auditor) => auditor.officeTold(index, reply.cancellation!.id));
        if (reply !== null || left === 1) {
          done();
          return;
        }
        story.tell(index, `the back office asks again: ${words}`);
        agenda.after(dice.between(500, 5_000), () => attempt(left - 1));
      };
      const stop = agenda.after(WAIT_MS, () => finish(null));
      this.#host.ask('office', index, dice, words, command, (reply) =>
        finish(reply === 'corrupt' ? null : reply),
      );
    };
    attempt(TRIES);
  }

  /** A payer asks the shop, without login, until told. The request's own people see to the rest. */
  request(
    index: number,
    sale: Entry,
    wish: { readonly amountFen: bigint | null; readonly whenOpen: boolean },
    done: () => void,
  ): void {
    const { agenda, story } = this.#ground;
    const dice = this.#ground.journeyDice(index);
    const paymentId = this.#find(sale) as Parameters<Store['payment']>[0] | null;
    const merchant = this.#merchants.get(sale.key.merchantId)!;
    if (paymentId === null) {
      done();
      return;
    }
    const contact = { phone: { sealed: 'model', masked: '138****0000' }, email: null };
    const reason = 'wrong size';
    const command = { type: 'request-open', merchant, paymentId, ...wish, reason, contact } as const;
    const words = `please give back ${wish.amountFen ?? 'all'} of sale ${sale.key.stan}`;
    const attempt = (left: number): void => {
      let over = false;
      const finish = (heard: boolean): void => {
        if (over) return;
        over = true;
        stop();
        if (heard || left === 1) {
          done();
          return;
        }
        story.tell(index, 'the payer asks again');
        agenda.after(dice.between(500, 20_000), () => attempt(left - 1));
      };
      const stop = agenda.after(WAIT_MS, () => finish(false));
      this.#host.ask('web', index, dice, words, command, (reply) => finish(reply !== 'corrupt'));
    };
    attempt(TRIES);
  }

  /** A payer asks whether the payment can be cancelled, and acts on a yes at once. */
  ask(index: number, sale: Entry, done: () => void): void {
    const id = this.#find(sale);
    if (id === null) {
      done();
      return;
    }
    let over = false;
    const end = (): void => {
      if (!over) done();
      over = true;
    };
    // A program that is down or dies meanwhile answers nobody.
    this.#ground.agenda.after(WAIT_MS, end);
    this.#acquirer.use(async (engine) => {
      const found = await this.#store.payment(id as Parameters<Store['payment']>[0]);
      if (found === null) return end();
      const answer = await engine.ask(found.payment, {
        subject: { kind: 'payment', id },
        asker: 'payer',
        route: null,
        amountFen: null,
        terminalId: null,
      });
      const amountFen = answer.terms?.amountFen ?? 0n;
      this.#ground.story.tell(
        index,
        `a payer asks about ${id}: ${answer.verdict} ${answer.route} ${amountFen} fen`,
      );
      this.#ground.audit(({ people }) => people.answered(index, id, answer.verdict, answer.route, amountFen));
      if (answer.verdict !== 'YES') return end();
      over = true;
      this.cancel(index, sale, null, null, done);
    });
  }
}
