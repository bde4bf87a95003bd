/** What rules read, as an answer shows it: each rule once, with its parameters and facts. */
import type { Effective, Rule } from '../policy/index.ts';
import type { Check, Citation, Reading } from './shape.ts';

export const parameterReading = ({ key, value, certainty }: Effective): Reading => ({
  name: key,
  value,
  certainty,
});

export const NOTHING: readonly Reading[] = [];

/** A fact as an answer shows it. */
export function readingOf(name: string, value: unknown): Reading {
  switch (typeof value) {
    case 'bigint':
      return { name, value: value.toString(), certainty: null };
    case 'string':
    case 'number':
    case 'boolean':
      return { name, value, certainty: null };
    default:
      return { name, value: value === null ? null : plainText(value), certainty: null };
  }
}

const plainText = (value: unknown): string =>
  JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part));

/** What both read, each name once. */
function both(first: readonly Reading[], second: readonly Reading[]): readonly Reading[] {
  if (first.length === 0) return second;
  const more = second.filter(({ name }) => first.every((each) => each.name !== name));
  return more.length === 0 ? first : [...first, ...more];
}

/** A rule with several checks is cited once, with all that it read. */
export function cite(
  citations: Citation[],
  { id, zh, en, source, certainty }: Pick<Rule, 'id' | 'zh' | 'en' | 'source' | 'certainty'>,
  held: boolean,
  parameters: readonly Reading[],
  facts: readonly Reading[],
): void {
  for (let at = 0; at < citations.length; at += 1) {
    const before = citations[at]!;
    if (before.id !== id) continue;
    citations[at] = {
      ...before,
      held: before.held && held,
      parameters: both(before.parameters, parameters),
      facts: both(before.facts, facts),
    };
    return;
  }
  citations.push({ id, zh, en, source, certainty, held, parameters, facts });
}

/** A rule that had something to say of a route, and what it read. */
export interface Spoke<F, R extends string> {
  readonly rule: Rule;
  readonly check: Check<F, R>;
  readonly held: boolean;
  readonly read: readonly Effective[];
}

/** Every rule that spoke, once, with what it read. Made for the trials that an answer tells of, and for no others. */
export function citationsOf<F, R extends string>(
  trials: readonly { readonly spoke: readonly Spoke<F, R>[] }[],
  facts: F,
): Citation[] {
  const all: Citation[] = [];
  for (const { spoke } of trials)
    for (const { rule, check, held, read } of spoke) {
      const parameters = read.length === 0 ? NOTHING : read.map(parameterReading);
      const known =
        check.reads.length === 0 ? NOTHING : check.reads.map((name) => readingOf(name, facts[name]));
      cite(all, rule, held, parameters, known);
    }
  return all;
}
