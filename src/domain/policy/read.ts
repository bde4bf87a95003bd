/** Reads parsed rule files into one book, or says all that is wrong with them. */
import { contradictions } from './contradictions.ts';
import { type CalendarYear, holidaysOf, readCalendarYear } from './holidays.ts';
import { implausible } from './plausible.ts';
import {
  isCertainty,
  isIdList,
  isLayer,
  isList,
  isRecord,
  isText,
  isValue,
  type Placed,
  Reader,
  shown,
} from './reader.ts';
import {
  type At,
  CERTAINTIES,
  CHANNELS,
  LAYERS,
  type Narrowing,
  type Override,
  type Parameter,
  type Rule,
  type RuleBook,
  type RuleProblem,
} from './types.ts';

const CERTAINTY = `one of ${CERTAINTIES.join(', ')}`;
const RULE_KEYS = [
  'id',
  'zh',
  'en',
  'source',
  'sourceZh',
  'certainty',
  'from',
  'until',
  'channels',
  'parameters',
];

function readParameter(reader: Reader, at: At, key: string, value: unknown): Parameter | undefined {
  if (!reader.check(at, value, isRecord, 'an object with value, unit, certainty, zh and en'))
    return undefined;
  const { value: given, unit, certainty, zh, en } = value;
  reader.keys(at, value, ['value', 'unit', 'certainty', 'zh', 'en']);
  const good = [
    reader.check([...at, 'value'], given, isValue, 'a text, number or true/false'),
    reader.check([...at, 'unit'], unit, isText, 'the unit in words'),
    reader.check([...at, 'certainty'], certainty, isCertainty, CERTAINTY),
    reader.check([...at, 'zh'], zh, isText, 'words in Chinese'),
    reader.check([...at, 'en'], en, isText, 'words in English'),
  ].every(Boolean);
  if (!good) return undefined;
  const parameter = value as unknown as Parameter;
  const right = implausible(key, parameter.unit, parameter.value);
  if (right !== null) reader.refuse([...at, 'value'], `found ${shown(parameter.value)}, expected ${right}`);
  return parameter;
}

function readChannels(reader: Reader, at: At, value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!reader.check(at, value, isIdList, 'a list of channels, or null for all')) return null;
  for (const [index, channel] of value.entries()) {
    if (!(CHANNELS as readonly string[]).includes(channel))
      reader.refuse([...at, index], `found the channel ${channel}, expected one of ${CHANNELS.join(', ')}`);
  }
  return value;
}

function readRule(reader: Reader, at: At, value: unknown): Rule | undefined {
  if (!reader.check(at, value, isRecord, 'a rule object')) return undefined;
  reader.keys(at, value, RULE_KEYS);
  const good = [
    reader.check([...at, 'id'], value.id, isText, 'an id such as "UP-01"'),
    reader.check([...at, 'zh'], value.zh, isText, 'words in Chinese'),
    reader.check([...at, 'en'], value.en, isText, 'words in English'),
    reader.check([...at, 'source'], value.source, isText, 'where the rule was read'),
    value.sourceZh === undefined ||
      reader.check([...at, 'sourceZh'], value.sourceZh, isText, 'where the rule was read, in Chinese'),
    reader.check([...at, 'certainty'], value.certainty, isCertainty, CERTAINTY),
  ].every(Boolean);
  const dates = reader.dates(at, value);
  const channels = readChannels(reader, [...at, 'channels'], value.channels);
  const parameters: Record<string, Parameter> = {};
  const where = [...at, 'parameters'];
  const given = reader.optional(where, value.parameters, isRecord, 'an object of parameters by key', {});
  for (const [key, content] of Object.entries(given)) {
    const parameter = readParameter(reader, [...where, key], key, content);
    if (parameter) parameters[key] = parameter;
  }
  if (!good) return undefined;
  const { id, zh, en, source, sourceZh, certainty } = value as unknown as Rule;
  const inChinese = sourceZh === undefined ? {} : { sourceZh };
  return { id, zh, en, source, ...inChinese, certainty, ...dates, channels, parameters };
}

function readNarrowing(reader: Reader, at: At, given: unknown): Narrowing | undefined {
  if (!reader.check(at, given, isRecord, 'an object with value, certainty and source')) return undefined;
  reader.keys(at, given, ['value', 'certainty', 'source']);
  const whole = [
    reader.check([...at, 'value'], given.value, isValue, 'a text, number or true/false'),
    reader.check([...at, 'certainty'], given.certainty, isCertainty, CERTAINTY),
    reader.check([...at, 'source'], given.source, isText, 'where it was read'),
  ].every(Boolean);
  return whole ? (given as unknown as Narrowing) : undefined;
}

function readOverride(reader: Reader, at: At, value: unknown): Override | undefined {
  if (!reader.check(at, value, isRecord, 'an override object')) return undefined;
  reader.keys(at, value, ['layer', 'owner', 'from', 'until', 'set', 'off']);
  const good = [
    reader.check([...at, 'layer'], value.layer, isLayer, `one of ${LAYERS.join(', ')}`),
    reader.check([...at, 'owner'], value.owner, isText, 'the id of whom it is for, or "*"'),
  ].every(Boolean);
  const dates = reader.dates(at, value);
  const set: Record<string, Narrowing> = {};
  const where = [...at, 'set'];
  const given = reader.optional(where, value.set, isRecord, 'an object of narrowings by parameter key', {});
  for (const [key, content] of Object.entries(given)) {
    const narrowing = readNarrowing(reader, [...where, key], content);
    if (narrowing) set[key] = narrowing;
  }
  const off = reader.optional([...at, 'off'], value.off, isIdList, 'a list of rule ids', []);
  if (!good) return undefined;
  return { layer: value.layer as Override['layer'], owner: value.owner as string, ...dates, set, off };
}

/** All versions of each rule, the earliest first. */
function versionsOf(rules: readonly Placed<Rule>[]): Map<string, Rule[]> {
  const versions = new Map<string, Rule[]>();
  for (const { value } of rules) versions.set(value.id, [...(versions.get(value.id) ?? []), value]);
  for (const list of versions.values()) list.sort((a, b) => (a.from ?? '').localeCompare(b.from ?? '', 'en'));
  return versions;
}

export interface ReadFiles {
  readonly book: RuleBook;
  /** Each makes the book unusable. */
  readonly problems: readonly RuleProblem[];
  /** Worth a look, and no reason to refuse: days on which no version of a rule is in force. */
  readonly warnings: readonly RuleProblem[];
}

/**
 * Reads parsed rule files (`{ rules: [...], overrides: [...], calendar: [...] }`, each key may be left out) into one
 * book. All that is wrong is told at once, with file and place.
 */
export function readRuleFiles(
  files: readonly { readonly name: string; readonly content: unknown }[],
): ReadFiles {
  const rules: Placed<Rule>[] = [];
  const overrides: Placed<Override>[] = [];
  const years: Placed<CalendarYear>[] = [];
  const problems: RuleProblem[] = [];
  let rulesWhole = true;
  for (const { name, content } of files) {
    const reader = new Reader(name);
    const each = <T>(
      given: Record<string, unknown>,
      key: string,
      read: (reader: Reader, at: At, value: unknown) => T | undefined,
      into: Placed<T>[],
    ): void => {
      for (const [index, item] of reader.optional([key], given[key], isList, 'a list', []).entries()) {
        const value = read(reader, [key, index], item);
        if (value !== undefined) into.push({ file: name, at: [key, index], value });
      }
    };
    if (reader.check([], content, isRecord, 'an object with "rules" and "overrides"')) {
      reader.keys([], content, ['rules', 'overrides', 'calendar']);
      each(content, 'rules', readRule, rules);
      rulesWhole &&= reader.problems.length === 0;
      each(content, 'overrides', readOverride, overrides);
      each(content, 'calendar', readCalendarYear, years);
    }
    problems.push(...reader.problems);
  }
  const versions = versionsOf(rules);
  const book: RuleBook = {
    rules: new Map([...versions].map(([id, list]) => [id, list.at(-1)!])),
    versions,
    overrides: overrides.map(({ value }) => value),
    holidays: holidaysOf(years.map(({ value }) => value)),
  };
  const found = contradictions(book, rules, overrides, years);
  // What a narrowing names may be a rule that was refused above.
  const between = rulesWhole ? found.problems : found.problems.filter(({ dangling }) => !dangling);
  return { book, problems: [...problems, ...between], warnings: found.warnings };
}
