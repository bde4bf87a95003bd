/** Text of people that is stored and shown for ever: one readable line, and no card number. */
import { holdsCardNumber } from '#domain/wording';
import { inputProblem } from './problems.ts';

/** @throws Problem `input-not-valid` naming the member */
export function lineOf(text: string, pointer: string): string {
  const line = text.trim();
  if (line === '' || !line.isWellFormed() || /\p{Cc}/u.test(line))
    throw inputProblem('body', pointer, 'must be one line of readable text');
  // A card number must not get in that way.
  if (holdsCardNumber(line))
    throw inputProblem('body', pointer, 'must not hold what looks like a card number');
  return line;
}
