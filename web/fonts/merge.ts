/** Several files of one typeface, each with some of its glyphs, as one file with all of them. */
import { readCmap, readTables, type Tables, writeCmap, writeTables } from './sfnt.ts';

interface Metric {
  readonly advance: number;
  readonly bearing: number;
}

/** Components of a composite glyph (chapter glyf, «Composite Glyph Description»). */
const WORDS = 0x0001;
const SCALE = 0x0008;
const MORE = 0x0020;
const XY_SCALE = 0x0040;
const TWO_BY_TWO = 0x0080;

class Part {
  readonly tables: Tables;
  readonly #glyf: Buffer;
  readonly #loca: Buffer;
  readonly #long: boolean;
  readonly #metrics: Buffer;
  readonly #metricsCount: number;

  constructor(font: Buffer) {
    this.tables = readTables(font);
    this.#glyf = this.tables.get('glyf')!;
    this.#loca = this.tables.get('loca')!;
    this.#long = this.tables.get('head')!.readUInt16BE(50) === 1;
    this.#metrics = this.tables.get('hmtx')!;
    this.#metricsCount = this.tables.get('hhea')!.readUInt16BE(34);
  }

  glyphsByCode(): Map<number, number> {
    return readCmap(this.tables.get('cmap')!);
  }

  /** A copy, as components are renumbered in it. */
  outline(glyph: number): Buffer {
    const place = (index: number): number =>
      this.#long ? this.#loca.readUInt32BE(index * 4) : this.#loca.readUInt16BE(index * 2) * 2;
    return Buffer.from(this.#glyf.subarray(place(glyph), place(glyph + 1)));
  }

  metric(glyph: number): Metric {
    const last = Math.min(glyph, this.#metricsCount - 1);
    const bearings = this.#metricsCount * 4 + (glyph - this.#metricsCount) * 2;
    const bearing = glyph < this.#metricsCount ? glyph * 4 + 2 : bearings;
    return { advance: this.#metrics.readUInt16BE(last * 4), bearing: this.#metrics.readInt16BE(bearing) };
  }
}

/** Where in the outline the numbers of its components stand. */
function componentsOf(outline: Buffer): number[] {
  if (outline.length === 0 || outline.readInt16BE(0) >= 0) return [];
  const places: number[] = [];
  let at = 10;
  for (;;) {
    const flags = outline.readUInt16BE(at);
    places.push(at + 2);
    at += 4 + (flags & WORDS ? 4 : 2);
    if (flags & SCALE) at += 2;
    else if (flags & XY_SCALE) at += 4;
    else if (flags & TWO_BY_TWO) at += 8;
    if ((flags & MORE) === 0) return places;
  }
}

class Merged {
  readonly outlines: Buffer[] = [];
  readonly metrics: Metric[] = [];
  readonly byCode = new Map<number, number>();
  readonly #places = new Map<string, number>();

  /** The glyph's number here; what it is made of comes along. */
  take(part: Part, name: number, glyph: number): number {
    const key = `${name} ${glyph}`;
    const before = this.#places.get(key);
    if (before !== undefined) return before;
    const place = this.outlines.length;
    this.#places.set(key, place);
    const outline = part.outline(glyph);
    this.outlines.push(outline);
    this.metrics.push(part.metric(glyph));
    for (const at of componentsOf(outline))
      outline.writeUInt16BE(this.take(part, name, outline.readUInt16BE(at)), at);
    return place;
  }
}

function glyphTables({ outlines, metrics }: Merged): [glyf: Buffer, loca: Buffer, hmtx: Buffer] {
  const loca = Buffer.alloc((outlines.length + 1) * 4);
  const hmtx = Buffer.alloc(metrics.length * 4);
  let at = 0;
  const padded = outlines.map((outline, index) => {
    loca.writeUInt32BE(at, index * 4);
    const body = Buffer.concat([outline, Buffer.alloc(-outline.length & 3)]);
    at += body.length;
    return body;
  });
  loca.writeUInt32BE(at, outlines.length * 4);
  for (const [index, { advance, bearing }] of metrics.entries()) {
    hmtx.writeUInt16BE(advance, index * 4);
    hmtx.writeInt16BE(bearing, index * 4 + 2);
  }
  return [Buffer.concat(padded), loca, hmtx];
}

function bounds(outlines: readonly Buffer[]): number[] {
  const boxes = outlines
    .filter(({ length }) => length > 0)
    .map((outline) => [2, 4, 6, 8].map((at) => outline.readInt16BE(at)));
  return [0, 1, 2, 3].map((side) =>
    boxes.reduce(
      (most, box) => (side < 2 ? Math.min : Math.max)(most, box[side]!),
      side < 2 ? 32_767 : -32_768,
    ),
  );
}

/** `maxp` tells the largest of everything, so that a reader can make room. */
function maxpOf(parts: readonly Part[], glyphs: number): Buffer {
  const all = parts.map((part) => part.tables.get('maxp')!);
  const maxp = Buffer.from(all[0]!);
  for (let at = 6; at + 1 < maxp.length; at += 2)
    maxp.writeUInt16BE(Math.max(...all.map((each) => each.readUInt16BE(at))), at);
  maxp.writeUInt16BE(glyphs, 4);
  return maxp;
}

/** Fonts of one typeface in one weight, without hints and layout tables. */
export function mergeFonts(fonts: readonly Buffer[]): Buffer {
  const parts = fonts.map((font) => new Part(font));
  const first = parts[0];
  if (first === undefined) throw new RangeError('There is no font to merge');
  const merged = new Merged();
  // Glyph 0 stands for what a font does not have.
  merged.take(first, 0, 0);
  for (const [name, part] of parts.entries())
    for (const [code, glyph] of part.glyphsByCode())
      if (!merged.byCode.has(code)) merged.byCode.set(code, merged.take(part, name, glyph));

  const [glyf, loca, hmtx] = glyphTables(merged);
  const head = Buffer.from(first.tables.get('head')!);
  head.writeUInt32BE(0, 8);
  for (const [side, value] of bounds(merged.outlines).entries()) head.writeInt16BE(value, 36 + side * 2);
  head.writeInt16BE(1, 50);
  const hhea = Buffer.from(first.tables.get('hhea')!);
  hhea.writeUInt16BE(Math.max(...merged.metrics.map(({ advance }) => advance)), 10);
  hhea.writeUInt16BE(merged.metrics.length, 34);
  const post = Buffer.alloc(32);
  post.writeUInt32BE(0x00030000, 0);
  return writeTables(
    new Map([
      ['OS/2', first.tables.get('OS/2')!],
      ['cmap', writeCmap(merged.byCode)],
      ['glyf', glyf],
      ['head', head],
      ['hhea', hhea],
      ['hmtx', hmtx],
      ['loca', loca],
      ['maxp', maxpOf(parts, merged.outlines.length)],
      ['name', first.tables.get('name')!],
      ['post', post],
    ]),
  );
}
