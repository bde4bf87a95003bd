/** The book as people look at it: which rules are in force, and which layer gave a parameter its value. */
import { type Effective, effective, resolve, type Scope } from './resolve.ts';
import { isOn, LAYERS, type Layer, type Narrowing, type Rule, type RuleBook } from './types.ts';

/** The rules in force in this scope on this day that speak of its channel, in the order of their ids. */
export function rulesInForce(book: RuleBook, scope: Scope, day: string): Rule[] {
  const resolved = resolve(book, scope, day);
  return [...book.rules.keys()]
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((id) => resolved.rule(id) ?? [])
    .filter(({ channels }) => channels === null || scope.channel === '' || channels.includes(scope.channel));
}

/** The parameters of a rule as they hold in this scope on this day. */
export const parametersOf = (book: RuleBook, rule: Rule, scope: Scope, day: string): Effective[] =>
  Object.keys(rule.parameters).map((key) => effective(book, key, scope, day));

/** One value that a parameter has somewhere. */
export interface LayerValue extends Narrowing {
  readonly layer: Layer;
  /** `*`: for all of the layer. */
  readonly owner: string;
  readonly from: string | null;
  readonly until: string | null;
  /** It is said of this scope on this day; of those that are, the last one won. */
  readonly here: boolean;
  readonly won: boolean;
}

/** Every value of a parameter, from the rule itself to the narrowest layer; the value that won stands out. */
export function layersOf(book: RuleBook, key: string, scope: Scope, day: string): LayerValue[] {
  const effectiveNow = effective(book, key, scope, day);
  const versions = book.versions.get(effectiveNow.ruleId) ?? [];
  const own = versions.flatMap((rule) => {
    const parameter = rule.parameters[key];
    if (parameter === undefined) return [];
    const { value, certainty } = parameter;
    const { source, from, until } = rule;
    return [
      {
        layer: 'platform',
        owner: '*',
        value,
        certainty,
        source,
        from,
        until,
        here: isOn(rule, day),
      } as const,
    ];
  });
  const narrowed = LAYERS.flatMap((layer) =>
    [true, false].flatMap((general) =>
      book.overrides.flatMap((override) => {
        const given = override.set[key];
        if (given === undefined || override.layer !== layer || (override.owner === '*') !== general)
          return [];
        const { owner, from, until } = override;
        const named = general || (layer !== 'platform' && scope[layer] === owner);
        return [{ ...given, layer, owner, from, until, here: named && isOn(override, day) }];
      }),
    ),
  );
  const all = [...own, ...narrowed];
  const winner = all.findLast(({ here }) => here) ?? own.find(({ value }) => value === effectiveNow.value);
  return all.map((each) => ({ ...each, won: each === winner }));
}
