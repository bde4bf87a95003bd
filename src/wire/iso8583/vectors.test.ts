import { readdirSync, readFileSync } from 'node:fs';
import { expect, describe as suite, test } from 'vitest';
import {
  checkPresence,
  type Dialect,
  decode,
  decodeNetworkFrame,
  decodePosFrame,
  describe,
  encode,
  encodeNetworkFrame,
  encodePosFrame,
  type FieldValue,
  FrameReader,
  fromHex,
  Iso8583Error,
  identify,
  iso87AsciiDialectOf,
  iso87Messages,
  type MessageTable,
  networkDialect,
  networkDialectOf,
  networkFraming,
  networkMessages,
  plainFraming,
  posDialect,
  posFraming,
  posMessages,
  toHex,
} from './index.ts';

const root = new URL('../../../vectors/iso8583/', import.meta.url);

function load<Vector>(folder: string): Vector[] {
  return readdirSync(new URL(folder, root))
    .sort()
    .map((file) => JSON.parse(readFileSync(new URL(`${folder}/${file}`, root), 'utf8')) as Vector);
}

interface ValidVector {
  name: string;
  dialect: string;
  hex: string;
  mti: string;
  fields: Record<string, string | { hex: string }>;
  message: string;
}

interface InvalidVector {
  name: string;
  dialect: string;
  hex: string;
  code: string;
  field: number | null;
}

const iso87 = (['hex', 'binary'] as const).flatMap((bitmap) =>
  (['hex', 'binary'] as const).map((binaryFields) => iso87AsciiDialectOf({ bitmap, binaryFields })),
);
const dialects: Record<string, Dialect> = {
  [posDialect.id]: posDialect,
  [networkDialect.id]: networkDialect,
  [networkDialectOf('raw').id]: networkDialectOf('raw'),
  ...Object.fromEntries(iso87.map((dialect) => [dialect.id, dialect])),
};
const tables: Record<string, MessageTable> = {
  [posDialect.id]: posMessages,
  [networkDialect.id]: networkMessages,
  [networkDialectOf('raw').id]: networkMessages,
  ...Object.fromEntries(iso87.map((dialect) => [dialect.id, iso87Messages])),
};

const valid = load<ValidVector>('valid').map((vector) => ({ ...vector, bytes: fromHex(vector.hex)! }));
const invalid = load<InvalidVector>('invalid');

function expectedFields(vector: ValidVector): Record<number, FieldValue> {
  const fields: Record<number, FieldValue> = {};
  for (const [number, value] of Object.entries(vector.fields)) {
    fields[Number(number)] = typeof value === 'string' ? value : fromHex(value.hex)!;
  }
  return fields;
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

suite.each(valid)('$name', (vector) => {
  const dialect = dialects[vector.dialect]!;

  test('its bytes decode to its fields and its fields encode to its bytes', () => {
    const message = decode(dialect, vector.bytes);
    expect(message).toEqual({ mti: vector.mti, fields: expectedFields(vector) });
    expect(toHex(encode(dialect, { mti: vector.mti, fields: expectedFields(vector) }))).toBe(vector.hex);
  });

  test('cut off anywhere, it is refused as truncated', () => {
    for (let length = 0; length < vector.bytes.length; length += 1) {
      const error = errorOf(() => decode(dialect, vector.bytes.subarray(0, length)));
      expect(error, `after ${length} bytes`).toBeInstanceOf(Iso8583Error);
      expect((error as Iso8583Error).code).toBe('truncated');
    }
  });

  test('with any one byte changed, it decodes or is refused with Iso8583Error', () => {
    for (let at = 0; at < vector.bytes.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff, 0x0f, 0x30]) {
        const bytes = vector.bytes.slice();
        bytes[at]! ^= flip;
        const error = errorOf(() => decode(dialect, bytes));
        if (error !== undefined) expect(error).toBeInstanceOf(Iso8583Error);
      }
    }
  });

  test('it is identified as its row, and the row finds nothing wrong with it', () => {
    const message = decode(dialect, vector.bytes);
    const found = identify(tables[vector.dialect]!, message);
    expect(found?.row.id).toBe(vector.message);
    expect(checkPresence(found!.row, found!.direction, message)).toEqual([]);
  });

  test('neither its dump nor any error about it shows card, track, PIN or key material', () => {
    const message = decode(dialect, vector.bytes);
    const secrets = [2, 35, 36, 52, 62, 14]
      .map((number) => message.fields[number])
      .filter((value) => value !== undefined)
      .map((value) => (typeof value === 'string' ? value : toHex(value)));
    const texts = [describe(dialect, message)];
    for (let at = 0; at < vector.bytes.length; at += 1) {
      const bytes = vector.bytes.slice();
      bytes[at]! ^= 0xff;
      const error = errorOf(() => decode(dialect, bytes));
      if (error instanceof Error) texts.push(error.message);
    }
    for (const secret of secrets.filter((text) => text.length > 4)) {
      for (const text of texts) expect(text).not.toContain(secret);
    }
  });
});

suite('invalid vectors', () => {
  test.each(invalid)('$name is refused with $code', (vector) => {
    const error = errorOf(() => decode(dialects[vector.dialect]!, fromHex(vector.hex)!));
    expect(error).toBeInstanceOf(Iso8583Error);
    expect({ code: (error as Iso8583Error).code, field: (error as Iso8583Error).field }).toEqual({
      code: vector.code,
      field: vector.field,
    });
  });
});

interface FrameVector {
  name: string;
  framing: string;
  hex: string;
  body: string;
  tpdu: unknown;
  header: unknown;
  destination: string;
  source: string;
  rejectCode: string;
  test: boolean;
}

suite('frame vectors', () => {
  const frames = load<FrameVector>('frames');
  const of = (framing: string) => frames.filter((vector) => vector.framing === framing);

  test('every frame is of a link that is tested here', () => {
    const links = ['unionpay-pos', 'unionpay-network', 'plain'];
    expect(frames.map(({ framing }) => framing).filter((framing) => !links.includes(framing))).toEqual([]);
    for (const link of links) expect(of(link).length, link).toBeGreaterThan(0);
  });

  test.each(of('unionpay-pos'))('$name: a terminal frame is length, addresses, header and body', (vector) => {
    const [frame] = new FrameReader(posFraming).push(fromHex(vector.hex)!);
    const decoded = decodePosFrame(frame!);
    expect({ ...decoded, body: toHex(decoded.body) }).toEqual({
      tpdu: vector.tpdu,
      header: vector.header,
      body: vector.body,
    });
    expect(toHex(encodePosFrame(decoded))).toBe(vector.hex);
  });

  test.each(of('unionpay-network'))('$name: a network frame is its header and body', (vector) => {
    const [frame] = new FrameReader(networkFraming()).push(fromHex(vector.hex)!);
    const decoded = decodeNetworkFrame(frame!);
    expect({ ...decoded, body: toHex(decoded.body) }).toEqual({
      destination: vector.destination,
      source: vector.source,
      rejectCode: vector.rejectCode,
      test: vector.test,
      body: vector.body,
    });
    expect(toHex(encodeNetworkFrame(decoded))).toBe(vector.hex);
  });

  test.each(of('plain'))('$name: a plain frame is its length and body', (vector) => {
    const [frame] = new FrameReader(plainFraming).push(fromHex(vector.hex)!);
    expect(toHex(frame!)).toBe(vector.body);
  });
});

test('every row of the tables has a message among the vectors', () => {
  const seen = new Set(valid.map(({ dialect, message }) => `${dialect.split('/')[0]} ${message}`));
  const missing = [posMessages, networkMessages, iso87Messages].flatMap((table: MessageTable) =>
    table.rows.map(({ id }) => `${table.dialect.id} ${id}`).filter((name) => !seen.has(name)),
  );
  expect(missing).toEqual([]);
});
