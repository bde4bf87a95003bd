import { type Iso8583Message, textOf } from '../message.ts';
import type { Direction } from './identify.ts';
import type { MessageRow } from './row.ts';

/** One reason to answer with a format error. Values are never quoted. */
export interface FieldIssue {
  readonly field: number;
  /** `unexpected-value`: F25 does not belong to this kind of transaction. */
  readonly kind: 'missing' | 'forbidden' | 'unexpected-value';
}

/** Is every field there that the row demands? What is too much is not looked at. */
export function isComplete(row: MessageRow, direction: Direction, { fields }: Iso8583Message): boolean {
  const { mandatory, oneOf = [] } = row[direction];
  return (
    mandatory.every((field) => fields[field] !== undefined) &&
    oneOf.every((group) => group.some((field) => fields[field] !== undefined))
  );
}

/** What a message lacks or has too much of, by field number. Empty when it is as the row says. */
export function checkPresence(
  row: MessageRow,
  direction: Direction,
  message: Iso8583Message,
): readonly FieldIssue[] {
  const presence = row[direction];
  const issues: FieldIssue[] = [];
  for (const field of presence.mandatory) {
    if (message.fields[field] === undefined) issues.push({ field, kind: 'missing' });
  }
  for (const group of presence.oneOf ?? []) {
    if (group.every((field) => message.fields[field] === undefined))
      issues.push({ field: group[0]!, kind: 'missing' });
  }
  for (const key of Object.keys(message.fields)) {
    const field = Number(key);
    if (!presence.mandatory.includes(field) && !presence.conditional.includes(field)) {
      issues.push({ field, kind: 'forbidden' });
    }
  }
  const condition = textOf(message, 25);
  if (condition !== undefined && row.conditionCodes !== null && !row.conditionCodes.includes(condition)) {
    issues.push({ field: 25, kind: 'unexpected-value' });
  }
  return issues.sort((a, b) => a.field - b.field);
}
