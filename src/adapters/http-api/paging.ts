/** Cursors: opaque to the caller, and good only for the list that gave them. */
import { createHash } from 'node:crypto';
import { inputProblem } from './problems.ts';

const CHECK_LENGTH = 10;
export const CURSOR_MAX = 200;

/**
 * The check ties a cursor to its list, book and filters, so that one taken from elsewhere or changed on the
 * way is refused by name. It is no secret: what a caller may see is decided by the key, in every query.
 */
function checkOf(list: string, position: string): string {
  return createHash('sha256').update(`${list}\n${position}`).digest('base64url').slice(0, CHECK_LENGTH);
}

/** `list` names the list with everything that selects its rows. */
export function cursorFor(list: string, position: string | null): string | null {
  return position === null
    ? null
    : Buffer.from(`${checkOf(list, position)}${position}`, 'utf8').toString('base64url');
}

export function positionOf(list: string, cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const position = text.slice(CHECK_LENGTH);
  if (text.slice(0, CHECK_LENGTH) !== checkOf(list, position)) {
    throw inputProblem(
      'query',
      '/cursor',
      'The cursor does not belong to this list. Take it from the previous page, with the same filters.',
    );
  }
  return position;
}
