/** `yuanlu emv` and `yuanlu qr`: text in, masked words out, exit codes. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { buildPresentedCode, readPresentedCode } from '#wire/qr';
import { CliError } from '../src/programs/cli/client.ts';
import { registerEmv } from '../src/programs/cli/emv.ts';
import { registerQr } from '../src/programs/cli/qr.ts';
import { bytesOfHex, loadVectors } from './vector-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'yuanlu-decode-'));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.exitCode = 0;
});

interface Ran {
  readonly status: number;
  readonly stdout: string;
  /** In English: what the main program prints of an error. */
  readonly stderr: string;
}

/** The commands under a parser of their own; the whole program starts once, below. */
async function yuanlu(given: readonly string[]): Promise<Ran> {
  const program = new Command().option('--json').option('--lang <lang>');
  registerEmv(program);
  registerQr(program);
  let stdout = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += String(text);
    return true;
  });
  const english = given.includes('--lang') || given[0] === 'emv' ? given : [...given, '--lang', 'en'];
  process.exitCode = 0;
  try {
    await program.parseAsync(['node', 'yuanlu', ...english]);
    return { status: Number(process.exitCode), stdout, stderr: '' };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    expect(error.words.zh).toMatch(/[\u4e00-\u9fff]/);
    return { status: error.exitCode, stdout, stderr: error.words.en };
  } finally {
    spy.mockRestore();
  }
}

const MAIN = fileURLToPath(new URL('../src/programs/cli/main.ts', import.meta.url));
const piped = (input: string, ...given: readonly string[]) =>
  spawnSync(process.execPath, [MAIN, ...given], { encoding: 'utf8', input });

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

const CHIP = '5A0A6200000000000000005F 57136200000000000000005D30122010000018001F 9505 8000048000 9F2701 80';

describe('emv decode', () => {
  test('names objects in both languages, tells what codes say, and hides card number and track', async () => {
    const { status, stdout } = await yuanlu(['emv', 'decode', CHIP]);
    expect(status).toBe(0);
    expect(stdout.split('\n').map((line) => line.replace(/ {2,}/g, '  '))).toEqual([
      '5A  应用主账号 application card number  620000*********0005',
      '57  二磁道等效数据 track 2 equivalent data  [19 bytes, masked]',
      '95  终端验证结果 terminal verification results  8000048000',
      '  - 未进行脱机数据认证 offline data authentication was not performed',
      '  - 已输入联机PIN online PIN entered',
      '  - 交易超过最低限额 amount exceeds the floor limit',
      '9F27  密文信息数据 cryptogram information data  80',
      '  - ARQC：请求联机授权 ARQC: online authorisation requested',
      '',
    ]);
    expect(stdout).not.toContain('6200000000000000005');
  });

  test.each([
    ['zh', '已输入联机PIN', 'online PIN entered'],
    ['en', 'online PIN entered', '已输入联机PIN'],
  ])('speaks %s alone when asked', async (lang, said, unsaid) => {
    const { stdout } = await yuanlu(['emv', 'decode', CHIP, '--lang', lang]);
    expect(stdout).toContain(said);
    expect(stdout).not.toContain(unsaid);
  });

  test('reads a file of hex and a file of bytes alike', async () => {
    const json = (await yuanlu(['emv', 'decode', CHIP, '--json'])).stdout;
    expect(JSON.parse(json).objects[0]).toMatchObject({ tag: '5A', value: '620000*********0005', bytes: 10 });
    const bytes = bytesOfHex(CHIP.replaceAll(' ', ''));
    for (const path of [file('chip.hex', CHIP), file('chip.bin', bytes)])
      expect((await yuanlu(['emv', 'decode', '--file', path, '--json'])).stdout).toBe(json);
  });

  test('reads standard input, and tells errors as JSON with the exit code', async () => {
    const good = piped(`${CHIP}\n`, 'emv', 'decode', '-', '--json');
    expect(JSON.parse(good.stdout).objects).toHaveLength(4);
    const bad = piped('9F3602FF', 'emv', 'decode', '-', '--json');
    expect(bad.status).toBe(1);
    expect(JSON.parse(bad.stdout).error).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('9F36'),
    });
  });

  test('checks field 55 for a purpose: exit code 1 and what is missing', async () => {
    const { status, stdout } = await yuanlu(['emv', 'decode', CHIP, '--purpose', 'reversal']);
    expect(status).toBe(1);
    expect(stdout).toContain('✗ 9F36 缺少 missing');
    expect(stdout).toContain('· 5A 不在列表中 not on the list');
    const good = await yuanlu(['emv', 'decode', '9F36020042', '--purpose', 'reversal']);
    expect(good).toMatchObject({ status: 0, stdout: expect.stringContaining('as it must be') });
  });

  test('tells of issuer data that are shorter than their own length byte says', async () => {
    const { status, stdout } = await yuanlu([
      'emv',
      'decode',
      '9F36020042 9F1007 07010103A00000',
      '--purpose',
      'reversal',
    ]);
    expect(status).toBe(1);
    expect(stdout).toContain(
      '✗ 9F10 其自身的长度字节与后续字节数不符 not as long as its own length byte says',
    );
  });

  test.each([
    ['half a byte', ['9F3'], 2, 'expected hex'],
    ['nothing', [], 2, 'one of the three'],
    ['an unknown purpose', ['9F36020042', '--purpose', 'x'], 2, 'none of online'],
    ['a file that is not there', ['--file', 'nowhere'], 2, 'Cannot read the file'],
    ['objects that are cut', ['9F3602FF'], 1, 'tag 9F36'],
    ['no bytes at all', [''], 1, 'it is empty'],
  ])('%s: refused with words', async (_words, given, status, says) => {
    const ran = await yuanlu(['emv', 'decode', ...given]);
    expect(ran).toMatchObject({ status, stderr: expect.stringContaining(says) });
  });
});

interface Valid {
  readonly valid: readonly {
    readonly name: string;
    readonly text: string;
    readonly remarks: readonly string[];
  }[];
}
const merchant = loadVectors<Valid>('qr/presented-code').valid;
const textOf = (name: string): string => merchant.find((row) => row.name === name)!.text;

describe('qr', () => {
  test('a merchant’s code is read in words of one language', async () => {
    const text = textOf('every part that has a meaning');
    const { status, stdout } = await yuanlu(['qr', 'read', text]);
    expect(status).toBe(0);
    for (const row of [
      /^account 26 \(com\.alipay\) +00 com\.alipay, 01 2088/m,
      /^acquirer +48020000$/m,
      /^tip +1\.00$/m,
    ])
      expect(stdout).toMatch(row);
    expect((await yuanlu(['qr', 'read', text, '--lang', 'zh'])).stdout).toMatch(
      /^商户名称（本地语言） +四川饭店 \(ZH\)$/m,
    );
  });

  test('small letters in the check are read and remarked', async () => {
    const ran = await yuanlu(['qr', 'read', textOf('check digits in small letters, as seen in the field')]);
    expect(ran).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('the check is in small letters'),
    });
  });

  test('what is read as JSON is written to the same text', async () => {
    const text = textOf('every part that has a meaning');
    const { stdout } = await yuanlu(['qr', 'read', text, '--json']);
    expect((await yuanlu(['qr', 'write', '--file', file('read.json', stdout)])).stdout).toBe(`${text}\n`);
    const bare = file('code.json', JSON.stringify(JSON.parse(stdout).code));
    expect((await yuanlu(['qr', 'write', '--file', bare])).stdout).toBe(`${text}\n`);
  });

  test('a code of options is one that reads', async () => {
    const options = [
      '--merchant',
      '898310154110001',
      '--amount',
      '45.9',
      '--reference',
      'A-1',
      '--name',
      '街角便利店',
    ];
    const written = (await yuanlu(['qr', 'write', ...options])).stdout.trim();
    expect(JSON.parse((await yuanlu(['qr', 'read', written, '--json'])).stdout)).toMatchObject({
      kind: 'merchant',
      code: { use: 'dynamic', amount: '45.90', merchantName: '街角便利店', more: { referenceLabel: 'A-1' } },
      unionpay: { acquirerId: '48020000', forwarderId: '48020000', merchantId: '898310154110001' },
      remarks: [],
    });
  });

  test('a code cannot steer the terminal on which it is shown', async () => {
    const steering = '\u001b[31m\u202eX\u0007';
    const { code } = readPresentedCode(textOf('every part that has a meaning'));
    const account = { tag: '26', parts: [{ tag: '00', value: steering }] };
    const text = buildPresentedCode({
      ...{ ...code, tip: null, local: null, others: [], accounts: [...code.accounts.slice(0, 1), account] },
      more: { ...code.more!, storeLabel: steering, purpose: null, others: [] },
    });
    const { status, stdout } = await yuanlu(['qr', 'read', text]);
    expect(status).toBe(0);
    expect(stdout).toContain('\\u001b[31m\\u202eX\\u0007');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test('payers’ codes, payment codes and addresses: masked', async () => {
    const [, track] = loadVectors<Valid>('qr/payer-code').valid;
    const payer = (await yuanlu(['qr', 'read', track!.text])).stdout;
    expect(payer).toContain('4F application identifier of the card');
    expect(payer).not.toContain('1234567890123458');
    const number = (await yuanlu(['qr', 'read', '6212345678901234567'])).stdout;
    expect(number).toContain('UnionPay');
    expect(number).toContain('621234*********4567');
    expect((await yuanlu(['qr', 'read', '0112345678901234567'])).stdout).toContain('unconfirmed');
    const url = await yuanlu([
      'qr',
      'read',
      'https://qr.95516.com/00010000/62000000000000000000000000000001',
      '--json',
    ]);
    expect(JSON.parse(url.stdout)).toMatchObject({ kind: 'merchant-url', organisation: '00010000' });
  });

  test.each([
    ['a text that is no code', ['read', 'hello'], 1, 'no code that we know'],
    ['a check that is another one', ['read', '00020153031566304AAAA'], 1, 'tag 63'],
    ['nothing to write', ['write'], 2, 'Nothing to write'],
    ['a merchant number of three digits', ['write', '--merchant', '123'], 2, '15 characters'],
    [
      'a name that is too long',
      ['write', '--merchant', '898310154110001', '--name', 'x'.repeat(26)],
      1,
      'tag 59',
    ],
    [
      'an amount in words',
      ['write', '--merchant', '898310154110001', '--amount', 'ten'],
      2,
      'Cannot read the amount',
    ],
  ])('%s: refused with words', async (_words, given, status, says) => {
    expect(await yuanlu(['qr', ...given])).toMatchObject({ status, stderr: expect.stringContaining(says) });
  });

  test.each([
    ['no JSON', 'x', 'no JSON'],
    ['a payment code in place of JSON', 'x6212345678901234567', 'This is no JSON'],
    ['another shape', '{"code":{"mcc":5411}}', "no merchant's code"],
  ])('%s cannot be written', async (_words, input, says) => {
    const ran = await yuanlu(['qr', 'write', '--file', file('wrong.json', input)]);
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining(says) });
    expect(ran.stderr).not.toMatch(/\d{6}/);
  });
});
