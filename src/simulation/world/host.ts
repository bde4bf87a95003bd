/** The way from terminals and back offices to the acquirer, and the answers' way back. */
import { isoCodeOf } from '#domain/outcome';
import { bookOf, type Command, type Reply, replyWith } from '#engine';
import type { Acquirer } from './acquirer.ts';
import { FrameDoor } from './frame-door.ts';
import { isCardCommand, isFramed } from './frames.ts';
import type { Ground } from './ground.ts';
import { isHoldJourney } from './hold-journey.ts';
import type { Dice } from './seed.ts';
import { isWalletJourney } from './wallet-journey.ts';
import { Wire } from './wire.ts';
import { type HostKeys, isBelieved } from './working-keys.ts';

/** Whether the last batch was stored may be unknown: silence makes the terminal reverse, which comes out right. */
export const isSilent = (command: Command, reply: Reply): boolean =>
  reply.outcome === 'storage-trouble' && (command.type === 'pay' || command.type === 'terminal-cancel');

export class Host {
  readonly #ground: Ground;
  readonly #wires = new Map<string, Wire>();
  acquirer!: Acquirer;
  /** The working keys of a terminal as they are on disk. */
  keysOf!: (book: string, terminalId: string) => HostKeys | null;
  #signIns = 0;
  readonly #frames: FrameDoor;

  constructor(ground: Ground) {
    this.#ground = ground;
    this.#frames = new FrameDoor(ground, this);
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

  /** Holds, and the tokens of wallets, pass the line as values. */
  #speaksFrames(journey: number): boolean {
    const { seed } = this.#ground;
    return !isHoldJourney(seed, journey) && !isWalletJourney(seed, journey);
  }

  /** What a terminal sends under its working key. Another key than the host's: A0, and nothing is done. */
  askUnder(
    keyNow: () => string,
    from: string,
    journey: number,
    dice: Dice,
    words: string,
    command: Command,
    hear: (reply: Reply | 'corrupt') => void,
  ): void {
    const macKey = keyNow();
    if (isFramed(journey) && isCardCommand(command) && this.#speaksFrames(journey)) {
      const line = { wire: this.#wire(from), from, journey, dice, words };
      this.#frames.ask(line, command, keyNow, hear);
      return;
    }
    this.ask(from, journey, dice, words, command, hear, (given) => {
      if (given.type === 'sign-in') {
        this.#signIns += 1;
        return { ...given, pinKey: `pin-${this.#signIns}`, macKey: `mac-${this.#signIns}` };
      }
      const keys = this.keysOf(bookOf(given), from);
      return keys === null || isBelieved(given, macKey, keys) ? given : null;
    });
  }

  /** Sends a command over the asker's own line; `hear` gets what comes back, once per answer that arrives. */
  ask(
    from: string,
    journey: number,
    dice: Dice,
    words: string,
    command: Command,
    hear: (reply: Reply | 'corrupt') => void,
    /** What the door makes of it; null: its code is wrong. */
    door: (command: Command) => Command | null = (given) => given,
  ): void {
    const wire = this.#wire(from);
    wire.carry(journey, dice, `${from} → acquirer ${words}`, (how) => {
      // A message whose code is wrong is not believed, and nothing is done.
      if (how === 'corrupt') return;
      const taken = this.acquirer.alive ? door(command) : command;
      if (taken === null) {
        const refusal = replyWith('mac-wrong', this.acquirer.nowMs());
        wire.carry(journey, dice, `acquirer → ${from} A0 to ${words}`, (back) =>
          hear(back === 'corrupt' ? 'corrupt' : refusal),
        );
        return;
      }
      this.acquirer.submit(taken, (reply) => {
        if (isSilent(command, reply)) return;
        const again = reply.repeated ? ', again' : '';
        const text = `acquirer → ${from} ${isoCodeOf(reply.outcome)} ${reply.outcome}${again} to ${words}`;
        wire.carry(journey, dice, text, (back) => hear(back === 'corrupt' ? 'corrupt' : reply));
      });
    });
  }
}
