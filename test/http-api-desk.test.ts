/** The operator's queue over HTTP and PostgreSQL: what waits, why, until when, and the acts that end it. */
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clearingDay } from '#domain/calendar';
import { networkKeyText, type Payment } from '#domain/payment';
import { type HttpWorld, KEYS, OTHER_SHOP, openHttpWorld, SHOP } from './http-api-world.ts';
import { png } from './papers.ts';

interface Act {
  readonly act: string;
  readonly way: { readonly path: string; readonly body: Record<string, unknown> };
  readonly fourEyes: boolean;
  readonly open: boolean;
  readonly shut: { readonly en: string } | null;
}
interface Item {
  readonly kind: string;
  readonly key: string;
  readonly severity: string;
  readonly amount: number | null;
  readonly book: string | null;
  readonly payment: string | null;
  readonly what: { readonly zh: string; readonly en: string };
  readonly next: { readonly zh: string; readonly en: string };
  readonly proposal: { readonly by: string; readonly evidence: string } | null;
  readonly acts: readonly Act[];
}

let world: HttpWorld;
const sold: Payment[] = [];
let stan = 0;
const sale = async (amountFen = 10_000n, merchant: string = SHOP): Promise<Payment> => {
  stan += 1;
  return world.sale(String(stan).padStart(6, '0'), amountFen, merchant);
};
beforeAll(async () => {
  // A payment without an outcome is told at once, and its repeats stay away.
  world = await openHttpWorld({
    unknownToldMs: 0,
    replyDueMs: 200,
    repeatFirstMs: 600_000,
    repeatMaxMs: 600_000,
  });
  for (let n = 0; n < 8; n += 1) sold.push(await sale());
  await world.settle();
});
afterAll(() => world[Symbol.asyncDispose]());

async function sql(text: string, ...values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: world.database.url });
  await client.connect();
  await client.query(text, values).finally(() => client.end());
}
async function queue(query = '', key: string = KEYS.operator): Promise<Item[]> {
  const { status, body, text } = await world.call('GET', `/v1/operator/queue?limit=200${query}`, { key });
  expect(status, text).toBe(200);
  return body.items as Item[];
}
async function item(kind: string, is: (item: Item) => boolean, key: string = KEYS.operator): Promise<Item> {
  const found = (await queue(`&kind=${kind}`, key)).find(is);
  if (found === undefined) throw new Error(`no such ${kind} in the queue`);
  return found;
}
const actNamed = (from: Item, name: string): Act => {
  const found = from.acts.find(({ act }) => act === name);
  if (found === undefined)
    throw new Error(`${from.kind} offers ${from.acts.map(({ act }) => act)}, not ${name}`);
  return found;
};
/** Presses what the item offers: the path and the fixed members come from the answer, not from the test. */
async function press(from: Item, name: string, more: object, key: string): Promise<string> {
  const { way } = actNamed(from, name);
  const told = await world.call('POST', way.path, { key, body: { ...way.body, ...more } });
  return told.status === 200 ? 'done' : `${told.status} ${told.body.code}`;
}

async function refunded(): Promise<Record<string, unknown>> {
  const { id } = sold.pop()!;
  const { body } = await world.call('POST', '/v1/cancellations?wait=5', {
    key: KEYS.shop,
    body: { subject: id, amount: 4_000, reason: 'brought back' },
    headers: { 'idempotency-key': `refund-${id}` },
  });
  return body;
}
const WANG = { holder: '王小明', idKind: 'resident-id', idNumber: '11010519491231002X' };

describe('the queue', () => {
  it('has a bounced refund until four eyes have paid it out, by the routes that it names itself', async () => {
    const { id, payment } = await refunded();
    await world.engine.submit({
      ...{ type: 'act', book: SHOP, paymentId: payment as Payment['id'], cancellationId: id as never },
      act: {
        ...{ type: 'returned', amountFen: 4_000n, why: 'account-closed' },
        clearingDay: clearingDay('2026-11-24'),
      },
    });
    const mine = ({ key }: Item): boolean => key === id;
    const bounced = await item('refund-bounced', mine);
    expect(bounced).toMatchObject({ severity: 'watch', amount: 4_000, book: SHOP, payment, proposal: null });
    expect(bounced.what).toEqual({
      zh: '退货 ¥40.00 被银行退回：账户已销户，款项挂账',
      en: 'The bank sent ¥40.00 back: the account is closed; the money is in suspense',
    });
    const account = { ...WANG, bank: '工商银行', number: '6222020000000000008' };
    expect(await press(bounced, 'name-account', account, KEYS.operator)).toBe('done');
    const named = await item('account-named', mine);
    expect(await press(named, 'issuer-word', { ...WANG, reference: 'ICBC-77' }, KEYS.operator)).toBe('done');
    const checked = await item('account-named', mine);
    expect(actNamed(checked, 'approve-payout')).toMatchObject({
      ...{ fourEyes: true, open: false, shut: { en: 'Another person has to do this: you had a hand in it' } },
    });
    expect(await press(checked, 'approve-payout', {}, KEYS.operator)).toBe('403 four-eyes');
    const seen = await item('account-named', mine, KEYS.second);
    expect(actNamed(seen, 'approve-payout')).toMatchObject({ open: true, shut: null });
    expect(JSON.stringify(seen)).not.toMatch(/小明|6222020000000000008|11010519491231002X/);
    expect(await press(seen, 'approve-payout', { of: 1 }, KEYS.second)).toBe('409 not-in-this-state');
    expect(await press(seen, 'approve-payout', {}, KEYS.second)).toBe('done');
    const ordered = await item('payout-ordered', mine);
    const paid = { result: 'paid', bankReference: 'B-1', bankFee: 0 };
    expect(await press(ordered, 'payout-result', paid, KEYS.operator)).toBe('done');
    expect((await queue()).filter(mine)).toEqual([]);
  });

  it('has a way back that was handed over; who found out what became of it cannot approve it', async () => {
    world.network.next('refund', { says: 'duplicate' });
    const { id } = await refunded();
    const mine = ({ key }: Item): boolean => key === id;
    const handed = await item('way-back-handed', mine);
    expect(handed).toMatchObject({
      severity: 'now',
      next: { en: 'Somebody has to find out, another person approves' },
    });
    const finding = { verdict: 'carried-out', evidence: 'letter 7 of the bank' };
    expect(await press(handed, 'propose-end', finding, KEYS.operator)).toBe('done');
    const proposed = await item('way-back-handed', mine);
    expect(proposed.proposal).toMatchObject({ by: 'key_operator', evidence: 'letter 7 of the bank' });
    expect(await press(proposed, 'approve-end', {}, KEYS.operator)).toBe('403 four-eyes');
    expect(await press(proposed, 'reject-end', {}, KEYS.second)).toBe('done');
    expect((await item('way-back-handed', mine)).proposal).toBeNull();
    await press(handed, 'propose-end', finding, KEYS.second);
    // The page still shows the finding that was put back.
    expect(await press(proposed, 'approve-end', {}, KEYS.operator)).toBe('409 not-in-this-state');
    expect(await press(await item('way-back-handed', mine), 'approve-end', {}, KEYS.operator)).toBe('done');
    expect((await queue()).filter(mine)).toEqual([]);
  });

  it('has a payment whose outcome is unknown past its bound, and asks nothing of a person', async () => {
    world.network.next('sale', 'lost');
    world.network.always('reversal', 'lost');
    const pending = sale(7_700n, OTHER_SHOP);
    await vi.waitFor(async () => expect((await queue('&kind=payment-unknown')).length).toBe(1), {
      timeout: 8_000,
    });
    const [unknown] = await queue('&kind=payment-unknown');
    expect(unknown).toMatchObject({ severity: 'watch', amount: 7_700, acts: [] });
    expect(unknown!.what.en).toMatch(/^(Whether ¥77.00 was taken is still unknown|The network has not)/);
    await pending;
    world.network.always('reversal', 'well');
  });

  it('has a mismatch with a clearing file until two operators end it: unresolved no more', async () => {
    const payment = sold.pop()!;
    const row = ['2026-11-24', networkKeyText(payment.network), 'amount-differs', payment.id, '9900', 5];
    await sql(
      `INSERT INTO mismatch (clearing_day, network_key, kind, payment_id, amount_fen, found_ms)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      ...row,
    );
    const mine = ({ payment: of }: Item): boolean => of === payment.id;
    const found = await item('clearing-mismatch', mine);
    expect(found).toMatchObject({ severity: 'soon', amount: 9_900, book: SHOP });
    const finding = { verdict: 'books-right', evidence: 'slip 17 kept' };
    expect(await press(found, 'propose-end', finding, KEYS.operator)).toBe('done');
    expect(await press(found, 'propose-end', finding, KEYS.operator)).toBe('done');
    expect(await press(found, 'propose-end', finding, KEYS.second)).toBe('409 proposal-stands');
    const proposed = await item('clearing-mismatch', mine);
    expect(await press(proposed, 'approve-end', {}, KEYS.operator)).toBe('403 four-eyes');
    expect(await press(proposed, 'reject-end', {}, KEYS.operator)).toBe('done');
    expect(await press(proposed, 'approve-end', {}, KEYS.second)).toBe('409 not-in-this-state');
    expect(await press(found, 'propose-end', finding, KEYS.second)).toBe('done');
    expect(await press(proposed, 'approve-end', {}, KEYS.operator)).toBe('409 not-in-this-state');
    const anew = await item('clearing-mismatch', mine);
    expect(await press(anew, 'approve-end', {}, KEYS.operator)).toBe('done');
    expect(await press(found, 'propose-end', finding, KEYS.operator)).toBe('409 not-in-this-state');
    expect((await queue()).filter(mine)).toEqual([]);
    const { body } = await world.call('GET', '/v1/unresolved', { key: KEYS.operator });
    expect(body).toMatchObject({ mismatches: [], counts: { mismatches: 0 } });
    const gone = await world.call('GET', `/v1/operator/queue/clearing-mismatch/${found.key}`, {
      key: KEYS.operator,
    });
    expect([gone.status, gone.body.detailZh]).toEqual([404, '此事项已不再待办，或从未有过。']);
  });

  it('has a request that the rules give to the institution, and its end by a reviewer', async () => {
    const payment = sold.pop()!;
    const record = { suspicious: true, reason: 'rule 12' };
    await world.call('POST', `/v1/payments/${payment.id}/circumstances`, {
      key: KEYS.operator,
      body: record,
    });
    const asked = await world.call('POST', '/v1/cancellations', {
      ...{ key: KEYS.shop, body: { subject: payment.id, reason: 'brought back' } },
      headers: { 'idempotency-key': `review-${payment.id}` },
    });
    for (const { code } of asked.body.papersWanted as { code: string }[])
      await world.api.inject({
        ...{ method: 'POST', url: `/v1/requests/${asked.body.id}/evidence?item=${code}`, payload: png() },
        headers: { authorization: `Bearer ${KEYS.shop}`, 'content-type': 'application/octet-stream' },
      });
    const waiting = await item('request-waiting', ({ payment: of }) => of === payment.id);
    expect(waiting.what.en).toBe('The shop asks for ¥100.00 back: brought back');
    expect(await press(waiting, 'approve-request', {}, KEYS.second)).toBe('done');
    expect((await queue()).filter(({ key }) => key === asked.body.id)).toEqual([]);
  });

  it('has a hold that one operator wants lifted; another one lifts it', async () => {
    const { id } = sold.pop()!;
    const path = `/v1/payments/${id}/circumstances`;
    for (const frozen of [true, false])
      await world.call('POST', path, { key: KEYS.operator, body: { frozen, reason: 'court 9' } });
    const own = await item('release-proposed', ({ payment }) => payment === id);
    expect(own).toMatchObject({ proposal: { by: 'key_operator', evidence: 'court 9' } });
    expect(actNamed(own, 'lift-hold').open).toBe(false);
    expect(await press(own, 'keep-hold', { reason: 'still in force' }, KEYS.second)).toBe('done');
    expect((await queue('&kind=release-proposed')).length).toBe(0);
    await world.call('POST', path, { key: KEYS.operator, body: { frozen: false, reason: 'court 9' } });
    const again = await item('release-proposed', ({ payment }) => payment === id);
    expect(await press(again, 'lift-hold', { reason: 'court 9' }, KEYS.second)).toBe('done');
    const { body } = await world.call('GET', `/v1/payments/${id}`, { key: KEYS.operator });
    expect(body).toMatchObject({ circumstances: { frozen: false }, releases: [] });
  });

  it('has batches that do not agree, dead endpoints, arrivals nobody confirmed, things to note', async () => {
    await sale(3_300n, OTHER_SHOP);
    const terminal = await world.engine.terminal(OTHER_SHOP, '10000001', true);
    const merchant = (await world.engine.merchant(OTHER_SHOP))!;
    const totals = { ...terminal!.totals, debitCount: terminal!.totals.debitCount + 1 };
    await world.engine.submit({
      ...{ type: 'settle', merchant, totals },
      terminal: {
        merchantId: OTHER_SHOP,
        terminalId: '10000001',
        batchNo: terminal!.batchNo,
        stan: '999998',
      },
    });
    await sql(
      `INSERT INTO webhook_endpoint (id, book, url, wants, state, why, secret, created_ms)
       VALUES ('whk_1', $1, 'https://shop.example/hook', '[]', 'disabled', 'gone', 's', 1)`,
      SHOP,
    );
    await sql(
      `INSERT INTO notice (id, audience, book, kind, subject, at_ms, body)
       VALUES ('ntc_0000000000000001', 'operator', $1, 'asked-again', 'x', 1, '{}')`,
      SHOP,
    );
    const { id } = await refunded();
    await sql(
      `UPDATE cancellation SET body = jsonb_set(body::jsonb, '{arrival}', '{"state":"overdue","latestMs":9}')
        WHERE id = $1`,
      id,
    );
    await sql(`UPDATE cancellation_open SET state = 'overdue', due_ms = NULL WHERE id = $1`, id);
    const kinds = (await queue()).map(({ kind }) => kind);
    expect(kinds).toEqual(
      expect.arrayContaining(['batch-differs', 'webhook-dead', 'notice', 'arrival-overdue']),
    );
    const batch = await item('batch-differs', () => true);
    expect(batch).toMatchObject({ book: OTHER_SHOP, acts: [], next: { zh: '待终端批上送' } });
    const noted = await item('notice', () => true);
    expect(await press(noted, 'read-notice', {}, KEYS.operator)).toBe('done');
    const late = await item('arrival-overdue', ({ key }) => key === id);
    expect(await press(late, 'confirm-arrival', {}, KEYS.operator)).toBe('done');
    const dead = await item('webhook-dead', () => true);
    expect(await press(dead, 'enable-webhook', {}, KEYS.operator)).toBe('done');
    expect((await queue()).map(({ kind }) => kind)).not.toEqual(
      expect.arrayContaining(['webhook-dead', 'notice', 'arrival-overdue']),
    );
  });

  it('comes page by page in the same order, the pressing first, with counts that add up', async () => {
    for (let n = 1; n <= 5; n += 1)
      await sql(
        `INSERT INTO mismatch (clearing_day, network_key, kind, found_ms)
         VALUES ('2026-11-23', $1, 'unknown-here', $2)`,
        ...[`key-${n}`, n],
      );
    const whole = await queue();
    const walked: Item[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const at: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await world.call('GET', `/v1/operator/queue?limit=2${at}`, { key: KEYS.operator });
      walked.push(...(body.items as Item[]));
      cursor = body.next as string | null;
    }
    expect(walked.map(({ kind, key }) => `${kind} ${key}`)).toEqual(
      whole.map(({ kind, key }) => `${kind} ${key}`),
    );
    const order = whole.map(({ severity }) => ['now', 'soon', 'watch'].indexOf(severity));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    const { body } = await world.call('GET', '/v1/operator/queue', { key: KEYS.operator });
    const counts = body.counts as { kind: string; count: number }[];
    for (const { kind, count } of counts)
      expect(`${kind} ${count}`).toBe(`${kind} ${whole.filter((each) => each.kind === kind).length}`);
    expect(body.total).toBe(whole.length);
    expect(body.watched).toBe(whole.filter(({ severity }) => severity === 'watch').length);
  });

  it('is the institution’s alone, and names its kinds to whoever asks for another', async () => {
    for (const path of ['/v1/operator/queue', '/v1/operator/books', '/v1/operator/verify'])
      expect((await world.call('GET', path, { key: KEYS.shop })).status).toBe(403);
    const wrong = await world.call('GET', '/v1/operator/queue?kind=nothing', { key: KEYS.operator });
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('way-back-handed')]);
  });
});
