/** Search, books and verification at the operator's desk, over HTTP and PostgreSQL. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyRunner } from '#adapters/http-api';
import { createHttpApi } from '#adapters/http-api';
import type { Payment } from '#domain/payment';
import { type Answered, type HttpWorld, KEYS, OTHER_SHOP, openHttpWorld, SHOP } from './http-api-world.ts';
import { MORNING_MS } from './shop.ts';
import { signedInAs } from './sign-in-browser.ts';

const PAN = '6222020000000000016';
const DAY = new Date(MORNING_MS + 8 * 3_600_000).toISOString().slice(0, 10);

interface Found {
  readonly id: string;
  readonly amount: number;
  readonly card: string;
}
let world: HttpWorld;
const sold: Payment[] = [];
let refund: Record<string, unknown>;
beforeAll(async () => {
  world = await openHttpWorld();
  for (let n = 1; n <= 12; n += 1)
    sold.push(await world.sale(String(n).padStart(6, '0'), BigInt(n) * 1_000n));
  sold.push(await world.sale('000001', 5_000n, OTHER_SHOP));
  await world.settle();
  const made = await world.call('POST', '/v1/cancellations?wait=5', {
    body: { subject: sold[4]!.id, amount: 2_000, reason: 'brought back' },
    headers: { 'idempotency-key': 'desk-refund' },
  });
  refund = made.body;
  // One payment by a card of which the test knows the number.
  const { index, masked } = await world.security.sealPan(PAN);
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  await client.query(
    `UPDATE payment SET card_index = $2, card_tail = right($3, 4),
       body = jsonb_set(jsonb_set(body::jsonb, '{card,index}', to_jsonb($2::text)),
         '{card,masked}', to_jsonb($3::text)) WHERE id = $1`,
    [sold[7]!.id, index, masked],
  );
  await client.end();
});
afterAll(() => world[Symbol.asyncDispose]());

/** By a card number as a body, by anything else as an address. */
async function asked(marks: Readonly<Record<string, unknown>>): Promise<Answered> {
  if ('card' in marks)
    return world.call('POST', '/v1/operator/payments/search', { key: KEYS.operator, body: marks });
  const given = Object.entries(marks).map(([name, value]) => [name, String(value)]);
  const query = new URLSearchParams(Object.fromEntries(given));
  return world.call('GET', `/v1/operator/payments?${query}`, { key: KEYS.operator });
}
async function search(marks: Readonly<Record<string, unknown>>): Promise<Found[]> {
  const told = await asked(marks);
  expect(told.status, told.text).toBe(200);
  return told.body.items as Found[];
}
const idsOf = (found: readonly Found[]): string[] => found.map(({ id }) => id);

describe('search', () => {
  it('by a full card number finds its payments, and the number stands nowhere', async () => {
    const found = await search({ card: PAN });
    expect(found).toMatchObject([{ id: sold[7]!.id, card: '622202*********0016' }]);
    expect(await search({ card: '6222020000000000024' })).toEqual([]);
    const told = await asked({ card: `${PAN}x` });
    expect(told.status).toBe(400);
    for (const said of [JSON.stringify(found), told.text, world.log.join('\n')])
      expect(said).not.toContain(PAN);
  });

  it('follows a reference of a payment, its way back, or an id of either', async () => {
    const paid = sold[4]!;
    for (const reference of [paid.id, paid.rrn, refund.id, refund.rrn])
      expect(idsOf(await search({ reference })), String(reference)).toEqual([paid.id]);
    expect(await search({ reference: 'pay_0000000000000000' })).toEqual([]);
    expect(await search({ reference: 'nothing' })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, (payment: Payment) => boolean]>([
    ['an amount', { amountFrom: 5_000, amountTo: 5_000 }, ({ amountFen }) => amountFen === 5_000n],
    ['amounts from', { amountFrom: 11_000 }, ({ amountFen }) => amountFen >= 11_000n],
    ['a shop', { book: OTHER_SHOP }, ({ book }) => book === OTHER_SHOP],
    [
      'a trace number',
      { trace: '000003', terminal: '10000001' },
      ({ terminal }) => terminal.stan === '000003',
    ],
    ['a state', { state: 'approved' }, () => true],
    ['a state that none has', { state: 'declined' }, () => false],
    ['a day', { from: `${DAY}T00:00:00+08:00`, to: `${DAY}T23:59:59+08:00` }, () => true],
    ['a day before', { to: '2020-01-01T00:00:00+08:00' }, () => false],
    ['the last four', { last4: '0016' }, ({ id }) => id === sold[7]!.id],
    ['last four and amount', { last4: '0016', amountTo: 100 }, () => false],
  ])('by %s', async (_what, body, fits) => {
    expect(idsOf(await search(body)).sort()).toEqual(idsOf(sold.filter(fits) as never).sort());
  });

  it('by an authorisation code', async () => {
    const { body } = await world.call('GET', `/v1/payments/${sold[2]!.id}`);
    expect(body.authCode).toMatch(/^.{6}$/);
    expect(idsOf(await search({ authCode: body.authCode }))).toContain(sold[2]!.id);
  });

  it('comes newest first, page by page, and a cursor is good for its own question alone', async () => {
    const all = idsOf(await search({}));
    expect(all).toEqual([...all].sort().reverse());
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const told: Answered = await asked({ limit: 5, ...(cursor === null ? {} : { cursor }) });
      walked.push(...idsOf(told.body.items as Found[]));
      cursor = told.body.next as string | null;
    } while (cursor !== null);
    expect(walked).toEqual(all);
    const { body: first } = await asked({ limit: 5 });
    expect((await asked({ limit: 5, cursor: first.next, book: SHOP })).status).toBe(400);
  });
});

interface Sides {
  readonly debit: number;
  readonly credit: number;
}
interface Trial {
  readonly rows: readonly {
    readonly account: string;
    readonly opening: Sides;
    readonly moved: Sides;
    readonly closing: Sides;
  }[];
  readonly total: Readonly<Record<'opening' | 'moved' | 'closing' | 'pending', Sides>>;
  readonly even: boolean;
  readonly ended: boolean;
}

describe('the books', () => {
  it('have every book with its balances', async () => {
    const { body } = await world.call('GET', '/v1/operator/books', { key: KEYS.operator });
    const items = body.items as { book: string; accounts: { account: string; balance: number }[] }[];
    expect(items.map(({ book }) => book)).toEqual([SHOP, OTHER_SHOP]);
    const other = items[1]!.accounts.find(({ account }) => account === 'merchant_payable');
    expect(other).toMatchObject({ balance: 4_970 });
  });

  it('have a trial balance that is even, whose day moved what the accounts now hold', async () => {
    const { body, text } = await world.call('GET', `/v1/operator/trial-balance?day=${DAY}`, {
      key: KEYS.operator,
    });
    const trial = body as unknown as Trial;
    expect(trial, text).toMatchObject({ even: true, ended: false });
    expect(trial.total.opening).toEqual({ debit: 0, credit: 0 });
    expect(trial.total.moved.debit).toBe(trial.total.moved.credit);
    expect(trial.total.moved.debit).toBeGreaterThan(0);
    const accounts = (await world.call('GET', '/v1/ledger/accounts', { key: KEYS.operator })).body.items as {
      account: string;
      balance: number;
    }[];
    for (const { account, closing } of trial.rows) {
      const { balance } = accounts.find((each) => each.account === account)!;
      expect(`${account} ${Math.abs(closing.debit - closing.credit)}`).toBe(
        `${account} ${Math.abs(balance)}`,
      );
    }
    const before = await world.call('GET', '/v1/operator/trial-balance?day=2020-01-01', {
      key: KEYS.operator,
    });
    expect(before.body).toMatchObject({
      even: true,
      ended: true,
      total: { closing: { debit: 0, credit: 0 } },
    });
    expect(
      (await world.call('GET', '/v1/operator/trial-balance?day=2999-01-01', { key: KEYS.operator })).status,
    ).toBe(400);
  });

  it('have the journals of a day in the order of time, by account, kind, book and payment', async () => {
    const journals = async (
      query: string,
    ): Promise<{ at: string; kind: string; book: string; payment: string }[]> => {
      const path = `/v1/operator/journals?from=${DAY}&to=${DAY}&limit=200${query}`;
      return (await world.call('GET', path, { key: KEYS.operator })).body.items as never;
    };
    const all = await journals('');
    expect(all.length).toBeGreaterThan(24);
    expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => at).sort());
    expect(new Set((await journals('&kind=post')).map(({ kind }) => kind))).toEqual(new Set(['post']));
    expect(new Set((await journals(`&book=${OTHER_SHOP}`)).map(({ book }) => book))).toEqual(
      new Set([OTHER_SHOP]),
    );
    expect(await journals('&account=suspense')).toEqual([]);
    const own = await journals(`&payment=${sold[4]!.id}`);
    expect(own.map(({ kind }) => kind)).toEqual(['hold', 'post', 'hold', 'mirror']);
    const walked: unknown[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const path = `/v1/operator/journals?from=${DAY}&to=${DAY}&limit=7${at}`;
      const { body } = await world.call('GET', path, { key: KEYS.operator });
      walked.push(...(body.items as unknown[]));
      cursor = body.next as string | null;
    }
    expect(walked).toEqual(all);
  });

  it('go out as files that open in a spreadsheet, with what looks like a formula as text', async () => {
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    const file = await world.call('GET', `/v1/operator/journals.csv?from=${DAY}&to=${DAY}&lang=en`, {
      key: KEYS.operator,
    });
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM entry');
    await client.end();
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = file.text.replace('\u{feff}', '').trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      'At,Book,Payment,Journal,Kind,Way back,Account,Name,Debit held,Debit,Credit held,Credit',
    );
    expect(lines.length - 1).toBe(Number(rows[0]!.count));
    const trial = await world.call('GET', `/v1/operator/trial-balance.csv?day=${DAY}`, {
      key: KEYS.operator,
    });
    expect(trial.text).toMatch(/^\u{feff}科目,名称,期初借方/u);
    expect(trial.text).toMatch(/,合计,,,(\d+\.\d\d),\1,(\d+\.\d\d),\2,/);
  });

  it('refuse days that are none, that come backwards, and too many of them', async () => {
    for (const query of [
      'from=2026-02-30&to=2026-03-01',
      'from=2026-03-02&to=2026-03-01',
      'from=2026-01-01&to=2026-03-01',
    ])
      expect(
        (await world.call('GET', `/v1/operator/journals?${query}`, { key: KEYS.operator })).status,
        query,
      ).toBe(400);
  });
});

describe('a verification', () => {
  it('is started once however often it is asked for, tells how far it is, and its result is kept', async () => {
    let report: (progress: { done: number; of: number }) => void = () => {};
    let finish: () => void = () => {};
    const runner: VerifyRunner = async (onProgress) => {
      report = onProgress;
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return world.options.verifyBooks(onProgress);
    };
    const api = await createHttpApi({ ...world.options, verifyBooks: runner });
    const address = await api.listen({ host: '127.0.0.1', port: 0 });
    const headers = { authorization: `Bearer ${KEYS.operator}` };
    try {
      const live = await fetch(`${address}/v1/operator/verify/live`, { headers });
      expect(live.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
      const reader = live.body!.pipeThrough(new TextDecoderStream()).getReader();
      let said = '';
      const until = async (text: string): Promise<void> => {
        while (!said.includes(text)) said += (await reader.read()).value ?? '';
      };
      await until('event: idle');
      const start = async (): Promise<{ id: number; state: string }> =>
        (await (await fetch(`${address}/v1/operator/verify`, { method: 'POST', headers })).json()) as never;
      const [first, second] = await Promise.all([start(), start()]);
      expect(first).toMatchObject({ id: second.id, state: 'running' });
      report({ done: 3, of: 13 });
      await until('"done":3,"of":13');
      const { body: asked } = {
        body: (await (await fetch(`${address}/v1/operator/verify`, { headers })).json()) as Record<
          string,
          unknown
        >,
      };
      expect(asked).toMatchObject({ running: { id: first.id, done: 3, of: 13 } });
      finish();
      await until('event: ended');
      const kept = await (await fetch(`${address}/v1/operator/verify`, { headers })).json();
      expect(kept).toMatchObject({
        running: null,
        // The test's own hand at a card is what the verification finds.
        runs: [
          { id: first.id, by: 'key_operator', counts: { payments: 13, cancellations: 1 }, issuers: false },
        ],
      });
      await reader.cancel();
    } finally {
      await api.close();
    }
  });

  it('is followed for as long as the right to it lasts', async () => {
    const limits = { ...world.options.limits, liveBeatMs: 20 };
    const api = await createHttpApi({ ...world.options, limits });
    const address = await api.listen({ host: '127.0.0.1', port: 0 });
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    try {
      const headers = { authorization: `Bearer ${KEYS.second}` };
      const live = await fetch(`${address}/v1/operator/verify/live`, { headers });
      const reader = live.body!.pipeThrough(new TextDecoderStream()).getReader();
      for (let said = ''; !said.includes(':\n\n:\n\n'); ) said += (await reader.read()).value ?? '';
      await client.query(`DELETE FROM api_key WHERE id = 'key_second'`);
      for (let ended = false; !ended; ) ended = (await reader.read()).done;
    } finally {
      await client.end();
      await api.close();
    }
  });

  it('is followed by nobody who signed out, and no stream answers HEAD', async () => {
    const limits = { ...world.options.limits, liveBeatMs: 50 };
    const api = await createHttpApi({ ...world.options, limits });
    const address = await api.listen({ host: '127.0.0.1', port: 0 });
    try {
      const auditor = await signedInAs(world, 'auditor');
      const headers = { cookie: String(auditor.cookie), 'sec-fetch-site': 'same-origin' };
      const live = await fetch(`${address}/v1/operator/verify/live`, { headers });
      expect(live.status).toBe(200);
      await auditor.call('DELETE', '/v1/session');
      expect(await live.text()).toMatch(/^retry: 2000\nid: again\n/);
      for (const url of ['/v1/operator/verify/live', '/v1/operator/live'])
        expect((await fetch(address + url, { method: 'HEAD', headers })).status).toBeGreaterThanOrEqual(400);
    } finally {
      await api.close();
    }
  });

  it('that fails says why, and the next one may begin', async () => {
    const api = await createHttpApi({
      ...world.options,
      verifyBooks: async () => Promise.reject(new Error('no room')),
    });
    const ask = async (method: 'GET' | 'POST') =>
      (
        await api.inject({
          method,
          url: '/v1/operator/verify',
          headers: { authorization: `Bearer ${KEYS.operator}` },
        })
      ).json();
    const { id } = await ask('POST');
    await expect
      .poll(async () => (await ask('GET')).runs[0])
      .toMatchObject({ id, state: 'failed', failure: 'no room' });
    expect((await ask('POST')).id).toBeGreaterThan(id);
    await api.close();
  });
});
