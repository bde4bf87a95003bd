/** The number of a resident identity card (GB 11643): region, birth date, order and a check digit. */
import { type CalendarDay, calendarDayOf, isDay, SHANGHAI } from '../calendar/index.ts';

export const ID_NUMBER = /^\d{17}[\dX]$/;

/** The provinces and the like that numbers begin with. */
const REGIONS: ReadonlySet<string> = new Set([
  ...['11', '12', '13', '14', '15', '21', '22', '23', '31', '32', '33', '34', '35', '36', '37', '41', '42'],
  ...['43', '44', '45', '46', '50', '51', '52', '53', '54', '61', '62', '63', '64', '65', '71', '81', '82'],
  ...['83', '91'],
]);

/** ISO 7064, MOD 11-2: the remainder is written as one character, ten as X. */
const CHECKS = '10X98765432';

export function idCheckDigit(first17: string): string {
  let sum = 0;
  // Each place weighs a power of two, modulo eleven.
  for (let at = 0; at < 17; at += 1) sum += Number(first17[at]) * (2 ** (17 - at) % 11);
  return CHECKS[sum % 11]!;
}

/** The same number however it was typed: full width, spaces, a small x. */
export const normalIdNumber = (text: string): string =>
  text.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();

export type IdFault = 'id-shape' | 'id-region' | 'id-birth' | 'id-check';

/** What is wrong with a number, in its normal form; `null`: it is one. */
export function idFault(number: string, nowMs: number): IdFault | null {
  if (!ID_NUMBER.test(number)) return 'id-shape';
  if (!REGIONS.has(number.slice(0, 2))) return 'id-region';
  const born = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDay(born) || born < '1900-01-01' || born > calendarDayOf(nowMs, SHANGHAI)) return 'id-birth';
  return idCheckDigit(number.slice(0, 17)) === number[17] ? null : 'id-check';
}

export const birthOf = (number: string): CalendarDay =>
  `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}` as CalendarDay;

/** Whole years, reached on the birthday itself. */
export function ageOf(number: string, nowMs: number): number {
  const [born, today] = [birthOf(number), calendarDayOf(nowMs, SHANGHAI)];
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) >= born.slice(5) ? years : years - 1;
}

/** Data of a child under 14 is taken with the consent of a parent alone (WAL-11). */
export const GUARDIAN_BELOW_AGE = 14;
export const needsGuardian = (number: string, nowMs: number): boolean =>
  ageOf(number, nowMs) < GUARDIAN_BELOW_AGE;
