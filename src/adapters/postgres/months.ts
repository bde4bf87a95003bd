/**
 * Tables of a month each: which part of `payment`, `cancellation` and `journal` holds what belongs to an id. Whoever
 * has ids names the part itself, so that a statement touches one table however many months there are; whoever has
 * none asks the whole. A part keeps its name for as long as it exists.
 */
import { lowestIdAt } from './reader-lists.ts';

/** Tables that have parts; a way back and a journal stand where their payment does. */
export const PARTED = ['payment', 'cancellation', 'journal'] as const;
/** The column by which a table is parted. */
export const keyOf = (whole: (typeof PARTED)[number]): string => (whole === 'payment' ? 'id' : 'payment_id');

/** `suffix`: of the name of its tables; empty where the whole is asked. */
export interface Part {
  readonly suffix: string;
  /** So many statements are about it that the database keeps their plans. */
  readonly often: boolean;
}
export const WHOLE: Part = { suffix: '', often: true };

export interface PartBounds {
  readonly suffix: string;
  /** Ids from here on; null: from the beginning. */
  readonly from: string | null;
  readonly to: string;
  readonly aside: boolean;
}

/** Plans are kept for this month, the one before, and those that were made ahead. */
const OFTEN_MAX = 5;

/** Every part, also of what was set aside, by the whole to which it belongs. */
export const PARTS = `SELECT substr(c.relname, length(w.name) + 1) AS suffix, w.name AS whole, t.level > 1 AS aside,
    pg_get_expr(c.relpartbound, c.oid) AS bound
  FROM unnest(ARRAY['${PARTED.join("', '")}']) AS w(name) CROSS JOIN LATERAL pg_partition_tree(w.name::regclass) AS t
  JOIN pg_class c ON c.oid = t.relid WHERE t.isleaf AND c.relispartition`;

export interface PartRow {
  readonly suffix: string;
  readonly whole: string;
  readonly bound: string;
  readonly aside: boolean;
}

const BOUND = /^FOR VALUES FROM \((?:MINVALUE|'([^']+)')\) TO \('([^']+)'\)$/;

/** Newest first. What has no bounds, or not the same in all of its tables, is asked as part of the whole. */
export function partsOf(rows: readonly PartRow[]): PartBounds[] {
  const parts: PartBounds[] = [];
  for (const [suffix, of] of Map.groupBy(rows, (row) => row.suffix)) {
    const [, from, to] = BOUND.exec(of[0]!.bound) ?? [];
    // Journals of wallets have a part of their own, to which nothing of the others belongs.
    const alike = of.length === PARTED.length || from?.startsWith('pay_') === false;
    if (
      to === undefined ||
      !alike ||
      of.some(({ bound, aside }) => bound !== of[0]!.bound || aside !== of[0]!.aside)
    )
      continue;
    parts.push({ suffix, from: from ?? null, to, aside: of[0]!.aside });
  }
  return parts.sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? 1 : -1));
}

/** The parts as they were when somebody last looked: one that was made since is asked as part of the whole. */
export class Months {
  #parts: readonly (PartBounds & { readonly part: Part })[] = [];

  learn(parts: readonly PartBounds[]): void {
    this.#parts = parts.map((bounds, index) => ({
      ...bounds,
      part: { suffix: bounds.suffix, often: index < OFTEN_MAX },
    }));
  }

  partOf(id: string): Part {
    for (const { from, to, part } of this.#parts) if (id < to && (from === null || id >= from)) return part;
    return WHOLE;
  }

  /** Suffixes of those that hold payments made between two instants. */
  between(fromMs: number, toMs: number): string[] {
    const [lowest, highest] = [lowestIdAt('pay_', fromMs), lowestIdAt('pay_', toMs)];
    return this.#parts
      .filter(({ from, to }) => to > lowest && (from === null || from <= highest))
      .map(({ suffix }) => suffix);
  }

  /** Rows by their part; nearly always there is one. */
  grouped<T>(rows: readonly T[], idOf: (row: T) => string): (readonly [Part, readonly T[]])[] {
    const groups = new Map<Part, T[]>();
    for (const row of rows) {
      const part = this.partOf(idOf(row));
      const group = groups.get(part);
      if (group === undefined) groups.set(part, [row]);
      else group.push(row);
    }
    return [...groups];
  }
}

const texts = new Map<string, Map<string, string>>();

/** A statement about a part: `payment%` in its text is the payments of that part, or all of them. */
export function onPart(text: string, { suffix }: Part): string {
  let known = texts.get(text);
  if (known === undefined) {
    known = new Map();
    texts.set(text, known);
  }
  let made = known.get(suffix);
  if (made === undefined) {
    made = text.replaceAll('%', suffix);
    known.set(suffix, made);
  }
  return made;
}

/** Under which name the database keeps the plan; none for what is seldom asked. */
export const nameOn = (name: string, { suffix, often }: Part): string => (often ? `${name}${suffix}` : '');
