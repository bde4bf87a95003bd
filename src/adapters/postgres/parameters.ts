/**
 * Parameters as the server takes them in binary. A list goes as one buffer: as text it would be quoted, sign by sign,
 * here, and read again there. What its elements are is told by the statement itself, in a cast: `$3::text[]`.
 */

/** How the elements of a list are written; `oid`: by which the server knows their type. */
interface Kind {
  readonly oid: number;
  readonly write: (list: readonly unknown[], oid: number) => Buffer;
}
const KINDS = {
  boolean: { oid: 16, write: booleans },
  smallint: { oid: 21, write: (list, oid) => ints(list, oid, 2) },
  int: { oid: 23, write: (list, oid) => ints(list, oid, 4) },
  bigint: { oid: 20, write: bigints },
  text: { oid: 25, write: (list, oid) => texts(list, oid, null) },
  json: { oid: 114, write: (list, oid) => texts(list, oid, null) },
  // A version stands before each element.
  jsonb: { oid: 3802, write: (list, oid) => texts(list, oid, 1) },
} satisfies Record<string, Kind>;
const CAST = new RegExp(`\\$(\\d+)::(${Object.keys(KINDS).join('|')})\\[\\]`, 'g');

/** The kinds of a statement's lists, each at the place of its parameter. */
type Kinds = readonly (Kind | undefined)[];
/** By the text of the statement: as many as there are prepared ones. */
const kindsByText = new Map<string, Kinds>();

function kindsOf(text: string): Kinds {
  const known = kindsByText.get(text);
  if (known !== undefined) return known;
  const kinds: (Kind | undefined)[] = [];
  for (const [, number, name] of text.matchAll(CAST)) {
    const kind = KINDS[name as keyof typeof KINDS];
    const at = Number(number) - 1;
    if (kinds[at] !== undefined && kinds[at] !== kind) throw new TypeError(`$${number} has two casts`);
    kinds[at] = kind;
  }
  kindsByText.set(text, kinds);
  return kinds;
}

const HEADER_BYTES = 20;

/** Dimensions, whether an element is null, the type, how many, the number of the first. */
function writeHeader(view: DataView, oid: number, count: number, hasNull: boolean): void {
  view.setInt32(0, 1);
  view.setInt32(4, hasNull ? 1 : 0);
  view.setInt32(8, oid);
  view.setInt32(12, count);
  view.setInt32(16, 1);
}

function noElements(oid: number): Buffer {
  const buffer = Buffer.alloc(12);
  buffer.writeInt32BE(oid, 8);
  return buffer;
}

const viewOf = ({ buffer, byteOffset, length }: Buffer): DataView => new DataView(buffer, byteOffset, length);

/** Texts are written here before anybody knows how many bytes they take; as large as the longest list so far. */
let desk = Buffer.allocUnsafe(1 << 16);
let deskView = viewOf(desk);
const encoder = new TextEncoder();
/** Up to this length a text is written sign by sign, which is quicker than the way into the runtime and back. */
const SHORT = 32;

function makeRoom(used: number, more: number): void {
  if (used + more <= desk.length) return;
  const larger = Buffer.allocUnsafe(Math.max(desk.length * 2, used + more));
  desk.copy(larger, 0, 0, used);
  desk = larger;
  deskView = viewOf(larger);
}

/** Writes a text as UTF-8; gives how many bytes it took. */
function writeText(text: string, at: number): number {
  const { length } = text;
  if (length <= SHORT) {
    let index = 0;
    for (; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 127) break;
      desk[at + index] = code;
    }
    if (index === length) return length;
  }
  return encoder.encodeInto(text, desk.subarray(at)).written;
}

function texts(list: readonly unknown[], oid: number, version: number | null): Buffer {
  let used = HEADER_BYTES;
  let hasNull = false;
  for (let index = 0; index < list.length; index += 1) {
    const element = list[index];
    if (element === null) {
      makeRoom(used, 4);
      deskView.setInt32(used, -1);
      used += 4;
      hasNull = true;
      continue;
    }
    if (typeof element !== 'string' && typeof element !== 'number' && typeof element !== 'bigint')
      throw new TypeError(`${typeof element} is no text`);
    const text = String(element);
    makeRoom(used, 5 + text.length * 3);
    let end = used + 4;
    if (version !== null) {
      desk[end] = version;
      end += 1;
    }
    end += writeText(text, end);
    deskView.setInt32(used, end - used - 4);
    used = end;
  }
  writeHeader(deskView, oid, list.length, hasNull);
  return Buffer.from(desk.subarray(0, used));
}

const DIGITS = /^-?\d+$/;
const fitsNot = (element: unknown, bytes: number): TypeError =>
  new TypeError(`${typeof element} is no whole number of ${bytes} bytes`);

/** A list whose elements take so many bytes each: `write` puts one of them at its place. */
function fixed(
  list: readonly unknown[],
  oid: number,
  bytes: number,
  write: (view: DataView, at: number, element: unknown) => void,
): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + list.length * (4 + bytes));
  const view = viewOf(buffer);
  let used = HEADER_BYTES;
  let hasNull = false;
  // By number: thousands of figures are in a batch, and an iterator makes something of each.
  for (let index = 0; index < list.length; index += 1) {
    const element = list[index];
    if (element === null) {
      view.setInt32(used, -1);
      used += 4;
      hasNull = true;
    } else {
      view.setInt32(used, bytes);
      write(view, used + 4, element);
      used += 4 + bytes;
    }
  }
  writeHeader(view, oid, list.length, hasNull);
  return buffer.subarray(0, used);
}

function booleans(list: readonly unknown[], oid: number): Buffer {
  return fixed(list, oid, 1, (view, at, element) => {
    if (typeof element !== 'boolean') throw new TypeError(`${typeof element} is no boolean`);
    view.setUint8(at, element ? 1 : 0);
  });
}

function ints(list: readonly unknown[], oid: number, bytes: 2 | 4): Buffer {
  const half = 2 ** (bytes * 8 - 1);
  return fixed(list, oid, bytes, (view, at, element) => {
    const isText = typeof element === 'string' && DIGITS.test(element);
    const value = isText || typeof element === 'bigint' ? Number(element) : element;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < -half || value >= half)
      throw fitsNot(element, bytes);
    if (bytes === 2) view.setInt16(at, value);
    else view.setInt32(at, value);
  });
}

const UPPER = 2 ** 32;

function bigints(list: readonly unknown[], oid: number): Buffer {
  return fixed(list, oid, 8, (view, at, element) => {
    if (typeof element === 'number' && Number.isSafeInteger(element)) {
      view.setInt32(at, Math.floor(element / UPPER));
      view.setInt32(at + 4, element);
      return;
    }
    const value = typeof element === 'string' && DIGITS.test(element) ? BigInt(element) : element;
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw fitsNot(element, 8);
    view.setBigInt64(at, value);
  });
}

function listOf(list: readonly unknown[], kind: Kind | undefined): Buffer {
  if (kind === undefined) throw new TypeError('its text does not say what is in a list');
  return list.length === 0 ? noElements(kind.oid) : kind.write(list, kind.oid);
}

const isPlain = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';

/**
 * The values of a statement, ready to be sent. Lists hold text, numbers (or their digits as text), booleans and null.
 * Whoever sends statements together encodes all of them first: a failure between two that are sent would leave the
 * server waiting for the rest.
 * @throws TypeError for what cannot be sent; the message says nothing of the value
 */
export function encoded(statement: {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}): (Buffer | string | number | bigint | null)[] {
  const { name, text, values } = statement;
  try {
    const kinds = kindsOf(text);
    return values.map((value, at) => {
      if (Array.isArray(value)) return listOf(value, kinds[at]);
      if (!isPlain(value))
        throw new TypeError(`${typeof value} is neither text, number nor null, nor a list`);
      return value as string | number | bigint | null;
    });
  } catch (error) {
    throw new TypeError(`Cannot send ${name}: ${error instanceof Error ? error.message : 'unknown failure'}`);
  }
}
