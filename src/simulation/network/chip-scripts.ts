/**
 * Commands that an issuer sends to its card with the next answer. Forms by EMV book 3, 04 DA as a captured answer of
 * the network shows it (NET-18).
 */
import { fromHex } from '#wire/iso8583';

export const SCRIPT_COMMANDS = [
  'unblock-pin',
  'block-card',
  'block-application',
  'unblock-application',
  'put-data',
] as const;
export type ScriptCommand = (typeof SCRIPT_COMMANDS)[number];

/** Waits for the card's next message. */
export interface QueuedScript {
  /** Four bytes in hexadecimal: results name it again. */
  readonly id: string;
  /** Tag 71 is carried out before the card's last word, 72 after it. */
  readonly moment: 'before' | 'after';
  readonly command: ScriptCommand;
  /** Of `put-data`: a tag of two bytes and its new value, in hexadecimal. */
  readonly tag?: string;
  readonly value?: string;
}

/** What the card said of one script. */
export interface ScriptReport {
  readonly id: string;
  readonly outcome: 'not-performed' | 'failed' | 'done';
}

/** Bytes of MAC behind each command. */
export const SCRIPT_MAC_BYTES = 4;
export const SCRIPTS_QUEUED_MAX = 4;

const HEADS: Readonly<Record<Exclude<ScriptCommand, 'put-data'>, readonly [number, number]>> = {
  'unblock-pin': [0x84, 0x24],
  'block-card': [0x84, 0x16],
  'block-application': [0x84, 0x1e],
  'unblock-application': [0x84, 0x18],
};

/** @throws RangeError for a tag or a value of another form */
export function commandOf(script: QueuedScript): { readonly header: Uint8Array; readonly data: Uint8Array } {
  if (script.command !== 'put-data') {
    const [cla, ins] = HEADS[script.command];
    return { header: Uint8Array.of(cla, ins, 0, 0, SCRIPT_MAC_BYTES), data: new Uint8Array(0) };
  }
  const [tag, data] = [fromHex(script.tag ?? ''), fromHex(script.value ?? '')];
  if (tag?.length !== 2 || data === null || data.length < 1 || data.length > 32)
    throw new RangeError(
      'Cannot write to a card: expected a tag of two bytes and a value of 1 to 32, in hexadecimal',
    );
  return { header: Uint8Array.of(0x04, 0xda, ...tag, data.length + SCRIPT_MAC_BYTES), data };
}

export const scriptIdOf = ({ id }: Pick<QueuedScript, 'id'>): Uint8Array => fromHex(id) ?? new Uint8Array(4);
