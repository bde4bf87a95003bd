/** What holds for whom on which day: the book, looked up through its layers. */
import {
  type Certainty,
  type Dates,
  type Holidays,
  isOn,
  LAYERS,
  type Layer,
  type Override,
  type ParameterValue,
  type Rule,
  type RuleBook,
} from './types.ts';

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

/** A book as it holds in one scope on one day. */
export interface Resolved {
  readonly day: string;
  readonly holidays: Holidays;
  /** Throws for a key that no rule has: a fault of the program. */
  parameter(key: string): Effective;
  /** `null`: no such rule, not in force on this day, or switched off here. */
  rule(id: string): Rule | null;
}

type NarrowLayer = Exclude<Layer, 'platform'>;

/** What a book is asked for most, prepared once. */
interface Index {
  readonly owners: ReadonlyMap<string, readonly Rule[]>;
  /** By key, the widest layer first; within a layer what is for all before what is for one. */
  readonly narrowings: ReadonlyMap<string, readonly Override[]>;
  readonly offs: ReadonlyMap<string, readonly Override[]>;
  readonly named: Readonly<Record<NarrowLayer, ReadonlySet<string>>>;
  readonly resolved: Map<string, Resolved>;
  last: { readonly scope: Scope; readonly day: string; readonly found: Resolved } | null;
}

const INDEXES = new WeakMap<RuleBook, Index>();

/** So many mixtures of owners and day are kept; then the oldest goes. Shops without narrowings share one. */
const RESOLVED_MAX = 2048;

const order = (override: Override): number =>
  LAYERS.indexOf(override.layer) * 2 + (override.owner === '*' ? 0 : 1);

function push<K, V>(into: Map<K, V[]>, key: K, value: V): void {
  const list = into.get(key);
  if (list === undefined) into.set(key, [value]);
  else list.push(value);
}

function indexOf(book: RuleBook): Index {
  const known = INDEXES.get(book);
  if (known !== undefined) return known;
  const owners = new Map<string, Rule[]>();
  for (const versions of book.versions.values())
    for (const rule of versions) for (const key of Object.keys(rule.parameters)) push(owners, key, rule);
  const narrowings = new Map<string, Override[]>();
  const offs = new Map<string, Override[]>();
  const named = {
    channel: new Set<string>(),
    institution: new Set<string>(),
    issuer: new Set<string>(),
    merchant: new Set<string>(),
  };
  const sorted = book.overrides.toSorted(
    (a, b) => order(a) - order(b) || (a.from ?? '').localeCompare(b.from ?? '', 'en'),
  );
  for (const override of sorted) {
    for (const key of Object.keys(override.set)) push(narrowings, key, override);
    for (const id of override.off) push(offs, id, override);
    if (override.layer !== 'platform') named[override.layer].add(override.owner);
  }
  const index: Index = { owners, narrowings, offs, named, resolved: new Map(), last: null };
  INDEXES.set(book, index);
  return index;
}

const applies = ({ layer, owner }: Override, scope: Scope): boolean =>
  owner === '*' || layer === 'platform' || scope[layer] === owner;

/** The version in force on the day; outside all of them the one that began last before it, else the first. */
function versionOn<T extends Dates>(versions: readonly T[], day: string | undefined): T {
  if (day === undefined) return versions.at(-1)!;
  return (
    versions.find((each) => isOn(each, day)) ??
    versions.findLast((each) => each.from === null || each.from <= day) ??
    versions[0]!
  );
}

/**
 * A parameter in a scope, on a day. Without a day the rule's latest version counts, and every narrowing as if it
 * were in force, of several in one layer the one that began last.
 */
export function effective(book: RuleBook, key: string, scope: Scope, day?: string): Effective {
  const index = indexOf(book);
  const owners = index.owners.get(key);
  if (owners === undefined) throw new Error(`Cannot read the parameter ${key}: no rule of the book has it`);
  const rule = versionOn(owners, day);
  const parameter = rule.parameters[key]!;
  let found: Effective = {
    key,
    ruleId: rule.id,
    value: parameter.value,
    unit: parameter.unit,
    certainty: parameter.certainty,
    source: rule.source,
    layer: 'platform',
  };
  for (const override of index.narrowings.get(key) ?? []) {
    if (!applies(override, scope) || (day !== undefined && !isOn(override, day))) continue;
    const given = override.set[key]!;
    found = {
      ...found,
      value: given.value,
      certainty: given.certainty,
      source: given.source,
      layer: override.layer,
    };
  }
  return found;
}

/** The version of a rule in force on that day and not switched off in this scope; `null` where there is none. */
function ruleInForce(book: RuleBook, ruleId: string, day: string, scope: Scope): Rule | null {
  const rule = book.versions.get(ruleId)?.find((each) => isOn(each, day));
  if (rule === undefined) return null;
  const off = indexOf(book).offs.get(ruleId);
  return off?.some((override) => applies(override, scope) && isOn(override, day)) ? null : rule;
}

/** Is the rule known, in force on that day, and not switched off in this scope? */
export const inForce = (book: RuleBook, ruleId: string, day: string, scope: Scope): boolean =>
  ruleInForce(book, ruleId, day, scope) !== null;

/** Looks each rule and parameter up once and remembers it. */
class Lookup implements Resolved {
  readonly day: string;
  readonly #book: RuleBook;
  readonly #scope: Scope;
  readonly #parameters = new Map<string, Effective>();
  readonly #rules = new Map<string, Rule | null>();
  constructor(book: RuleBook, scope: Scope, day: string) {
    this.#book = book;
    this.#scope = scope;
    this.day = day;
  }
  get holidays(): Holidays {
    return this.#book.holidays;
  }
  parameter(key: string): Effective {
    let found = this.#parameters.get(key);
    if (found === undefined) {
      found = effective(this.#book, key, this.#scope, this.day);
      this.#parameters.set(key, found);
    }
    return found;
  }
  rule(id: string): Rule | null {
    let found = this.#rules.get(id);
    if (found === undefined) {
      found = ruleInForce(this.#book, id, this.day, this.#scope);
      this.#rules.set(id, found);
    }
    return found;
  }
}

const isSame = (one: Scope, other: Scope): boolean =>
  one.merchant === other.merchant &&
  one.channel === other.channel &&
  one.institution === other.institution &&
  one.issuer === other.issuer;

/**
 * The book in one scope on one day, each rule and parameter looked up once. Owners that no narrowing names count as
 * one, so that any number of shops shares what is remembered. Asked twice, it is the same object or an equal one.
 */
export function resolve(book: RuleBook, scope: Scope, day: string): Resolved {
  const index = indexOf(book);
  const { named, resolved, last } = index;
  // One command asks several times for the same.
  if (last !== null && last.day === day && isSame(last.scope, scope)) return last.found;
  const channel = named.channel.has(scope.channel) ? scope.channel : '';
  const institution = named.institution.has(scope.institution) ? scope.institution : '';
  const issuer = scope.issuer !== null && named.issuer.has(scope.issuer) ? scope.issuer : '';
  const merchant = named.merchant.has(scope.merchant) ? scope.merchant : '';
  const key = `${day}\n${channel}\n${institution}\n${issuer}\n${merchant}`;
  const known = resolved.get(key);
  if (known !== undefined) {
    index.last = { scope, day, found: known };
    return known;
  }
  for (const oldest of resolved.keys()) {
    if (resolved.size < RESOLVED_MAX) break;
    resolved.delete(oldest);
  }
  const made = new Lookup(book, scope, day);
  resolved.set(key, made);
  index.last = { scope, day, found: made };
  return made;
}
