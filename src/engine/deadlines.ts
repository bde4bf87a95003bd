/** Payments, ways back and requests whose time has come: each is submitted as a command, and none twice at once. */
import type { Command, Reply } from './commands.ts';
import type { Limits } from './limits.ts';
import type { Clock, DueSubject, Store } from './ports/index.ts';

export interface DeadlinesOptions {
  readonly store: Pick<Store, 'due'>;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'dueBatchMax'>;
  readonly submit: (command: Command) => Promise<Reply>;
}

export class Deadlines {
  readonly #options: DeadlinesOptions;
  readonly #underWay = new Set<string>();

  constructor(options: DeadlinesOptions) {
    this.#options = options;
  }

  async workOff(): Promise<void> {
    const { store, clock, limits } = this.#options;
    const due = await store.due(clock.nowMs(), limits.dueBatchMax);
    if (due.length > 0) await Promise.all(due.map((subject) => this.#workOff(subject)));
  }

  async #workOff(subject: DueSubject): Promise<void> {
    const key = subject.requestId ?? subject.cancellationId ?? subject.paymentId;
    if (this.#underWay.has(key)) return;
    this.#underWay.add(key);
    try {
      await this.#options.submit({ ...subject, type: 'due' });
    } finally {
      this.#underWay.delete(key);
    }
  }
}
