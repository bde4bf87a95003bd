/** A range is two parameters, `…From<unit>` and `…To<unit>`. It must not be crossed in any scope on any day. */
import { type Placed, problemAt, shown } from './reader.ts';
import { effective, type Scope } from './resolve.ts';
import { addDay, type Override, type Rule, type RuleBook, type RuleProblem } from './types.ts';

/** Looking at more mixtures of owners takes too long; a book that has them is told so. */
const SCOPES_MAX = 4096;
const NARROW = ['channel', 'institution', 'issuer', 'merchant'] as const;
const NOBODY = '';

const touches = (override: Override, from: string, to: string): boolean =>
  override.set[from] !== undefined || override.set[to] !== undefined;

/** Every mixture of owners that narrow this range, and of none of them; up to one more than are looked at. */
function scopesOf(overrides: readonly Override[]): Scope[] {
  let scopes: Scope[] = [{ channel: NOBODY, institution: NOBODY, issuer: null, merchant: NOBODY }];
  for (const layer of NARROW) {
    const owners = new Set(overrides.filter((each) => each.layer === layer).map(({ owner }) => owner));
    owners.delete('*');
    const more = [...owners].flatMap((owner) => scopes.map((scope) => ({ ...scope, [layer]: owner })));
    scopes = [...scopes, ...more].slice(0, SCOPES_MAX + 1);
  }
  return scopes;
}

/** Days on which something about the range begins or has just ended. */
function daysOf(dated: readonly { from: string | null; until: string | null }[]): string[] {
  const days = new Set(['0001-01-01']);
  for (const { from, until } of dated) {
    if (from !== null) days.add(from);
    if (until !== null) days.add(addDay(until));
  }
  return [...days].sort();
}

export function crossedRanges(
  book: RuleBook,
  rules: readonly Placed<Rule>[],
  overrides: readonly Placed<Override>[],
): { readonly problems: readonly RuleProblem[]; readonly warnings: readonly RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const warnings: RuleProblem[] = [];
  const keys = new Set(rules.flatMap(({ value }) => Object.keys(value.parameters)));
  for (const from of keys) {
    const to = from.replace(/From(?=[A-Z][a-z]+$)/, 'To');
    if (to === from || !keys.has(to)) continue;
    const owners = rules.filter(({ value }) => from in value.parameters || to in value.parameters);
    const narrowing = overrides.filter(({ value }) => touches(value, from, to));
    const scopes = scopesOf(narrowing.map(({ value }) => value));
    if (scopes.length > SCOPES_MAX) {
      const { file, at } = narrowing[0]!;
      const message = `too many owners narrow ${from} and ${to}: the first ${SCOPES_MAX} mixtures are checked`;
      warnings.push(problemAt(file, [...at, 'set'], message));
    }
    const crossed = scopes.slice(0, SCOPES_MAX).flatMap((scope) =>
      daysOf([...owners, ...narrowing].map(({ value }) => value)).flatMap((day) => {
        const [low, high] = [effective(book, from, scope, day), effective(book, to, scope, day)];
        return Number(low.value) > Number(high.value) ? [{ scope, low, high }] : [];
      }),
    )[0];
    if (crossed === undefined) continue;
    const { scope, low, high } = crossed;
    const place = narrowing.findLast(({ value }) => value.layer === low.layer || value.layer === high.layer);
    const whom = NARROW.flatMap((layer) => (scope[layer] ? [`${layer} ${scope[layer]}`] : [])).join(', ');
    const message =
      `found ${shown(low.value)} (${from}) above ${shown(high.value)} (${to})` +
      `${whom === '' ? '' : ` for ${whom}`}, expected the first not above the second`;
    problems.push(
      place === undefined
        ? problemAt(owners[0]!.file, [...owners[0]!.at, 'parameters', from, 'value'], message)
        : problemAt(
            place.file,
            [...place.at, 'set', place.value.set[from] === undefined ? to : from],
            message,
          ),
    );
  }
  return { problems, warnings };
}
