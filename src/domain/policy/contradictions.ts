/** What is wrong between rules and narrowings that are each well formed. */
import { type CalendarYear, sameYearTwice } from './holidays.ts';
import { implausible } from './plausible.ts';
import { crossedRanges } from './ranges.ts';
import { type Placed, problemAt, shown } from './reader.ts';
import {
  addDay,
  CHANNELS,
  type Override,
  overlap,
  type Rule,
  type RuleBook,
  type RuleProblem,
} from './types.ts';

type Rules = readonly Placed<Rule>[];
type Overrides = readonly Placed<Override>[];

const KEY = /^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+$/;
const ID = /^[A-Za-z][A-Za-z0-9_.-]{0,39}$/;

/** Versions of a rule: in one file, on days of their own. Days between them without a version are only told. */
function versionProblems(rules: Rules): { problems: RuleProblem[]; warnings: RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const warnings: RuleProblem[] = [];
  const byId = Map.groupBy(rules, ({ value }) => value.id);
  for (const [id, placed] of byId) {
    for (const [index, { file, at, value }] of placed.entries()) {
      if (index === 0 && !ID.test(id))
        problems.push(problemAt(file, [...at, 'id'], `found ${shown(id)}, expected an id such as "UP-01"`));
      const earlier = placed.slice(0, index);
      const elsewhere = earlier.find((each) => each.file !== file);
      if (elsewhere !== undefined) {
        const message = `found ${id} also in ${elsewhere.file}, expected a rule in one file; narrow it by an override`;
        problems.push(problemAt(file, [...at, 'id'], message));
        continue;
      }
      const same = earlier.find((each) => overlap(each.value, value));
      if (same !== undefined) {
        const days = `${same.value.from ?? 'the beginning'} to ${same.value.until ?? 'the end'}`;
        const message =
          `found ${id} a second time, expected each id once, or versions on days of their own; ` +
          `the other one is in force from ${days}`;
        problems.push(problemAt(file, [...at, 'id'], message));
      }
    }
    const sorted = placed.toSorted((a, b) => (a.value.from ?? '').localeCompare(b.value.from ?? '', 'en'));
    for (const [index, { file, at, value }] of sorted.entries()) {
      const before = sorted[index - 1]?.value.until ?? null;
      if (before === null || value.from === null || value.from <= addDay(before)) continue;
      const message = `no version of ${id} is in force from ${addDay(before)} until the day before ${value.from}`;
      warnings.push(problemAt(file, [...at, 'from'], message));
    }
  }
  return { problems, warnings };
}

/** A parameter has one owner, and one type and unit over all its versions. */
function parameterProblems(rules: Rules): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const first = new Map<string, Placed<Rule>>();
  for (const placed of rules) {
    for (const [key, parameter] of Object.entries(placed.value.parameters)) {
      const at = [...placed.at, 'parameters', key];
      const refuse = (where: typeof at, message: string): unknown =>
        problems.push(problemAt(placed.file, where, message));
      if (!KEY.test(key)) refuse(at, `found ${shown(key)}, expected a key such as "unionpay.pos.refundDays"`);
      const owner = first.get(key);
      if (owner === undefined) first.set(key, placed);
      else if (owner.value.id !== placed.value.id)
        refuse(at, `found a parameter that ${owner.value.id} already has, expected one owner`);
      else {
        const other = owner.value.parameters[key]!;
        if (typeof other.value !== typeof parameter.value || other.unit !== parameter.unit)
          refuse(at, `found another type or unit than in the other version, expected ${shown(other.unit)}`);
      }
    }
  }
  return problems;
}

function ownerProblem({ layer, owner }: Override): string | null {
  if (layer === 'platform')
    return owner === '*' ? null : `found ${shown(owner)}, expected "*": the platform has one owner`;
  if (layer !== 'channel' || owner === '*' || (CHANNELS as readonly string[]).includes(owner)) return null;
  return `found the channel ${shown(owner)}, expected "*" or one of ${CHANNELS.join(', ')}`;
}

/** Narrowings by whom they are for: two for one owner may contradict each other. */
const whom = ({ layer, owner }: Override): string => `${layer}/${owner}`;

function overrideProblems(book: RuleBook, overrides: Overrides): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const owners = new Map<string, Rule>();
  for (const versions of book.versions.values())
    for (const rule of versions) for (const key of Object.keys(rule.parameters)) owners.set(key, rule);
  const earlier = new Map<string, Placed<Override>[]>();
  for (const placed of overrides) {
    const { file, at, value: override } = placed;
    const refuse = (where: readonly (string | number)[], message: string, dangling = false): unknown =>
      problems.push(problemAt(file, [...at, ...where], message, dangling));
    const wrongOwner = ownerProblem(override);
    if (wrongOwner !== null) refuse(['owner'], wrongOwner);
    const ofOwner = earlier.get(whom(override)) ?? [];
    const beside = ofOwner.filter((each) => overlap(each.value, override));
    ofOwner.push(placed);
    earlier.set(whom(override), ofOwner);
    for (const [key, { value }] of Object.entries(override.set)) {
      const owner = owners.get(key);
      const known = owner?.parameters[key];
      if (owner === undefined || known === undefined) {
        refuse(
          ['set', key],
          `found a parameter that no rule has, expected one of ${nearest(key, [...owners.keys()])}`,
          true,
        );
        continue;
      }
      if (typeof known.value !== typeof value)
        refuse(['set', key], `found a ${typeof value}, expected a ${typeof known.value} as in ${owner.id}`);
      else {
        const right = implausible(key, known.unit, value);
        if (right !== null) refuse(['set', key, 'value'], `found ${shown(value)}, expected ${right}`);
      }
      const other = beside.find((each) => (each.value.set[key]?.value ?? value) !== value);
      if (other !== undefined) {
        const both = `${shown(value)} and ${shown(other.value.set[key]?.value)}`;
        refuse(
          ['set', key],
          `found ${both} in the same layer, expected one value; the other is in ${other.file}`,
        );
      }
      const off = [...beside, { value: override }].some((each) => each.value.off.includes(owner.id));
      if (off)
        refuse(['set', key], `found ${owner.id} both set and off for one owner, expected one of the two`);
    }
    for (const [position, id] of override.off.entries()) {
      if (!book.versions.has(id))
        refuse(['off', position], `found ${id}, expected the id of a known rule`, true);
      const set = beside.find((each) =>
        Object.keys(each.value.set).some((key) => owners.get(key)?.id === id),
      );
      if (set !== undefined)
        refuse(['off', position], `found ${id} both set and off for one owner, expected one of the two`);
    }
  }
  return problems;
}

const NEAREST_MAX = 8;

/** The keys that share the longest beginning with a misspelt one; all of them would bury the right one. */
function nearest(key: string, known: readonly string[]): string {
  const shared = (other: string): number => {
    let length = 0;
    while (length < key.length && key[length] === other[length]) length += 1;
    return length;
  };
  return known
    .toSorted((a, b) => shared(b) - shared(a))
    .slice(0, NEAREST_MAX)
    .join(', ');
}

export function contradictions(
  book: RuleBook,
  rules: Rules,
  overrides: Overrides,
  years: readonly Placed<CalendarYear>[],
): { readonly problems: readonly RuleProblem[]; readonly warnings: readonly RuleProblem[] } {
  const versions = versionProblems(rules);
  const ranges = crossedRanges(book, rules, overrides);
  return {
    problems: [
      ...versions.problems,
      ...parameterProblems(rules),
      ...overrideProblems(book, overrides),
      ...ranges.problems,
      ...sameYearTwice(years),
    ],
    warnings: [...versions.warnings, ...ranges.warnings],
  };
}
