/** The way from terminals and back offices to the acquirer, and the answers' way back. */
import { isoCodeOf } from '#domain/outcome';
import type { Command, Reply } from '#engine';
import type { Acquirer } from './acquirer.ts';
import type { Ground } from './ground.ts';
import type { Dice } from './seed.ts';
import { Wire } from './wire.ts';

/** Whether the last batch was stored may be unknown: silence makes the terminal reverse, which comes out right. */
const isSilent = (command: Command, reply: Reply): boolean =>
  reply.outcome === 'storage-trouble' && (command.type === 'pay' || command.type === 'terminal-cancel');

export class Host {
  readonly #ground: Ground;
  readonly #wires = new Map<string, Wire>();
  acquirer!: Acquirer;

  constructor(ground: Ground) {
    this.#ground = ground;
  }

  #wire(name: string): Wire {
    const known = this.#wires.get(name);
    if (known !== undefined) return known;
    const fresh = new Wire(this.#ground, name, { leastMs: 10, mostMs: 150, lateMs: 90_000 });
    this.#wires.set(name, fresh);
    return fresh;
  }

  heal(): void {
    for (const wire of this.#wires.values()) wire.heal();
  }

  /** Sends a command over the asker's own line; `hear` gets what comes back, once per answer that arrives. */
  ask(
    from: string,
    journey: number,
    dice: Dice,
    words: string,
    command: Command,
    hear: (reply: Reply | 'corrupt') => void,
  ): void {
    const wire = this.#wire(from);
    wire.carry(journey, dice, `${from} → acquirer ${words}`, (how) => {
      // A message whose code is wrong is not believed, and nothing is done.
      if (how === 'corrupt') return;
      this.acquirer.submit(command, (reply) => {
        if (isSilent(command, reply)) return;
        const again = reply.repeated ? ', again' : '';
        const text = `acquirer → ${from} ${isoCodeOf(reply.outcome)} ${reply.outcome}${again} to ${words}`;
        wire.carry(journey, dice, text, (back) => hear(back === 'corrupt' ? 'corrupt' : reply));
      });
    });
  }
}
