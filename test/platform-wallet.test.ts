/**
 * A cardholder of the demonstration, over real sockets: the wallet that the start filled, a card bound with its bank's
 * own code, a telephone at the terminal of the shop, a code, a scan, a contract, and money to a closed account.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPersonStore } from '#adapters/postgres';
import { DEMO_HOLDERS } from '#domain/person';
import type { WalletId } from '#domain/wallet';
import { testCards } from '#simulation/network';
import { Platform } from './platform.ts';

let platform: Platform;
let api = '';
let control = '';
const cookies = new Map<string, string>();
let csrf: string | null = null;
let serial = 0;

interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function call(method: string, path: string, body?: unknown): Promise<Told> {
  serial += 1;
  const response = await fetch(`${api}${path}`, {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      'idempotency-key': `k${serial}`,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(csrf === null ? {} : { 'x-csrf-token': csrf }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  for (const given of response.headers.getSetCookie()) {
    const [name = '', value = ''] = given.split(';')[0]!.split('=');
    cookies.set(name, value);
  }
  const read = (await response.json()) as Record<string, unknown>;
  if (typeof read.csrf === 'string') csrf = read.csrf;
  return { status: response.status, body: read };
}

const ok = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const told = await call(method, path, body);
  expect(told.status, JSON.stringify(told.body)).toBeLessThan(300);
  return told.body;
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = await look();
    if (found !== null) return found;
    await pause(200);
  }
  throw new Error('it did not come to that');
}

const { phone, password } = DEMO_HOLDERS[0]!;

/** The newest code that a text told this telephone; of the platform itself. */
const ownCode = () =>
  until(async () => {
    const { body } = await call('GET', '/v1/wallet/session/texts');
    return /\b(\d{6})\b/.exec(JSON.stringify(body))?.[1] ?? null;
  });

interface Bank {
  readonly texts: readonly { readonly zh: string }[];
}
async function bankCode(): Promise<string> {
  const { texts } = (await (await fetch(`${control}/texts?phone=${phone}`)).json()) as Bank;
  return /\d{6}/.exec(texts[0]!.zh)![0];
}

/** A second text within a minute is not sent, so what it would prove is written down. */
async function proveByText(): Promise<void> {
  const persons = createPersonStore({ url: await platform.stack.databaseUrl() });
  const { wallet: id } = (await call('GET', '/v1/wallet/session')).body as { wallet: WalletId };
  const person = await persons.byWallet(id);
  const [session] = await persons.sessionsOf(person!.id, 1);
  await persons.prove(session!.id, { kind: 'sms-code', atMs: Date.now(), act: null });
  await persons.close();
}

interface WalletTold {
  readonly balance: { readonly available: number };
  readonly cards: readonly { readonly id: string; readonly masked: string; readonly kind: string }[];
  readonly deviceCards: readonly { readonly id: string }[];
  readonly deductions: readonly { readonly id: string }[];
}
const wallet = async () => (await ok('GET', '/v1/wallet')) as unknown as WalletTold;
const available = async () => (await wallet()).balance.available;

beforeAll(async () => {
  platform = await Platform.start();
  const runtime = await platform.stack.running();
  api = runtime.apiUrl;
  control = runtime.networkControlUrl;
  await call('POST', '/v1/wallet/session', { phone, password });
  await ok('POST', '/v1/wallet/session/codes', { phone });
  await ok('POST', '/v1/wallet/session', { phone, password, code: await ownCode() });
  await ok('POST', '/v1/wallet/proofs', { kind: 'password', password });
}, 120_000);
afterAll(() => platform?.close());

test('the start filled the wallet by the holder’s own acts', async () => {
  const told = await until(async () => {
    const now = await wallet();
    return now.balance.available > 0 && now.deviceCards.length > 0 ? now : null;
  });
  expect(told.balance.available).toBe(50_000);
  expect(told.cards.map(({ kind }) => kind)).toEqual(['debit', 'credit']);
  expect(told.deductions).toHaveLength(2);
});

test('the telephone is held to the terminal: its cryptogram is right, and the balance pays', async () => {
  const { deviceCards } = await wallet();
  const tap = await ok('POST', '/v1/wallet/taps', { deviceCardId: deviceCards[0]!.id, amount: 3_500 });
  expect(tap).toMatchObject({ approved: true, code: '00', movement: { kind: 'tap', state: 'paid' } });
  expect(await available()).toBe(46_500);
});

test('a code is shown, the till scans it, and it is good for one payment', async () => {
  const { code } = await ok('POST', '/v1/wallet/pay-codes', { source: 'balance' });
  const terminal = await platform.terminal('31010002');
  const card = { pan: code as string, expiry: '0001' };
  const sale = () => terminal.sale({ amountFen: 1_500n, card, entry: 'keyed', variety: { is: 'code' } });
  expect(await sale()).toMatchObject({ result: 'approved' });
  expect(await sale()).toMatchObject({ result: 'declined' });
  expect(await available()).toBe(45_000);
});

test('tapping is closed: the terminal declines from then on, the holder reads why, and it is on again', async () => {
  const { services, deviceCards } = (await wallet()) as WalletTold & {
    readonly services: readonly { readonly id: string; readonly kind: string }[];
  };
  const { id } = services.find(({ kind }) => kind === 'tap')!;
  await ok('POST', '/v1/wallet/proofs', { kind: 'password', password });
  const begun = await ok('POST', '/v1/wallet/closures', { subject: { kind: 'service', id } });
  const { seen } = begun.page as { seen: string };
  const done = await ok('POST', `/v1/wallet/closures/${String(begun.id)}/confirm`, { seen });
  expect(done).toMatchObject({ state: 'done', endedBy: { kind: 'holder' } });
  const tapped = () => ok('POST', '/v1/wallet/taps', { deviceCardId: deviceCards[0]!.id, amount: 1_000 });
  expect(await tapped()).toMatchObject({
    ...{ approved: false, code: '57' },
    movement: { state: 'declined', reason: { code: 'wallet-service-off' } },
  });
  const notices = await until(async () => {
    const { items } = (await ok('GET', '/v1/wallet/notices')) as {
      items: { kind: string; words: { zh: string } }[];
    };
    const isOfTap = ({ kind, words }: (typeof items)[number]): boolean =>
      kind === 'wallet-payment-declined' && words.zh.includes('¥10.00');
    return items.some(isOfTap) ? items : null;
  });
  // The newest first: the code that was used twice was declined before.
  const told = notices.find(({ kind }) => kind === 'wallet-payment-declined')!;
  expect(told.words.zh).toMatch(/未成功：.+可改用：.*付款码/);
  expect(notices.some(({ kind }) => kind === 'wallet-service-closed')).toBe(true);
  expect(await ok('POST', `/v1/wallet/services/${id}/on`)).toMatchObject({ state: 'on' });
  expect(await available()).toBe(45_000);
});

test('a merchant’s code is scanned and paid with a bound card: its bank takes the money', async () => {
  const order = await platform.stack.api<{ id: string; code: string }>('/v1/orders', 'merchant', {
    method: 'POST',
    headers: { 'idempotency-key': 'scan-1', 'content-type': 'application/json' },
    body: JSON.stringify({ orderNo: 'scan-1', amount: 2_000, subject: '午餐' }),
  });
  const { id } = await ok('POST', '/v1/wallet/scans', { code: order.body.code });
  const { cards } = await wallet();
  const paid = await ok('POST', `/v1/wallet/scans/${id}/pay`, { source: cards[0]!.id });
  expect(paid).toMatchObject({ kind: 'scan', state: 'paid', amount: 2_000 });
  expect(await available()).toBe(45_000);
});

test('a card is bound by the code that its bank texts, and takes a payout; closed, it sends it back', async () => {
  await proveByText();
  const { pan, expiry } = testCards.find((each) => each.id === 'north-low')!;
  const body = { card: pan, expiry: `${expiry.slice(2)}/${expiry.slice(0, 2)}` };
  const begun = await ok('POST', '/v1/wallet/cards', body);
  const bound = await ok('POST', `/v1/wallet/cards/${begun.id}/code`, { code: await bankCode() });
  const out = await ok('POST', '/v1/wallet/payouts', { amount: 5_000, cardId: bound.id });
  expect(out).toMatchObject({ kind: 'payout', state: 'paid' });
  const json = { 'content-type': 'application/json' };
  const close = { card: 'north-low', state: 'closed' };
  await fetch(`${control}/cards`, { method: 'POST', headers: json, body: JSON.stringify(close) });
  const lost = await ok('POST', '/v1/wallet/payouts', { amount: 4_000, cardId: bound.id });
  expect(await available()).toBe(36_000);
  // The bank finds out when it posts, and the file of the next day sends it back.
  for (let day = 0; day < 2; day += 1) {
    await fetch(`${control}/cut-over`, { method: 'POST' });
    await pause(1_500);
  }
  const bounced = await until(async () => {
    const now = await ok('GET', `/v1/wallet/movements/${lost.id}`);
    return now.state === 'bounced' ? now : null;
  });
  expect(bounced).toMatchObject({ reason: { code: 'wallet-payout-returned' } });
  expect(await available()).toBe(40_000);
}, 60_000);

test('top-ups and payouts stand in the books of the banks as they stand here', async () => {
  expect((await platform.verify()).faults).toEqual([]);
}, 60_000);
