/** Checks by somebody else: staff with the identity card, and a provider of faces over a real line. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFaceProvider, FaceProviderError, resultLine, signatureOf } from '#adapters/face-check';
import { createHttpApi } from '#adapters/http-api';
import { createWalletSignIn, engineWallets } from '#adapters/wallet-sign-in';
import { FACE_CONSENT_EDITION } from '#domain/person';
import { type Answered, expectProblem, type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { signedInAs } from './sign-in-browser.ts';
import { type HolderBrowser, signedInHolder } from './wallet-browser.ts';

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
beforeEach(() => sql.query('DELETE FROM sign_in_try'));

const ACT = 'clo_0123456789ABCDEF';
const begin = (browser: HolderBrowser, body: object): Promise<Answered> =>
  browser.call('POST', '/v1/wallet/checks', { body });
const proofsFor = async (browser: HolderBrowser, act?: string): Promise<string[]> => {
  const { body } = await browser.call('GET', `/v1/wallet/proofs${act === undefined ? '' : `?act=${act}`}`);
  return (body.proofs as { kind: string }[]).map(({ kind }) => kind);
};

describe('a staff check', () => {
  it('passes with what the card says, and is a proof of the one act', async () => {
    const browser = await signedInHolder(world);
    const operator = await signedInAs(world, 'operator');
    const { status, body } = await begin(browser, { kind: 'staff', act: ACT });
    expect(status).toBe(201);
    expect(body).toMatchObject({ kind: 'staff', state: 'open', act: ACT, url: null });
    expect(body.code).toMatch(/^\d{8}$/);
    const { name, idNumber } = browser.holder;
    const card = { code: body.code, fits: true, name: ` ${name} `, idNumber: idNumber.toLowerCase() };
    const decided = await operator.call('POST', '/v1/wallet-checks/decisions', { body: card });
    expect(decided.body).toEqual({ id: body.id, state: 'passed' });
    expect((await browser.call('GET', `/v1/wallet/checks/${body.id}`)).body).toMatchObject({
      ...{ state: 'passed', code: null },
    });
    expect(await proofsFor(browser, ACT)).toEqual(['staff']);
    expect(await proofsFor(browser)).not.toContain('staff');
    // Once: the code names no check any more.
    const again = await operator.call('POST', '/v1/wallet-checks/decisions', { body: card });
    expectProblem(again, 404, 'check-not-known');
  });

  it('fails with another number or name, and when staff say that the card is not the holder’s', async () => {
    const operator = await signedInAs(world, 'operator');
    const other = await signedInHolder(world);
    for (const said of [
      { fits: true, name: '测试持卡人', idNumber: other.holder.idNumber },
      { fits: true, name: '别的姓名', idNumber: null },
      { fits: false, note: '照片与本人不符' },
    ]) {
      const browser = await signedInHolder(world);
      const { code } = (await begin(browser, { kind: 'staff' })).body;
      const body = {
        code,
        ...said,
        ...(said.idNumber === null ? { idNumber: browser.holder.idNumber } : {}),
      };
      const decided = await operator.call('POST', '/v1/wallet-checks/decisions', { body });
      expect(decided.body, decided.text).toMatchObject({ state: 'failed' });
      expect(await proofsFor(browser)).not.toContain('staff');
    }
  });

  it('is decided by people of the institution alone, whose guesses at codes are counted', async () => {
    const body = { code: '00000000', fits: false, note: 'x' };
    for (const role of ['cashier', 'merchant-admin', 'auditor'] as const)
      expectProblem(
        await (await signedInAs(world, role)).call('POST', '/v1/wallet-checks/decisions', { body }),
        403,
        'not-allowed',
      );
    const byKey = await world.call('POST', '/v1/wallet-checks/decisions', { key: KEYS.operator, body });
    expectProblem(byKey, 403, 'not-allowed');
    const operator = await signedInAs(world, 'operator');
    const guess = () => operator.call('POST', '/v1/wallet-checks/decisions', { body });
    for (let n = 0; n < 5; n += 1) expectProblem(await guess(), 404, 'check-not-known');
    expectProblem(await guess(), 429, 'too-many-tries');
  });

  it('is over when its time is over, and is nobody else’s to look at', async () => {
    const browser = await signedInHolder(world);
    const operator = await signedInAs(world, 'operator');
    const { id, code } = (await begin(browser, { kind: 'staff' })).body;
    const other = await signedInHolder(world);
    expectProblem(await other.call('GET', `/v1/wallet/checks/${id}`), 404, 'not-found');
    await sql.query('UPDATE person_check SET until_ms = asked_ms WHERE id = $1', [id]);
    expect((await browser.call('GET', `/v1/wallet/checks/${id}`)).body.state).toBe('over');
    const { name, idNumber } = browser.holder;
    const late = { code, fits: true, name, idNumber };
    expectProblem(
      await operator.call('POST', '/v1/wallet-checks/decisions', { body: late }),
      404,
      'check-not-known',
    );
  });
});

describe('asking for checks', () => {
  it('is bounded for one person', async () => {
    const browser = await signedInHolder(world);
    let asked = 0;
    for (; asked < 20; asked += 1) if ((await begin(browser, { kind: 'staff' })).status !== 201) break;
    expect(asked).toBe(10);
    expectProblem(await begin(browser, { kind: 'staff' }), 429, 'too-many-tries');
    // Of those under way the newest three can still be decided.
    const { rows } = await sql.query(
      "SELECT count(*)::int AS n FROM person_check WHERE person_id = $1 AND state = 'open'",
      [browser.holder.personId],
    );
    expect(rows[0].n).toBe(3);
  });
});

describe('without a provider of faces', () => {
  it('the way is not offered, and the other one is', async () => {
    const browser = await signedInHolder(world);
    const { offered } = (await browser.call('GET', '/v1/wallet/proofs')).body;
    expect(offered).toEqual(['password', 'sms-code', 'staff']);
    expectProblem(await begin(browser, { kind: 'face' }), 409, 'face-not-offered');
    const { face } = (await browser.call('GET', '/v1/wallet/consents')).body as { face: object };
    expect(face).toMatchObject({ provider: null, given: null });
    const consent = { body: { kind: 'face', edition: FACE_CONSENT_EDITION } };
    expectProblem(await browser.call('POST', '/v1/wallet/consents', consent), 409, 'face-not-offered');
  });
});

describe('a provider of faces', () => {
  const key = randomBytes(32);
  /** What the provider was asked, and what it answers next. */
  const asked: { readonly body: string; readonly headers: IncomingMessage['headers'] }[] = [];
  let answer: { status: number; body: string | null } = { status: 201, body: null };
  let server: Server;
  let url: string;
  let faces: HttpWorld;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        asked.push({ body: Buffer.concat(parts).toString('utf8'), headers: request.headers });
        const { checkId } = JSON.parse(asked.at(-1)!.body) as { checkId: string };
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(answer.body ?? JSON.stringify({ url: `${url}/faces/${checkId}` }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    const { personStore: store, security, options } = world;
    const face = createFaceProvider({ url, name: '演示比对机构', key, clock: options.clock });
    const holders = createWalletSignIn({
      ...{ store, security, clock: options.clock, demo: true, face },
      wallets: engineWallets(world.engine),
    });
    const api = await createHttpApi({ ...options, holders });
    faces = { ...world, api, call: callOf(api) };
  });
  afterAll(async () => {
    await faces.api.close();
    await new Promise((resolve) => server.close(resolve));
  });

  function callOf(api: HttpWorld['api']): HttpWorld['call'] {
    return async (method, path, { body, headers = {} } = {}) => {
      const response = await api.inject({
        ...{ method, url: path },
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      return {
        status: response.statusCode,
        body: JSON.parse(response.payload) as Record<string, unknown>,
        headers: response.headers,
        text: response.payload,
      };
    };
  }

  const agree = (browser: HolderBrowser) =>
    browser.call('POST', '/v1/wallet/consents', { body: { kind: 'face', edition: FACE_CONSENT_EDITION } });
  const question = () => JSON.parse(asked.at(-1)!.body) as Record<string, string>;
  const tell = (
    changed: { passed?: boolean; nonce?: string; checkId?: string } = {},
    signed: { by?: Uint8Array; ageMs?: number } = {},
  ) => {
    const { checkId = '', nonce = '' } = question();
    const result = { checkId, nonce, passed: true, reference: 'record-1', ...changed };
    const time = String(world.options.clock.nowMs() - (signed.ageMs ?? 0));
    const signature = signatureOf(signed.by ?? key, time, resultLine(result));
    const headers = { 'x-yuanlu-time': time, 'x-yuanlu-signature': signature };
    return faces.call('POST', '/v1/wallet/face-results', { body: result, headers });
  };

  it('is asked with consent alone, signed, and sends the holder to its own page', async () => {
    const browser = await signedInHolder(faces);
    expectProblem(await begin(browser, { kind: 'face', act: ACT }), 403, 'consent-needed');
    expect(asked).toHaveLength(0);
    const agreed = await agree(browser);
    expect(agreed.body).toMatchObject({
      face: { provider: '演示比对机构', given: { edition: FACE_CONSENT_EDITION } },
    });
    expect(JSON.stringify(agreed.body)).toContain('提供给 演示比对机构');
    const { status, body } = await begin(browser, { kind: 'face', act: ACT });
    expect([status, body.url]).toEqual([201, `${url}/faces/${body.id}`]);
    const { name, idNumber } = browser.holder;
    expect(question()).toMatchObject({ checkId: body.id, name, idNumber });
    const { headers, body: sent } = asked.at(-1)!;
    const time = String(headers['x-yuanlu-time']);
    expect(headers['x-yuanlu-signature']).toBe(signatureOf(key, time, sent));
    expect((await tell()).body).toEqual({ taken: true });
    expect(await proofsFor(browser, ACT)).toEqual(['face']);
    // The same again is taken and proves nothing anew.
    await sql.query('DELETE FROM person_proof');
    expect((await tell()).body).toEqual({ taken: true });
    expect(await proofsFor(browser, ACT)).toEqual([]);
  });

  it('whose result is forged, old, of another check or of another nonce is not heard', async () => {
    const browser = await signedInHolder(faces);
    await agree(browser);
    await begin(browser, { kind: 'face', act: ACT });
    const wrong = [
      await tell({}, { by: randomBytes(32) }),
      await tell({}, { ageMs: 6 * 60_000 }),
      await tell({ nonce: 'A'.repeat(32) }),
      await tell({ checkId: `chk_${'a'.repeat(20)}` }),
    ];
    for (const each of wrong) expectProblem(each, 401, 'result-not-genuine');
    expect(await proofsFor(browser, ACT)).toEqual([]);
    expect((await tell({ passed: false })).status).toBe(200);
    // A failure stands: a later yes for the same check changes nothing.
    expect((await tell({ passed: true })).status).toBe(200);
    expect(await proofsFor(browser, ACT)).toEqual([]);
  });

  it('alone switches a service off while the consent stands, and not after it', async () => {
    type Signed = Awaited<ReturnType<typeof signedInHolder>>;
    const off = async (browser: Signed, before: () => Promise<unknown>): Promise<Answered> => {
      const opened = await world.engine.submit({
        ...{ type: 'wallet-act', book: browser.holder.walletId, by: 'test', key: browser.holder.walletId },
        act: {
          ...{ kind: 'open', accountClass: 'III' },
          holder: { name: '*甲', idNumber: '1****************8', phone: '140****0017' },
        },
      });
      const { id } = opened.wallet!.services.find(({ kind }) => kind === 'scan')!;
      // What signing in proved is gone: the face stands alone.
      await sql.query('DELETE FROM person_proof');
      const begun = await browser.call('POST', '/v1/wallet/closures', {
        body: { subject: { kind: 'service', id } },
      });
      await agree(browser);
      await begin(browser, { kind: 'face', act: begun.body.id });
      await tell();
      await before();
      const self = `/v1/wallet/closures/${String(begun.body.id)}`;
      await browser.call('POST', `${self}/proofs`, { body: {} });
      const { seen } = (begun.body as { page: { seen: string } }).page;
      return browser.call('POST', `${self}/confirm`, { body: { seen } });
    };
    const agreed = await off(await signedInHolder(faces), async () => {});
    expect([agreed.status, agreed.body.state]).toEqual([200, 'done']);
    const other = await signedInHolder(faces);
    const refused = await off(other, () => other.call('DELETE', '/v1/wallet/consents/face'));
    expect(refused.status, refused.text).toBe(403);
  });

  it('is heard no more when the consent is withdrawn', async () => {
    const browser = await signedInHolder(faces);
    await agree(browser);
    const { id } = (await begin(browser, { kind: 'face', act: ACT })).body;
    const withdrawn = await browser.call('DELETE', '/v1/wallet/consents/face');
    expect(withdrawn.body).toMatchObject({ face: { given: null } });
    expect((await tell()).status).toBe(200);
    expect((await browser.call('GET', `/v1/wallet/checks/${id}`)).body.state).toBe('over');
    expect(await proofsFor(browser, ACT)).toEqual([]);
    expectProblem(await begin(browser, { kind: 'face' }), 403, 'consent-needed');
    const { rows } = await sql.query(
      'SELECT given_ms, withdrawn_ms FROM person_consent WHERE person_id = $1',
      [browser.holder.personId],
    );
    expect(rows).toHaveLength(1);
    expect(Number(rows[0].withdrawn_ms)).toBeGreaterThanOrEqual(Number(rows[0].given_ms));
  });

  it.each([
    ['refuses', { status: 500, body: '{}' }],
    ['answers no JSON', { status: 201, body: 'no' }],
    ['names the page of another site', { status: 201, body: '{"url":"https://evil.example/"}' }],
    ['sends more than an answer', { status: 201, body: `"${'x'.repeat(20_000)}"` }],
  ])('that %s is away: the holder is told, and the check is over', async (_what, given) => {
    const browser = await signedInHolder(faces);
    await agree(browser);
    answer = given;
    expectProblem(await begin(browser, { kind: 'face' }), 503, 'face-provider-away');
    answer = { status: 201, body: null };
    const { rows } = await sql.query('SELECT state FROM person_check WHERE person_id = $1', [
      browser.holder.personId,
    ]);
    expect(rows).toEqual([{ state: 'over' }]);
  });

  it('is reached over TLS, or on this machine, with a key that is long enough', () => {
    const clock = world.options.clock;
    for (const address of [
      'http://face.example',
      'ftp://face.example',
      'nothing',
      'https://face.example?x=1',
    ])
      expect(() => createFaceProvider({ url: address, name: 'x', key, clock })).toThrow(FaceProviderError);
    const short = { url: 'https://face.example', name: 'x', key: randomBytes(16), clock };
    expect(() => createFaceProvider(short)).toThrow(FaceProviderError);
  });
});
