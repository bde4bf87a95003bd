/** Looks at values out of a file and notes all that is wrong with them, each with its place. */
import { isDay } from '../calendar/index.ts';
import {
  type At,
  CERTAINTIES,
  type Certainty,
  type Dates,
  LAYERS,
  type Layer,
  type ParameterValue,
  pathOf,
  type RuleProblem,
} from './types.ts';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
export const isDayText = (value: unknown): value is string => typeof value === 'string' && isDay(value);
export const isDayOrNull = (value: unknown): value is string | null => value === null || isDayText(value);
export const isList = (value: unknown): value is unknown[] => Array.isArray(value);
export const isIdList = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
export const isCertainty = (value: unknown): value is Certainty =>
  (CERTAINTIES as readonly unknown[]).includes(value);
export const isLayer = (layer: unknown): layer is Layer => (LAYERS as readonly unknown[]).includes(layer);
export const isValue = (value: unknown): value is ParameterValue =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

export const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 60) ?? 'nothing');

/** A value with the place it was read from. */
export interface Placed<T> {
  readonly file: string;
  readonly at: At;
  readonly value: T;
}

export const problemAt = (file: string, at: At, message: string, dangling = false): RuleProblem => ({
  file,
  at,
  path: pathOf(at),
  message,
  dangling,
});

export class Reader {
  readonly problems: RuleProblem[] = [];
  readonly file: string;
  constructor(file: string) {
    this.file = file;
  }
  refuse(at: At, message: string): undefined {
    this.problems.push(problemAt(this.file, at, message));
    return undefined;
  }
  check<T>(at: At, value: unknown, is: (value: unknown) => value is T, right: string): value is T {
    if (is(value)) return true;
    this.refuse(at, `found ${shown(value)}, expected ${right}`);
    return false;
  }
  /** A misspelt key would be a rule or a narrowing that silently does nothing. */
  keys(at: At, value: Record<string, unknown>, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (!known.includes(key))
        this.refuse([...at, key], `found an unknown key, expected one of ${known.join(', ')}`);
    }
  }
  /** What may be left out, but must be right where it is given. */
  optional<T>(at: At, value: unknown, is: (value: unknown) => value is T, right: string, absent: T): T {
    return value !== undefined && this.check(at, value, is, right) ? value : absent;
  }
  /** First and last day, either of which may be left out; the last is not before the first. */
  dates(at: At, value: Record<string, unknown>): Dates {
    const right = 'a day such as "2026-01-01", or null';
    const from = this.optional([...at, 'from'], value.from, isDayOrNull, right, null);
    const until = this.optional([...at, 'until'], value.until, isDayOrNull, right, null);
    if (from !== null && until !== null && from > until)
      this.refuse([...at, 'until'], `found ${until}, expected a day not before ${from}`);
    return { from, until };
  }
}
