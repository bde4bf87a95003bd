/** Collects what is wrong with a document, each place with what was found and what would be right. */
import { type DocumentProblem, isObject, shownValue, TEXT_MAX } from './values.ts';

export class Problems {
  readonly list: DocumentProblem[] = [];
  say(pointer: string, message: string): undefined {
    if (this.list.length < 100) this.list.push({ pointer, message });
    return undefined;
  }
  wrong(pointer: string, found: unknown, right: string): undefined {
    return this.say(pointer, `found ${shownValue(found)}, expected ${right}`);
  }
  keys(pointer: string, value: Record<string, unknown>, known: readonly string[]): void {
    for (const key of Object.keys(value)) {
      if (known.includes(key)) continue;
      const near = known.filter((each) => alike(each, key));
      const right = near.length > 0 ? near.join(' or ') : `one of ${known.join(', ')}`;
      this.say(`${pointer}/${key.slice(0, TEXT_MAX)}`, `found an unknown key, expected ${right}`);
    }
  }
  object(pointer: string, value: unknown, right: string): Record<string, unknown> | undefined {
    return isObject(value) ? value : this.wrong(pointer, value, right);
  }
  oneOf<T extends string>(pointer: string, value: unknown, known: readonly T[]): T | undefined {
    return known.find((each) => each === value) ?? this.wrong(pointer, value, `one of ${known.join(', ')}`);
  }
  text(pointer: string, value: unknown): string | undefined {
    return typeof value === 'string' && value !== '' && value.length <= TEXT_MAX
      ? value
      : this.wrong(pointer, value, `a text of 1 to ${TEXT_MAX} characters`);
  }
}

/** Is one text within two edits of the other, or the same but for its ending? */
function alike(a: string, b: string): boolean {
  const [left, right] = [a.toLowerCase(), b.slice(0, TEXT_MAX).toLowerCase()];
  if (left.startsWith(right) || right.startsWith(left)) return right.length > 2;
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let at = 1; at <= left.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= right.length; to += 1) {
      const swap = row[to - 1]! + (left[at - 1] === right[to - 1] ? 0 : 1);
      next.push(Math.min(swap, row[to]! + 1, next[to - 1]! + 1));
    }
    row = next;
  }
  return row.at(-1)! <= 2;
}
