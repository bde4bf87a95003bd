/**
 * Rules as data. A rule has an id, words in both languages, a source, a certainty and dates; parameters belong
 * to a rule. Layers narrow each other: platform → channel → institution → issuer → merchant contract. The
 * narrower layer wins; a layer may set parameters and switch rules off without code.
 */

/** A read in the primary text · B+ several independent quotations · B one secondary source · C memory · P product choice. */
export const CERTAINTIES = ['A', 'B+', 'B', 'C', 'P'] as const;
export type Certainty = (typeof CERTAINTIES)[number];

export const LAYERS = ['platform', 'channel', 'institution', 'issuer', 'merchant'] as const;
export type Layer = (typeof LAYERS)[number];

export type ParameterValue = string | number | boolean;

export interface Parameter {
  readonly value: ParameterValue;
  readonly unit: string;
  readonly certainty: Certainty;
  readonly zh: string;
  readonly en: string;
}

export interface Rule {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly source: string;
  readonly certainty: Certainty;
  /** First and last day in force, `2026-11-23`; `null` for open ends. */
  readonly from: string | null;
  readonly until: string | null;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** One narrowing: in this layer, for this owner (institution, issuer or merchant id; `*` for all). */
export interface Override {
  readonly layer: Layer;
  readonly owner: string;
  readonly set: Readonly<
    Record<string, { readonly value: ParameterValue; readonly certainty: Certainty; readonly source: string }>
  >;
  readonly off: readonly string[];
}

export interface RuleBook {
  readonly rules: ReadonlyMap<string, Rule>;
  readonly overrides: readonly Override[];
}

/** What a rule file got wrong: where, what was found, what would be right. */
export interface RuleProblem {
  readonly file: string;
  readonly path: string;
  readonly message: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
const isDayOrNull = (value: unknown): value is string | null =>
  value === null ||
  (typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(value));
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const isIdList = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isCertainty = (value: unknown): value is Certainty =>
  (CERTAINTIES as readonly unknown[]).includes(value);
const isValue = (value: unknown): value is ParameterValue =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));
const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value)?.slice(0, 60) ?? 'nothing');

class Reader {
  readonly problems: RuleProblem[] = [];
  readonly #file: string;
  constructor(file: string) {
    this.#file = file;
  }
  refuse(path: string, message: string): undefined {
    this.problems.push({ file: this.#file, path, message });
    return undefined;
  }
  check<T>(path: string, value: unknown, is: (value: unknown) => value is T, right: string): value is T {
    if (is(value)) return true;
    this.refuse(path, `found ${shown(value)}, expected ${right}`);
    return false;
  }
  /** A misspelt key would be a rule or a narrowing that silently does nothing. */
  keys(path: string, value: Record<string, unknown>, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (!known.includes(key))
        this.refuse(`${path}.${key}`, `found an unknown key, expected one of ${known.join(', ')}`);
    }
  }
  /** What may be left out, but must be right where it is given. */
  optional<T>(path: string, value: unknown, is: (value: unknown) => value is T, right: string, absent: T): T {
    return value !== undefined && this.check(path, value, is, right) ? value : absent;
  }
}

function readParameter(reader: Reader, path: string, value: unknown): Parameter | undefined {
  if (!reader.check(path, value, isRecord, 'an object with value, unit, certainty, zh and en'))
    return undefined;
  const { value: given, unit, certainty, zh, en } = value;
  reader.keys(path, value, ['value', 'unit', 'certainty', 'zh', 'en']);
  const good = [
    reader.check(`${path}.value`, given, isValue, 'a text, number or true/false'),
    reader.check(`${path}.unit`, unit, isText, 'the unit in words'),
    reader.check(`${path}.certainty`, certainty, isCertainty, `one of ${CERTAINTIES.join(', ')}`),
    reader.check(`${path}.zh`, zh, isText, 'words in Chinese'),
    reader.check(`${path}.en`, en, isText, 'words in English'),
  ].every(Boolean);
  return good ? (value as unknown as Parameter) : undefined;
}

function readRule(reader: Reader, path: string, value: unknown): Rule | undefined {
  if (!reader.check(path, value, isRecord, 'a rule object')) return undefined;
  reader.keys(path, value, ['id', 'zh', 'en', 'source', 'certainty', 'from', 'until', 'parameters']);
  const good = [
    reader.check(`${path}.id`, value.id, isText, 'an id such as "UP-01"'),
    reader.check(`${path}.zh`, value.zh, isText, 'words in Chinese'),
    reader.check(`${path}.en`, value.en, isText, 'words in English'),
    reader.check(`${path}.source`, value.source, isText, 'where the rule was read'),
    reader.check(`${path}.certainty`, value.certainty, isCertainty, `one of ${CERTAINTIES.join(', ')}`),
    reader.check(`${path}.from`, value.from ?? null, isDayOrNull, 'a day such as "2026-01-01", or null'),
    reader.check(`${path}.until`, value.until ?? null, isDayOrNull, 'a day such as "2026-01-01", or null'),
  ].every(Boolean);
  const parameters: Record<string, Parameter> = {};
  const given = reader.optional(
    `${path}.parameters`,
    value.parameters,
    isRecord,
    'an object of parameters by key',
    {},
  );
  for (const [key, content] of Object.entries(given)) {
    const parameter = readParameter(reader, `${path}.parameters.${key}`, content);
    if (parameter) parameters[key] = parameter;
  }
  if (!good) return undefined;
  const rule = value as unknown as Rule;
  if (rule.from && rule.until && rule.from > rule.until) {
    reader.refuse(`${path}.until`, `found ${rule.until}, expected a day not before ${rule.from}`);
  }
  return { ...rule, from: rule.from ?? null, until: rule.until ?? null, parameters };
}

function readOverride(reader: Reader, path: string, value: unknown): Override | undefined {
  if (!reader.check(path, value, isRecord, 'an override object')) return undefined;
  reader.keys(path, value, ['layer', 'owner', 'set', 'off']);
  const isLayer = (layer: unknown): layer is Layer => (LAYERS as readonly unknown[]).includes(layer);
  const good = [
    reader.check(`${path}.layer`, value.layer, isLayer, `one of ${LAYERS.join(', ')}`),
    reader.check(`${path}.owner`, value.owner, isText, 'the id of whom it is for, or "*"'),
  ].every(Boolean);
  const set: Record<string, Override['set'][string]> = {};
  const narrowings = reader.optional(
    `${path}.set`,
    value.set,
    isRecord,
    'an object of narrowings by parameter key',
    {},
  );
  for (const [key, given] of Object.entries(narrowings)) {
    const where = `${path}.set.${key}`;
    if (!reader.check(where, given, isRecord, 'an object with value, certainty and source')) continue;
    reader.keys(where, given, ['value', 'certainty', 'source']);
    const whole = [
      reader.check(`${where}.value`, given.value, isValue, 'a text, number or true/false'),
      reader.check(`${where}.certainty`, given.certainty, isCertainty, `one of ${CERTAINTIES.join(', ')}`),
      reader.check(`${where}.source`, given.source, isText, 'where it was read'),
    ].every(Boolean);
    if (whole) set[key] = given as unknown as Override['set'][string];
  }
  const off = reader.optional(`${path}.off`, value.off, isIdList, 'a list of rule ids', []);
  return good ? { layer: value.layer as Layer, owner: value.owner as string, set, off } : undefined;
}

/** Reads parsed rule files (`{ rules: [...], overrides: [...] }`) into one book, or says all that is wrong. */
export function readRuleFiles(files: readonly { readonly name: string; readonly content: unknown }[]): {
  readonly book: RuleBook;
  readonly problems: readonly RuleProblem[];
} {
  const rules = new Map<string, Rule>();
  const owners = new Map<string, string>();
  const overrides: Override[] = [];
  const problems: RuleProblem[] = [];
  for (const file of files) {
    const reader = new Reader(file.name);
    if (reader.check('$', file.content, isRecord, 'an object with "rules" and "overrides"')) {
      const given = file.content;
      reader.keys('$', given, ['rules', 'overrides']);
      const listed = (key: 'rules' | 'overrides'): unknown[] =>
        reader.optional(`$.${key}`, given[key], isList, 'a list', []);
      for (const [index, value] of listed('rules').entries()) {
        const rule = readRule(reader, `$.rules[${index}]`, value);
        if (!rule) continue;
        if (rules.has(rule.id))
          reader.refuse(`$.rules[${index}].id`, `found ${rule.id} a second time, expected each id once`);
        rules.set(rule.id, rule);
        for (const key of Object.keys(rule.parameters)) {
          const owner = owners.get(key);
          if (owner !== undefined) {
            reader.refuse(
              `$.rules[${index}].parameters.${key}`,
              `found a parameter that ${owner} already has, expected one owner`,
            );
          }
          owners.set(key, rule.id);
        }
      }
      for (const [index, value] of listed('overrides').entries()) {
        const override = readOverride(reader, `$.overrides[${index}]`, value);
        if (override) overrides.push(override);
      }
    }
    problems.push(...reader.problems);
  }
  problems.push(...contradictions(rules, owners, overrides));
  return { book: { rules, overrides }, problems };
}

function contradictions(
  rules: ReadonlyMap<string, Rule>,
  owners: ReadonlyMap<string, string>,
  overrides: readonly Override[],
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const seen = new Map<string, ParameterValue>();
  for (const override of overrides) {
    const file = `${override.layer}/${override.owner}`;
    for (const [key, { value }] of Object.entries(override.set)) {
      const owner = owners.get(key);
      const known = owner === undefined ? undefined : rules.get(owner)?.parameters[key];
      if (known === undefined)
        problems.push({
          file,
          path: `set.${key}`,
          message: `found a parameter that no rule has, expected one of ${[...owners.keys()].join(', ')}`,
        });
      else if (typeof known.value !== typeof value) {
        problems.push({
          file,
          path: `set.${key}`,
          message: `found a ${typeof value}, expected a ${typeof known.value} as in ${owner}`,
        });
      }
      const place = `${file}/${key}`;
      if (seen.has(place) && seen.get(place) !== value)
        problems.push({
          file,
          path: `set.${key}`,
          message: `found ${shown(value)} and ${shown(seen.get(place))} in the same layer, expected one value`,
        });
      seen.set(place, value);
    }
    for (const id of override.off) {
      if (!rules.has(id))
        problems.push({ file, path: 'off', message: `found ${id}, expected the id of a known rule` });
    }
  }
  return problems;
}

/** Whom a question is about: the owners of the layers that may narrow a rule. */
export interface Scope {
  readonly channel: string;
  readonly institution: string;
  readonly issuer: string | null;
  readonly merchant: string;
}

/** A parameter as it holds in a scope, with the layer that set it. */
export interface Effective {
  readonly key: string;
  readonly ruleId: string;
  readonly value: ParameterValue;
  readonly unit: string;
  readonly certainty: Certainty;
  readonly source: string;
  readonly layer: Layer;
}

const applies = (override: Override, scope: Scope): boolean => {
  if (override.owner === '*' || override.layer === 'platform') return true;
  const owner = scope[override.layer === 'channel' ? 'channel' : override.layer];
  return owner === override.owner;
};

export function effective(book: RuleBook, key: string, scope: Scope): Effective {
  for (const rule of book.rules.values()) {
    const parameter = rule.parameters[key];
    if (parameter === undefined) continue;
    let found: Effective = {
      key,
      ruleId: rule.id,
      value: parameter.value,
      unit: parameter.unit,
      certainty: parameter.certainty,
      source: rule.source,
      layer: 'platform',
    };
    // Narrower layers come later, and within a layer what is set for one owner comes after what is set for all.
    const general = book.overrides.filter((override) => override.owner === '*');
    const ordered = [...general, ...book.overrides.filter((override) => override.owner !== '*')];
    for (const layer of LAYERS) {
      for (const override of ordered) {
        const given = override.set[key];
        if (override.layer === layer && given !== undefined && applies(override, scope)) {
          found = { ...found, value: given.value, certainty: given.certainty, source: given.source, layer };
        }
      }
    }
    return found;
  }
  throw new Error(`Cannot read the parameter ${key}: no rule of the book has it`);
}

/** Is the rule known, in force on that day, and not switched off in this scope? */
export function inForce(book: RuleBook, ruleId: string, day: string, scope: Scope): boolean {
  const rule = book.rules.get(ruleId);
  if (rule === undefined) return false;
  if (rule.from !== null && day < rule.from) return false;
  if (rule.until !== null && day > rule.until) return false;
  return !book.overrides.some((override) => override.off.includes(ruleId) && applies(override, scope));
}
