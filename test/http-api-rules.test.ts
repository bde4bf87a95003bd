/** The rules over the API and the command line: what is in force, and what other rules would answer. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { DifferenceView, RuleDetailView, RuleTrialView, RuleView } from '#adapters/http-api';
import { CliError } from '../src/programs/cli/client.ts';
import { registerRules } from '../src/programs/cli/rules.ts';
import { dataFolderAt } from '../src/programs/data-folder.ts';
import {
  type Answered,
  expectProblem,
  fresh,
  type HttpWorld,
  KEYS,
  OTHER_SHOP,
  openHttpWorld,
  SHOP,
} from './http-api-world.ts';

const ROOT = join(import.meta.dirname, '..');
const POS_RULES = join(ROOT, 'rules', 'unionpay-pos.json');

let world: HttpWorld;
let folder: string;
let url: string;
const ids: string[] = [];
beforeAll(async () => {
  world = await openHttpWorld();
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-rules-'));
  url = await world.api.listen({ host: '127.0.0.1', port: 0 });
  for (let made = 0; made < 5; made += 1) ids.push((await world.sale(fresh(), 10_000n)).id);
}, 120_000);
afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const narrowing = (set: Readonly<Record<string, unknown>>, layer = 'institution', owner = 'inst-1'): string =>
  JSON.stringify({
    overrides: [
      {
        ...{ layer, owner },
        set: Object.fromEntries(
          Object.entries(set).map(([key, value]) => [key, { value, certainty: 'P', source: 'a contract' }]),
        ),
      },
    ],
  });
const tryRules = (content: string, query = '', key: string = KEYS.operator): Promise<Answered> =>
  world.call('POST', `/v1/rules/try${query}`, { key, body: { files: [{ name: 'mine.json', content }] } });
const trial = (answered: Answered): RuleTrialView => {
  expect(answered.status, answered.text).toBe(200);
  return answered.body as unknown as RuleTrialView;
};
/** What `name` becomes for whom, once for each payment. */
const became = (items: readonly DifferenceView[], name: keyof DifferenceView['after']): unknown[] =>
  items.map(({ asker, before, after }) => [asker, before[name], after[name]]);

describe('the rules in force', () => {
  const list = async (query = '', key: string = KEYS.shop): Promise<RuleView[]> => {
    const answered = await world.call('GET', `/v1/rules${query}`, { key });
    expect(answered.status, answered.text).toBe(200);
    return (answered.body as { items: RuleView[] }).items;
  };
  test('all of them, with both languages, source, certainty and parameters', async () => {
    const rules = await list();
    expect(rules.length).toBeGreaterThan(100);
    expect(rules.find(({ id }) => id === 'UP-07')).toMatchObject({
      certainty: 'B',
      parameters: expect.arrayContaining([
        expect.objectContaining({
          key: 'unionpay.pos.refundDays',
          value: 180,
          usually: true,
          layer: 'platform',
        }),
      ]),
    });
  });
  test('those of a channel, and of a day', async () => {
    const ofWechat = (await list('?channel=wechat')).map(({ id }) => id);
    expect(ofWechat).toContain('WX-01');
    expect(ofWechat).not.toContain('ALI-01');
    const before2016 = (await list('?date=2016-09-05')).map(({ id }) => id);
    expect(before2016).toContain('FEE-04');
    expect(before2016).not.toContain('FEE-01');
  });
  test('an issuer narrows them', async () => {
    const of = async (query: string): Promise<unknown> =>
      (await list(query))
        .find(({ id }) => id === 'ISS-04')
        ?.parameters.map(({ value, layer }) => [value, layer]);
    expect(await of('')).toEqual([
      [1, 'platform'],
      [5, 'platform'],
    ]);
    expect(await of('?issuer=ICBC')).toEqual([
      [1, 'platform'],
      [10, 'issuer'],
    ]);
  });
  test('one rule with all its versions and layers', async () => {
    const { body } = await world.call('GET', '/v1/rules/LAW-20', { key: KEYS.operator });
    const rule = body as unknown as RuleDetailView;
    expect(rule.versions.map(({ from, until }) => [from, until])).toEqual([
      [null, '2024-12-31'],
      ['2025-01-01', null],
    ]);
    expect(rule.parameters[0]?.layers.map(({ value, won }) => [value, won])).toEqual([
      [5, false],
      [10, true],
    ]);
  });
  test('an operator sees every issuer, a shop only what is said of it', async () => {
    const owners = async (key: string): Promise<unknown> => {
      const { body } = await world.call('GET', '/v1/rules/ISS-04?issuer=CMB', { key });
      return (body as unknown as RuleDetailView).parameters[1]?.layers.map(({ owner }) => owner);
    };
    expect(await owners(KEYS.operator)).toEqual(['*', 'ICBC', 'CMB', 'CCB']);
    expect(await owners(KEYS.shop)).toEqual(['*', 'CMB']);
  });
  test('what does not exist is refused by name', async () => {
    expectProblem(await world.call('GET', '/v1/rules/UP-99'), 404, 'not-found');
    expectProblem(await world.call('GET', '/v1/rules?date=2026-02-30'), 400, 'input-not-valid');
    expectProblem(await world.call('GET', '/v1/rules?channel=cash'), 400, 'input-not-valid');
    expectProblem(await world.call('GET', '/v1/rules?merchant=898310000000002'), 404, 'not-found');
    expectProblem(await world.call('GET', '/v1/rules', { key: null }), 401, 'not-signed-in');
  });
});

describe('trying other rules on the stored payments', () => {
  test('the same rules: nobody gets another answer', async () => {
    const files = [{ name: 'unionpay-pos.json', content: await readFile(POS_RULES, 'utf8') }];
    const found = trial(await world.call('POST', '/v1/rules/try', { key: KEYS.operator, body: { files } }));
    expect(found.replaced).toEqual(['rules/unionpay-pos.json']);
    expect(found).toMatchObject({ examined: 5, changed: 0, items: [], next: null });
  });
  test('no void by the back office: each payment waits for its refund instead', async () => {
    const found = trial(await tryRules(narrowing({ 'unionpay.pos.hostVoid': false })));
    expect(found).toMatchObject({ examined: 5, changed: 5, next: null, replaced: [] });
    expect(new Set(found.items.map(({ payment }) => payment))).toEqual(new Set(ids));
    expect(became(found.items, 'verdict')).toContainEqual(['merchant', 'YES', 'NOT_YET']);
    const [first] = found.items;
    expect(first?.changed).toContain('verdict');
    expect(first?.paymentAmount).toBe(10_000);
  });
  test('for another institution: nothing changes, and that is told', async () => {
    const found = trial(
      await tryRules(narrowing({ 'unionpay.pos.hostVoid': false }, 'institution', 'inst-2')),
    );
    expect(found).toMatchObject({ changed: 0, institution: 'inst-1', otherInstitutions: ['inst-2'] });
  });
  test("in YAML, for one merchant: its payments, and nobody else's", async () => {
    const changedFor = async (merchant: string): Promise<number> => {
      const set = '{ unionpay.pos.hostVoid: { value: false, certainty: P, source: contract } }';
      const content = `overrides:\n  - layer: merchant\n    owner: "${merchant}"\n    set: ${set}\n`;
      const body = { files: [{ name: 'mine.yaml', content }] };
      return trial(await world.call('POST', '/v1/rules/try', { key: KEYS.operator, body })).changed;
    };
    expect([await changedFor(SHOP), await changedFor(OTHER_SHOP)]).toEqual([5, 0]);
  });
  test('a shorter window is told by its deadline, once the batch is settled', async () => {
    await world.settle();
    const found = trial(await tryRules(narrowing({ 'unionpay.pos.refundDays': 30 })));
    expect(found.changed).toBe(5);
    const [first] = found.items.filter(({ asker }) => asker === 'merchant');
    expect(first?.changed).toEqual(['deadline']);
    expect([first?.before.deadline, first?.after.deadline]).toEqual([
      '2027-05-22T23:59:59+08:00',
      '2026-12-23T23:59:59+08:00',
    ]);
  });
  test('page by page the whole comes out once, under a cursor that belongs to these files', async () => {
    const content = narrowing({ 'unionpay.pos.refundDays': 30 });
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: RuleTrialView = trial(
        await tryRules(content, `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`),
      );
      seen.push(...page.items.filter(({ asker }) => asker === 'merchant').map(({ payment }) => payment));
      cursor = page.next;
      pages += 1;
      if (cursor !== null && pages === 1)
        expectProblem(await tryRules(narrowing({}), `?limit=2&cursor=${cursor}`), 400, 'input-not-valid');
    } while (cursor !== null);
    expect(seen).toEqual([...ids].sort().reverse());
    expect(pages).toBe(3);
  });
  test('files that are wrong are refused with every fault and its line', async () => {
    const answered = await tryRules('{\n  "overrides": [\n    { "layer": "shop", "owner": "" }\n  ]\n}');
    expectProblem(answered, 422, 'rules-not-valid');
    expect(answered.body.faults).toEqual([
      expect.objectContaining({ file: 'mine.json', line: 3, path: '$.overrides[0].layer' }),
      expect.objectContaining({ file: 'mine.json', line: 3, path: '$.overrides[0].owner' }),
    ]);
    expectProblem(await tryRules('{'), 422, 'rules-not-valid');
  });
  test('is for operators, and bounded', async () => {
    expectProblem(await tryRules(narrowing({}), '', KEYS.shop), 403, 'not-allowed');
    expectProblem(await tryRules(narrowing({}), '?limit=201'), 400, 'input-not-valid');
    expectProblem(
      await world.call('POST', '/v1/rules/try', { key: KEYS.operator, body: { files: [] } }),
      400,
      'input-not-valid',
    );
    const huge = { files: [{ name: 'a.json', content: ' '.repeat(2 * 1024 * 1024) }] };
    expectProblem(
      await world.call('POST', '/v1/rules/try', { key: KEYS.operator, body: huge }),
      413,
      'input-too-large',
    );
  });
});

interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}
/** The command line as a program of its own. */
function spawned(...args: readonly string[]): Promise<Ran> {
  const program = join(ROOT, 'src', 'programs', 'cli', 'main.ts');
  const given = ['--data', join(folder, 'data'), '--lang', 'en', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...given], (error, out, err) =>
      resolve({ exit: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

/** The same commands within this process: starting a program for each would take most of the test's time. */
async function yuanlu(...args: readonly string[]): Promise<Ran> {
  const program = new Command('yuanlu').exitOverride();
  for (const flags of ['--lang <lang>', '--url <url>', '--key <key>', '--json']) program.option(flags);
  registerRules(program, dataFolderAt(join(folder, 'data')));
  let out = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  try {
    await program.parseAsync(args.includes('--lang') ? args : ['--lang', 'en', ...args], { from: 'user' });
    return { exit: Number(process.exitCode ?? 0), out, err: '' };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { exit: error.exitCode, out, err: error.words.en };
  } finally {
    process.exitCode = undefined;
    write.mockRestore();
  }
}
const atServer = (): string[] => ['--url', url, '--key', KEYS.operator];

describe('yuanlu rules', () => {
  test('list and show need no server', async () => {
    const list = await spawned('rules', 'list', '--channel', 'wechat', '--date', '2026-11-23');
    expect(list).toMatchObject({ exit: 0, err: '' });
    expect(list.out).toMatch(/^WX-01 +A +A WeChat payment/m);
    expect(list.out).toContain('rules in force on 2026-11-23.');
    const show = await yuanlu('rules', 'show', 'iss-04', '--issuer', 'ICBC');
    expect(show.exit).toBe(0);
    expect(show.out).toMatch(/→ issuer ICBC +10 +B\+/);
    expect(show.out).toMatch(/· platform +5 +C/);
  });
  test('values instead of words, and JSON', async () => {
    const parameters = await yuanlu('rules', 'list', '--parameters', '--channel', 'alipay');
    expect(parameters.out).toMatch(/ALI-01 +alipay\.refundMonths +12 +B/);
    const { items } = JSON.parse((await yuanlu('--json', 'rules', 'list')).out) as { items: RuleView[] };
    expect(items.length).toBeGreaterThan(100);
  });
  test('what is asked wrongly is told with what would be right', async () => {
    expect(await yuanlu('rules', 'show', 'UP-99')).toMatchObject({
      exit: 1,
      err: expect.stringContaining('UP-99'),
    });
    expect(await yuanlu('rules', 'list', '--channel', 'cash')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('unionpay.pos'),
    });
    expect(await yuanlu('rules', 'list', '--date', '2026-02-30')).toMatchObject({ exit: 2 });
    expect(await yuanlu('rules', 'validate', join(ROOT, 'bin'))).toMatchObject({
      exit: 2,
      err: expect.stringContaining('no rule file in'),
    });
    expect(await yuanlu('rules', 'validate', 'nowhere.json')).toMatchObject({
      exit: 2,
      err: expect.stringContaining('nowhere.json'),
    });
  });
  test('validate: right is 0, wrong is 1 with the line', async () => {
    expect(await yuanlu('rules', 'validate')).toMatchObject({
      exit: 0,
      out: expect.stringContaining('Right'),
    });
    const mine = join(folder, 'mine.yaml');
    await writeFile(mine, 'overrides:\n  - layer: merchant\n    owner: m1\n    off: [UP-99]\n');
    const wrong = await yuanlu('rules', 'validate', mine);
    expect(wrong.exit).toBe(1);
    expect(wrong.out).toContain(`${mine}:4:11 $.overrides[0].off[0]: found UP-99`);
    const json = JSON.parse((await yuanlu('--json', 'rules', 'validate', mine)).out) as object;
    expect(json).toMatchObject({ valid: false, faults: [{ line: 4, column: 11 }] });
  });
  test('a changed file of the platform stands for the one in use', async () => {
    const changed = join(folder, 'unionpay-pos.json');
    await writeFile(changed, (await readFile(POS_RULES, 'utf8')).replace('"value": 180', '"value": 90'));
    const valid = await yuanlu('rules', 'validate', changed);
    expect(valid).toMatchObject({ exit: 0, out: expect.stringContaining('in place of') });
  });
  test('try: which payments would get another answer, and how', async () => {
    const mine = join(folder, 'short-window.json');
    await writeFile(mine, narrowing({ 'unionpay.pos.refundDays': 30 }));
    const ran = await yuanlu(...atServer(), 'rules', 'try', mine, '--limit', '1');
    expect(ran.exit).toBe(1);
    expect(ran.out).toContain('5 payments compared: 5 would get another answer.');
    expect(ran.out).toMatch(
      /pay_\w+ +¥100\.00 +asked by the \w+\n +deadline +2027-05-22 23:59:59 +→ 2026-12-23 23:59:59/,
    );
    expect(ran.out).toContain('what differs: deadline');
    expect(ran.out).toMatch(/\d+ more; see --limit\./);
    const json = JSON.parse((await yuanlu('--json', ...atServer(), 'rules', 'try', mine)).out) as object;
    expect(json).toMatchObject({ examined: 5, changedPayments: 5, more: false });
    const newest = await yuanlu(...atServer(), 'rules', 'try', mine, '--payments', '2', '--lang', 'zh');
    expect(newest.out).toContain('比较了最近 2 笔交易：2 笔答复不同。');
    await writeFile(mine, narrowing({ 'unionpay.pos.refundDays': 0 }));
    const over = await yuanlu(...atServer(), 'rules', 'try', mine, '--limit', '1', '--lang', 'zh');
    expect(over.out).toContain('不同之处：期限');
  });
  test('try: nothing differs is 0, wrong files are told with their lines', async () => {
    const same = join(folder, 'same.json');
    await writeFile(same, narrowing({ 'unionpay.pos.refundDays': 180 }));
    expect(await yuanlu(...atServer(), 'rules', 'try', same)).toMatchObject({
      exit: 0,
      out: expect.stringContaining('0 would get another answer'),
    });
    await writeFile(same, '{\n"overrides": [{}]}');
    expect(await spawned(...atServer(), 'rules', 'try', same)).toMatchObject({
      exit: 1,
      err: expect.stringContaining('same.json:2:15 $.overrides[0].layer'),
    });
  });
});
