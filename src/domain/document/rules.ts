/** The parameters and switches of a document, as the narrowest layer over the book. */
import { effective, implausible, type ParameterValue, type RuleBook, type Scope } from '../policy/index.ts';
import type { Problems } from './problems.ts';
import { TEXT_MAX } from './values.ts';

const PARAMETERS_MAX = 200;

/** What a document tells is told for this case: no «usually» is added to it. */
type Set = Record<string, { value: ParameterValue; certainty: 'A'; source: string }>;

function readSet(problems: Problems, book: RuleBook, parameters: unknown): Set {
  const set: Set = {};
  const given =
    parameters === undefined || parameters === null
      ? {}
      : (problems.object('/parameters', parameters, 'an object of values by parameter key') ?? {});
  if (Object.keys(given).length > PARAMETERS_MAX)
    problems.say('/parameters', `expected at most ${PARAMETERS_MAX}`);
  for (const [key, value] of Object.entries(given).slice(0, PARAMETERS_MAX)) {
    const rule = [...book.rules.values()].find(({ parameters }) => Object.hasOwn(parameters, key));
    const known = rule?.parameters[key];
    if (known === undefined) {
      problems.say(
        `/parameters/${key.slice(0, TEXT_MAX)}`,
        'found a parameter that no rule has; `yuanlu rules list --parameters` names them',
      );
      continue;
    }
    const kind = typeof known.value;
    const right =
      typeof value !== kind || (typeof value === 'number' && (!Number.isSafeInteger(value) || value < 0))
        ? `a ${kind === 'number' ? 'whole number from 0' : kind} (${known.unit})`
        : implausible(key, known.unit, value as ParameterValue);
    if (right === null) set[key] = { value: value as ParameterValue, certainty: 'A', source: 'the document' };
    else problems.wrong(`/parameters/${key}`, value, right);
  }
  return set;
}

/** A range whose beginning lies behind its end would promise what cannot be. */
function crossed(problems: Problems, book: RuleBook, scope: Scope, set: Set): void {
  for (const key of Object.keys(set)) {
    const [from, to] = [key.replace(/To(?=[A-Z][a-z]+$)/, 'From'), key.replace(/From(?=[A-Z][a-z]+$)/, 'To')];
    if (from === to || ![from, to].every((each) => isKnown(book, each))) continue;
    const [low, high] = [effective(book, from, scope).value, effective(book, to, scope).value];
    if (Number(low) > Number(high))
      problems.say(
        `/parameters/${key}`,
        `found ${low} (${from}) above ${high} (${to}), expected the first not above the second`,
      );
  }
}

const isKnown = (book: RuleBook, key: string): boolean =>
  [...book.rules.values()].some(({ parameters }) => Object.hasOwn(parameters, key));

export function narrowed(
  problems: Problems,
  book: RuleBook,
  scope: Scope,
  parameters: unknown,
  off: unknown,
): RuleBook {
  const set = readSet(problems, book, parameters);
  const ids = off === undefined || off === null ? [] : off;
  if (!Array.isArray(ids)) problems.wrong('/off', off, 'a list of rule ids');
  const list = Array.isArray(ids) ? ids.slice(0, PARAMETERS_MAX) : [];
  for (const [at, id] of list.entries())
    if (typeof id !== 'string' || !book.rules.has(id))
      problems.wrong(`/off/${at}`, id, 'the id of a known rule');
  if (Object.keys(set).length === 0 && list.length === 0) return book;
  const override = {
    layer: 'merchant' as const,
    owner: scope.merchant,
    set,
    off: list as string[],
    from: null,
    until: null,
  };
  const made = { ...book, overrides: [...book.overrides, override] };
  crossed(problems, made, scope, set);
  return made;
}
