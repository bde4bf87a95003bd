import { latinBytes, latinText } from '../message.ts';
import { failSubfield } from './slices.ts';

/**
 * A PIN block of sixteen bytes does not fit F52. Two shapes carry it: F63 under `SM` (also on the network), and F62
 * under usage 22, tag 00.
 */
const blockBytes = 16;
const smHead = 'SM016';

/** The block in a F63; null when it holds none. @throws Iso8583Error `bad-subfield` for a cut one. */
export function parseSmPin(field63: string): Uint8Array | null {
  if (!field63.startsWith('SM')) return null;
  if (!field63.startsWith(smHead)) failSubfield(63, 'SM', 'another length', '016');
  const block = field63.slice(smHead.length, smHead.length + blockBytes);
  if (block.length < blockBytes) failSubfield(63, 'SM', `${block.length} bytes left`, `${blockBytes}`);
  return latinBytes(block);
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildSmPin(block: Uint8Array): string {
  return smHead + latinText(sixteen(63, block));
}

const head62 = Uint8Array.of(0x32, 0x32, 0x30, 0x30, 0x30, 0x31, 0x36);

/**
 * Usage `22`, tag `00`, length `016`, then the block: three digits of length as other private tags have, for no
 * source shows the bytes. Null when F62 is of another usage.
 *
 * @throws Iso8583Error `bad-subfield` for a cut one.
 */
export function parseField62Pin(field62: Uint8Array): Uint8Array | null {
  if (head62.some((byte, i) => field62[i] !== byte)) return null;
  return sixteen(62, field62.slice(head62.length, head62.length + blockBytes));
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildField62Pin(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(head62.length + blockBytes);
  out.set(head62);
  out.set(sixteen(62, block), head62.length);
  return out;
}

function sixteen(field: number, block: Uint8Array): Uint8Array {
  if (block.length === blockBytes) return block;
  return failSubfield(field, 'PIN block', `${block.length} bytes`, `${blockBytes}`);
}
