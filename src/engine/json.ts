/** Rows as JSON: amounts are whole numbers of any size, so a key that ends in `Fen` holds them as text. */
const isFenKey = (key: string): boolean => key.endsWith('Fen');

export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? part.toString() : part));
}

/** @throws SyntaxError for what is no JSON */
export function fromJson<T>(text: string): T {
  return JSON.parse(text, (key, part) =>
    isFenKey(key) && typeof part === 'string' ? BigInt(part) : part,
  ) as T;
}

/** The same for a value that a driver already parsed. */
export function revive<T>(value: unknown): T {
  if (Array.isArray(value)) return value.map((part) => revive(part)) as T;
  if (typeof value !== 'object' || value === null) return value as T;
  const result: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    result[key] = isFenKey(key) && typeof part === 'string' ? BigInt(part) : revive(part);
  }
  return result as T;
}
