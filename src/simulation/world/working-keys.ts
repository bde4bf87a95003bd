/** Working keys of terminals as a model: a message made under another key than the host's is not believed. */
import type { Command, Merchant } from '#engine';
import type { Exchange } from './terminal-exchange.ts';

export type HostKeys = { readonly macKey: string; readonly previousMacKey: string | null };

/** A reversal may have been made before the last sign-in. */
export const isBelieved = (
  command: Command,
  macKey: string,
  { macKey: own, previousMacKey }: HostKeys,
): boolean => macKey === own || (command.type === 'terminal-reverse' && macKey === previousMacKey);

/** The key of one terminal, and whether the host refused it. */
export class WorkingKey {
  readonly #merchant: Merchant;
  readonly #terminalId: string;
  readonly #exchange: Exchange;
  /** As it was when the terminal was set up. */
  value = 'model';
  #refused = false;

  constructor(merchant: Merchant, terminalId: string, exchange: Exchange) {
    this.#merchant = merchant;
    this.#terminalId = terminalId;
    this.#exchange = exchange;
  }

  refused(): void {
    this.#refused = true;
  }

  /** New keys where the host refused the old ones; then goes on, with or without them. */
  fresh(then: () => void): void {
    if (this.#refused) this.signIn(then);
    else then();
  }

  signIn(then: () => void): void {
    const command = {
      ...({
        type: 'sign-in',
        merchant: this.#merchant,
        terminalId: this.#terminalId,
        operator: '01',
      } as const),
      ...{ pinKey: 'made by the host', macKey: 'made by the host' },
    };
    this.#exchange('sign-in', command, (reply) => {
      const keys = reply?.outcome === 'approved' ? reply.terminal?.keys : undefined;
      if (keys?.macKey !== undefined && keys.macKey !== null) {
        this.value = keys.macKey;
        this.#refused = false;
      } else this.#refused = true;
      then();
    });
  }
}
