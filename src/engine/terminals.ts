/** Terminals as they are remembered: every message of one asks for its keys. */
import type { Terminal } from '#domain/terminal';
import type { Store } from './ports/index.ts';

const KEPT_MAX = 50_000;

export class TerminalCache {
  readonly #store: Pick<Store, 'terminal'>;
  readonly #known = new Map<string, Terminal>();

  constructor(store: Pick<Store, 'terminal'>) {
    this.#store = store;
  }

  /** `fresh` asks the store, for a MAC that fails under the remembered keys. */
  async find(merchantId: string, terminalId: string, fresh: boolean): Promise<Terminal | null> {
    const known = this.#known.get(`${merchantId}/${terminalId}`);
    if (known !== undefined && !fresh) return known;
    const found = await this.#store.terminal(merchantId, terminalId);
    if (found !== null) this.remember(found);
    return found;
  }

  remember(terminal: Terminal): void {
    if (this.#known.size >= KEPT_MAX) this.#known.clear();
    this.#known.set(`${terminal.merchantId}/${terminal.terminalId}`, terminal);
  }
}
