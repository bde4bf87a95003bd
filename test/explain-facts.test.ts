/** The answer on facts alone: the published schema, the examples, the command line and the API. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnswerView, explainSchema } from '#adapters/http-api';
import { FACT_TABLE } from '#domain/cancellability';
import { CLOSURE_FACT_TABLE } from '#domain/closure';
import { readFactText } from '../src/programs/cli/explain-facts.ts';
import { readRuleText } from '../src/programs/rule-text.ts';
import { expectProblem, type HttpWorld, KEYS, openHttpWorld } from './http-api-world.ts';
import { bookFor } from './rule-contents.ts';

const ROOT = join(import.meta.dirname, '..');
const SCHEMA = join(ROOT, 'docs', 'facts.schema.json');
const EXAMPLES = join(ROOT, 'docs', 'examples', 'facts');
const book = bookFor('test');
const examples = readdirSync(EXAMPLES).sort();
const contentOf = (name: string): Record<string, unknown> =>
  readRuleText({ name, text: readFileSync(join(EXAMPLES, name), 'utf8') }).content as Record<string, unknown>;

interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
/** The command line as a user has it, without a server and without a data folder. */
function yuanlu(words: readonly string[], input = ''): Promise<Told> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(ROOT, 'src/programs/cli/main.ts'), ...words], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, YUANLU_DATA: '/nonexistent/data' },
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (part) => (out += String(part)));
    child.stderr.on('data', (part) => (err += String(part)));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

describe('the published schema', () => {
  test('docs/facts.schema.json is what the reader of documents checks by', () => {
    const right = `${JSON.stringify(explainSchema(), null, 2)}\n`;
    const found = existsSync(SCHEMA) ? readFileSync(SCHEMA, 'utf8') : '';
    if (found !== right) writeFileSync(SCHEMA, right);
    expect(
      found === right,
      'it was stale and has been rewritten: look at the change, keep it, run again',
    ).toBe(true);
  });

  test('every fact has words in both languages', () => {
    for (const [name, { en, zh }] of Object.entries({ ...CLOSURE_FACT_TABLE, ...FACT_TABLE })) {
      expect(en, name).toMatch(/[a-z].*[.?]$/);
      expect(zh, name).toMatch(/\p{Script=Han}/u);
    }
  });

  test.each(examples)('holds for the example %s', (name) => {
    const validator = Compile(explainSchema() as never);
    expect(validator.Check(contentOf(name) as never)).toBe(true);
    expect(validator.Check({ ...contentOf(name), extra: 1 } as never)).toBe(false);
  });
});

describe('yuanlu explain --facts', () => {
  test('the last good second of a void, and one second later a refund', async () => {
    const path = join(EXAMPLES, 'pos-sale.yaml');
    const good = await yuanlu(['explain', '--facts', path, '--json']);
    expect(good.code, good.err).toBe(0);
    const answer = JSON.parse(good.out) as AnswerView;
    expect(answer).toMatchObject({ verdict: 'YES', route: 'VOID', amount: 12_000 });
    expect(answer.deadline).toMatchObject({ at: '2026-11-23T22:59:59+08:00', thenRoute: 'REFUND' });
    const later = readFileSync(path, 'utf8').replace('22:59:59', '23:00:00');
    const after = await yuanlu(['explain', '--facts', '-', '--json'], later);
    expect(JSON.parse(after.out)).toMatchObject({ verdict: 'YES', route: 'REFUND', fee: { returned: 72 } });
  });

  test('YAML and JSON of one case give one answer; words in the language asked for', async () => {
    const text = JSON.stringify(contentOf('wechat-coupon.yaml'));
    const [json, yaml, zh, en] = await Promise.all([
      yuanlu(['explain', '--facts', '-', '--json'], text),
      yuanlu(['explain', '--facts', join(EXAMPLES, 'wechat-coupon.yaml'), '--json']),
      yuanlu(['--lang', 'zh', 'explain', '--facts', '-'], text),
      yuanlu(['--lang', 'en', 'explain', '--facts', '-'], text),
    ]);
    expect(JSON.parse(json.out)).toEqual(JSON.parse(yaml.out));
    expect(JSON.parse(json.out)).toMatchObject({
      payerAmount: 630,
      discounts: [{ funder: 'scheme', amount: 270 }],
    });
    expect(zh.out).toMatch(/^可以。退货/);
    expect(en.out).toMatch(/^Yes\. Refund until 10:00:00 on 2027-11-23; ¥6\.30 of ¥9\.00/);
  });

  test('a no ends with code 1 and says what helps; a parameter of the document counts', async () => {
    const text = JSON.stringify({
      ...contentOf('pos-sale.yaml'),
      now: '2026-12-24T00:00:00+08:00',
      parameters: { 'unionpay.pos.refundDays': 30 },
    });
    const told = await yuanlu(['explain', '--facts', '-', '--lang', 'en'], text);
    expect(told.code).toBe(1);
    expect(told.out).toMatch(/^No\. The refund window is over\. Possible instead: dispute at the bank/);
    expect(told.out).toContain('unionpay.pos.refundDays = 30');
    expect(told.out).toContain('→ the cardholder may open a dispute at the bank');
  });

  test('what ends is answered as payments are, in sentences, with a next way and papers', async () => {
    const [off, unbound, erased, staff] = await Promise.all([
      yuanlu(['--lang', 'en', 'explain', '--facts', join(EXAMPLES, 'service-off.yaml')]),
      yuanlu(['--lang', 'zh', 'explain', '--facts', join(EXAMPLES, 'card-unbound.yaml')]),
      yuanlu(['explain', '--facts', join(EXAMPLES, 'account-erased.json'), '--json']),
      yuanlu(
        ['--lang', 'en', 'explain', '--facts', '-'],
        'now: 2026-11-29T12:00:00+08:00\nsubject: { kind: account }\nquestion: { asker: operator, route: ERASE }\n' +
          'facts: { state: open }\n',
      ),
    ]);
    expect(off.out).toMatch(/^Yes\. Small amounts without PIN can be switched off, at once\./);
    expect(off.out).toContain('✓ LAW-22');
    expect(unbound.out).toMatch(/^可以。绑定的银行卡可立即解绑。/);
    expect(unbound.out).toContain('✗ WAL-03');
    expect(unbound.out).toContain('· 没有其他银行卡可供扣款');
    expect(erased.code).toBe(1);
    expect(JSON.parse(erased.out)).toMatchObject({
      ...{ verdict: 'NOT_YET', route: 'ERASE', opensAt: '2036-11-20T23:59:59+08:00' },
    });
    const told = await yuanlu(['--lang', 'en', 'explain', '--facts', join(EXAMPLES, 'account-erased.json')]);
    expect(told.out).toMatch(/^Not yet\. .*possible from 23:59 on 2036-11-20\.$/m);
    expect(staff.code).toBe(1);
    expect(staff.out).toMatch(/^No\. .*close it first\. Possible instead: close the account\./);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'what cannot be of something that ends',
      'now: 2026-11-29T12:00:00+08:00\nsubject: { kind: device-card, channel: wechat }\n' +
        'facts: { state: bound, proven: [password, password], closesAt: soon }\n',
      [
        '/subject/channel: found an unknown key',
        '/facts/state: found "bound", expected one of active, suspended, removed for a device-card',
        '/facts/proven: found ["password","password"], expected a list of any of password, sms-code',
        '/facts/closesAt: found "soon"',
      ],
    ],
    [
      'what contradicts itself or is missing',
      'now: 2026-11-29T12:00:00+08:00\nsubject: { kind: account }\nquestion: { route: VOID }\n' +
        'facts: { state: closed, account: open }\n',
      ['/question/route: found "VOID"', '/facts/account: found "open"', '/facts/closedAt: is missing'],
    ],
    ['nothing', '', ['found null, expected an object with subject']],
    ['no document at all', '[1', [':1:']],
    [
      'a misspelt key and a wrong value',
      'now: 2026-11-23T10:00:00+08:00\nsubject: { kind: sale, chanel: wechat }\nfacts: { outcome: payed }\n',
      [
        ':2:',
        '/subject/chanel: found an unknown key, expected channel',
        ':3:',
        '/facts/outcome: found "payed"',
      ],
    ],
    [
      'a date that does not exist',
      'now: 2026-02-29T10:00:00+08:00\nsubject: { kind: sale, channel: wechat }\nfacts: {}\n',
      ['/now: found "2026-02-29T10:00:00+08:00"', '/facts/outcome: is missing'],
    ],
    [
      'more back than was paid, and a payment after now',
      'now: 2026-11-23T10:00:00+08:00\nsubject: { kind: sale, channel: wechat }\n' +
        'facts: { outcome: approved, amountFen: 100, returnedFen: 101, paidAt: "2026-11-23T10:00:01+08:00" }\n',
      ['found 101 fen back and under way of 100: more than was paid', 'found an instant after `now`'],
    ],
    [
      'parameters that nobody has',
      'now: 2026-11-23T10:00:00+08:00\nsubject: { kind: sale, channel: wechat }\noff: [WX-99]\n' +
        'facts: { outcome: approved, amountFen: 100, paidAt: "2026-11-23T09:00:00+08:00" }\n' +
        'parameters: { wechat.days: 1, wechat.partsMax: many, unionpay.cutOver: "25:00" }\n',
      [
        '/parameters/wechat.days: found a parameter that no rule has',
        '/parameters/wechat.partsMax: found "many", expected a whole number',
        '/parameters/unionpay.cutOver: found "25:00", expected a time such as',
        '/off/0: found "WX-99"',
      ],
    ],
    [
      'a whole card number, masked in the error',
      'now: 6222000000000009123\nsubject: { kind: sale, channel: wechat }\nfacts: {}\n',
      ['/now: found'],
    ],
  ])('%s: every place with what would be right', (_what, text, right) => {
    const { view, problems } = readFactText('-', text, book);
    expect(view).toBeNull();
    for (const part of right) expect(problems.join('\n')).toContain(part);
    expect(problems.join('\n')).not.toContain('6222000000000009');
  });

  test('a document that is wrong ends with code 2 and says where', async () => {
    const told = await yuanlu(['explain', '--facts', '-', '--lang', 'en'], 'now: soon\n');
    expect(told.code).toBe(2);
    expect(told.err).toContain('-:1:1 /now: found "soon", expected a date and time such as');
  });

  test('a file that is not there', async () => {
    const told = await yuanlu(['explain', '--facts', '/nonexistent.yaml', '--lang', 'en']);
    expect(told.code).toBe(2);
    expect(told.err).toContain('Cannot read /nonexistent.yaml');
  });
});

describe('POST /v1/explain', () => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld();
  }, 120_000);
  afterAll(async () => {
    await world?.[Symbol.asyncDispose]();
  });
  const post = (body: unknown, key: string | null = KEYS.shop) =>
    world.call('POST', '/v1/explain', { key, body });

  test.each(examples)('answers the example %s as the command line does', async (name) => {
    const api = await post(contentOf(name));
    expect(api.status, api.text).toBe(200);
    const { view } = readFactText(name, readFileSync(join(EXAMPLES, name), 'utf8'), world.options.rules.book);
    expect(api.body).toEqual(view);
  });

  test('names every fault as a problem, needs a key, and shows its schema to everybody', async () => {
    const wrong = await post({ now: 'now', subject: {}, facts: { outcome: 'approved', foo: 1 } });
    expectProblem(wrong, 400, 'input-not-valid');
    const pointers = (wrong.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(
      expect.arrayContaining(['/now', '/subject/kind', '/subject/channel', '/facts/foo']),
    );
    expectProblem(await post({}, null), 401, 'not-signed-in');
    const schema = await world.call('GET', '/v1/explain/schema', { key: null });
    expect(schema.body).toEqual(JSON.parse(readFileSync(SCHEMA, 'utf8')));
  });

  test('touches nothing', async () => {
    const before = await world.call('GET', '/v1/payments', { key: KEYS.operator });
    await post(contentOf(examples[0]!));
    expect((await world.call('GET', '/v1/payments', { key: KEYS.operator })).body).toEqual(before.body);
  });
});
