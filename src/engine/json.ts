/** Rows as JSON: amounts are whole numbers of any size, so a key that ends in `Fen` holds them as text. */
const isFenKey = (key: string): boolean => key.endsWith('Fen');

/** Amounts become text; what holds none is handed on as it is. A replacer would be called for every value instead. */
function withoutBigints(value: object): object {
  let result = value as Record<string, unknown>;
  for (const key in result) {
    const part = result[key];
    const plain = plainOf(part);
    if (plain === part) continue;
    if (result === value) result = (Array.isArray(value) ? [...value] : { ...value }) as typeof result;
    result[key] = plain;
  }
  return result;
}

function plainOf(part: unknown): unknown {
  if (typeof part === 'bigint') return part.toString();
  return typeof part === 'object' && part !== null ? withoutBigints(part) : part;
}

/** Of plain data: records, lists, text, numbers, booleans, null. */
export function toJson(value: unknown): string {
  return JSON.stringify(plainOf(value));
}

/** Records that the parser just made are nobody else's yet: they are changed in place. */
function makeBigints(value: Record<string, unknown>): void {
  for (const key in value) {
    const part = value[key];
    if (typeof part === 'string') {
      if (isFenKey(key)) value[key] = BigInt(part);
    } else if (typeof part === 'object' && part !== null) makeBigints(part as Record<string, unknown>);
  }
}

/** @throws SyntaxError for what is no JSON */
export function fromJson<T>(text: string): T {
  const value = JSON.parse(text);
  if (typeof value === 'object' && value !== null) makeBigints(value);
  return value as T;
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
