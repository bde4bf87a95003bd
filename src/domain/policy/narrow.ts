/** One value for one owner from a day on, written into rule files: what held before ends the day before. */
import { addDays, type CalendarDay } from '../calendar/index.ts';
import type { Certainty, Layer, Narrowing, ParameterValue } from './types.ts';

export interface NewValue {
  readonly key: string;
  readonly layer: Layer;
  /** An id, or `*` for all of the layer. */
  readonly owner: string;
  /** The first day. */
  readonly from: string;
  readonly value: ParameterValue;
  readonly certainty: Certainty;
  readonly source: string;
}

/** A rule file as it was parsed; only `overrides` is looked at. */
export interface RuleContent {
  readonly name: string;
  readonly content: unknown;
}

interface Written {
  readonly layer: Layer;
  readonly owner: string;
  readonly from?: string | null;
  readonly until?: string | null;
  readonly set?: Readonly<Record<string, Narrowing>>;
  readonly off?: readonly string[];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const overridesOf = (content: unknown): readonly Written[] =>
  isRecord(content) && Array.isArray(content.overrides) ? (content.overrides as Written[]) : [];

const without = (
  set: Readonly<Record<string, Narrowing>>,
  key: string,
): Readonly<Record<string, Narrowing>> =>
  Object.fromEntries(Object.entries(set).filter(([each]) => each !== key));

const isEmpty = ({ set = {}, off = [] }: Written): boolean =>
  Object.keys(set).length === 0 && off.length === 0;

/** What is left of an earlier narrowing when another value of one of its parameters begins. */
function ended(old: Written, given: NewValue): readonly Written[] {
  const { key, layer, owner, from } = given;
  const set = old.set ?? {};
  const touched = old.layer === layer && old.owner === owner && Object.hasOwn(set, key);
  const over = old.until != null && old.until < from;
  if (!touched || over) return [old];
  const rest: Written = { ...old, set: without(set, key) };
  const until = addDays(from as CalendarDay, -1);
  const before: readonly Written[] =
    old.from != null && old.from >= from
      ? []
      : [{ layer, owner, ...(old.from == null ? {} : { from: old.from }), until, set: { [key]: set[key]! } }];
  return [...(isEmpty(rest) ? [] : [rest]), ...before];
}

/**
 * The files in which the value stands from its day on, changed ones alone. A value of the same layer and owner ends the
 * day before, wherever it stands; one that would begin later is taken out. The new one goes into `into`.
 */
export function narrowed(files: readonly RuleContent[], into: string, given: NewValue): RuleContent[] {
  const { key, layer, owner, from, value, certainty, source } = given;
  const added: Written = { layer, owner, from, set: { [key]: { value, certainty, source } } };
  const all = files.some(({ name }) => name === into) ? files : [...files, { name: into, content: {} }];
  return all.flatMap(({ name, content }) => {
    const old = overridesOf(content);
    const left = old.flatMap((each) => ended(each, given));
    const now = name === into ? [...left, added] : left;
    const untouched = now.length === old.length && now.every((each, index) => each === old[index]);
    if (untouched) return [];
    return [{ name, content: { ...(isRecord(content) ? content : {}), overrides: now } }];
  });
}
