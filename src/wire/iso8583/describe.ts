import type { Dialect, FieldSpec, Sensitivity } from './field.ts';
import { type FieldValue, type Iso8583Message, latinText, toHex } from './message.ts';

export interface DescribeOptions {
  /** Language of the field names; both by default. */
  readonly lang?: 'zh' | 'en' | 'both';
  /** Shows card numbers, tracks, PIN blocks and keys as they are. Off unless somebody asks for it. */
  readonly unmask?: boolean;
}

/**
 * A message as text for people, one line per field: number, name, value in aligned columns (Chinese
 * characters count as two). Masked by default: card number as first six and last four, nothing of
 * tracks, PIN blocks, keys and chip data, private fields cut after four characters. The MAC is shown.
 */
export function describe(dialect: Dialect, message: Iso8583Message, options: DescribeOptions = {}): string {
  const { lang = 'both', unmask = false } = options;
  const rows: (readonly [number: string, name: string, value: string])[] = [
    ['MTI', nameOf({ zh: '消息类型', en: 'message type' }, lang), message.mti],
  ];
  for (const [key, value] of Object.entries(message.fields)) {
    const spec = dialect.fields[Number(key)];
    const name = spec === undefined ? '?' : nameOf(spec, lang);
    rows.push([key, name, shown(spec, value, unmask)]);
  }
  const width = Math.max(...rows.map((row) => displayWidth(row[1])));
  return rows
    .map(([number, name, value]) => {
      const gap = ' '.repeat(width - displayWidth(name));
      return `${number.padStart(3, ' ')}  ${name}${gap}  ${value}`;
    })
    .join('\n');
}

/** One field's value as a masked dump shows it. A field that the dialect does not know counts as a secret. */
export function maskedField(dialect: Dialect, number: number, value: FieldValue): string {
  return shown(dialect.fields[number], value, false);
}

/** First six and last four digits; shorter than 14 characters, nothing but the length. */
export function maskPan(pan: string): string {
  if (pan.length < 14) return '*'.repeat(pan.length);
  return pan.slice(0, 6) + '*'.repeat(pan.length - 10) + pan.slice(-4);
}

function nameOf(names: Pick<FieldSpec, 'zh' | 'en'>, lang: 'zh' | 'en' | 'both'): string {
  return lang === 'both' ? `${names.zh} ${names.en}` : names[lang];
}

function shown(spec: FieldSpec | undefined, value: FieldValue, unmask: boolean): string {
  // A field outside the dialect could be anything, so it counts as a secret.
  const sensitivity: Sensitivity = spec?.sensitivity ?? 'key';
  if (unmask || sensitivity === 'public' || sensitivity === 'mac') return plain(value);
  const size = typeof value === 'string' ? `${value.length} characters` : `${value.length} bytes`;
  if (typeof value === 'string') {
    if (sensitivity === 'pan') return maskPan(value);
    if (sensitivity === 'expiry') return '*'.repeat(value.length);
    if (sensitivity === 'private') return privateText(value, size);
  }
  return `[${size}, masked]`;
}

function privateText(value: string, size: string): string {
  return value.length <= 4 ? plain(value) : `${plain(value.slice(0, 4))}… [${size}]`;
}

/** Printable text in quotes when it ends in spaces; bytes, and text with other bytes in it, as hex. */
function plain(value: FieldValue): string {
  if (typeof value !== 'string')
    return isPrintable(value) ? `${toHex(value)} '${latinText(value)}'` : toHex(value);
  const bytes = Uint8Array.from(value, (character) => character.charCodeAt(0));
  if (!isPrintable(bytes)) return value === '' ? "''" : toHex(bytes);
  return value.endsWith(' ') ? `'${value}'` : value;
}

function isPrintable(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes.every((byte) => byte >= 0x20 && byte <= 0x7e);
}

function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += character.charCodeAt(0) >= 0x2e80 ? 2 : 1;
  return width;
}
