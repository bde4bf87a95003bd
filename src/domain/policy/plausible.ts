/** Whether a value can be what its key and unit say it is. A slip of the pen is refused before it moves money. */
import type { ParameterValue } from './types.ts';

interface Kind {
  readonly ends: RegExp;
  readonly least: number;
  readonly most: number;
  readonly right: string;
}

/** By the last word of the key. What no row names may be any number. */
const KINDS: readonly Kind[] = [
  { ends: /Fen$/, least: 0, most: 1_000_000_000_000, right: 'whole fen from 0 to 1000000000000' },
  { ends: /Seconds$/, least: 0, most: 316_224_000, right: 'whole seconds from 0 to 316224000 (ten years)' },
  { ends: /Minutes$/, least: 0, most: 525_600, right: 'whole minutes from 0 to 525600 (a year)' },
  { ends: /Hours$/, least: 0, most: 8_784, right: 'whole hours from 0 to 8784 (a year)' },
  { ends: /(Days|\.days)$/, least: 0, most: 3_660, right: 'whole days from 0 to 3660 (ten years)' },
  { ends: /Months$/, least: 0, most: 120, right: 'whole months from 0 to 120 (ten years)' },
  { ends: /Years$/, least: 0, most: 100, right: 'whole years from 0 to 100' },
  { ends: /Permille$/, least: 0, most: 10_000, right: 'whole permille from 0 to 10000' },
  { ends: /Percent$/, least: 0, most: 1_000, right: 'whole percent from 0 to 1000' },
  { ends: /Ppm$/, least: 0, most: 1_000_000, right: 'whole millionths from 0 to 1000000' },
  {
    ends: /(partsMax|ReturnsMax|PerDay|Digits|DigitsMin|DigitsMax)$/,
    least: 1,
    most: 10_000,
    right: 'a whole count from 1 to 10000',
  },
];

const FEE_RETURNS = ['CONTRACT', 'PRO_RATA', 'NONE', 'NONE_IF_CAPPED', 'ALL'];
const isFeeReturn = (key: string): boolean => /(^fee\.return|[fF]eeReturn(On[A-Z]\w*)?)$/.test(key);
const isTimeOfDay = (unit: string): boolean => unit.startsWith('time of day');
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** `1,2,4,8`: whole seconds, each at least the one before. */
function isSecondsList(text: string): boolean {
  if (!/^\d{1,6}(,\d{1,6}){0,63}$/.test(text)) return false;
  const pauses = text.split(',').map(Number);
  return pauses.every((pause, index) => pause > 0 && pause >= (pauses[index - 1] ?? 0));
}

/** `password + sms-code | passkey`: ways apart by bars, what one way takes together by plus signs. */
const PROOF_WORDS = ['password', 'sms-code', 'passkey', 'face', 'staff'];
const isProof = (text: string): boolean =>
  text.split(' | ').every((way) => way.split(' + ').every((word) => PROOF_WORDS.includes(word)));

/** What would be right, or `null` where the value can be. */
export function implausible(key: string, unit: string, value: ParameterValue): string | null {
  if (isFeeReturn(key))
    return FEE_RETURNS.includes(String(value)) ? null : `one of ${FEE_RETURNS.join(', ')}`;
  if (isTimeOfDay(unit))
    return typeof value === 'string' && TIME_OF_DAY.test(value) ? null : 'a time such as "23:00:00"';
  if (unit === 'ways to prove')
    return isProof(String(value))
      ? null
      : `ways such as "password + sms-code | passkey", of ${PROOF_WORDS.join(', ')}`;
  if (unit === 'yes or no') return typeof value === 'boolean' ? null : 'true or false';
  if (unit !== 'yes or no' && typeof value === 'boolean') return 'the unit "yes or no" for true and false';
  const kind = KINDS.find(({ ends }) => ends.test(key));
  if (kind === undefined) return null;
  if (typeof value === 'string' && key.endsWith('Seconds'))
    return isSecondsList(value) ? null : 'rising whole seconds such as "1,2,4,8"';
  const number = typeof value === 'number' ? value : Number.NaN;
  return Number.isInteger(number) && number >= kind.least && number <= kind.most ? null : kind.right;
}
