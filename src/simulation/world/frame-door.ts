/** The way of a terminal's bytes to the acquirer and of the answer's bytes back: what is harmed is not believed. */
import { isoCodeOf } from '#domain/outcome';
import { bookOf, type Reply, replyWith } from '#engine';
import {
  answerBytes,
  type CardCommand,
  gistOf,
  harmed,
  heardCode,
  messageOf,
  type ReadFrame,
  readRequest,
  refusalBytes,
  requestBytes,
} from './frames.ts';
import type { Ground } from './ground.ts';
import { type Host, isSilent } from './host.ts';
import { type Dice, diceOf } from './seed.ts';
import type { Arrival, Wire } from './wire.ts';

/** Who speaks, over which line, in which journey. */
export interface Line {
  readonly wire: Wire;
  readonly from: string;
  readonly journey: number;
  readonly dice: Dice;
  readonly words: string;
}

type Hear = (reply: Reply | 'corrupt') => void;

export class FrameDoor {
  readonly #ground: Ground;
  readonly #host: Pick<Host, 'acquirer' | 'keysOf'>;

  constructor(ground: Ground, host: Pick<Host, 'acquirer' | 'keysOf'>) {
    this.#ground = ground;
    this.#host = host;
  }

  ask(line: Line, command: CardCommand, keyNow: () => string, hear: Hear): void {
    const { wire, from, journey, dice, words } = line;
    const request = messageOf(command);
    const sent = requestBytes(request, keyNow());
    const back = (bytes: Uint8Array, text: string, reply: Reply): void =>
      wire.carry(journey, dice, `acquirer → ${from} ${text} to ${words}`, (how) => {
        const code = heardCode(request, this.#arriving(bytes, how, line), keyNow());
        // A0 carries no code: what is harmed of it may still be read, and costs a sign-in.
        const a0 = code === isoCodeOf('mac-wrong');
        if (how === 'corrupt' && code !== null && !a0) this.#believed(line, 'an answer');
        if (a0) hear(replyWith('mac-wrong', this.#nowMs()));
        else if (code === null) hear('corrupt');
        else if (code === isoCodeOf(reply.outcome)) hear(reply);
        else this.#trouble(`the answer to ${words} says ${code}, it was ${reply.outcome}`);
      });
    wire.carry(journey, dice, `${from} → acquirer ${words}, ${sent.length} bytes`, (how) => {
      if (!this.#host.acquirer.alive) return;
      const bytes = this.#arriving(sent, how, line);
      const read = this.#read(bytes, command, how, line);
      // A line on which something unreadable came is closed.
      if (read.state === 'unreadable') return;
      if (read.state === 'unproven') {
        const refusal = replyWith('mac-wrong', this.#nowMs());
        const answer = refusalBytes(bytes, refusal, this.#nowMs());
        if (answer !== null) back(answer, 'A0', refusal);
        return;
      }
      this.#host.acquirer.submit(read.command, (reply) => {
        if (isSilent(command, reply)) return;
        const key = this.#host.keysOf(bookOf(command), from)?.macKey ?? null;
        const again = reply.repeated ? ', again' : '';
        const text = `${isoCodeOf(reply.outcome)} ${reply.outcome}${again}`;
        back(answerBytes(read.opened, reply, key, this.#nowMs()), text, reply);
      });
    });
  }

  #nowMs(): number {
    return this.#host.acquirer.nowMs();
  }

  #arriving(bytes: Uint8Array, how: Arrival, { journey }: Line): Uint8Array {
    const { seed, agenda } = this.#ground;
    return how === 'corrupt' ? harmed(bytes, diceOf(seed, 'bytes', journey, agenda.nowMs)) : bytes;
  }

  /** What came whole is what was meant; what was harmed is not believed. */
  #read(bytes: Uint8Array, command: CardCommand, how: Arrival, line: Line): ReadFrame {
    const keys = this.#host.keysOf(bookOf(command), line.from);
    if (keys === null) return { state: 'unproven' };
    const read = readRequest(bytes, command, keys, this.#nowMs());
    if (how === 'corrupt') {
      if (read.state === 'read') this.#believed(line, 'a request');
    } else if (read.state === 'unreadable')
      this.#trouble(`${line.words} could not be read from its bytes: ${read.why}`);
    else if (read.state === 'read' && gistOf(read.command) !== gistOf(command))
      this.#trouble(`${line.words}: meant ${gistOf(command)}, read ${gistOf(read.command)}`);
    return read;
  }

  #believed({ words }: Line, what: string): void {
    this.#trouble(`${what} whose bytes were harmed was believed: ${words}`);
  }

  #trouble(message: string): void {
    this.#ground.audit((auditor) => auditor.trouble('terminal line', message));
  }
}
