/** A rule file as text, laid out as the published ones are: a line for each parameter, so that changes read well. */

/** Objects this deep stand on one line: `rules[].parameters.x`. */
const FLAT_DEPTH = 4;

const isScalar = (value: unknown): boolean => value === null || typeof value !== 'object';

function flat(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (isScalar(value)) return JSON.stringify(value);
  const members = Object.entries(value as object).map(
    ([key, each]) => `${JSON.stringify(key)}: ${flat(each)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function laidOut(value: unknown, depth: number): string {
  const isList = Array.isArray(value);
  if (isScalar(value) || (isList && value.every(isScalar)) || (!isList && depth >= FLAT_DEPTH))
    return flat(value);
  const items = isList
    ? value.map((each) => laidOut(each, depth + 1))
    : Object.entries(value as object).map(
        ([key, each]) => `${JSON.stringify(key)}: ${laidOut(each, depth + 1)}`,
      );
  const [open, close] = isList ? '[]' : '{}';
  if (items.length === 0) return `${open}${close}`;
  const pad = '  '.repeat(depth);
  return `${open}\n${items.map((each) => `${pad}  ${each}`).join(',\n')}\n${pad}${close}`;
}

/** `content`: what JSON can hold. */
export const ruleFileText = (content: unknown): string => `${laidOut(content, 0)}\n`;
