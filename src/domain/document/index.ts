/** Documents of facts: how a case is told without anything that is stored, and what is wrong with it. */
export * from './fact-row.ts';
export { Problems } from './problems.ts';
export * from './read.ts';
export { narrowed } from './rules.ts';
export * from './schema.ts';
export {
  COUNT_MAX,
  type DocumentProblem,
  instantMs,
  isObject,
  MASKED,
  readFen,
  readValue,
  rightFor,
  shownValue,
  TEXT_MAX,
} from './values.ts';
