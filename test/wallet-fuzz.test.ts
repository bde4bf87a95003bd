/** Whatever is sent to a cardholder's route, it is answered with a problem that has a name, and nothing breaks. */
import fc from 'fast-check';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpWorld, openHttpWorld } from './http-api-world.ts';
import { HolderBrowser, signedInHolder } from './wallet-browser.ts';

let world: HttpWorld;
let sql: Client;
beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});

/** What people who look for holes type. */
const NASTY: readonly string[] = [
  ...["' OR '1'='1", "'; DROP TABLE person; --", '$1', '\u0000', '\ud800', '../../etc/passwd', '%00'],
  ...['<script>alert(1)</script>', '$& {7}', '__proto__', 'x'.repeat(5_000), '６２２８', '‮', '', ' '],
];
const nasty = fc.constantFrom(...NASTY);
const values = fc.oneof(
  nasty,
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(nasty, { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('kind', 'id', '__proto__', 'constructor'), nasty, { maxKeys: 3 }),
);
const NAMES = [
  ...['phone', 'password', 'code', 'kind', 'act', 'name', 'idNumber', 'language', 'next', 'label'],
  ...['answer', 'subject', 'id', 'amount', 'checkId', 'nonce', 'passed', 'reference', 'edition', 'place'],
];
const bodies = fc.dictionary(fc.constantFrom(...NAMES), values, { maxKeys: 8 });
const inPath = (text: string): string => encodeURIComponent(text.isWellFormed() ? text : 'x').slice(0, 100);

const routes = () =>
  world.api.listedRoutes.filter(
    ({ method, url }) => url.startsWith('/v1/wallet') && method !== 'HEAD' && !/live|stream/.test(url),
  );

describe('every route of a cardholder', () => {
  it('answers whatever it is sent by a name, and is there afterwards', async () => {
    const tables = async () =>
      (await sql.query("SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'public'")).rows[0].n;
    const before = await tables();
    const wrong: string[] = [];
    for (const { method, url } of routes()) {
      const browser = await signedInHolder(world);
      await fc.assert(
        fc.asyncProperty(bodies, nasty, async (body, text) => {
          await sql.query('DELETE FROM sign_in_try');
          const path = url.replace(/:\w+/g, inPath(text) || 'x');
          const options = method === 'GET' || method === 'DELETE' ? {} : { body };
          const { status, body: told } = await browser.call(method as 'GET', path, options);
          const isNamed = status < 400 || typeof told.code === 'string';
          if (status >= 500 || !isNamed) wrong.push(`${method} ${url} ${JSON.stringify(body)}: ${status}`);
        }),
        { numRuns: 4 },
      );
    }
    expect(routes().length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
    expect(await tables()).toBe(before);
    expect(world.log.filter((each) => /"level":(?:50|60|"error")/.test(each))).toEqual([]);
  });

  it('knows nothing under an address that is no name', async () => {
    const browser = await signedInHolder(world);
    const wrong: string[] = [];
    for (const { method, url } of routes().filter(({ url: each }) => each.includes(':')))
      for (const text of NASTY) {
        const options = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
        const path = url.replace(/:\w+/g, inPath(text) || 'x');
        const { status } = await browser.call(method as 'GET', path, options);
        if (status >= 500 || status < 400) wrong.push(`${method} ${url} ${JSON.stringify(text)}: ${status}`);
      }
    expect(wrong).toEqual([]);
  });

  it('takes no body that is none, and no huge one', async () => {
    const browser = await signedInHolder(world);
    const taking = routes().filter(
      ({ method, url }) => (method === 'POST' || method === 'PUT') && url.startsWith('/v1/wallet/'),
    );
    for (const { method, url } of taking) {
      const path = url.replace(/:\w+/g, 'clo_0123456789ABCDEF');
      for (const [body, status] of [
        ['{"a":', 400],
        ['[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[', 400],
        [`{"a":"${'x'.repeat(3_000_000)}"}`, 413],
      ] as const) {
        const answered = await browser.call(method as 'POST', path, { body });
        expect(`${method} ${url} ${answered.status}`).toBe(`${method} ${url} ${status}`);
      }
    }
  });

  it('of a stranger reads nothing of the body', async () => {
    const stranger = new HolderBrowser(world);
    for (const { method, url, access } of routes()) {
      if (access !== 'holder' || method === 'GET') continue;
      const path = url.replace(/:\w+/g, 'x');
      const answered = await stranger.call(method as 'POST', path, { body: '{"not": json' });
      expect(`${url} ${answered.status} ${answered.body.code}`).toBe(`${url} 401 not-signed-in`);
    }
  });
});
