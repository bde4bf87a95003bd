/** The parts that every document of facts has: the facts by their table, and whose rules count. */
import type { Scope } from '../policy/index.ts';
import type { FactRow } from './fact-row.ts';
import type { Problems } from './problems.ts';
import { readValue, rightFor } from './values.ts';

/** By the name that a document uses. */
export type FactTable<F extends string = string> = Readonly<Record<string, FactRow<F>>>;

/** Facts as a document tells them, by what they fill. */
export type Told<F extends string = string> = Partial<Record<F, unknown>>;

export function readFacts<F extends string>(
  problems: Problems,
  value: unknown,
  table: FactTable<F>,
): Told<F> {
  const told: Told<F> = {};
  const given = problems.object('/facts', value, 'an object of facts');
  if (given === undefined) return told;
  problems.keys('/facts', given, Object.keys(table));
  for (const [name, row] of Object.entries(table)) {
    // A fact that is `null` was not told.
    if (!Object.hasOwn(given, name) || given[name] === null) continue;
    const read = readValue(row.type, given[name]);
    if (read === undefined) problems.wrong(`/facts/${name}`, given[name], rightFor(row.type));
    else told[row.fills] = read;
  }
  return told;
}

export function readScope(problems: Problems, value: unknown, channel: string): Scope {
  const scope = { channel, institution: 'any', issuer: null as string | null, merchant: 'any' };
  if (value === undefined || value === null) return scope;
  const given = problems.object('/scope', value, 'an object');
  if (given === undefined) return scope;
  problems.keys('/scope', given, ['institution', 'issuer', 'merchant']);
  for (const key of ['institution', 'issuer', 'merchant'] as const)
    if (given[key] !== undefined && given[key] !== null)
      scope[key] = problems.text(`/scope/${key}`, given[key]) ?? 'any';
  return scope;
}
