/** In what two books of rules part: told by rule and parameter, whatever files they stand in. */
import { effective } from './resolve.ts';
import { LAYERS, type Layer, type ParameterValue, type Rule, type RuleBook } from './types.ts';

/**
 * - `rule`: a version of a rule came, went, or has other words, source, certainty, days or channels
 * - `value`: what a rule itself says of a parameter
 * - `narrowing`: what a layer says of it for an owner
 * - `off`: a rule is switched off for an owner; before and after are true where it was and is
 * - `calendar`: days off or worked of a year
 */
export interface RuleChange {
  readonly kind: 'rule' | 'value' | 'narrowing' | 'off' | 'calendar';
  readonly ruleId: string | null;
  readonly key: string | null;
  readonly layer: Layer;
  /** `*`: all of the layer. */
  readonly owner: string;
  /** The first day of the version or narrowing that it stands in. */
  readonly from: string | null;
  /**
   * Absent there: `null`. Of a whole rule it says whether it is there, of a narrowing that came or went what holds
   * without it for its owner on its first day.
   */
  readonly before: ParameterValue | null;
  readonly after: ParameterValue | null;
  /** Which members differ beside the value. */
  readonly members: readonly string[];
}

type Said = Readonly<Record<string, unknown>> & { readonly value: ParameterValue };
type Place = Pick<RuleChange, 'kind' | 'ruleId' | 'key' | 'layer' | 'owner' | 'from'>;

interface Entry {
  readonly place: Place;
  readonly said: Said;
}

const RULE_MEMBERS = ['zh', 'en', 'source', 'sourceZh', 'certainty', 'until', 'channels'] as const;

function* ofRule(rule: Rule): Generator<Entry> {
  const { id, from } = rule;
  const at = { ruleId: id, layer: 'platform', owner: '*', from } as const;
  const words = Object.fromEntries(RULE_MEMBERS.map((name) => [name, rule[name]]));
  yield { place: { ...at, kind: 'rule', key: null }, said: { ...words, value: true } };
  for (const [key, parameter] of Object.entries(rule.parameters))
    yield { place: { ...at, kind: 'value', key }, said: { ...parameter } };
}

function* entriesOf(book: RuleBook): Generator<Entry> {
  const ownerOf = new Map<string, string>();
  for (const versions of book.versions.values())
    for (const rule of versions) {
      for (const key of Object.keys(rule.parameters)) ownerOf.set(key, rule.id);
      yield* ofRule(rule);
    }
  for (const { layer, owner, from, until, set, off } of book.overrides) {
    for (const [key, given] of Object.entries(set)) {
      const place = { kind: 'narrowing', ruleId: ownerOf.get(key) ?? null, key, layer, owner, from } as const;
      yield { place, said: { ...given, until } };
    }
    for (const ruleId of off)
      yield {
        place: { kind: 'off', ruleId, key: null, layer, owner, from },
        said: { value: true, until },
      };
  }
  const { rest, work, years } = book.holidays;
  for (const [year, { certainty, source }] of years) {
    const of = (days: ReadonlySet<string>): string =>
      [...days].filter((day) => day.startsWith(`${year}-`)).join(' ');
    yield {
      place: { kind: 'calendar', ruleId: null, key: String(year), layer: 'platform', owner: '*', from: null },
      said: { value: true, rest: of(rest), work: of(work), certainty, source },
    };
  }
}

const nameOf = ({ kind, ruleId, key, layer, owner, from }: Place): string =>
  JSON.stringify([kind, ruleId, key, layer, owner, from]);

const byName = (book: RuleBook): Map<string, Entry> =>
  new Map([...entriesOf(book)].map((entry) => [nameOf(entry.place), entry]));

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What holds for the owner of a narrowing where nothing of the kind is said of him. */
function valueWithout(book: RuleBook, { key, layer, owner, from }: Place): ParameterValue | null {
  const known = [...book.versions.values()].some((versions) =>
    versions.some(({ parameters }) => key !== null && Object.hasOwn(parameters, key)),
  );
  if (key === null || !known) return null;
  const scope = { channel: '', institution: '', issuer: null, merchant: '' };
  const whose = layer === 'platform' || owner === '*' ? scope : { ...scope, [layer]: owner };
  return effective(book, key, whose, from ?? undefined).value;
}

function changeOf(
  books: readonly [before: RuleBook, after: RuleBook],
  before: Entry | undefined,
  after: Entry | undefined,
): RuleChange | null {
  const { place, said } = (after ?? before)!;
  const valueIn = (entry: Entry | undefined, book: RuleBook): ParameterValue | null =>
    entry?.said.value ?? (place.kind === 'narrowing' ? valueWithout(book, place) : null);
  const told = { ...place, before: valueIn(before, books[0]), after: valueIn(after, books[1]) };
  if (before === undefined || after === undefined) return { ...told, members: [] };
  const members = Object.keys(said).filter(
    (name) => name !== 'value' && !same(before.said[name], after.said[name]),
  );
  return members.length === 0 && told.before === told.after ? null : { ...told, members };
}

const KINDS: readonly RuleChange['kind'][] = ['rule', 'value', 'narrowing', 'off', 'calendar'];

const order = (a: RuleChange, b: RuleChange): number =>
  (a.ruleId ?? '~').localeCompare(b.ruleId ?? '~', 'en', { numeric: true }) ||
  KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
  (a.key ?? '').localeCompare(b.key ?? '', 'en') ||
  LAYERS.indexOf(a.layer) - LAYERS.indexOf(b.layer) ||
  a.owner.localeCompare(b.owner, 'en') ||
  (a.from ?? '').localeCompare(b.from ?? '', 'en');

/** Every change from one book to the other, by rule; empty where both say the same. */
export function changesBetween(before: RuleBook, after: RuleBook): RuleChange[] {
  const [was, is] = [byName(before), byName(after)];
  return [...new Set([...was.keys(), ...is.keys()])]
    .flatMap((name) => changeOf([before, after], was.get(name), is.get(name)) ?? [])
    .sort(order);
}
