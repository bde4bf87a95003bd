/**
 * Reads the tokens of a PDF one after another: strings and comments are passed over, names are collected with their
 * escapes resolved, and the data of every stream is handed out with what its dictionary says.
 */
import { unreadable, unsafe } from './inspect.ts';

/** What stands between `<<` and `>>` before a stream. */
export interface Dictionary {
  readonly names: ReadonlySet<string>;
  /** Names after /Filter, in order. */
  readonly filters: readonly string[];
  /** `null` when it is an indirect object or missing. */
  readonly length: number | null;
}

/** More than any dictionary before a stream has; what is longer is no stream, or is refused as one. */
const OBJECT_TOKENS_MAX = 20_000;

const isSpace = (byte: number): boolean =>
  byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0x0c || byte === 0;
/** ( ) < > [ ] { } / % */
const DELIMITERS: ReadonlySet<number> = new Set([0x28, 0x29, 0x3c, 0x3e, 0x5b, 0x5d, 0x7b, 0x7d, 0x2f, 0x25]);
const isRegular = (byte: number | undefined): boolean =>
  byte !== undefined && !isSpace(byte) && !DELIMITERS.has(byte);

/** `J#61vaScript` is `JavaScript`. */
const plainName = (text: string): string =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const OBJECT = /\d\s+\d+\s+obj\b/;

/** A viewer goes by the cross-reference: what stands where this reader passes over would be read all the same. */
export function checkPassedOver(part: Buffer, where: string): void {
  if (OBJECT.test(part.toString('latin1'))) throw unsafe(`the PDF hides an object in a ${where}`);
}

export class PdfScanner {
  readonly names = new Set<string>();
  readonly #file: Buffer;
  readonly #streamsMax: number;
  #at = 0;
  /** Tokens since the last `obj`: enough to know the dictionary of a stream. */
  #recent: string[] = [];

  constructor(file: Buffer, streamsMax: number) {
    this.#file = file;
    this.#streamsMax = streamsMax;
  }

  /** Scans to the end; every stream is handed out on the way. */
  *streams(): Generator<{ readonly dictionary: Dictionary; readonly data: Buffer }> {
    for (let count = 0, token = this.#next(); token !== null; token = this.#next()) {
      if (token === 'obj' || token === 'endobj') this.#recent = [];
      else if (this.#recent.length <= OBJECT_TOKENS_MAX) this.#recent.push(token);
      if (token !== 'stream') continue;
      count += 1;
      if (count > this.#streamsMax) throw unreadable('the PDF has more streams than are taken');
      const dictionary = this.#dictionary();
      const data = this.#data(dictionary.length);
      // Its dictionary is done with: read again for every stream of one object, it would cost their product.
      this.#recent = [];
      yield { dictionary, data };
    }
  }

  #dictionary(): Dictionary {
    const tokens = this.#recent;
    if (tokens.length > OBJECT_TOKENS_MAX) throw unreadable('an object of the PDF is larger than is taken');
    const after = (name: string): number => tokens.indexOf(name) + 1;
    const filters: string[] = [];
    if (after('/Filter') > 0) {
      const rest = tokens.slice(after('/Filter'));
      const end = rest[0] === '[' ? rest.indexOf(']') : 1;
      filters.push(...rest.slice(0, end).filter((token) => token.startsWith('/')));
    }
    const [length = '', next = ''] = tokens.slice(after('/Length'), after('/Length') + 2);
    const direct = after('/Length') > 0 && /^\d{1,10}$/.test(length) && !/^\d+$/.test(next);
    return {
      names: new Set(tokens.filter((token) => token.startsWith('/')).map((token) => token.slice(1))),
      filters: filters.map((token) => token.slice(1)),
      length: direct ? Number(length) : null,
    };
  }

  /** The data after `stream`: as long as the dictionary says where that fits, else up to the next `endstream`. */
  #data(length: number | null): Buffer {
    const file = this.#file;
    if (file[this.#at] === 0x0d) this.#at += 1;
    if (file[this.#at] === 0x0a) this.#at += 1;
    const start = this.#at;
    if (
      length !== null &&
      /^\s*endstream\b/.test(file.toString('latin1', start + length, start + length + 14))
    ) {
      this.#at = start + length;
      return file.subarray(start, start + length);
    }
    const end = file.indexOf('endstream', start);
    if (end < 0) throw unreadable('the PDF ends within a stream');
    this.#at = end;
    return file.subarray(start, end);
  }

  /** The next token; strings are told as `()`. `null` at the end. */
  #next(): string | null {
    const file = this.#file;
    for (;;) {
      const byte = file[this.#at];
      if (byte === undefined) return null;
      if (isSpace(byte)) this.#at += 1;
      else if (byte === 0x25) this.#skipComment();
      else break;
    }
    const byte = file[this.#at]!;
    if (byte === 0x28) return this.#skipString();
    if (byte === 0x2f) return this.#name();
    if (byte === 0x3c && file[this.#at + 1] !== 0x3c) return this.#skipHex();
    if (DELIMITERS.has(byte)) {
      const double = (byte === 0x3c || byte === 0x3e) && file[this.#at + 1] === byte;
      this.#at += double ? 2 : 1;
      return file.toString('latin1', this.#at - (double ? 2 : 1), this.#at);
    }
    const start = this.#at;
    while (isRegular(file[this.#at])) this.#at += 1;
    return file.toString('latin1', start, this.#at);
  }

  #skipComment(): void {
    const start = this.#at;
    while (this.#at < this.#file.length && this.#file[this.#at] !== 0x0a && this.#file[this.#at] !== 0x0d)
      this.#at += 1;
    checkPassedOver(this.#file.subarray(start, this.#at), 'comment');
  }

  #name(): string {
    const start = this.#at + 1;
    this.#at = start;
    while (isRegular(this.#file[this.#at])) this.#at += 1;
    const name = plainName(this.#file.toString('latin1', start, this.#at));
    this.names.add(name);
    return `/${name}`;
  }

  #skipHex(): string {
    const end = this.#file.indexOf(0x3e, this.#at);
    if (end < 0) throw unreadable('the PDF ends within a string');
    return this.#passOverString(end + 1);
  }

  #passOverString(end: number): string {
    checkPassedOver(this.#file.subarray(this.#at, end), 'string');
    this.#at = end;
    return '()';
  }

  #skipString(): string {
    let depth = 0;
    for (let at = this.#at; at < this.#file.length; at += 1) {
      const byte = this.#file[at];
      if (byte === 0x5c) at += 1;
      else if (byte === 0x28) depth += 1;
      else if (byte === 0x29) {
        depth -= 1;
        if (depth === 0) return this.#passOverString(at + 1);
      }
    }
    throw unreadable('the PDF ends within a string');
  }
}
