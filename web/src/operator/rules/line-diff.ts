/** Two texts line by line: what went, what came, and a little of what stayed around it. */
export interface DiffLine {
  readonly kind: 'same' | 'gone' | 'come' | 'gap';
  readonly text: string;
}

/** Beyond so many pairs of lines the middle is told as replaced whole. */
const PAIRS_MAX = 4_000_000;
const AROUND = 3;

function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const gone = (text: string): DiffLine => ({ kind: 'gone', text });
  const come = (text: string): DiffLine => ({ kind: 'come', text });
  if (before.length * after.length > PAIRS_MAX) return [...before.map(gone), ...after.map(come)];
  const width = after.length + 1;
  // The longest common part of what follows each pair of places.
  const longest = new Uint32Array((before.length + 1) * width);
  for (let a = before.length - 1; a >= 0; a -= 1)
    for (let b = after.length - 1; b >= 0; b -= 1)
      longest[a * width + b] =
        before[a] === after[b]
          ? longest[(a + 1) * width + b + 1]! + 1
          : Math.max(longest[(a + 1) * width + b]!, longest[a * width + b + 1]!);
  const lines: DiffLine[] = [];
  let [a, b] = [0, 0];
  while (a < before.length && b < after.length) {
    if (before[a] === after[b]) {
      lines.push({ kind: 'same', text: before[a]! });
      a += 1;
      b += 1;
    } else if (longest[(a + 1) * width + b]! >= longest[a * width + b + 1]!) {
      lines.push(gone(before[a]!));
      a += 1;
    } else {
      lines.push(come(after[b]!));
      b += 1;
    }
  }
  return [...lines, ...before.slice(a).map(gone), ...after.slice(b).map(come)];
}

/** Empty: the same text. */
export function lineDiff(before: string, after: string): DiffLine[] {
  if (before === after) return [];
  const [old, now] = [before.split('\n'), after.split('\n')];
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail += 1;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  const lines = [
    ...old.slice(0, head).map(same),
    ...middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)),
    ...old.slice(old.length - tail).map(same),
  ];
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap((line, at) => {
    if (near[at]) return [line];
    return near[at - 1] === true ? [{ kind: 'gap', text: '' }] : [];
  });
}
