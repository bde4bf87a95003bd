/** A cashier who sells, voids, refunds and settles at one terminal; what the terminal said is written down. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createVirtualTerminal,
  loadTerminalProfile,
  type TerminalAddress,
  type TerminalResult,
  type VirtualTerminal,
} from '#adapters/virtual-terminal';
import { Deposits } from './deposits.ts';
import type { Fleet } from './fleet.ts';
import { seeded } from './seeded.ts';

/** What the clients were told, to be held against the books at the end. */
export interface Told {
  readonly terminalId: string;
  readonly batchNo: string;
  readonly stan: string;
  readonly amountFen: bigint;
  readonly result: TerminalResult['result'];
  readonly rrn: string | null;
  /** Money that somebody was told is back or on its way back. */
  backFen: bigint;
  /** The terminal told of a reversal of this sale that was acknowledged. */
  reversed: boolean;
  /** The terminal gave its reversal up: what it told its cashier is no longer a promise of the host. */
  givenUp: boolean;
}

export interface Tally {
  sales: number;
  approved: number;
  declined: number;
  unknown: number;
  waysBack: number;
  waysBackApproved: number;
  settlements: number;
  repeats: number;
}

export const NO_TALLY = (): Tally => ({
  ...{ sales: 0, approved: 0, declined: 0, unknown: 0 },
  ...{ waysBack: 0, waysBackApproved: 0, settlements: 0, repeats: 0 },
});

interface Card {
  readonly name: string;
  readonly pan: string;
  readonly expiry: string;
  readonly pin: string;
}

export class Cashier {
  readonly told: Told[] = [];
  readonly tally: Tally = NO_TALLY();
  readonly #stack: Fleet;
  readonly #terminal: VirtualTerminal;
  readonly #terminalId: string;
  readonly #cards: readonly Card[];
  readonly #chance: () => number;
  readonly deposits: Deposits;
  #left = false;

  private constructor(
    stack: Fleet,
    terminal: VirtualTerminal,
    terminalId: string,
    cards: readonly Card[],
    seed: number,
  ) {
    this.#stack = stack;
    this.#terminal = terminal;
    this.#terminalId = terminalId;
    this.#cards = cards;
    this.#chance = seeded(seed);
    const { pan, expiry } = cards[0]!;
    const note = (result: TerminalResult): void => this.#note(result);
    const own = { terminal, terminalId, card: { pan, expiry }, chance: this.#chance, note };
    this.deposits = new Deposits(own);
  }

  /** @param addresses where the host is found, the first one first; left out: as the profile says. */
  static async at(
    stack: Fleet,
    terminalId: string,
    seed: number,
    journals: string,
    addresses: readonly TerminalAddress[],
  ): Promise<Cashier> {
    const loaded = await loadTerminalProfile(join(stack.data.terminals, `${terminalId}.json`));
    const [first, ...others] = addresses;
    const profile = first === undefined ? loaded : { ...loaded, ...first, others };
    const cards = JSON.parse(await readFile(stack.data.testCards, 'utf8')) as Card[];
    const terminal = await createVirtualTerminal({
      profile,
      journalFile: join(journals, `${terminalId}.json`),
      replyTimeoutMs: 2_500,
    });
    return new Cashier(stack, terminal, terminalId, cards, seed);
  }

  /**
   * One act of a working day; every fourth or so goes back. False when nothing left the terminal: the line is
   * down, and the cashier waits a moment before pressing again.
   */
  async act(): Promise<boolean> {
    this.#left = false;
    if (!(await this.#needsSignIn())) await this.#choose();
    if (!this.#left) await new Promise((resolve) => setTimeout(resolve, 50));
    return this.#left;
  }

  async #choose(): Promise<void> {
    const dice = this.#chance();
    if (dice < 0.6) await this.#sell();
    else if (dice < 0.7) await this.deposits.act();
    else if (dice < 0.82) await this.#void();
    else if (dice < 0.92) await this.#cancelByApi();
    else if (dice < 0.97) await this.#refund();
    else await this.#settle();
  }

  async #needsSignIn(): Promise<boolean> {
    if (this.#terminal.journal.signInDue === null) return false;
    const result = await this.#terminal.signIn();
    this.#note(result);
    return result.result !== 'approved';
  }

  async #sell(): Promise<void> {
    const plenty = this.#chance() < 0.85;
    const card = plenty ? this.#cards[0]! : this.#cards[Math.floor(this.#chance() * this.#cards.length)]!;
    const amountFen = BigInt(1 + Math.floor(this.#chance() * 50_000));
    const pin = this.#chance() < 0.3 ? { pin: card.pin } : {};
    const result = await this.#terminal.sale({
      amountFen,
      card: { pan: card.pan, expiry: card.expiry, ...pin },
      entry: 'chip',
    });
    this.#note(result);
    if (result.stan === null || result.result === 'refused-locally') return;
    this.tally.sales += 1;
    if (result.result === 'approved') this.tally.approved += 1;
    else if (result.result === 'declined') this.tally.declined += 1;
    else this.tally.unknown += 1;
    const { stan, batchNo, rrn } = result;
    this.told.push({
      terminalId: this.#terminalId,
      batchNo,
      stan,
      amountFen,
      result: result.result,
      rrn,
      backFen: 0n,
      reversed: false,
      givenUp: false,
    });
    if (result.result === 'approved' && this.#chance() < 0.05) {
      this.tally.repeats += 1;
      const again = await this.#terminal.repeatLast();
      if (again.result === 'approved' && again.rrn !== rrn)
        throw new Error(`A repeated sale got another reference: ${again.rrn} after ${rrn}`);
    }
  }

  #standing(inThisBatch: boolean): Told | undefined {
    const open = this.told.filter(
      (sale) =>
        sale.result === 'approved' &&
        !sale.reversed &&
        sale.backFen === 0n &&
        (sale.batchNo === this.#terminal.journal.batchNo) === inThisBatch,
    );
    return open[Math.floor(this.#chance() * open.length)];
  }

  async #void(): Promise<void> {
    const sale = this.#standing(true);
    if (sale === undefined) return this.#sell();
    this.tally.waysBack += 1;
    const result = await this.#terminal.void({ stan: sale.stan });
    this.#note(result);
    if (result.result !== 'approved') return;
    this.tally.waysBackApproved += 1;
    sale.backFen = sale.amountFen;
  }

  async #refund(): Promise<void> {
    const sale = this.#standing(false);
    if (sale === undefined || sale.rrn === null) return this.#sell();
    this.tally.waysBack += 1;
    const part = sale.amountFen / 2n + 1n;
    const amountFen = part > sale.amountFen ? sale.amountFen : part;
    const card = this.#cards[0]!;
    const result = await this.#terminal.refund({
      rrn: sale.rrn,
      date: '0000',
      batchNo: sale.batchNo,
      stan: sale.stan,
      amountFen,
      card: { pan: card.pan, expiry: card.expiry },
    });
    this.#note(result);
    if (result.result !== 'approved') return;
    this.tally.waysBackApproved += 1;
    sale.backFen += amountFen;
  }

  /** The back office, which leaves the route to the system. */
  async #cancelByApi(): Promise<void> {
    const sale = this.#standing(this.#chance() < 0.5);
    if (sale === undefined || sale.rrn === null) return this.#sell();
    const found = await this.#quiet(() =>
      this.#stack.api<{ items: { id: string }[] }>(`/v1/payments?rrn=${sale.rrn}`),
    );
    const payment = found?.body.items?.[0]?.id;
    if (payment === undefined) return;
    this.tally.waysBack += 1;
    const reply = await this.#quiet(() =>
      this.#stack.api<{ state: string; amount: number }>('/v1/cancellations?wait=2', 'merchant', {
        method: 'POST',
        body: JSON.stringify({ subject: payment, reason: 'chaos' }),
        headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      }),
    );
    if (reply === null || reply.status >= 300) return;
    this.#left = true;
    if (reply.body.state === 'done') this.tally.waysBackApproved += 1;
    // Accepted is a promise: it must have ended with the money back, or with a named refusal, by the end.
    if (reply.body.state === 'done') sale.backFen += BigInt(reply.body.amount);
    else sale.givenUp = true;
  }

  async #settle(): Promise<void> {
    const result = await this.#terminal.settle();
    this.#note(result);
    if (result.result === 'approved') this.tally.settlements += 1;
  }

  /** Requests that a killed server never answered are no news. */
  async #quiet<T>(call: () => Promise<T>): Promise<T | null> {
    try {
      return await call();
    } catch {
      return null;
    }
  }

  /** Every act may have sent an older reversal first; what became of it belongs to its sale. */
  #note(result: TerminalResult): void {
    this.#stack.told(`${result.act} ${result.result} ${result.code ?? ''}`.trim());
    if (result.act !== 'sign-in' && result.result !== 'refused-locally') this.#left = true;
    for (const report of [result.flushed]) {
      if (report === null) continue;
      const sale = this.told.find((each) => each.stan === report.stan && each.batchNo === report.batchNo);
      if (sale === undefined) continue;
      if (report.outcome === 'acknowledged' && report.code === '00') sale.reversed = true;
      if (report.outcome === 'failed') sale.givenUp = true;
    }
  }

  /** Ends the day: the open reversal goes out, the line closes. */
  async close(): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const report = await this.#terminal.flushReversal();
      if (report === null || report.outcome !== 'pending') break;
    }
    await this.deposits.close();
    await this.#terminal.close();
  }
}
