/** Reading and writing of TrueType files (OpenType 1.9, chapters head, maxp, loca, glyf, hmtx and cmap). */

export type Tables = ReadonlyMap<string, Buffer>;

const HEADER_BYTES = 12;
const RECORD_BYTES = 16;
/** What all four-byte words of a font must sum up to together with `head.checkSumAdjustment`. */
const WHOLE_SUM = 0xb1b0afba;

export function readTables(font: Buffer): Tables {
  const count = font.readUInt16BE(4);
  return new Map(
    Array.from({ length: count }, (_, index) => {
      const at = HEADER_BYTES + index * RECORD_BYTES;
      const start = font.readUInt32BE(at + 8);
      const table = font.subarray(start, start + font.readUInt32BE(at + 12));
      return [font.toString('latin1', at, at + 4), table] as const;
    }),
  );
}

const padded = (table: Buffer): Buffer => Buffer.concat([table, Buffer.alloc(-table.length & 3)]);

function sumOf(table: Buffer): number {
  let sum = 0;
  for (let at = 0; at < table.length; at += 4) sum = (sum + table.readUInt32BE(at)) >>> 0;
  return sum;
}

export function writeTables(tables: Tables): Buffer {
  const sorted = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const count = sorted.length;
  const header = Buffer.alloc(HEADER_BYTES + count * RECORD_BYTES);
  const power = Math.floor(Math.log2(count));
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(count, 4);
  header.writeUInt16BE(2 ** power * RECORD_BYTES, 6);
  header.writeUInt16BE(power, 8);
  header.writeUInt16BE((count - 2 ** power) * RECORD_BYTES, 10);
  let start = header.length;
  const bodies = sorted.map(([tag, table], index) => {
    const body = padded(table);
    const at = HEADER_BYTES + index * RECORD_BYTES;
    header.write(tag, at, 'latin1');
    header.writeUInt32BE(sumOf(body), at + 4);
    header.writeUInt32BE(start, at + 8);
    header.writeUInt32BE(table.length, at + 12);
    start += body.length;
    return body;
  });
  const font = Buffer.concat([header, ...bodies]);
  const head = readTables(font).get('head')!;
  head.writeUInt32BE((WHOLE_SUM - sumOf(font)) >>> 0, 8);
  return font;
}

function readFormat4(table: Buffer, found: Map<number, number>): void {
  const segments = table.readUInt16BE(6) / 2;
  const ends = 14;
  const starts = ends + segments * 2 + 2;
  const deltas = starts + segments * 2;
  const ranges = deltas + segments * 2;
  for (let segment = 0; segment < segments; segment += 1) {
    const first = table.readUInt16BE(starts + segment * 2);
    const last = table.readUInt16BE(ends + segment * 2);
    const delta = table.readUInt16BE(deltas + segment * 2);
    const range = table.readUInt16BE(ranges + segment * 2);
    for (let code = first; code <= last && code < 0xffff; code += 1) {
      const at = ranges + segment * 2 + range + (code - first) * 2;
      const raw = range === 0 ? code : table.readUInt16BE(at);
      const glyph = range !== 0 && raw === 0 ? 0 : (raw + delta) & 0xffff;
      if (glyph !== 0) found.set(code, glyph);
    }
  }
}

function readFormat12(table: Buffer, found: Map<number, number>): void {
  const groups = table.readUInt32BE(12);
  for (let group = 0; group < groups; group += 1) {
    const at = 16 + group * 12;
    const [first, last] = [table.readUInt32BE(at), table.readUInt32BE(at + 4)];
    const glyph = table.readUInt32BE(at + 8);
    for (let code = first; code <= last; code += 1) found.set(code, glyph + code - first);
  }
}

/** Glyph by code point. */
export function readCmap(cmap: Buffer): Map<number, number> {
  const found = new Map<number, number>();
  for (let index = 0; index < cmap.readUInt16BE(2); index += 1) {
    const table = cmap.subarray(cmap.readUInt32BE(4 + index * 8 + 4));
    const format = table.readUInt16BE(0);
    if (format === 4) readFormat4(table, found);
    if (format === 12) readFormat12(table, found);
  }
  return found;
}

/** Format 12 alone: every browser reads it. */
export function writeCmap(glyphs: ReadonlyMap<number, number>): Buffer {
  const codes = [...glyphs.keys()].sort((a, b) => a - b);
  const groups: [first: number, last: number, glyph: number][] = [];
  for (const code of codes) {
    const glyph = glyphs.get(code)!;
    const before = groups.at(-1);
    if (before !== undefined && before[1] === code - 1 && before[2] + code - before[0] === glyph)
      before[1] = code;
    else groups.push([code, code, glyph]);
  }
  const table = Buffer.alloc(12 + 16 + groups.length * 12);
  table.writeUInt16BE(1, 2);
  table.writeUInt16BE(3, 4);
  table.writeUInt16BE(10, 6);
  table.writeUInt32BE(12, 8);
  table.writeUInt16BE(12, 12);
  table.writeUInt32BE(16 + groups.length * 12, 16);
  table.writeUInt32BE(groups.length, 24);
  for (const [index, group] of groups.entries())
    for (const [field, value] of group.entries()) table.writeUInt32BE(value, 28 + index * 12 + field * 4);
  return table;
}
