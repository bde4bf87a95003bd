/** Reading input: strict types, bounded depth, no second meaning of a value. */

import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { shownText } from '#domain/wording';
import { type InputError, Problem } from './problems.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/**
 * Query and header values are text: whole numbers are read where the schema asks for one, and nothing else
 * is.
 */
function withNumbers(schema: TSchema, value: unknown): unknown {
  const { properties } = schema as { properties?: Record<string, { type?: string }> };
  if (!isRecord(value) || properties === undefined) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [name, text] of Object.entries(result)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (known?.type === 'integer' && typeof text === 'string' && /^-?\d{1,15}$/.test(text))
      result[name] = Number(text);
  }
  return result;
}

/** Compiles the TypeBox schemas of the routes. The body is taken as it is: `"1"` is no number. */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema);
  return (value: unknown) => {
    const read = httpPart === 'body' ? value : withNumbers(schema, value);
    if (validator.Check(read)) return { value: read };
    return { error: validator.Errors(read) as unknown as Error };
  };
};

const ERRORS_MAX = 20;

/** The findings of the schema in words, with a pointer to each. */
export function inputErrors(
  where: InputError['in'],
  findings: readonly FastifySchemaValidationError[],
): InputError[] {
  const errors: InputError[] = [];
  for (const { keyword, instancePath, params, message } of findings) {
    const at = (name: unknown): string => shownText(`${instancePath}/${String(name)}`);
    const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
    if (keyword === 'required') {
      for (const name of list(params.requiredProperties))
        errors.push({ in: where, pointer: at(name), detail: 'is missing' });
    } else if (keyword === 'additionalProperties') {
      for (const name of list(params.additionalProperties))
        errors.push({ in: where, pointer: at(name), detail: 'is not known here' });
    } else if (keyword === 'enum') {
      errors.push({
        in: where,
        pointer: instancePath,
        detail: `must be one of ${list(params.allowedValues).join(', ')}`,
      });
    } else if (keyword === 'pattern') {
      errors.push({ in: where, pointer: instancePath, detail: 'has a form that is not valid here' });
    } else if (keyword !== 'boolean' && keyword !== 'anyOf') {
      errors.push({ in: where, pointer: shownText(instancePath), detail: message ?? 'is not valid' });
    }
  }
  // One finding per place: the first is the most telling one.
  const first = errors.filter(
    ({ pointer }, index) => errors.findIndex((each) => each.pointer === pointer) === index,
  );
  return first.length > 0 ? first.slice(0, ERRORS_MAX) : [{ in: where, pointer: '', detail: 'is not valid' }];
}

/** How deep objects and arrays stand in one another, without parsing. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inText) {
      if (character === '\\') index += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}

/** Only a text that has one of these, or hides it behind an escape, can have a key that is not taken. */
const MAY_HAVE_BAD_KEY = /__proto__|constructor|\\u/;

/** Parses a body: bounded depth, valid JSON, no key that would reach an object's prototype. */
export function parseBody(text: string, depthMax: number): unknown {
  const refuse = (detail: string): never => {
    throw new Problem('input-not-valid', { detail, errors: [{ in: 'body', pointer: '', detail }] });
  };
  if (text.trim() === '') return refuse('The body is empty; a JSON object is expected.');
  if (jsonDepth(text) > depthMax) return refuse(`The body is nested deeper than ${depthMax} levels.`);
  try {
    if (!MAY_HAVE_BAD_KEY.test(text)) return JSON.parse(text);
    return JSON.parse(text, (key, value: unknown) => {
      if (
        key === '__proto__' ||
        (key === 'constructor' && isRecord(value) && Object.hasOwn(value, 'prototype'))
      ) {
        return refuse(`The body has the key ${key}, which is not taken.`);
      }
      return value;
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    return refuse('The body is no valid JSON.');
  }
}

/** An RFC 3339 instant of the query as milliseconds. */
export function instantMs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}
