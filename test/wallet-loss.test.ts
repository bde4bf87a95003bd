/** Reports of loss over HTTP with a real database: the stop, the claim, papers, four eyes, the cover, the lift. */
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WalletPayment, WalletPaymentId } from '#domain/wallet';
import { bucketOfId, createIdMaker, toJson } from '#engine';
import { type Answered, expectProblem, type HttpWorld, openHttpWorld } from './http-api-world.ts';
import { pdf } from './papers.ts';
import { type Browser, signedInAs } from './sign-in-browser.ts';
import {
  codeSentTo,
  HolderBrowser,
  type MadeHolder,
  signedInHolder,
  somePhone,
  trust,
} from './wallet-browser.ts';

const HOUR = 3_600_000;
const ids = createIdMaker(997);
const NOTE = { document: 'id-card', seen: true, note: 'seen at the counter' } as const;

let world: HttpWorld;
let sql: Client;
let anna: Browser;
let ben: Browser;
beforeAll(async () => {
  world = await openHttpWorld();
  sql = new Client({ connectionString: world.database.url });
  await sql.connect();
  anna = await signedInAs(world, 'operator');
  ben = await signedInAs(world, 'operator');
});
afterAll(async () => {
  await sql.end();
  await world[Symbol.asyncDispose]();
});
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

type Holder = HolderBrowser & { readonly holder: MadeHolder };
async function someone(parts: Parameters<typeof signedInHolder>[1] = {}): Promise<Holder> {
  const walletId = world.engine.wallets.newId();
  const browser = await signedInHolder(world, { walletId, ...parts });
  const told = await world.engine.submit({
    ...{ type: 'wallet-act', book: walletId, by: 'test', key: 'open' },
    act: {
      kind: 'open',
      holder: { name: '****甲', idNumber: '1****************7', phone: '139****0001' },
      accountClass: 'III',
    },
  });
  expect(told.outcome).toBe('accepted');
  return browser;
}

/** A payment as paying leaves it in the table. */
async function paid(walletId: string, parts: Partial<WalletPayment> = {}): Promise<WalletPaymentId> {
  const nowMs = world.options.clock.nowMs();
  const movement: WalletPayment = {
    ...{ id: ids.movement(walletId, nowMs), book: walletId, kind: 'tap', state: 'paid', version: 1 },
    ...{ source: { kind: 'balance' }, card: null, serviceIds: [], amountFen: 20_000n, returnedFen: 0n },
    merchant: { merchantId: 'm', nameZh: '渡口茶店', nameEn: 'Ferry Tea', terminalId: '10000001' },
    ...{ networkKey: null, reason: null, authCode: '000001', dueMs: null },
    ...{ atMs: nowMs - HOUR, endedAtMs: nowMs - HOUR },
    ...parts,
  };
  const { id, book, version, kind, state, source, amountFen, returnedFen, atMs } = movement;
  await sql.query(
    `INSERT INTO wallet_payment (bucket, book, id, version, kind, state, source, amount_fen, returned_fen, at_ms,
       journals, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11)`,
    [
      ...[
        bucketOfId(id),
        book,
        id,
        version,
        kind,
        state,
        source.kind,
        String(amountFen),
        String(returnedFen),
      ],
      ...[atMs, toJson(movement)],
    ],
  );
  return movement.id;
}

async function paper(browser: HolderBrowser, loss: string, item: string): Promise<Answered> {
  const response = await world.api.inject({
    method: 'POST',
    url: `/v1/wallet/losses/${loss}/papers?item=${item}`,
    headers: {
      ...{ 'content-type': 'application/pdf', 'sec-fetch-site': 'same-origin' },
      ...{ cookie: browser.cookie, 'x-csrf-token': browser.csrf ?? '' },
    },
    payload: pdf(),
  });
  return {
    status: response.statusCode,
    body: response.json(),
    headers: response.headers,
    text: response.body,
  };
}

describe('a holder reports a loss', () => {
  it('everything stops, every other sign-in ends, and the rules of cover are told', async () => {
    const browser = await someone();
    const lost = new HolderBrowser(world);
    await trust(world, lost, browser.holder);
    const { phone, password } = browser.holder;
    expect((await lost.signIn({ phone, password })).status).toBe(200);

    const told = await browser.call('POST', '/v1/wallet/losses', {
      body: { what: 'phone', words: 'on the bus' },
    });
    expect(told.status, told.text).toBe(201);
    expect(told.body).toMatchObject({ state: 'noted', stopped: true, door: 'app', papersWanted: [] });
    expect(told.body.cover).toMatchObject({ hours: 72, perYear: 3_000_000, paidFromDays: 3, paidToDays: 7 });
    expect((await lost.call('GET', '/v1/wallet/losses')).status).toBe(401);
    expect((await browser.call('GET', '/v1/wallet/losses')).body.items).toHaveLength(1);
    const wallet = await world.reader.wallet(browser.holder.walletId);
    expect(wallet?.status).toMatchObject({ state: 'stopped', caseId: told.body.id });
    expect(wallet?.services.some(({ state }) => state === 'on')).toBe(false);
  });

  it('nobody sees the report of somebody else, and a payment of somebody else is none', async () => {
    const [one, other] = [await someone(), await someone()];
    const told = await one.call('POST', '/v1/wallet/losses', { body: { what: 'phone', words: 'gone' } });
    expectProblem(await other.call('GET', `/v1/wallet/losses/${told.body.id}`), 404, 'loss-not-found');
    const id = await paid(one.holder.walletId);
    const body = { what: 'payment', payments: [id], words: 'not mine' };
    expectProblem(await other.call('POST', '/v1/wallet/losses', { body }), 422, 'loss-payment-not-named');
    expect((await world.reader.wallet(other.holder.walletId))?.status.state).toBe('open');
  });

  it('a claim goes from papers to the balance by two persons, and each rule names its payment', async () => {
    const browser = await someone();
    const wallet = browser.holder.walletId;
    const near = await paid(wallet, { amountFen: 600_000n });
    const old = await paid(wallet, { amountFen: 5_000n, atMs: world.options.clock.nowMs() - 100 * HOUR });
    const body = { what: 'payment', payments: [near, old], stolen: true, words: 'stolen on the train' };
    const told = await browser.call('POST', '/v1/wallet/losses', { body });
    const id = String(told.body.id);
    expect(told.body).toMatchObject({ state: 'papers' });
    const codes = (list: unknown): string[] => (list as { code: string }[]).map(({ code }) => code);
    expect(codes(told.body.papersWanted)).toEqual(['statement', 'police-record']);
    const cover = told.body.cover as {
      payments: { payment: string; class: { code: string }; covered: number }[];
    };
    expect(cover.payments.map((row) => [row.payment, row.class.code, row.covered])).toEqual([
      [old, 'older', 0],
      [near, 'in-window', 600_000],
    ]);

    expect((await paper(browser, id, 'statement')).body).toMatchObject({ state: 'papers' });
    const review = await paper(browser, id, 'police-record');
    expect(review.body, review.text).toMatchObject({ state: 'review' });
    const sha256 = (review.body.papers as { sha256: string }[])[0]!.sha256;
    const read = await ben.call('GET', `/v1/wallet-cases/${id}/papers/${sha256}`);
    expect(read.status).toBe(200);

    const url = `/v1/wallet-cases/${id}/decisions`;
    expectProblem(await anna.call('POST', url, { body: { decision: 'cover' } }), 400, 'input-not-valid');
    const proposed = await anna.call('POST', url, { body: { decision: 'cover', words: 'in the window' } });
    expect(proposed.body, proposed.text).toMatchObject({ state: 'approval', proposed: { amount: 600_000 } });
    expectProblem(await anna.call('POST', url, { body: { decision: 'approve' } }), 403, 'four-eyes');
    const yes = await ben.call('POST', url, { body: { decision: 'approve' } });
    expect(yes.body, yes.text).toMatchObject({
      state: 'covered',
      decision: { kind: 'cover', amount: 600_000 },
    });
    const balances = await world.reader.balances(wallet);
    const of = (account: string) => balances.find((each) => each.account === account)?.balance;
    expect(of('wallet_balance')).toMatchObject({ creditPostedFen: 600_000n });
    expect(of('loss_cover')).toMatchObject({ debitPostedFen: 600_000n });
  });

  it('a refusal names reason and remedies; the objection is another person’s', async () => {
    const browser = await someone();
    const id = await paid(browser.holder.walletId);
    const told = await browser.call('POST', '/v1/wallet/losses', {
      body: { what: 'payment', payments: [id], words: 'not mine' },
    });
    const loss = String(told.body.id);
    await paper(browser, loss, 'statement');
    const url = `/v1/wallet-cases/${loss}/decisions`;
    const no = await anna.call('POST', url, {
      body: { decision: 'refuse', why: 'authorised', words: 'PIN on file' },
    });
    expect(no.body, no.text).toMatchObject({ state: 'refused', decision: { why: { code: 'authorised' } } });
    expect((no.body.decision as { remedies: unknown[] }).remedies).toHaveLength(3);
    const object = await browser.call('POST', `/v1/wallet/losses/${loss}/object`, { body: { words: 'no' } });
    expect(object.body, object.text).toMatchObject({ state: 'review', objection: { words: 'no' } });
    const cover = { body: { decision: 'cover', words: 'after all' } };
    expectProblem(await anna.call('POST', url, cover), 403, 'four-eyes');
    expect((await ben.call('POST', url, cover)).body).toMatchObject({ state: 'covered' });
  });
});

describe('without the phone', () => {
  /** A report from a browser that nobody knows, with a code at a number of its own. */
  async function reports(given: Record<string, unknown>, code?: string): Promise<Answered> {
    const browser = new HolderBrowser(world);
    const reachableAt = somePhone();
    const sent = await browser.call('POST', '/v1/wallet/loss-reports/codes', { body: { reachableAt } });
    expect(sent.status, sent.text).toBe(202);
    const right = code ?? (await codeSentTo(world, reachableAt));
    return browser.call('POST', '/v1/wallet/loss-reports', {
      body: { reachableAt, code: right, what: 'phone', ...given },
    });
  }
  const stateOf = async (walletId: string): Promise<string | undefined> =>
    (await world.reader.wallet(walletId))?.status.state;

  it('ID number and password stop the wallet; one of them alone, or a telephone alone, stops nothing', async () => {
    const browser = await someone();
    const { phone, idNumber, password, walletId } = browser.holder;
    const other = await someone();
    const answers = [
      await reports({ phone, idNumber: other.holder.idNumber, password }),
      await reports({ phone, idNumber, password: 'a wrong password' }),
      await reports({ phone, idNumber }),
      await reports({ phone, idNumber, card: '6222020000000005' }),
      await reports({ phone: somePhone(), idNumber: other.holder.idNumber, password }),
    ];
    expect(await stateOf(walletId)).toBe('open');
    const right = await reports({ phone, idNumber, password });
    expect(right.status, right.text).toBe(202);
    expect(await stateOf(walletId)).toBe('stopped');
    expect((await browser.call('GET', '/v1/wallet/losses')).status).toBe(401);
    // What a stranger sees is one and the same, whatever was right.
    expect(new Set([...answers, right].map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    const { rows } = await sql.query("SELECT count(*)::int AS n FROM sms_outbox WHERE kind = 'wallet-loss'");
    expect(rows[0]).toEqual({ n: 2 });
  }, 60_000);

  it('a wrong code costs nobody anything, and guesses are bounded as at the sign-in', async () => {
    const { phone, idNumber, walletId } = (await someone()).holder;
    expectProblem(await reports({ phone, idNumber, password: 'x' }, '000000'), 401, 'code-wrong');
    const told: number[] = [];
    for (let tries = 0; tries < 6; tries += 1)
      told.push((await reports({ phone, idNumber, password: `guess ${tries}` })).status);
    expect(told).toEqual([202, 202, 202, 202, 202, 429]);
    expect(await stateOf(walletId)).toBe('open');
  }, 60_000);
});

describe('at the counter', () => {
  it('a wallet is found by ID number and telephone together alone, and each look-up is recorded', async () => {
    const browser = await someone();
    const { phone, idNumber, walletId } = browser.holder;
    const look = (given: object) =>
      anna.call('POST', '/v1/wallet-lookups', { body: { ...given, identity: NOTE } });
    expect((await look({ phone, idNumber })).body).toMatchObject({ wallet: { id: walletId, state: 'open' } });
    const other = await someone();
    expect((await look({ phone, idNumber: other.holder.idNumber })).body).toEqual({ wallet: null });
    const { rows } = await sql.query(
      "SELECT count(*)::int AS n FROM staff_act WHERE act = 'POST /v1/wallet-lookups'",
    );
    expect(rows[0]).toEqual({ n: 2 });
  });

  it('staff report for a holder without a phone, and lift the stop: nothing of before opens the wallet', async () => {
    const browser = await someone();
    const { walletId: wallet, phone, password } = browser.holder;
    const told = await anna.call('POST', '/v1/wallet-cases', {
      body: { wallet, identity: NOTE, what: 'phone', words: 'came to the counter' },
    });
    expect(told.status, told.text).toBe(201);
    expect(told.body).toMatchObject({ door: 'staff', walletState: 'stopped' });
    expect((await browser.call('GET', '/v1/wallet/losses')).status).toBe(401);
    const lifted = await ben.call('POST', `/v1/wallet-cases/${told.body.id}/lift`, {
      body: { identity: NOTE },
    });
    expect(lifted.body, lifted.text).toMatchObject({ state: 'closed', walletState: 'open', stopped: false });
    // The device is not known any more: the password alone does not open it.
    expectProblem(await browser.signIn({ phone, password }), 401, 'device-code-needed');
  });

  it('an auditor reads and does nothing; a shop sees nothing', async () => {
    const auditor = await signedInAs(world, 'auditor');
    const cashier = await signedInAs(world, 'cashier');
    expect((await auditor.call('GET', '/v1/wallet-cases?open=true')).status).toBe(200);
    expect((await auditor.call('POST', '/v1/wallet-lookups', { body: {} })).status).toBe(403);
    expect((await cashier.call('GET', '/v1/wallet-cases')).status).toBe(403);
  });
});
