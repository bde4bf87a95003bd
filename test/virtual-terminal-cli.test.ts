import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registerTerminal } from '../src/programs/cli/terminal.ts';
import { MASTER_KEY_HEX, startHost, type TestHost } from './virtual-terminal-host.ts';

const PAN = '6212345678901234';

let folder: string;
let host: TestHost;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuanlu-terminal-cli-'));
  host = await startHost();
  await mkdir(join(folder, 'terminals'));
  const profile = {
    merchantId: '898110257340001',
    terminalId: '10000001',
    masterKeyHex: MASTER_KEY_HEX,
    tpdu: '6000030000',
    header: '603100000000',
    host: '127.0.0.1',
    port: host.port,
  };
  await writeFile(join(folder, 'terminals', '10000001.json'), JSON.stringify(profile), { mode: 0o600 });
  const cards = [
    { id: 'good', name: '好卡 Good card', pan: PAN, expiry: '3012', pin: '246810', issuer: 'A', note: '' },
    {
      id: 'poor',
      name: '穷卡 Poor card',
      pan: '6212345678905555',
      expiry: '3012',
      pin: '111111',
      issuer: 'A',
      note: '',
    },
  ];
  await writeFile(join(folder, 'test-cards.json'), JSON.stringify(cards));
});

afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

class Exit extends Error {}

/** Output of both streams and the exit code of one command line. */
async function run(line: string): Promise<{ readonly text: string; readonly code: number }> {
  let text = '';
  let code = 0;
  const write = (part: string) => {
    text += `${part}\n`;
  };
  const setExitCode = (value: number) => {
    code = value;
  };
  const exit = (value: number): never => {
    code = value;
    throw new Exit();
  };
  const program = new Command()
    .name('yuanlu')
    .option('--json')
    .option('--lang <lang>')
    .configureOutput({ writeOut: write, writeErr: write });
  registerTerminal(program, { dataFolder: folder, print: write, complain: write, setExitCode, exit });
  try {
    await program.parseAsync(line.split(' '), { from: 'user' });
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return { text, code };
}

describe('sale', () => {
  test('signs in by itself, prints the slip and one line; the card stays masked', async () => {
    const { text, code } = await run('terminal sale 12.34 --lang en');
    expect(code).toBe(0);
    expect(text).toContain('Signed in first, batch 000007');
    expect(text).toContain('Amount          RMB 12.34');
    expect(text).toContain('621234******1234 (C)');
    expect(text.trimEnd().split('\n').at(-1)).toBe('Approved [00]');
    expect(text).not.toContain(PAN);
  });

  test('declined is 1, unknown is 3, wrong use is 2', async () => {
    await run('terminal sign-in');
    host.script.push({ code: '51', mac: 'none' });
    expect((await run('terminal sale 1 --card poor')).code).toBe(1);
    host.script.push('silence');
    const unknown = await run('terminal sale 1 --timeout 0.1 --lang en');
    expect([unknown.code, unknown.text.includes('a reversal is stored (trace 000003)')]).toEqual([3, true]);
    expect((await run('terminal sale 0')).code).toBe(2);
    expect((await run('terminal sale')).code).toBe(2);
    expect((await run('terminal sale 1 --card card')).code).toBe(2);
    expect((await run('terminal sale 1 --card nobody')).text).toContain('there are: good, poor');
    expect((await run('terminal sale 1 --terminal 99999999')).text).toContain('there are: 10000001');
  });

  test('JSON is one text with amounts as text and no card number', async () => {
    const { text } = await run('terminal sign-in --json');
    expect(JSON.parse(text)).toMatchObject({ act: 'sign-in', result: 'approved' });
    const sale = await run(`terminal sale 12.34 --card ${PAN} --json`);
    expect(JSON.parse(sale.text)).toMatchObject({ amountFen: '1234', maskedPan: '621234******1234' });
    expect(sale.text).not.toContain(PAN);
  });

  test("the test card's PIN is entered for a chip and a large tap, not for a small one", async () => {
    await run('terminal sale 1 --entry chip');
    await run('terminal sale 1000 --entry tap');
    await run('terminal sale 1000.01 --entry tap');
    await run('terminal sale 1 --entry chip --no-pin');
    await run('terminal sale 1 --entry tap --pin 999999');
    expect(host.pins).toEqual(['246810', '246810', '999999']);
  });
});

test('after 98 the cashier is told what to do, in the words of the host, and cannot void what is unknown', async () => {
  await run('terminal sign-in');
  host.script.push({ code: '98', mac: 'none' });
  const { text, code } = await run('terminal sale 5 --lang en');
  expect(code).toBe(3);
  expect(text.trimEnd().split('\n').at(-1)).toBe(
    'Unknown [98]: outcome unknown, being undone; no goods yet, do not charge again; ' +
      'the system undoes it; see ./yuanlu payments --limit 1',
  );
  expect((await run('terminal void 2 --lang en')).text).toContain('the outcome of this sale is unknown');
  expect((await run('terminal void 2 --lang zh')).text).toContain('原交易结果未知');
  expect((await run('terminal refund 1 --stan 2')).text).toContain('nothing to refund yet');
});

test.each([
  ['en', '  listed apart: host voids 2, RMB 120.50, not in these totals'],
  ['zh', '  另列：主机撤销 2 笔 RMB 120.50，不在以上合计内'],
])('voids of the back office are listed apart at settlement (%s)', async (lang, line) => {
  await run('terminal sale 5');
  host.script.push({ code: '00', mac: 'none', text: 'host voids: 2, RMB 120.50 not in these totals' });
  expect((await run(`terminal settle --lang ${lang}`)).text.split('\n')).toContain(line);
});

test('a card is found by id, name, or a part that only it has', async () => {
  for (const card of ['poor', '穷卡', 'POOR', '6212345678905555']) {
    await run(`terminal sale 1 --card ${card}`);
    expect(host.received.at(-1)?.fields[2]).toBe('6212345678905555');
  }
});

test('options of the whole program count too', async () => {
  expect((await run('--lang zh terminal echo')).text).toContain('成功');
  expect((await run('--lang en terminal echo')).text).toContain('Approved');
  expect(JSON.parse((await run('terminal echo --json')).text)).toMatchObject({ act: 'echo' });
});

describe('the way back', () => {
  test('a lost answer, then the reversal by hand', async () => {
    expect((await run('terminal sale 5 --lose-answer')).code).toBe(3);
    const { text, code } = await run('terminal reversal --lang en');
    expect(text).toContain(
      'Reversal of trace 000002, 621234******1234, RMB 5.00, reason 98, sent once: acknowledged [00]',
    );
    expect(code).toBe(0);
    expect((await run('terminal reversal --lang en')).text).toBe('No reversal is open\n');
  });

  test('void by trace number without its zeros, then the journal', async () => {
    await run('terminal sale 5');
    expect((await run('terminal void 2')).code).toBe(0);
    const { text } = await run('terminal journal --lang en');
    expect(text).toContain('000007/000002  sale  RMB 5.00  621234******1234  approved  ref. RRN000000002');
    expect(text).toContain('voided by 000003');
    expect(text).not.toContain(PAN);
  });

  test('refund of an earlier batch by its trace number or reference alone', async () => {
    await run('terminal sale 5');
    expect((await run('terminal settle --lang zh')).text).toContain('对账不平');
    expect((await run('terminal refund 2 --stan 2')).code).toBe(0);
    expect((await run('terminal refund 1 --rrn RRN000000002')).code).toBe(0);
    expect(host.received.at(-1)?.fields).toMatchObject({
      2: PAN,
      61: '0000070000020630',
      37: 'RRN000000002',
    });
    const foreign = await run('terminal refund 1 --stan 77');
    expect([foreign.code, foreign.text.includes('This terminal did not take that sale')]).toEqual([2, true]);
  });
});

test.each([['sign-in'], ['sale'], ['void'], ['refund'], ['settle'], ['echo'], ['reversal'], ['journal']])(
  '%s --help has examples',
  async (name) => {
    const { text, code } = await run(`terminal ${name} --help`);
    expect([code, text.includes(`Examples:\n  yuanlu terminal ${name}`)]).toEqual([0, true]);
  },
);
