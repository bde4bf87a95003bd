/**
 * Rules as data. A rule has an id, words in both languages, a source, a certainty and dates; parameters belong
 * to a rule. Layers narrow each other: platform → channel → institution → issuer → merchant contract. The
 * narrower layer wins; a layer may set parameters and switch rules off without code. docs/rules.md tells how rule
 * files are written.
 */

export { changesBetween, type RuleChange } from './changes.ts';
export { calendarCertainty, weakest } from './holidays.ts';
export { type NewValue, narrowed, type RuleContent } from './narrow.ts';
export { implausible } from './plausible.ts';
export { ruleFileText } from './print.ts';
export { type ReadFiles, readRuleFiles } from './read.ts';
export { type Effective, effective, inForce, type Resolved, resolve, type Scope } from './resolve.ts';
export { type LayerValue, layersOf, parametersOf, rulesInForce } from './survey.ts';
export {
  type At,
  CERTAINTIES,
  type Certainty,
  CHANNELS,
  type Holidays,
  isOn,
  LAYERS,
  type Layer,
  type Narrowing,
  type Override,
  type Parameter,
  type ParameterValue,
  type Rule,
  type RuleBook,
  type RuleProblem,
} from './types.ts';
