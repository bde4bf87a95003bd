/** One platform, started as a user starts it: the tour, the cut-over, planted faults, backup, and no secrets anywhere. */

import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AnswerView } from '#adapters/http-api';
import { NO_CARD, type TerminalVariety } from '#adapters/virtual-terminal';
import { type CardRow, chipOf } from './chip-cards.ts';
import { png } from './papers.ts';
import { Platform } from './platform.ts';

/** Of the payer who asks: it must be nowhere in clear. */
const PHONE = '13800138000';

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start();
});
afterAll(async () => {
  await platform?.close();
});

const sell = async (terminal: Awaited<ReturnType<Platform['terminal']>>, amountFen: bigint) =>
  terminal.sale({ amountFen, card: platform.card, entry: 'chip' });

describe('the tour at the command line', () => {
  it('pays, explains, cancels, shows the journey and verifies', async () => {
    const sale = await platform.yuanlu('terminal', 'sale', '120.00', '--json');
    expect(sale.code, sale.err + sale.out).toBe(0);
    const payment = await platform.newest();
    expect(payment).toMatchObject({ amount: 12_000, state: 'approved' });

    const explained = await platform.yuanlu('--lang', 'en', 'explain', 'last');
    expect(explained.code).toBe(0);
    expect(explained.out).toMatch(/^Yes\. Void until 22:59:59/);
    expect(explained.out).toContain('UP-02');

    const cancelled = await platform.yuanlu('--json', 'cancel', 'last');
    expect(cancelled.code, cancelled.err).toBe(0);
    expect(JSON.parse(cancelled.out)).toMatchObject({ route: 'VOID', state: 'done', amount: 12_000 });

    const again = await platform.yuanlu('--lang', 'en', 'cancel', 'last');
    expect(again.code).toBe(1);
    expect(again.out).toMatch(/^No\. Already voided at \d\d:\d\d:\d\d \(can_\w+\)\./);
    const { id } = JSON.parse(cancelled.out) as { id: string };
    const stored = await platform.yuanlu('--lang', 'zh', 'explain', id);
    expect(stored.code, stored.err).toBe(0);
    expect(stored.out).toMatch(/可以。撤销.*即时退回/);
    expect(stored.out).toMatch(/现在的答复：不可以。已撤销（\d\d:\d\d:\d\d，can_/);

    const journey = await platform.yuanlu('--json', 'journey', 'last');
    const kinds = (JSON.parse(journey.out) as { steps: { kind: string }[] }).steps.map(({ kind }) => kind);
    expect(kinds).toEqual([
      'payment-sent',
      'payment-approved',
      'way-back-claimed',
      'cancellation-opened',
      'back-sent',
      'money-returned',
      'cancellation-done',
    ]);

    const verified = await platform.yuanlu('--json', 'verify');
    expect(verified.code, verified.out + verified.err).toBe(0);
    expect(JSON.parse(verified.out)).toMatchObject({ faults: [], issuersMatched: true });
  });

  it('says what is wrong and the way out, and nothing else', async () => {
    const none = await platform.yuanlu('explain', 'pay_0000000000000000');
    expect(none.code).toBe(2);
    expect(none.err).toContain('not-found');
    expect(none.err).not.toContain('    at ');
    const amount = await platform.yuanlu('cancel', 'last', '--amount', '12,5');
    expect(amount.code).toBe(2);
    expect(amount.err).toContain('expected yuan such as 12.50');
  });

  it('speaks Chinese throughout', async () => {
    const journey = await platform.yuanlu('--lang', 'zh', 'journey', 'last');
    expect(journey.out).toMatch(
      /北京时间 \+08:00[\s\S]*网络确认撤销 \[00\][\s\S]*1 预占[\s\S]*应付商户款.*贷/,
    );
    expect(journey.out).toMatch(/0200 {2}F7 \d{10} {2}F11 \d{6} {2}F37 \d{12}\n/);
    expect(journey.out).toMatch(/0210 {2}F7 \d{10} {2}F11 \d{6} {2}F37 \d{12} {2}F39 00/);
    for (const command of [['verify'], ['status'], ['explain', 'pay_0000000000000000']]) {
      const { out, err } = await platform.yuanlu('--lang', 'zh', ...command);
      expect(`${out}${err}`, command.join(' ')).not.toMatch(/[a-z]{4,} [a-z]{4,}/);
      expect(`${out}${err}`, command.join(' ')).toMatch(/\p{Script=Han}/u);
    }
  });

  it.each([
    [['explain', 'pay_0000000000000000'], { code: 'not-found', status: 404 }],
    [['cancel', 'last', '--route', 'BANANA'], { code: 'input-not-valid', status: 400 }],
    [['payments', '--limit', '0'], { code: 'input-not-valid', status: 400 }],
    [['cancel', 'last', '--amount', '12,5'], { error: { exitCode: 2 } }],
    [['cancel', 'last', '--wait', '99'], { error: { exitCode: 2 } }],
    [['payments', '--nonsense'], { error: { message: "unknown option '--nonsense'", exitCode: 2 } }],
    [['terminal', 'sale', 'much'], { error: { exitCode: 2 } }],
    [['terminal', 'sale', '--nonsense'], { error: { exitCode: 2 } }],
  ])('tells the error of %j as JSON on standard output alone', async (args, expected) => {
    const told = await platform.yuanlu('--json', ...args);
    expect(told.code, told.out + told.err).toBe(2);
    expect(JSON.parse(told.out)).toMatchObject(expected);
    expect(told.err).toBe('');
  });

  it('takes it that a reader stops before the end, and an IPv6 address without brackets', async () => {
    const piped = await platform.shell('"$YUANLU" journey last | head -1');
    expect(piped).toMatchObject({ code: 0, err: '' });
    expect(piped.out).toMatch(/^pay_.*\n$/);
    const nobody = await platform.yuanlu('--url', 'http://::1:9', 'payments');
    expect(nobody.code).toBe(2);
    expect(nobody.err).toContain('No answer from http://[::1]:9');
  });

  it('shows where the money is, what an address of the shop is sent, and what people must know', async () => {
    const tracked = await platform.yuanlu('--lang', 'en', 'track', 'last');
    expect(tracked.code, tracked.err).toBe(0);
    expect(tracked.out).toMatch(/^ {2}◉ the card's bank +here now/m);
    const link = /http:\S+\/v1\/track\/\S+/.exec(tracked.out)?.[0] ?? '';
    const page = await fetch(link, { headers: { accept: 'text/html' } });
    expect([page.status, new URL(page.url).pathname]).toEqual([
      200,
      link.replace(/^.*\/v1\/track/, '/follow'),
    ]);
    expect(await (await fetch(link)).text()).toMatch(/发卡行/);

    const listening = platform.yuanlu(
      '--json',
      'webhooks',
      'listen',
      '--events',
      'payment.*',
      '--count',
      '2',
    );
    const registered = async (): Promise<boolean> =>
      (await platform.stack.api<{ items: unknown[] }>('/v1/webhooks')).body.items.length === 1;
    await platform.stack.until(registered, 30_000, 'the listener');
    // By the command line: a terminal that this program holds is in use for every later step.
    const sale = await platform.yuanlu('terminal', 'sale', '1.00');
    expect(sale.code, sale.err).toBe(0);
    const heard = await listening;
    expect(heard.code, heard.err).toBe(0);
    expect(heard.out.match(/"type": "[^"]+"/g)).toEqual([
      '"type": "payment.sent"',
      '"type": "payment.approved"',
    ]);
    expect(await registered()).toBe(false);

    const notices = await platform.yuanlu('--json', 'notices', '--operator');
    expect(notices.code, notices.err).toBe(0);
    expect(JSON.parse(notices.out)).toMatchObject({ items: expect.any(Array), unread: expect.any(Number) });
  });
});

describe('a void that cannot leave', () => {
  it('is told as not done with the next step, and without the promise', async () => {
    const sale = await platform.yuanlu('terminal', 'sale', '33.00');
    expect(sale.code, sale.err + sale.out).toBe(0);
    const connected = async (): Promise<boolean> =>
      (await platform.stack.api<{ ready: boolean }>('/ready')).body.ready;
    await platform.stack.control('/down', 'POST', {});
    await platform.stack.until(async () => !(await connected()), 10_000, 'the link to be down');
    const refused = await platform.yuanlu('--lang', 'en', 'cancel', 'last');
    await platform.stack.control('/up', 'POST', {});
    expect(refused.code, refused.out + refused.err).toBe(1);
    expect(refused.out.split('\n')[1]).toBe(
      'Not done: the network is not connected; nothing was sent; the payment stands. Try again.',
    );
    expect(refused.out).not.toContain('Yes.');
    await platform.stack.until(connected, 10_000, 'the link to be up');
    const again = await platform.yuanlu('--lang', 'en', 'cancel', 'last');
    expect(again.code, again.out + again.err).toBe(0);
    expect(again.out.split('\n')[1]).toMatch(/^Yes\. Void until/);
  });
});

describe('a payer without login', () => {
  it('asks with nothing but the receipt; the shop accepts, and the money is on its way', async () => {
    const sale = await platform.yuanlu('terminal', 'sale', '88.00');
    expect(sale.code, sale.err).toBe(0);
    const receipt = await platform.yuanlu('--lang', 'en', 'receipt', 'last');
    const code = /code +([0-9A-Z-]{40,})/.exec(receipt.out)?.[1];
    const wrong = await platform.yuanlu('request', 'lookup', '--code', `${code?.slice(0, -1)}#`);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('not-recognised')]);
    const found = await platform.yuanlu('--lang', 'en', 'request', 'lookup', '--code', `${code}`);
    expect(found.out).toMatch(/¥88\.00[\s\S]*Yes, after a review/);
    const asked = await platform.yuanlu(
      ...['--json', 'request', 'ask', '--code', `${code}`, '--reason', 'wrong size', '--phone', PHONE],
    );
    expect(asked.code, asked.err).toBe(0);
    const { request } = JSON.parse(asked.out) as { request: { id: string } };
    const file = join(platform.folder, 'goods.png');
    await writeFile(file, png({ width: 30, height: 40 }));
    const handed = await platform.yuanlu('--json', 'request', 'paper', request.id, file, '--item', 'photo');
    expect(JSON.parse(handed.out), handed.err).toMatchObject({ papers: [{ kind: 'png' }] });
    const accepted = await platform.yuanlu('--lang', 'en', 'request', 'accept', 'last');
    expect(accepted.code, accepted.err).toBe(0);
    await expect
      .poll(async () => (await platform.yuanlu('request', 'show', request.id)).out, { timeout: 15_000 })
      .toContain('(arriving)');
    const journey = await platform.yuanlu('--lang', 'zh', 'journey', 'last');
    expect(journey.out).toContain('付款人申请取消 ¥88.00');
    const again = await platform.yuanlu('--lang', 'en', 'request', 'accept', request.id);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('request-moved-on')]);
  });
});

describe('orders', () => {
  it('are paid by either code, closed, and what is one too many goes back', async () => {
    const order = async (...args: string[]) => {
      const { code, out, err } = await platform.yuanlu('--json', 'order', ...args);
      return { code, told: JSON.parse(out || '{}') as Record<string, unknown>, err };
    };
    const made = await order('create', '45.90', '--number', 'P-1', '--discount', 'scheme:5.90');
    expect(made.told, made.err).toMatchObject({ state: 'unpaid', payable: 4_000 });
    const asked = await platform.yuanlu('--lang', 'en', 'explain', String(made.told.id));
    expect(asked.out).toMatch(/^Yes\. Close until \d\d:\d\d:\d\d/);
    const paid = await order('pay', 'P-1', '--card', 'south-plenty');
    expect([paid.code, paid.told]).toMatchObject([
      0,
      { order: { state: 'paid' }, payment: { amount: 4_000 } },
    ]);

    await order('create', '12.00', '--number', 'P-2');
    expect((await order('scan', 'P-2', '--notice', 'never')).told).toMatchObject({ result: 'paid' });
    expect((await order('show', 'P-2', '--refresh')).told.order).toMatchObject({ state: 'paid' });
    expect((await order('scan', 'P-2', '--force', '--card', 'north-second')).told).toMatchObject({
      result: 'paid',
    });
    await expect
      .poll(async () => (await order('show', 'P-2')).told.order, { timeout: 30_000 })
      .toMatchObject({ state: 'paid', returned: [expect.stringMatching(/^pay_/)] });

    const unpaid = await order('create', '9.00', '--number', 'P-3');
    const closed = await platform.yuanlu('--lang', 'zh', 'cancel', String(unpaid.told.id));
    expect([closed.code, closed.out]).toEqual([0, expect.stringContaining('已关闭')]);
    const verified = await platform.yuanlu('--json', 'verify');
    expect(JSON.parse(verified.out)).toMatchObject({ faults: [], issuersMatched: true });
  }, 240_000);
});

describe('three routes over the terminal', () => {
  it('reverses a sale whose answer was lost, voids one, refunds one in parts after settlement', async () => {
    const terminal = await platform.terminal();
    await platform.stack.control('/faults', 'POST', { next: 'lose-reply', mti: '0200' });
    const lost = await sell(terminal, 5_000n);
    expect(
      lost,
      JSON.stringify(lost, (_k, v) => (typeof v === 'bigint' ? String(v) : v)),
    ).toMatchObject({ result: 'unknown' });
    const unknown = await platform.newest();
    await platform.stack.until(
      async () => (await platform.newest()).state === 'reversed',
      15_000,
      'the reversal',
    );
    expect(unknown.amount).toBe(5_000);

    const sale = await sell(terminal, 8_000n);
    expect((await terminal.void({ stan: sale.stan! })).result).toBe('approved');
    expect((await platform.payment(sale.rrn!)).state).toBe('voided');

    const kept = await sell(terminal, 9_000n);
    const early = await platform.stack.api<AnswerView>(
      `/v1/payments/${(await platform.payment(kept.rrn!)).id}/cancellability?route=REFUND`,
    );
    expect(early.body).toMatchObject({
      verdict: 'NOT_YET',
      reason: { code: 'refund-not-open-yet' },
      next: { route: 'VOID' },
    });
    const settled = await terminal.settle();
    expect(settled.settlement?.outcome).toBe('balanced');
    const original = {
      rrn: kept.rrn!,
      date: '0000',
      batchNo: kept.batchNo,
      stan: kept.stan!,
      card: platform.card,
    };
    expect((await terminal.refund({ ...original, amountFen: 4_000n })).result).toBe('approved');
    expect((await terminal.refund({ ...original, amountFen: 6_000n })).code).toBe('64');
    expect((await terminal.refund({ ...original, amountFen: 5_000n })).result).toBe('approved');
    expect((await platform.payment(kept.rrn!)).wayBack).toMatchObject({ returned: 9_000, remaining: 0 });
    expect((await platform.verify()).faults).toEqual([]);
  });
});

describe('what a till tells after the fact, and sales of other kinds', () => {
  it('a tip, an upload, instalments and points stand in the books, here and at the banks', async () => {
    const terminal = await platform.terminal('31010002');
    const sale = await sell(terminal, 10_000n);
    expect(await terminal.tip({ stan: sale.stan!, tipFen: 1_000n })).toMatchObject({ result: 'approved' });
    expect(await platform.payment(sale.rrn!)).toMatchObject({ state: 'approved', amount: 11_000 });
    const credit = { pan: '6200002000000019', expiry: '3512', pin: '123456' };
    const sellBy = (variety: TerminalVariety) =>
      terminal.sale({ amountFen: 12_000n, card: credit, entry: 'chip', variety });
    const parts = await sellBy({ is: 'instalment', periods: 12 });
    expect(parts).toMatchObject({ result: 'approved', instalments: { firstFen: 1_000n, feeFen: 864n } });
    const points = await sellBy({ is: 'points' });
    expect(points).toMatchObject({ result: 'approved' });
    expect(await terminal.void({ stan: points.stan! })).toMatchObject({ result: 'approved' });
    const reserved = { is: 'reservation', phone: '13800000017' } as const;
    const nobody = { ...NO_CARD, pin: '123456' };
    expect(
      await terminal.sale({ amountFen: 4_500n, card: nobody, entry: 'keyed', variety: reserved }),
    ).toMatchObject({ result: 'approved' });
    const { pin: _pin, ...named } = credit;
    const rows = JSON.parse(await readFile(platform.stack.data.testCards, 'utf8')) as CardRow[];
    const chip = chipOf(rows.find(({ pan }) => pan === credit.pan)!);
    const alone = { ...named, chip };
    expect(await terminal.download('ca-keys')).toMatchObject({ result: 'approved' });
    expect(await terminal.offline({ amountFen: 1_800n, card: alone })).toMatchObject({ result: 'approved' });
    expect(await terminal.balance({ card: credit, entry: 'chip' })).toMatchObject({ result: 'approved' });
    expect((await platform.verify()).faults).toEqual([]);
    expect((await terminal.settle()).settlement).toMatchObject({ outcome: 'balanced' });
    await terminal.close();
    expect((await platform.verify()).faults).toEqual([]);
    const verified = await platform.yuanlu('--json', 'verify');
    expect(JSON.parse(verified.out)).toMatchObject({ faults: [], issuersMatched: true });
  }, 60_000);
});

describe('the end of the clearing day', () => {
  it('lets the clearing file decide what the day left unknown: the payment stands, and can be refunded', async () => {
    const terminal = await platform.terminal('31010002');
    await platform.stack.control('/faults', 'POST', { next: 'no-reply', mti: '0420', count: 1_000 });
    await platform.stack.control('/faults', 'POST', { next: 'lose-reply', mti: '0200' });
    expect((await sell(terminal, 7_700n)).result).toBe('unknown');
    const { id } = await platform.newest();
    const state = async (): Promise<string> =>
      (await platform.stack.api<{ state: string }>(`/v1/payments/${id}`)).body.state;
    await platform.stack.until(async () => (await state()) === 'unknown', 5_000, 'the unknown outcome');
    const explained = await platform.yuanlu('--lang', 'en', 'explain', id);
    expect(explained.code, explained.err).toBe(3);
    expect(explained.out).toMatch(
      /^The outcome is unknown; a reversal is under way, sent (once|\d+ times), next check at [\d :-]+ \(can_/,
    );
    await platform.stack.control('/cut-over', 'POST', {});
    await platform.stack.until(async () => (await state()) === 'approved', 20_000, 'the clearing file');
    await platform.stack.control('/faults', 'DELETE');
    const answer = await platform.stack.api<AnswerView>(`/v1/payments/${id}/cancellability`);
    expect(answer.body).toMatchObject({ verdict: 'YES', route: 'REFUND' });
    expect((await platform.verify()).faults).toEqual([]);
  });
});

describe('verify', () => {
  const tamper = async (...sql: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: await platform.stack.databaseUrl() });
    await client.connect();
    for (const statement of ['SET session_replication_role = replica', ...sql]) await client.query(statement);
    await client.end();
  };
  const laws = async (): Promise<string[]> =>
    [...new Set((await platform.verify()).faults.map(({ law }) => law))].sort();

  it('finds one altered entry, and is clean again when it is put right', async () => {
    // The fifth figure of an entry is what it adds to the posted credits.
    const found = `SELECT bucket, payment_id, no, 9 * array_position(accounts, 3::smallint) - 4 AS at
      FROM journal WHERE accounts @> '{3}' AND kind = 'post' ORDER BY at_ms LIMIT 1`;
    const moved = (by: string): string => `WITH f AS (${found}) UPDATE journal j
      SET figures = j.figures[:f.at - 1] || (j.figures[f.at] ${by}) || j.figures[f.at + 1:] FROM f
      WHERE j.bucket = f.bucket AND j.payment_id = f.payment_id AND j.no = f.no`;
    await tamper(moved('+ 1'));
    expect(await laws()).toEqual(['account-chain', 'journal-balance', 'payment-books']);
    await tamper(moved('- 1'));
    expect(await laws()).toEqual([]);
  });

  it('finds a missing reversal', async () => {
    await tamper(
      `CREATE TABLE kept AS SELECT * FROM cancellation WHERE route = 'REVERSAL' AND state = 'done' LIMIT 1`,
      'DELETE FROM cancellation WHERE id IN (SELECT id FROM kept)',
    );
    expect(await laws()).toEqual(['journal-order', 'journey-events', 'network-keys', 'payment-state']);
    await tamper('INSERT INTO cancellation SELECT * FROM kept', 'DROP TABLE kept');
    expect(await laws()).toEqual([]);
  });

  it('finds a payment that stands here and was undone at the bank', async () => {
    await tamper(`UPDATE payment SET state = 'approved' WHERE state = 'voided'`);
    expect(await laws()).toEqual(['row-columns']);
    await tamper(`UPDATE payment SET state = 'voided' WHERE body->>'state' = 'voided'`);
    expect(await laws()).toEqual([]);
  });
});

describe('backup and restore', () => {
  it('restores elsewhere what passes verify', async () => {
    const file = join(platform.folder, 'a.backup');
    const saved = await platform.yuanlu('backup', file);
    expect(saved.code, saved.err).toBe(0);
    const elsewhere = join(platform.folder, 'elsewhere');
    const restored = await platform.yuanlu('restore', file, '--into', elsewhere);
    expect(restored.code, restored.err).toBe(0);
    const verified = await platform.yuanlu('--data', elsewhere, '--json', 'verify', '--no-issuers');
    expect(verified.code, verified.err).toBe(0);
    const report = JSON.parse(verified.out) as { payments: number; faults: unknown[] };
    expect(report.faults).toEqual([]);
    expect(report.payments).toBe((await platform.verify()).payments);
    const twice = await platform.yuanlu('restore', file, '--into', elsewhere);
    expect(twice.code).toBe(2);
    expect(twice.err).toContain('has a database already');
    await rm(elsewhere, { recursive: true, force: true });
  });
});

/** A key in every form in which it might have got somewhere. */
function formsOf(hex: string): string[] {
  const bytes = Buffer.from(hex, 'hex');
  const halves = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
  return [
    ...[hex, ...halves.map((half) => half.toString('hex'))],
    ...[bytes, ...halves].map((part) => part.toString('base64').replace(/=+$/, '')),
    ...[bytes, ...halves].map((part) => part.toString('base64url')),
    JSON.stringify([...bytes]).slice(1, -1),
  ];
}

describe('keys', () => {
  const zoneKeys = async () =>
    JSON.parse(await readFile(platform.stack.data.zoneKeys, 'utf8')) as Record<string, string>;
  const known = new Set<string>();
  const remember = async (): Promise<void> => {
    for (const key of Object.values(await zoneKeys())) known.add(key);
    const folder = join(platform.stack.data.root, 'keys');
    for (const name of (await readdir(folder)).filter((each) => each.startsWith('master.key')))
      known.add((await readFile(join(folder, name), 'latin1')).trim());
  };

  it('of the zone and of the module are changed while payments go on, and none is anywhere in clear', async () => {
    await remember();
    const rotated = await platform.yuanlu('--json', 'keys', 'rotate-master', '--overlap-ms', '50');
    expect(rotated.code, rotated.err).toBe(0);
    for (const kind of ['mac', 'pin'])
      expect(await platform.stack.control('/keys', 'POST', { reset: kind })).toMatchObject({
        result: 'confirmed',
      });
    // The terminals are in the hands of the stories above; a payment by code goes over the same line.
    for (const step of [
      ['create', '12.00'],
      ['pay', 'last'],
    ]) {
      const { code, out, err } = await platform.yuanlu('order', ...step);
      expect(code, out + err).toBe(0);
    }
    const listed = await platform.yuanlu('--json', 'keys', 'list');
    const { masterKey, keys } = JSON.parse(listed.out) as {
      masterKey: string;
      keys: { masterKeyId: string }[];
    };
    expect(keys.every(({ masterKeyId }) => masterKeyId === masterKey)).toBe(true);
    expect((await platform.verify()).faults).toEqual([]);
    await remember();
    expect(known.size).toBeGreaterThan(6);
    platformKeys = [...known].flatMap(formsOf);
  });
});
let platformKeys: string[] = [];

describe('secrets', () => {
  /** Every row of every table as text. */
  async function everyRow(): Promise<string> {
    const client = new pg.Client({ connectionString: await platform.stack.databaseUrl() });
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'",
    );
    let text = '';
    for (const { name } of rows)
      text += (await client.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`)).rows
        .map(({ row }) => row)
        .join('\n');
    await client.end();
    return text;
  }

  it('holds no card number, track, PIN or key in tables, logs, journals and output', async () => {
    const files = (await readdir(platform.folder, { recursive: true, withFileTypes: true }))
      .filter(
        (entry) =>
          entry.isFile() && !entry.parentPath.includes('/postgres') && !entry.parentPath.endsWith('/network'),
      )
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(
        (path) =>
          !path.endsWith('test-cards.json') &&
          !path.includes('/keys/') &&
          !/terminals\/\d+\.json$/.test(path),
      );
    expect(files.some((path) => path.endsWith('postgres.log'))).toBe(true);
    const texts = [
      platform.stack.output,
      await everyRow(),
      ...(await Promise.all(files.map((path) => readFile(path, 'latin1')))),
    ];
    const zone = JSON.parse(await readFile(platform.stack.data.zoneKeys, 'utf8')) as Record<string, string>;
    const terminalKey = (
      JSON.parse(await readFile(join(platform.stack.data.terminals, '31010001.json'), 'utf8')) as {
        masterKeyHex: string;
      }
    ).masterKeyHex;
    expect(platformKeys.length).toBeGreaterThan(20);
    const secrets = [
      ...[PHONE, ...platform.cards.map(({ pan }) => pan), ...Object.values(zone)],
      ...[...formsOf(terminalKey), ...platformKeys],
    ];
    for (const text of texts) {
      for (const secret of secrets) {
        expect(text.includes(secret)).toBe(false);
        expect(text.toLowerCase().includes(secret.toLowerCase())).toBe(false);
      }
    }
  });
});
