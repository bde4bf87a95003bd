/** Rows of one payment that the product wrote, as SQL that writes the same rows for another one. */

/** A place in a text at which payments differ, and what stands there: an SQL expression of type text. */
export interface Varying {
  readonly text: string;
  readonly sql: string;
}

/** Values as PostgreSQL writes them as text. */
export type TextRow = Readonly<Record<string, string | null>>;

export interface Column {
  readonly name: string;
  /** As `format_type` names it. */
  readonly type: string;
}

export interface Differences {
  /** Found anywhere in a text, the longest first. */
  readonly parts: readonly Varying[];
  /** Only where it is the whole value. */
  readonly whole: readonly Varying[];
  /** Columns whose value the fill computes, by name. */
  readonly columns: Readonly<Record<string, string>>;
  /** How many payments after the first one of the sample, in its book. */
  readonly steps: string;
  /** When the payment that serves as template began; later instants of it keep their distance. */
  readonly startedMs: number;
}

/** Instants of one payment are not further apart; a number outside is no instant of it. */
const PAYMENT_LASTS_MS = 120_000;

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** `a || 'b' || c`: the text with its varying places replaced; `found` notes which of them there were. */
export function textSql(text: string, parts: readonly Varying[], found: Set<string>): string {
  const sorted = [...parts].sort((a, b) => b.text.length - a.text.length);
  const pieces: string[] = [];
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const hit = sorted.find((part) => text.startsWith(part.text, at));
    if (hit === undefined) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain !== '') pieces.push(quoted(plain));
    plain = '';
    pieces.push(hit.sql);
    found.add(hit.text);
    at += hit.text.length;
  }
  if (plain !== '' || pieces.length === 0) pieces.push(quoted(plain));
  return pieces.join(' || ');
}

/** Figures so many payments after the first, when each adds the same as the second did: an expression over `steps`. */
export function linearSql(first: string, second: string, steps: string): string {
  const [from, to] = [first, second].map((each) => each.slice(1, -1).split(',').map(BigInt));
  if (from!.length !== to!.length) throw new Error(`Cannot go on from ${first} to ${second}`);
  const figures = from!.map((value, index) => {
    const step = to![index]! - value;
    return step === 0n ? String(value) : `${value} + (${steps}) * ${step}`;
  });
  return `ARRAY[${figures.join(', ')}]`;
}

/** The expression for one column, from what it holds in the first and in the second payment of a book. */
export function columnSql(
  column: Column,
  [first, second]: readonly [string | null, string | null],
  differences: Differences,
  found: Set<string>,
): string {
  const { name, type } = column;
  const computed = differences.columns[name];
  if (computed !== undefined) return `(${computed})::${type}`;
  if (first === null || second === null) return `NULL::${type}`;
  if (/^bigint\[\]$/.test(type)) return `(${linearSql(first, second, differences.steps)})::${type}`;
  if (type === 'bigint') {
    const later = Number(first) - differences.startedMs;
    if (later >= 0 && later < PAYMENT_LASTS_MS) return `(s.at_ms + ${later})::bigint`;
  }
  if (type === 'text' || type === 'json' || type === 'jsonb') {
    const whole = differences.whole.find(({ text }) => text === first);
    if (whole !== undefined) found.add(whole.text);
    return `(${whole?.sql ?? textSql(first, differences.parts, found)})::${type}`;
  }
  return `${quoted(first)}::${type}`;
}

/** `INSERT` of all rows that one payment has in a table, beside each other as the product writes them. */
export function insertSql(
  table: string,
  columns: readonly Column[],
  rows: readonly (readonly [TextRow, TextRow])[],
  differencesOf: (index: number) => Differences,
  found: Set<string>,
): string {
  const tuples = rows.map(
    ([first, second], index) =>
      `(${columns
        .map((column) =>
          columnSql(
            column,
            [first[column.name] ?? null, second[column.name] ?? null],
            differencesOf(index),
            found,
          ),
        )
        .join(', ')})`,
  );
  const names = columns.map(({ name }) => name).join(', ');
  return `INSERT INTO ${table} (${names}) SELECT v.* FROM source s CROSS JOIN LATERAL (VALUES
    ${tuples.join(',\n    ')}) AS v(${names}) ORDER BY s.g`;
}
