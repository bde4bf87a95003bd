import type { Socket } from 'node:net';
import { LIMITS } from '#engine';
import { isKeyRequest, isKeyResetAnswer, keyRequestKind } from '#engine/translate';
import { answerTo, type Fault } from '#simulation/network';
import {
  decode,
  decodeNetworkFrame,
  encode,
  encodeNetworkFrame,
  FrameReader,
  Iso8583Error,
  type Iso8583Message,
  type NetworkFrame,
  networkDialect,
  networkFraming,
  textOf,
} from '#wire/iso8583';
import type { LinkOptions } from './link.ts';
import { textOfError } from './start-error.ts';

export interface MemberConnection {
  /** Header id of the member that signed on here; null before. */
  readonly peer: string | null;
  send(frame: Uint8Array): void;
  destroy(): void;
}

/** Messages of one connection that may be under way; beyond that reading pauses. */
const inFlightMax = 4_096;
/** How long a peer that is hung up on may take to read what was said to it. */
const hangUpMs = 2_000;

/** Messages whose code is checked: payments, ways back, and what is said of orders. */
const isFinancial = (mti: string): boolean => /^0[1246]/.test(mti);

/**
 * Reject code of the header for a body that cannot be read: 1, the field, and what is wrong with it.
 * 2 field must not appear, 3 bad length, 4 too long, 5 bad content, 6 missing.
 */
function rejectCodeOf(error: Iso8583Error): string {
  const kinds: Partial<Record<Iso8583Error['code'], string>> = {
    'unknown-field': '2',
    'bad-bitmap': '2',
    'bad-length': '3',
    truncated: '3',
    'too-long': '4',
    'missing-value': '6',
  };
  return `1${String(error.field ?? 0).padStart(3, '0')}${kinds[error.code] ?? '5'}`;
}

function frameOf(
  answer: Iso8583Message,
  asked: NetworkFrame,
  fault: Fault | null,
  { keys, institution }: LinkOptions,
): Uint8Array {
  let message = answer;
  if (isFinancial(answer.mti)) {
    const mac = keys.macOf(answer);
    const first = fault?.kind === 'wrong-mac' ? (mac.startsWith('0') ? '1' : '0') : mac.charAt(0);
    message = { ...answer, fields: { ...answer.fields, 128: first + mac.slice(1) } };
  }
  const { source: destination, test } = asked;
  return encodeNetworkFrame({
    destination,
    source: institution,
    test,
    body: encode(networkDialect, message),
  });
}

/** Hands out whole frames; a peer that stops in the middle of one, or sends noise, is hung up on. */
function readFrames(socket: Socket, take: (bytes: Uint8Array) => void, say: LinkOptions['say']): void {
  const reader = new FrameReader(networkFraming(), { maxLength: LIMITS.networkFrameBytesMax });
  let stalled: NodeJS.Timeout | null = null;
  socket.on('data', (chunk: Uint8Array) => {
    try {
      for (const bytes of reader.push(chunk)) take(bytes);
      if (reader.failure !== null) throw reader.failure;
    } catch (error) {
      say(`A connection was closed: ${textOfError(error)}`);
      socket.destroy();
      return;
    }
    if (stalled !== null) clearTimeout(stalled);
    stalled = reader.pendingBytes === 0 ? null : setTimeout(() => socket.destroy(), LIMITS.frameIdleMs);
  });
  socket.on('close', () => {
    if (stalled !== null) clearTimeout(stalled);
  });
}

export function createConnection(socket: Socket, options: LinkOptions): MemberConnection {
  const { node, keys, keyResets, faults, institution, say } = options;
  let peer: string | null = null;
  let inFlight = 0;
  let isHungUp = false;

  // Answers that one turn of the event loop brings forth, as those of one write to the log, leave together.
  let outgoing: Uint8Array[] = [];
  function flush(): void {
    const frames = outgoing;
    outgoing = [];
    if (frames.length > 0 && socket.writable && !socket.write(Buffer.concat(frames))) socket.pause();
  }

  function send(frame: Uint8Array): void {
    if (isHungUp) return;
    if (outgoing.length === 0) setImmediate(flush);
    outgoing.push(frame);
  }

  /** What was said before is still heard, unless the peer does not take it in time; what it says now is not. */
  function hangUp(): void {
    if (isHungUp || socket.destroyed) return;
    isHungUp = true;
    const frames = outgoing;
    outgoing = [];
    const late = setTimeout(() => socket.destroy(), hangUpMs);
    socket.once('close', () => clearTimeout(late));
    // A peer's bytes that nobody took would make the end a reset, which lets it forget what it has not read yet.
    socket.resume();
    socket.end(Buffer.concat(frames), () => socket.destroy());
  }

  async function answer(message: Iso8583Message, asked: NetworkFrame): Promise<void> {
    const fault = faults.next(message.mti);
    if (fault?.kind === 'no-reply') return;
    if (isKeyRequest(message)) return giveKey(message, asked);
    const refused = isFinancial(message.mti) && !keys.hasValidMac(message);
    const reply = refused ? answerTo(message, 'A0') : await node.handle(message);
    if (reply === null) return;
    if (message.mti === '0820' && textOf(reply, 39) === '00') {
      if (textOf(message, 70) === '001') peer = asked.source;
      if (textOf(message, 70) === '002') peer = null;
    }
    const frame = frameOf(reply, asked, fault, options);
    switch (fault?.kind) {
      case 'lose-reply':
        return;
      case 'cut':
        hangUp();
        return;
      case 'late':
        setTimeout(() => send(frame), fault.lateMs).unref();
        return;
      case 'double':
        send(frame);
    }
    send(frame);
  }

  /** A member asks for a new key: it is told that it comes, and then it comes. */
  async function giveKey(message: Iso8583Message, asked: NetworkFrame): Promise<void> {
    const kind = keyRequestKind(message);
    const member = textOf(message, 33) ?? '';
    const code = kind === null ? '30' : keyResets.possible && peer !== null ? '00' : '40';
    send(frameOf(answerTo(message, code), asked, null, options));
    if (kind === null || code !== '00') return;
    const { result } = await keyResets.reset(kind, member, (reset) => tell(reset));
    say(`A new ${kind === 'mac' ? 'MAC' : 'PIN'} key for ${member}: ${result}`);
  }

  function tell(message: Iso8583Message): void {
    const body = encode(networkDialect, message);
    send(encodeNetworkFrame({ destination: peer ?? '', source: institution, body }));
  }

  /** A member's answer to a payment notice. */
  async function acknowledge(message: Iso8583Message): Promise<void> {
    if (!keys.hasValidMac(message)) return say('An acknowledgement was dropped: its message code is wrong');
    // Lost on request: the notice is then repeated.
    const fault = faults.next(message.mti);
    if (fault?.kind === 'no-reply' || fault?.kind === 'lose-reply') return;
    await node.commit(node.actor.acknowledge(message, Date.now()));
  }

  async function receive(bytes: Uint8Array): Promise<void> {
    const frame = decodeNetworkFrame(bytes);
    if (frame.rejectCode !== '00000') {
      say(`A member rejected a message of the network: reject code ${frame.rejectCode}`);
      return;
    }
    let message: Iso8583Message;
    try {
      message = decode(networkDialect, frame.body);
    } catch (error) {
      if (!(error instanceof Iso8583Error)) throw error;
      say(`A message that cannot be read was sent back: ${error.message}`);
      const { source: destination, body, test } = frame;
      send(
        encodeNetworkFrame({ destination, source: institution, body, test, rejectCode: rejectCodeOf(error) }),
      );
      return;
    }
    if (message.mti === '0230') return acknowledge(message);
    if (isKeyResetAnswer(message)) return keyResets.answered(message);
    await answer(message, frame);
  }

  function take(bytes: Uint8Array): void {
    if (isHungUp) return;
    inFlight += 1;
    if (inFlight >= inFlightMax) socket.pause();
    receive(bytes)
      .catch((error: unknown) => {
        say(`A connection was closed: ${textOfError(error)}`);
        hangUp();
      })
      .finally(() => {
        inFlight -= 1;
        if (inFlight < inFlightMax / 2 && socket.isPaused() && !socket.writableNeedDrain) socket.resume();
      });
  }

  readFrames(socket, take, say);
  socket.on('drain', () => socket.resume());
  socket.on('error', () => socket.destroy());
  socket.setTimeout(LIMITS.connectionIdleMs, () => socket.destroy());
  return {
    get peer() {
      return peer;
    },
    send,
    destroy: hangUp,
  };
}
