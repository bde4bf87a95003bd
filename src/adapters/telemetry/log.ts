/**
 * The log: one JSON object per line, secrets hidden by name, digits as long as a card number masked
 * wherever they stand.
 */

import type { DestinationStream, Logger } from 'pino';
import { pino, stdTimeFunctions } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

// biome-ignore format: a list of names reads best as lines of names
const SECRETS = [
  'pan', 'cardNumber', 'track1', 'track2', 'track', 'cvv', 'cvn2', 'pin', 'pinBlock', 'pinKey', 'macKey',
  'masterKey', 'clearHex', 'cipher', 'chipData', 'password', 'apiKey', 'authorization',
] as const;
const hidden = SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/**
 * Masks digits in a finished line of JSON and keeps it JSON: a run that may be a bare number keeps digits
 * (zeros in the middle), one inside a text gets asterisks. Bare numbers of 13 digits are instants and stay.
 */
export function maskLine(line: string): string {
  return line.replace(/\d(?:[ -]?\d){12,}/g, (found, offset: number) => {
    const digits = found.replace(/\D/g, '');
    const before = line[offset - 1] ?? '';
    const after = line[offset + found.length] ?? '';
    const bare = digits.length === found.length && /[:,[\-.]/.test(before) && /[,}\].eE]/.test(after);
    if (bare && digits.length === 13 && digits.startsWith('1')) return found;
    return `${digits.slice(0, 6)}${(bare ? '0' : '*').repeat(digits.length - 10)}${digits.slice(-4)}`;
  });
}

export function createLog(options: {
  readonly level: LogLevel;
  readonly destination?: DestinationStream | undefined;
}): Logger {
  const settings = {
    level: options.level,
    base: null,
    // An instant as text: thirteen bare digits would be taken for a card number.
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: hidden, censor: '[hidden]' },
    hooks: { streamWrite: maskLine },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
