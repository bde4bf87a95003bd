/** Rules as the API and the command line tell them. */
import {
  type Effective,
  effective,
  inForce,
  isOn,
  layersOf,
  type Override,
  parametersOf,
  type Rule,
  type RuleBook,
  resolve,
  type Scope,
} from '#domain/policy';
import { isUsual } from '#domain/wording';
import type { RuleDetailView, RuleView } from './schemas-rules.ts';

type Members = Omit<RuleView, 'parameters'>;

const membersOf = ({ id, zh, en, source, certainty, from, until, channels, ...rule }: Rule): Members => ({
  ...{ id, zh, en, source, sourceZh: rule.sourceZh ?? null, certainty, from, until },
  channels: channels === null ? null : [...channels],
});

function parameterView(rule: Rule, found: Effective): RuleView['parameters'][number] {
  const { key, value, unit, certainty, source, layer } = found;
  const { zh, en } = rule.parameters[key]!;
  return { key, zh, en, unit, value, certainty, usually: isUsual(certainty), source, layer };
}

/** One rule with its parameters as they hold in this scope on this day. */
export const ruleView = (book: RuleBook, rule: Rule, scope: Scope, day: string): RuleView => ({
  ...membersOf(rule),
  parameters: parametersOf(book, rule, scope, day).map((found) => parameterView(rule, found)),
});

const isSaidOf = ({ layer, owner }: Pick<Override, 'layer' | 'owner'>, scope: Scope): boolean =>
  owner === '*' || layer === 'platform' || scope[layer] === owner;

/**
 * A rule with all its versions and, for each parameter, its value in every layer. `all`: also what is said of
 * others than this scope; for operators alone.
 */
export function ruleDetail(
  book: RuleBook,
  id: string,
  scope: Scope,
  day: string,
  all: boolean,
): RuleDetailView | null {
  const versions = book.versions.get(id);
  const latest = book.rules.get(id);
  if (versions === undefined || latest === undefined) return null;
  const rule = resolve(book, scope, day).rule(id) ?? versions.find((each) => isOn(each, day)) ?? latest;
  const parameters = Object.keys(rule.parameters).map((key) => ({
    ...parameterView(rule, effective(book, key, scope, day)),
    layers: layersOf(book, key, scope, day)
      .filter((each) => all || isSaidOf(each, scope))
      .map((each) => ({ ...each })),
  }));
  const switchedOff = book.overrides
    .filter((override) => override.off.includes(id) && (all || isSaidOf(override, scope)))
    .map(({ layer, owner, from, until }) => ({
      ...{ layer, owner, from, until },
      here: isSaidOf({ layer, owner }, scope) && isOn({ from, until }, day),
    }));
  return {
    ...membersOf(rule),
    inForce: inForce(book, id, day, scope),
    versions: versions.map(membersOf),
    switchedOff,
    parameters,
  };
}
