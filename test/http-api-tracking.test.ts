/** Tracking over the real API: the shop's view, the payer's link, and everything that must not open. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHttpApi } from '#adapters/http-api';
import { LIMITS } from '#engine';
import {
  type Answered,
  cancelIn,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  openHttpWorld,
  SHOP,
  TERMINAL,
} from './http-api-world.ts';

let world: HttpWorld;
let cancel: ReturnType<typeof cancelIn>;
beforeAll(async () => {
  world = await openHttpWorld();
  cancel = cancelIn(world);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
});

async function cancelled(): Promise<{ id: string; token: string; body: Record<string, unknown> }> {
  const payment = await world.sale(fresh(), 12_000n);
  const { body, text } = await cancel({ subject: payment.id });
  const url = String(body.trackingUrl);
  expect(url, text).toMatch(/^https:\/\/pay\.example\/v1\/track\/[0-9A-Z]{16}[A-Za-z0-9_-]{22}$/);
  return { id: String(body.id), token: url.slice(url.lastIndexOf('/') + 1), body };
}
const open = (token: string, headers: Record<string, string> = {}): Promise<Answered> =>
  world.call('GET', `/v1/track/${token}`, { key: null, headers });

describe('the shop', () => {
  test('sees where the money is, by which numbers it is found, and when it should arrive', async () => {
    const { id, body } = await cancelled();
    const read = await world.call('GET', `/v1/cancellations/${id}`);
    expect(read.body.trackingUrl).toBe(body.trackingUrl);
    expect(read.body.tracking).toMatchObject({
      movement: 'arriving',
      where: 'bank',
      arrival: { from: '2026-11-23', to: '2026-11-23', firm: true, usually: false },
      nextCheckAt: null,
    });
    const { stops, references } = read.body.tracking as { stops: unknown[]; references: { name: string }[] };
    expect(stops).toHaveLength(5);
    expect(references.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['rrn', 'trace', 'transmission']),
    );
  });
});

describe("the payer's link", () => {
  test('opens without a key and shows no id, book or message of ours', async () => {
    const { id, token } = await cancelled();
    const { status, body, text } = await open(token);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      movement: 'arriving',
      amount: 12_000,
      currency: 'CNY',
      route: 'VOID',
      merchant: { zh: expect.stringMatching(/\p{Script=Han}/u) },
      card: expect.stringMatching(/^\*{4}\d{4}$/),
    });
    for (const hidden of [id, id.slice(4), SHOP, TERMINAL, 'pay_', '"trace"', '"transmission"', 'key_'])
      expect(text, hidden).not.toContain(hidden);
  });

  test('is the same whenever it is asked for', async () => {
    const { id, body } = await cancelled();
    expect((await world.call('GET', `/v1/cancellations/${id}`)).body.trackingUrl).toBe(body.trackingUrl);
  });

  test('is a page for a browser: both languages, no script, nothing loaded, no word of it in a Referer', async () => {
    const { token } = await cancelled();
    const { status, headers, text } = await open(token, {
      accept: 'text/html,application/xhtml+xml,*/*;q=0.8',
    });
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/);
    const style = /<style>(.*?)<\/style>/s.exec(text)?.[1] ?? '';
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'));
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['cache-control']).toBe('no-store');
    expect(text).not.toMatch(/<script|<link|<img|src=|href=|style=| on\w+=/i);
    expect(text).toMatch(/发卡行/);
    expect(text).toMatch(/number is on the back/);
  });

  test('a name that is markup stays text', async () => {
    const { escapeHtml } = await import('../src/adapters/http-api/public/tracking-page.ts');
    expect(escapeHtml(`<b a="1" c='2'>&`)).toBe('&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;');
  });
});

describe('every link that leads nowhere', () => {
  test('gets one and the same answer, whatever was right about it', async () => {
    const [one, other] = [await cancelled(), await cancelled()];
    const flipped = (token: string, at: number): string =>
      token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    const wrong = [
      one.token.slice(0, 16) + other.token.slice(16),
      flipped(one.token, 20),
      flipped(one.token, 37),
      one.token.slice(0, -1),
      `${one.token}A`,
      `0000000000000000${one.token.slice(16)}`,
      one.id,
      'x',
      '%00',
      'ключ',
    ];
    const bodies = new Set<string>();
    for (const token of wrong) {
      const answered = await open(encodeURIComponent(token));
      expectProblem(answered, 404, 'not-found');
      bodies.add(JSON.stringify({ ...answered.body, requestId: '' }));
      expect(answered.text).not.toContain(token);
    }
    expect(bodies.size).toBe(1);
    const pages = await Promise.all(wrong.slice(0, 3).map((token) => open(token, { accept: 'text/html' })));
    expect(new Set(pages.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(pages[0]!.status).toBe(404);
  });

  test('a link made under another master key opens nothing', async () => {
    const { token } = await cancelled();
    const { randomBytes } = await import('node:crypto');
    const { createSoftwareSecurityModule } = await import('#adapters/security-module');
    const security = createSoftwareSecurityModule({ masterKey: randomBytes(32) });
    const api = await createHttpApi({ ...world.options, security });
    expect((await api.inject({ url: `/v1/track/${token}` })).statusCode).toBe(404);
    await api.close();
  });

  test('the log names the route and never the link', async () => {
    const { token } = await cancelled();
    await open(token);
    expect(world.log.join('\n')).toContain('/v1/track/:token');
    expect(world.log.join('\n')).not.toContain(token.slice(16));
  });
});

describe('one address', () => {
  test('may call so often within the window; then it waits, while others go on', async () => {
    const { token } = await cancelled();
    let nowMs = world.options.clock.nowMs();
    const api = await createHttpApi({
      ...world.options,
      clock: { nowMs: () => nowMs },
      limits: { ...LIMITS, trackCallsMax: 3 },
    });
    const call = (remoteAddress: string) => api.inject({ url: `/v1/track/${token}`, remoteAddress });
    for (let time = 0; time < 3; time += 1) expect((await call('203.0.113.9')).statusCode).toBe(200);
    const refused = await call('203.0.113.9');
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'too-many-requests' });
    expect(Number(refused.headers['retry-after'])).toBe(60);
    expect((await call('203.0.113.10')).statusCode).toBe(200);
    nowMs += 60_000;
    expect((await call('203.0.113.9')).statusCode).toBe(200);
    await api.close();
  });

  test("a merchant's own requests are not counted by it", async () => {
    expect((await world.call('GET', '/v1/payments', { key: KEYS.shop })).status).toBe(200);
  });
});
