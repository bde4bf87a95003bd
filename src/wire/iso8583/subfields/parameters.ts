import { latinBytes, latinText, trimmed } from '../message.ts';
import { failSubfield } from './slices.ts';

/** What a host tells a terminal in F62 of a parameter answer; each part may be left out. */
export interface TerminalParameters {
  /** 11, two digits: kind of application, 60 for card payment. */
  readonly applicationType?: string;
  /** 12, seconds the terminal waits for an answer, 0 to 99. */
  readonly answerTimeoutS?: number;
  /** 13, 0 to 9. */
  readonly dialRetries?: number;
  /** 14 to 16, at most three of at most 14 characters. */
  readonly telephones?: readonly string[];
  /** 17, at most 14 characters. */
  readonly managementTelephone?: string;
  /** 18. */
  readonly tips?: boolean;
  /** 19, 0 to 99. */
  readonly tipPercent?: number;
  /** 20. */
  readonly manualEntry?: boolean;
  /** 21. */
  readonly autoSignOff?: boolean;
  /** 22, at most 40 bytes; GB 18030, one character a byte. */
  readonly merchantName?: string;
  /** 23, how often a reversal is sent again after its first time, 0 to 9. */
  readonly resendCount?: number;
  /** 24, one digit. */
  readonly offlineUploadMode?: string;
  /** 25, one digit: which master key. */
  readonly masterKeyIndex?: string;
  /** 26: the positions, 0 to 31 from the left, of the transactions that the terminal may make. */
  readonly transactions?: readonly number[];
  /** 27, 0 to 99. */
  readonly offlineCountMax?: number;
}

/** Width of each tag's value in bytes; the tags are not told apart by a length. */
const widths: Readonly<Record<string, number>> = {
  '11': 2,
  '12': 2,
  '13': 1,
  '14': 14,
  '15': 14,
  '16': 14,
  '17': 14,
  '18': 1,
  '19': 2,
  '20': 1,
  '21': 1,
  '22': 40,
  '23': 1,
  '24': 1,
  '25': 1,
  '26': 4,
  '27': 2,
};

/**
 * The bits of tag 26 by transaction. No text that can be read gives them: the order is from memory (certainty M), so
 * an institution whose terminals differ passes positions of its own.
 */
export const transactionBits = {
  balance: 0,
  'pre-auth': 1,
  'pre-auth-void': 2,
  completion: 3,
  'completion-void': 4,
  sale: 5,
  void: 6,
  refund: 7,
  'offline-settlement': 8,
  adjustment: 9,
  'completion-notice': 10,
  'instalment-sale': 11,
  'instalment-void': 12,
  'points-sale': 13,
  'points-void': 14,
  'points-query': 15,
  'moto-sale': 16,
  'reservation-sale': 17,
  'code-sale': 18,
  contactless: 19,
  'no-pin': 20,
} as const;

/** @throws Iso8583Error `bad-subfield`: an unknown tag (as is its width), one twice, a cut value, no digits. */
export function parseTerminalParameters(bytes: Uint8Array): TerminalParameters {
  const found: Mutable = {};
  const telephones: string[] = [];
  const met = new Set<string>();
  for (let at = 0; at < bytes.length; ) {
    const tag = latinText(bytes.subarray(at, at + 2));
    const width = widths[tag];
    if (width === undefined) return failSubfield(62, 'tag', 'another one', `11 to 27 at ${at}`);
    if (met.has(tag)) failSubfield(62, `tag ${tag}`, 'a second one', 'each once');
    met.add(tag);
    const value = bytes.subarray(at + 2, at + 2 + width);
    if (value.length < width) failSubfield(62, `tag ${tag}`, `${value.length} left`, `${width} bytes`);
    if (tag === '14' || tag === '15' || tag === '16') telephones.push(trimmed(latinText(value)));
    else take(found, tag, value);
    at += 2 + width;
  }
  return telephones.length === 0 ? found : { ...found, telephones };
}

type Mutable = { -readonly [Name in keyof TerminalParameters]: TerminalParameters[Name] };

function take(found: Mutable, tag: string, bytes: Uint8Array): void {
  const text = latinText(bytes);
  const number = (): number =>
    /^\d+$/.test(text) ? Number(text) : failSubfield(62, `tag ${tag}`, 'other characters', 'digits');
  const yes = (): boolean => number() === 1;
  switch (tag) {
    case '11':
      found.applicationType = text;
      break;
    case '12':
      found.answerTimeoutS = number();
      break;
    case '13':
      found.dialRetries = number();
      break;
    case '17':
      found.managementTelephone = trimmed(text);
      break;
    case '18':
      found.tips = yes();
      break;
    case '19':
      found.tipPercent = number();
      break;
    case '20':
      found.manualEntry = yes();
      break;
    case '21':
      found.autoSignOff = yes();
      break;
    case '22':
      found.merchantName = trimmed(text);
      break;
    case '23':
      found.resendCount = number();
      break;
    case '24':
      found.offlineUploadMode = text;
      break;
    case '25':
      found.masterKeyIndex = text;
      break;
    case '26':
      found.transactions = bitsOf(bytes);
      break;
    default:
      found.offlineCountMax = number();
  }
}

/** Tags in ascending order. @throws Iso8583Error `bad-subfield` for a value that does not fit its tag. */
export function buildTerminalParameters(parameters: TerminalParameters): Uint8Array {
  const telephones = parameters.telephones ?? [];
  if (telephones.length > 3) failSubfield(62, 'telephones', `${telephones.length}`, 'at most 3');
  const digit = (value: boolean | undefined) => (value === undefined ? undefined : value ? '1' : '0');
  const count = (tag: string, value: number | undefined) =>
    value === undefined ? undefined : counted(tag, value);
  const parts: [tag: string, value: string | undefined][] = [
    ['11', parameters.applicationType],
    ['12', count('12', parameters.answerTimeoutS)],
    ['13', count('13', parameters.dialRetries)],
    ['14', telephones[0]],
    ['15', telephones[1]],
    ['16', telephones[2]],
    ['17', parameters.managementTelephone],
    ['18', digit(parameters.tips)],
    ['19', count('19', parameters.tipPercent)],
    ['20', digit(parameters.manualEntry)],
    ['21', digit(parameters.autoSignOff)],
    ['22', parameters.merchantName],
    ['23', count('23', parameters.resendCount)],
    ['24', parameters.offlineUploadMode],
    ['25', parameters.masterKeyIndex],
    ['26', parameters.transactions === undefined ? undefined : latinText(bitString(parameters.transactions))],
    ['27', count('27', parameters.offlineCountMax)],
  ];
  const text = parts
    .filter((part): part is [string, string] => part[1] !== undefined)
    .map(([tag, value]) => tag + padded(tag, value))
    .join('');
  return latinBytes(text) ?? failSubfield(62, 'text', 'characters beyond one byte', 'GB 18030 bytes');
}

function counted(tag: string, value: number): string {
  const digits = String(value).padStart(widths[tag]!, '0');
  if (Number.isInteger(value) && value >= 0 && digits.length === widths[tag]) return digits;
  return failSubfield(62, `tag ${tag}`, `${value}`, `0 to ${10 ** widths[tag]! - 1}`);
}

function padded(tag: string, value: string): string {
  const width = widths[tag]!;
  if (value.length > width) failSubfield(62, `tag ${tag}`, `${value.length} bytes`, `at most ${width}`);
  return value.padEnd(width, ' ');
}

function bitsOf(bytes: Uint8Array): readonly number[] {
  const set: number[] = [];
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    if ((bytes[bit >> 3]! & (0x80 >> (bit & 7))) !== 0) set.push(bit);
  }
  return set;
}

function bitString(positions: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4);
  for (const bit of positions) {
    if (!Number.isInteger(bit) || bit < 0 || bit > 31) failSubfield(62, 'tag 26', `bit ${bit}`, '0 to 31');
    bytes[bit >> 3]! |= 0x80 >> (bit & 7);
  }
  return bytes;
}
