/** The picture of a journey over the real API: what each caller gets, and the stream that tells every change. */
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpApi, keyHash } from '#adapters/http-api';
import { LIMITS, type Limits } from '#engine';
import {
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  openHttpWorld,
  SHOP,
  TERMINAL,
} from './http-api-world.ts';
import { signedInAs } from './sign-in-browser.ts';

type Api = Awaited<ReturnType<typeof createHttpApi>>;
interface Told {
  readonly event: string;
  readonly id: string | null;
  readonly data: Record<string, unknown>;
}

/** A stream as a browser reads it, event by event. */
class Stream {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<string>;
  readonly #abort: AbortController;
  #text = '';

  private constructor(response: Response, abort: AbortController) {
    this.response = response;
    this.#abort = abort;
    this.#reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<Stream> {
    const abort = new AbortController();
    return new Stream(await fetch(url, { headers, signal: abort.signal }), abort);
  }

  /** The next event; `null` when the stream has ended. */
  async next(): Promise<Told | null> {
    for (;;) {
      const end = this.#text.indexOf('\n\n');
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const field = (name: string): string | null =>
          new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? null;
        const event = field('event');
        if (event === null) continue;
        return { event, id: field('id'), data: JSON.parse(field('data') ?? '{}') as Told['data'] };
      }
      const { done, value } = await this.#reader.read();
      if (done) return null;
      this.#text += value;
    }
  }

  /** The next picture, or the first one that is as wanted. */
  async picture(wanted: (data: Told['data']) => boolean = () => true): Promise<Told> {
    for (;;) {
      const told = await this.next();
      if (told === null) throw new Error('the stream ended before the picture came');
      if (told.event === 'picture' && wanted(told.data)) return told;
    }
  }

  close(): void {
    this.#abort.abort();
  }
}

let world: HttpWorld;
let cancel: ReturnType<typeof cancelIn>;
let sql: Client;
const apis: Api[] = [];

async function listening(changed: Partial<Limits> = {}): Promise<{ api: Api; base: string }> {
  const api = await createHttpApi({ ...world.options, limits: { ...LIMITS, ...changed } });
  apis.push(api);
  await api.listen({ host: '127.0.0.1', port: 0 });
  return { api, base: `http://127.0.0.1:${(api.server.address() as AddressInfo).port}` };
}
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const coins = (data: Told['data']): string =>
  (data.coins as { state: string; at: string }[]).map(({ state, at }) => `${state} ${at}`).join(', ');

beforeAll(async () => {
  world = await openHttpWorld();
  cancel = cancelIn(world);
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
}, 120_000);
afterAll(async () => {
  await sql?.end();
  for (const api of apis) await api.close();
  await world?.[Symbol.asyncDispose]();
});

describe('the picture', () => {
  test('is drawn for the caller: codes for an operator, none for the shop', async () => {
    const { id } = await world.sale(fresh(), 12_000n);
    const address = `/v1/payments/${id}/journey/picture`;
    const shop = await world.call('GET', address);
    const operator = await world.call('GET', address, { key: KEYS.operator });
    expect(shop.body).toMatchObject({ level: 'cashier', payment: id, amount: 12_000, state: 'approved' });
    expect(coins(shop.body)).toBe('paid merchant');
    expect(operator.body).toMatchObject({ level: 'operator' });
    const codes = (body: Told['data']): unknown[] =>
      (body.legs as { codes: unknown }[]).map((leg) => leg.codes).filter((each) => each !== null);
    expect(codes(shop.body)).toEqual([]);
    expect(codes(operator.body)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: '0210', responseCode: '00' })]),
    );
    expect(operator.text).toMatch(/"sentAt":"2026-11-23T10:\d\d:\d\d\.\d{3}\+08:00"/);
  });

  test('can be asked for with less than one’s own eyes, and not with more', async () => {
    const { id } = await world.sale(fresh(), 12_000n);
    const address = `/v1/payments/${id}/journey/picture`;
    const asPayer = await world.call('GET', `${address}?level=payer`, { key: KEYS.operator });
    expect(asPayer.body).toMatchObject({ level: 'payer', payment: null });
    expectProblem(await world.call('GET', `${address}?level=operator`), 403, 'not-allowed');
    expectProblem(await world.call('GET', address, { key: KEYS.other }), 404, 'not-found');
    expectProblem(await world.call('GET', `${address}?level=king`), 400, 'input-not-valid');
  });

  test('opens by the link of a cancellation, without a key and without a number of ours', async () => {
    const payment = await world.sale(fresh(), 12_000n);
    const { body } = await cancel({ subject: payment.id });
    const token = String(body.trackingUrl).split('/').at(-1)!;
    const {
      status,
      body: picture,
      text,
    } = await world.call('GET', `/v1/track/${token}/journey/picture`, { key: null });
    expect(status).toBe(200);
    expect(picture).toMatchObject({ level: 'payer', ways: [{ route: 'VOID' }] });
    for (const hidden of [payment.id, String(body.id), SHOP, TERMINAL, payment.rrn, 'key_', 'brought back'])
      expect(text, hidden).not.toContain(hidden);
    const wrong = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expectProblem(
      await world.call('GET', `/v1/track/${wrong}/journey/picture`, { key: null }),
      404,
      'not-found',
    );
    expectProblem(
      await world.call('GET', `/v1/track/${wrong}/journey/live`, { key: null }),
      404,
      'not-found',
    );
  });
});

describe('the stream', () => {
  test('begins with the whole picture and tells every change', async () => {
    const { base } = await listening();
    const payment = await world.sale(fresh(), 12_000n);
    const stream = await Stream.open(`${base}/v1/payments/${payment.id}/journey/live`, bearer(KEYS.shop));
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.response.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(coins((await stream.picture()).data)).toBe('paid merchant');
    await cancel({ subject: payment.id });
    expect(coins((await stream.picture(({ state }) => state === 'voided')).data)).toBe('arriving bank');
    stream.close();
  });

  test('tells what another process wrote', async () => {
    const { base } = await listening();
    const payment = await world.sale(fresh(), 12_000n);
    const stream = await Stream.open(`${base}/v1/payments/${payment.id}/journey/live`, bearer(KEYS.operator));
    await stream.picture();
    await sql.query(
      `WITH b AS (UPDATE bucket SET event_seq = event_seq + 1 WHERE bucket =
        (SELECT bucket FROM payment WHERE id = $1) RETURNING bucket, event_seq)
      INSERT INTO event (bucket, seq, book, payment_id, at_ms, kind, body)
        SELECT bucket, event_seq, $2, $1, $3, 'payment-noted', '{"frozen": true}' FROM b`,
      [payment.id, SHOP, payment.startedMs + 5],
    );
    const { data } = await stream.picture(({ legs }) => JSON.stringify(legs).includes('"note"'));
    expect(data.level).toBe('operator');
    stream.close();
  });

  test('does not tell a picture again to who has it, and tells who has an old one', async () => {
    const { base } = await listening({ liveBeatMs: 40 });
    const payment = await world.sale(fresh(), 12_000n);
    const address = `${base}/v1/payments/${payment.id}/journey/live`;
    const first = await Stream.open(address, bearer(KEYS.shop));
    let { id } = await first.picture();
    first.close();
    // What a sale brings with it, its notices, may still change the picture once or twice; then it rests.
    let told: Told | null = null;
    for (let changes = 0; changes < 5 && told?.event !== 'beat'; changes += 1) {
      const again = await Stream.open(address, { ...bearer(KEYS.shop), 'last-event-id': id! });
      told = await again.next();
      if (told?.event === 'picture') id = told.id;
      again.close();
    }
    expect(told?.event).toBe('beat');
    const old = await Stream.open(address, { ...bearer(KEYS.shop), 'last-event-id': 'something else' });
    expect((await old.next())?.event).toBe('picture');
    old.close();
  });

  test('gives no sign of life before the first picture, however long that takes', async () => {
    const { base } = await listening({ liveBeatMs: 1 });
    const payment = await world.sale(fresh(), 12_000n);
    const stream = await Stream.open(`${base}/v1/payments/${payment.id}/journey/live`, bearer(KEYS.shop));
    expect((await stream.next())?.event).toBe('picture');
    stream.close();
  });

  test('outlives the time that a handler has, and gives signs of life with the server’s time', async () => {
    const { base } = await listening({ httpHandlerMs: 2_000, liveBeatMs: 700 });
    const payment = await world.sale(fresh(), 12_000n);
    const stream = await Stream.open(`${base}/v1/payments/${payment.id}/journey/live`, bearer(KEYS.shop));
    await stream.picture();
    for (let beats = 0; beats < 4; beats += 1) {
      const told = await stream.next();
      expect(told?.event).toBe('beat');
      expect(Number(told?.data.at)).toBeGreaterThan(payment.startedMs);
    }
    stream.close();
  });

  test('ends when the key is taken away', async () => {
    const { base } = await listening({ liveBeatMs: 50 });
    const payment = await world.sale(fresh(), 12_000n);
    await sql.query(
      `INSERT INTO api_key (id, sha256, role, book, supervisor, created_ms)
        VALUES ('key_short', $1, 'merchant', $2, false, 0)`,
      [keyHash('yk_m_short'), SHOP],
    );
    const stream = await Stream.open(`${base}/v1/payments/${payment.id}/journey/live`, bearer('yk_m_short'));
    await stream.picture();
    await sql.query("DELETE FROM api_key WHERE id = 'key_short'");
    let last: Told | null = null;
    for (let told = await stream.next(); told !== null; told = await stream.next()) last = told;
    expect(last?.event).toBe('over');
  });

  test('of a person ends with their sign-in, and does not keep them signed in', async () => {
    const { base } = await listening({ liveBeatMs: 50 });
    const payment = await world.sale(fresh(), 12_000n);
    const auditor = await signedInAs(world, 'auditor');
    const stream = await Stream.open(`${base}/v1/payments/${payment.id}/journey/live`, {
      cookie: String(auditor.cookie),
      'sec-fetch-site': 'same-origin',
    });
    expect((await stream.picture()).data.level, 'an auditor reads what an operator reads').toBe('operator');
    expect((await stream.next())?.event).toBe('beat');
    await auditor.call('DELETE', '/v1/session');
    let last: Told | null = null;
    for (let told = await stream.next(); told !== null; told = await stream.next()) last = told;
    expect(last?.event).toBe('over');
  });

  test('is refused beyond the bound of one caller and of all, clearly, and a closed one makes room', async () => {
    const { base } = await listening({ liveStreamsMax: 3, liveStreamsPerCallerMax: 2 });
    const { id } = await world.sale(fresh(), 12_000n);
    const address = `${base}/v1/payments/${id}/journey/live`;
    const open = async (key: string): Promise<Stream> => {
      const stream = await Stream.open(address, bearer(key));
      if (stream.response.ok) await stream.picture();
      return stream;
    };
    const mine = [await open(KEYS.shop), await open(KEYS.shop)];
    const third = await open(KEYS.shop);
    expect(third.response.status).toBe(429);
    expect(third.response.headers.get('retry-after')).toBe('5');
    const others = [await open(KEYS.operator), await open(KEYS.second)];
    expect(others.map(({ response }) => response.status)).toEqual([200, 503]);
    mine[0]!.close();
    await expect.poll(async () => (await open(KEYS.second)).response.status).toBe(200);
    for (const stream of [...mine, ...others]) stream.close();
  });

  test('ends at once when the server stops', async () => {
    const { api, base } = await listening();
    const { id } = await world.sale(fresh(), 12_000n);
    const stream = await Stream.open(`${base}/v1/payments/${id}/journey/live`, bearer(KEYS.shop));
    await stream.picture();
    const closed = api.close();
    while ((await stream.next()) !== null);
    await closed;
    expect(world.log.join('')).not.toContain('live-trouble');
  });

  test('of a payer’s link is live too', async () => {
    const { base } = await listening();
    const payment = await world.sale(fresh(), 12_000n);
    await world.settle();
    const { body, text } = await cancel({ subject: payment.id, amount: 5_000 });
    const token = String(body.trackingUrl).split('/').at(-1)!;
    const stream = await Stream.open(`${base}/v1/track/${token}/journey/live`);
    expect(stream.response.status, text).toBe(200);
    expect(coins((await stream.picture()).data)).toBe('paid merchant, arriving network');
    stream.close();
  });
});
