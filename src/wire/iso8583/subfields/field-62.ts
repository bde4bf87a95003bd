import { latinBytes, latinText } from '../message.ts';
import { amountDigits, exactDigits, failSubfield, isDigits } from './slices.ts';

/** What F62 of a transaction is about, by its first two characters. */
export const field62Usages = {
  /** Reservation: the payer's telephone number. */
  reservation: '90',
  /** MOTO: what the payer told to prove who they are. */
  moto: '91',
  /** Upload of a chip payment with its certificate. */
  chipUpload: '61',
  /** Upload of a chip payment that failed. */
  failedChipUpload: '71',
} as const;

/** A usage and its text. */
export interface Field62Usage {
  /** 2 characters. */
  readonly usage: string;
  /** One character a byte. */
  readonly text: string;
}

/** @throws Iso8583Error `bad-subfield` when there are not even two characters. */
export function parseField62Usage(bytes: Uint8Array): Field62Usage {
  const text = latinText(bytes);
  if (text.length < 2) failSubfield(62, 'usage', `${text.length} characters`, '2');
  return { usage: text.slice(0, 2), text: text.slice(2) };
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildField62Usage({ usage, text }: Field62Usage): Uint8Array {
  if (usage.length !== 2) failSubfield(62, 'usage', `${usage.length} characters`, '2');
  return latinBytes(usage + text) ?? failSubfield(62, 'text', 'characters beyond one byte', 'Latin-1');
}

/** F62 of an uploaded chip payment. */
export interface ChipUpload {
  readonly result: 'certificate' | 'failed';
  /** 2 digits: 00 domestic card, 01 foreign. */
  readonly cardKind: string;
  /** 2 digits: why it failed; 00 with a certificate. */
  readonly reason: string;
  readonly amountFen: bigint;
  /** 3 digits. */
  readonly currency: string;
  /** 2 digits, of a failed one only: 00 refused by the card, else as the program says. */
  readonly outcome: string | null;
}

/** `bcd` packs the digits, `ascii` writes them out: two programs differ. An odd count ends in a 0 nibble. */
export type UploadEncoding = 'bcd' | 'ascii';

/** Packed digits begin with the kind, 61 to 72; written out they begin with a 6 or a 7. */
export const uploadEncodingOf = (bytes: Uint8Array): UploadEncoding =>
  bytes[0] === 0x36 || bytes[0] === 0x37 ? 'ascii' : 'bcd';

/** @throws Iso8583Error `bad-subfield`. */
export function parseChipUpload(bytes: Uint8Array, encoding: UploadEncoding): ChipUpload {
  const text = encoding === 'ascii' ? latinText(bytes) : unpacked(bytes);
  if (!isDigits(text)) failSubfield(62, 'content', 'other characters', 'digits');
  const usage = text.slice(0, 2);
  const failed = usage === field62Usages.failedChipUpload;
  if (!failed && usage !== field62Usages.chipUpload) failSubfield(62, 'usage', usage, '61 or 71');
  const length = failed ? 23 : 21;
  const padded = encoding === 'bcd' ? length + 1 : length;
  if (text.length !== padded) failSubfield(62, 'length', `${text.length} digits`, `${length}`);
  return {
    result: failed ? 'failed' : 'certificate',
    cardKind: text.slice(2, 4),
    reason: text.slice(4, 6),
    amountFen: BigInt(text.slice(6, 18)),
    currency: text.slice(18, 21),
    outcome: failed ? text.slice(21, 23) : null,
  };
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildChipUpload(upload: ChipUpload, encoding: UploadEncoding): Uint8Array {
  const failed = upload.result === 'failed';
  if (failed !== (upload.outcome !== null))
    failSubfield(62, 'outcome', failed ? 'nothing' : 'one', failed ? '2 digits' : 'none with a certificate');
  const text =
    (failed ? field62Usages.failedChipUpload : field62Usages.chipUpload) +
    exactDigits(62, 'kind of card', upload.cardKind, 2) +
    exactDigits(62, 'reason', upload.reason, 2) +
    amountDigits(62, 'amount', upload.amountFen, 12) +
    exactDigits(62, 'currency', upload.currency, 3) +
    (upload.outcome === null ? '' : exactDigits(62, 'outcome', upload.outcome, 2));
  if (encoding === 'ascii') return Uint8Array.from(text, (digit) => digit.charCodeAt(0));
  const out = new Uint8Array((text.length + 1) >> 1);
  for (let i = 0; i < text.length; i += 1) out[i >> 1]! |= Number(text[i]) << ((i & 1) === 0 ? 4 : 0);
  return out;
}

function unpacked(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += (byte >> 4).toString(16) + (byte & 15).toString(16);
  return text;
}

const serialWord = 'Sequence No';

/** F62 of a sign-in: the words, two digits of length, the serial. @throws Iso8583Error `bad-subfield`. */
export function parseSequenceNumber(bytes: Uint8Array): string {
  const text = latinText(bytes);
  const length = text.slice(serialWord.length, serialWord.length + 2);
  if (!text.startsWith(serialWord) || !/^\d\d$/.test(length))
    failSubfield(62, 'serial', 'another shape', `${serialWord} and two digits of length`);
  const serial = text.slice(serialWord.length + 2);
  if (serial.length !== Number(length))
    failSubfield(62, 'serial', `${serial.length} characters`, `${Number(length)}`);
  return serial;
}

/** @throws Iso8583Error `bad-subfield`. */
export function buildSequenceNumber(serial: string): Uint8Array {
  if (serial.length > 99) failSubfield(62, 'serial', `${serial.length} characters`, 'at most 99');
  const text = serialWord + String(serial.length).padStart(2, '0') + serial;
  return latinBytes(text) ?? failSubfield(62, 'serial', 'characters beyond one byte', 'Latin-1');
}
