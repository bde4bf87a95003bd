/** Lists as binary parameters: the database reads of them what it reads of the driver's own text. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#adapters/embedded-postgres';
import { HotConnection } from '../src/adapters/postgres/connection.ts';
import { encoded } from '../src/adapters/postgres/parameters.ts';

let folder: string;
let server: EmbeddedPostgres;
let hot: HotConnection;
let plain: pg.Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-parameters-'));
  server = await startEmbeddedPostgres({ dataFolder: folder });
  hot = new HotConnection(server.url, 'yuanlu test');
  plain = new pg.Client({ connectionString: server.url });
  await plain.connect();
}, 30_000);

afterAll(async () => {
  await hot?.close();
  await plain?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const textOf = (kind: string): string => `SELECT $1::${kind}[]::text AS said, $2::text AS beside`;
const sent = async (kind: string, list: readonly unknown[]): Promise<unknown> =>
  (await hot.query([{ name: `echo ${kind}`, text: textOf(kind), values: [list, 'b'] }]))[0]!.rows[0];
const sentAsText = async (kind: string, list: readonly unknown[]): Promise<unknown> =>
  (await plain.query(textOf(kind), [list, 'b'])).rows[0];

const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null, freq: 4 });
const wholes = (bits: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: -(2n ** BigInt(bits - 1)), max: 2n ** BigInt(bits - 1) - 1n });
/** The database has no sign for the number 0, and none for half a pair. */
const texts = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom('', 'NULL', '{}', '"', '\\', 'a,b', '元路', `${'x'.repeat(31)}é`, 'y'.repeat(3_000)),
  )
  .map((text) => text.replaceAll('\u0000', '').toWellFormed());
/** A whole number as its owner may have it at hand. */
const asAnything = (value: bigint): fc.Arbitrary<unknown> =>
  Number.isSafeInteger(Number(value))
    ? fc.constantFrom<unknown>(value, String(value), Number(value))
    : fc.constantFrom<unknown>(value, String(value));

const ELEMENTS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  boolean: fc.boolean(),
  smallint: wholes(16).chain(asAnything),
  int: wholes(32).chain(asAnything),
  bigint: fc
    .oneof(wholes(64), wholes(54), wholes(33), wholes(8), fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n))
    .chain(asAnything),
  text: fc.oneof(texts, fc.integer(), wholes(64)),
  json: fc.record({ text: texts, sum: fc.integer() }).map((value) => JSON.stringify(value)),
  jsonb: fc.record({ text: texts, list: fc.array(fc.integer()) }).map((value) => JSON.stringify(value)),
};

describe('lists', () => {
  it.each(Object.entries(ELEMENTS))('of %s arrive as the driver would send them', async (kind, element) => {
    await fc.assert(
      fc.asyncProperty(fc.array(orNull(element), { maxLength: 40 }), async (list) => {
        expect(await sent(kind, list)).toEqual(await sentAsText(kind, list));
      }),
      { numRuns: 60, examples: [[[]], [[null]], [[null, null]]] },
    );
  });

  it('longer than anything before them keep what stands in front', async () => {
    const list = ['first', 'é'.repeat(90_000), null, 'z'.repeat(400_000), 'last'];
    expect(await sent('text', list)).toEqual(await sentAsText('text', list));
  });
});

describe('what cannot be sent is refused before anything is', () => {
  const refused = (kind: string, ...list: unknown[]): (() => unknown) => {
    const statement = { name: 'echo', text: textOf(kind), values: [list, 'b'] };
    return () => encoded(statement);
  };

  it.each([
    ['smallint', 32_768],
    ['smallint', '-32769'],
    ['int', 2 ** 31],
    ['int', -(2n ** 31n) - 1n],
    ['int', 1.5],
    ['int', ''],
    ['bigint', 2n ** 63n],
    ['bigint', '9223372036854775808'],
    ['bigint', 2 ** 53],
    ['bigint', Number.NaN],
    ['bigint', ' 1'],
    ['bigint', true],
    ['boolean', 1],
    ['boolean', 'true'],
    ['text', false],
    ['text', undefined],
    ['text', ['a']],
    ['jsonb', { a: 1 }],
  ])('%s: %s', (kind, value) => {
    expect(refused(kind, null, value)).toThrow(TypeError);
    expect(refused(kind, null, value)).toThrow(/^Cannot send echo: /);
  });

  it('a message says nothing of the value', () => {
    expect(refused('bigint', '6222020000000005x')).toThrow(
      /^Cannot send echo: string is no whole number of 8 bytes$/,
    );
  });

  it('a list whose kind its statement does not tell, and one that is cast to two kinds', () => {
    const of = (text: string) => () => encoded({ name: 'x', text, values: [['1']] });
    expect(of('SELECT 1 WHERE 1 = ANY($1)')).toThrow(TypeError);
    expect(of('SELECT $1::int[], $1::text[]')).toThrow(TypeError);
    expect(of('SELECT $1::int[], $1::int[]')).not.toThrow();
  });

  it('single values that are no text, number or null', () => {
    const of = (value: unknown) => () => encoded({ name: 'x', text: 'SELECT $1', values: [value] });
    for (const value of [{}, undefined, true, Symbol('s'), () => 1]) expect(of(value)).toThrow(TypeError);
    for (const value of ['a', 1, 1n, null]) expect(of(value)()).toEqual([value]);
  });
});
