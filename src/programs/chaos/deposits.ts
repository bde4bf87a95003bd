/** Deposits among the sales of one terminal: held, raised, completed or lifted, and what the terminal was told. */
import type { PaymentView } from '#adapters/http-api';
import type { SaleRequest, TerminalResult, VirtualTerminal } from '#adapters/virtual-terminal';

/** A hold as its terminal knows it. */
export interface Held {
  readonly terminalId: string;
  readonly batchNo: string;
  readonly stan: string;
  /** With everything that raised it. */
  heldFen: bigint;
  /** `doubt`: an act on it was not answered, and what became of that the host knows. */
  state: 'held' | 'taken' | 'lifted' | 'doubt';
}

const ENDED: readonly PaymentView['state'][] = [
  'approved',
  'completed',
  'voided',
  'reversed',
  'declined',
  'expired',
];

export class Deposits {
  readonly told: Held[] = [];
  readonly #terminal: VirtualTerminal;
  readonly #terminalId: string;
  readonly #card: SaleRequest['card'];
  readonly #chance: () => number;
  readonly #note: (result: TerminalResult) => void;

  constructor(given: {
    readonly terminal: VirtualTerminal;
    readonly terminalId: string;
    readonly card: SaleRequest['card'];
    readonly chance: () => number;
    readonly note: (result: TerminalResult) => void;
  }) {
    this.#terminal = given.terminal;
    this.#terminalId = given.terminalId;
    this.#card = given.card;
    this.#chance = given.chance;
    this.#note = given.note;
  }

  async act(): Promise<void> {
    const standing = this.told.filter(({ state }) => state === 'held');
    const held = standing[Math.floor(this.#chance() * standing.length)];
    if (held === undefined || this.#chance() < 0.4) return this.#hold();
    const dice = this.#chance();
    if (dice < 0.25) return this.#raise(held);
    const kind = dice < 0.5 ? 'completion' : dice < 0.75 ? 'completion-notice' : 'preauth-void';
    const part = kind === 'preauth-void' ? held.heldFen : (held.heldFen * 4n) / 5n + 1n;
    const result = await this.#terminal.family({ kind, stan: held.stan, amountFen: part });
    this.#note(result);
    if (result.result === 'approved') held.state = kind === 'preauth-void' ? 'lifted' : 'taken';
    if (result.result === 'unknown') held.state = 'doubt';
  }

  async #hold(): Promise<void> {
    const amountFen = BigInt(10_000 + Math.floor(this.#chance() * 50_000));
    const result = await this.#terminal.preauth({ amountFen, card: this.#card, entry: 'chip' });
    this.#note(result);
    const { stan, batchNo } = result;
    if (stan === null || result.result !== 'approved') return;
    this.told.push({ terminalId: this.#terminalId, batchNo, stan, heldFen: amountFen, state: 'held' });
  }

  async #raise(held: Held): Promise<void> {
    const amountFen = BigInt(1 + Math.floor(this.#chance() * 10_000));
    const result = await this.#terminal.family({ kind: 'increment', stan: held.stan, amountFen });
    this.#note(result);
    if (result.result === 'approved') held.heldFen += amountFen;
    if (result.result === 'unknown') held.state = 'doubt';
  }

  /** What is kept goes out before the line closes. */
  async close(): Promise<void> {
    await this.#terminal.flushNotices();
  }
}

/** A hold that is not what its terminal was told, in words; `null` for a promise kept. */
export function brokenHold(told: Held, payment: PaymentView | undefined): string | null {
  const name = `${told.terminalId} batch ${told.batchNo} hold ${told.stan}`;
  if (payment === undefined) return `${name}: told approved, and the platform does not know it`;
  const held = BigInt(payment.hold?.held ?? 0);
  const is = `it is ${payment.state}, with ${held} fen held`;
  switch (told.state) {
    case 'held':
      return payment.state === 'approved' && held === told.heldFen
        ? null
        : `${name}: told that ${told.heldFen} fen are held, and ${is}`;
    case 'taken':
      return payment.state === 'completed' ? null : `${name}: told that it was completed, and ${is}`;
    case 'lifted':
      return payment.state === 'voided' ? null : `${name}: told that it was lifted, and ${is}`;
    case 'doubt':
      return ENDED.includes(payment.state) ? null : `${name}: still without an outcome, ${is}`;
  }
}
