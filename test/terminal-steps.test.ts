/** The examples of docs/examples/terminal and the menu, against a whole platform; and what a step means. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { posMessages, rowOf } from '#wire/iso8583';
import { registerTerminal } from '../src/programs/cli/terminal.ts';
import { differences } from '../src/programs/cli/terminal-expectations.ts';
import { offer } from '../src/programs/cli/terminal-menu.ts';
import { MENU, menuEntries } from '../src/programs/cli/terminal-menu-items.ts';
import { performIn } from '../src/programs/cli/terminal-perform.ts';
import { readSteps } from '../src/programs/cli/terminal-steps.ts';
import { Platform } from './platform.ts';

const ROOT = join(import.meta.dirname, '..');
const EXAMPLES = join(ROOT, 'docs', 'examples', 'terminal');
const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.steps'));

describe('a step', () => {
  test.each([
    ['sale 12.00 chip card north-plenty as lunch -> 00 tc', 'sale 12.00 --entry chip --card north-plenty'],
    ['消费 12.00 插卡 卡 north-plenty 记为 午餐 → 00', 'sale 12.00 --entry chip --card north-plenty'],
    ['void $lunch lost -> unknown', 'void $lunch --lose-answer'],
    ['scan 5.00 @code:north-plenty', 'qr scan 5.00 @code:north-plenty'],
    ['refund 5.00 of $lunch  # in part', 'refund 5.00 --stan $lunch'],
  ])('%s', (line, args) => {
    expect(readSteps(line)[0]!.args.join(' ')).toBe(args);
  });

  test('names, expectations and lines are kept; comments and blank lines are not', () => {
    expect(readSteps('# nothing\n\nsale 1 as a -> 00 tc\nbank north-low state lost\n')).toMatchObject([
      { line: 3, kind: 'terminal', name: 'a', expected: ['00', 'tc'] },
      { line: 4, kind: 'bank', args: ['north-low', 'state', 'lost'], expected: [] },
    ]);
  });

  test.each([
    ['-> 00', 'Line 1: no action'],
    ['sale 1 -> 00 -> 51', 'Line 1: more than one arrow'],
    ['\nsale 1 as', 'Line 2: "as" takes one name'],
    ['sale 1 as a b', 'Line 1: "as" takes one name'],
    ['echo\n'.repeat(1_001), '1001 of them'],
    ['x'.repeat(300_000), '300000 characters'],
  ])('%j is refused', (text, why) => {
    expect(() => readSteps(text)).toThrow(why);
  });
});

describe('what should come of it', () => {
  const told = {
    ...{ result: 'approved', code: '00', reason: null, balanceFen: '-1234', reversal: null },
    ...{ chip: { cryptogram: 'tc', issuer: 'right', scripts: false }, settlement: { outcome: 'balanced' } },
  };
  test.each([
    ['00 approved tc balanced 成功 平账', []],
    ['balance -12.34', []],
    ['51', ['code 00 instead of 51']],
    ['aac scripts', ['cryptogram tc instead of aac', 'scripts false instead of true']],
    [
      'refused because card-blocked',
      ['result approved instead of refused-locally', 'reason none instead of card-blocked'],
    ],
    ['balance 0.01 pending', ['balance -1234 instead of 1', 'reversal none instead of pending']],
  ])('%s', (words, wrong) => {
    expect(differences(words.split(' '), { told, exitCode: 0 })).toEqual(wrong);
  });

  test('wrong use fits nothing, and an unknown word is told', () => {
    expect(differences([], { told: null, exitCode: 2 })).toHaveLength(1);
    expect(() => differences(['perhaps'], { told, exitCode: 0 })).toThrow('"perhaps"');
    expect(() => differences(['balance', 'much'], { told, exitCode: 0 })).toThrow('no amount');
  });
});

describe('on a platform', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await Platform.start();
  });
  afterAll(async () => {
    await platform?.close();
  });

  async function terminal(...args: string[]): Promise<{ out: string; said: string; exitCode: number }> {
    return performIn(platform.folder, registerTerminal)(args);
  }

  test.each(files)('%s', async (name) => {
    const { out, said, exitCode } = await terminal('run', join(EXAMPLES, name), '--lang', 'en');
    expect(exitCode, out + said).toBe(0);
    expect(out).toContain('✓');
    expect(out).not.toContain('✗');
  });

  test('a step that does not fit ends the run and says what differs', async () => {
    const { writeFile } = await import('node:fs/promises');
    const file = join(platform.folder, 'wrong.steps');
    await writeFile(file, 'sale 1.00 chip card north-low -> 51\necho -> 00\n');
    const { out, exitCode } = await terminal('run', file);
    expect(exitCode).toBe(1);
    expect(out).toContain('code 00 instead of 51');
    expect(out).not.toContain('echo');
  });

  test('the menu takes a payment and looks into the journal', async () => {
    const replies = ['', 'x', '77', '1', '-1', '5.00', 'chip', '', String(menuEntries.length), '0'];
    let text = '';
    const print = (part: string): void => {
      text += `${part}\n`;
    };
    await offer({
      ...{ lang: 'zh', rest: [], print, perform: performIn(platform.folder, registerTerminal) },
      ask: async (question) => {
        print(question);
        return replies.shift() ?? null;
      },
    });
    expect(text).toContain('签购单');
    expect(text).toContain('RMB 5.00');
    expect(text.match(/没有此项/g)).toHaveLength(2);
    expect(replies).toEqual([]);
  });

  test('issuers and platform agree at the end of all this', async () => {
    expect((await platform.verify()).faults).toEqual([]);
  });
});

describe('the menu', () => {
  const program = new Command().exitOverride();
  registerTerminal(program, { dataFolder: '/nowhere' });
  const root = program.commands.find((each) => each.name() === 'terminal')!;

  test.each(menuEntries)('$en leads to a subcommand that takes what it asks for', ({ command, asks }) => {
    const words = command.filter((word) => !word.startsWith('-'));
    const found = words.reduce<Command | undefined>(
      (at, word) => at?.commands.find((each) => each.name() === word),
      root,
    );
    const options = [
      ...asks.flatMap(({ option }) => option ?? []),
      ...command.filter((word) => word.startsWith('-')),
    ];
    const known = found!.options.map(({ long }) => long);
    for (const option of options) expect(known).toContain(option);
    expect(found!.registeredArguments.length).toBeGreaterThanOrEqual(
      asks.filter(({ option }) => option === undefined).length,
    );
  });

  test('every subcommand is in it', () => {
    const offered = new Set(menuEntries.map(({ command }) => command[0]));
    const names = root.commands
      .map((each) => each.name())
      .filter((name) => name !== 'run' && name !== 'menu');
    expect(names.filter((name) => !offered.has(name))).toEqual([]);
  });

  test('docs/terminal.md lists it with the codes of the message table', () => {
    const page = readFileSync(join(ROOT, 'docs', 'terminal.md'), 'utf8');
    for (const { items } of MENU)
      for (const { zh, en, command, sends } of items) {
        const codes = sends.map((id) => {
          const row = rowOf(posMessages, id);
          return [row.requestMti, row.processingCode ?? '–', row.transactionType ?? '–'].join(' ');
        });
        const line = `| ${zh} | ${en} | \`${command.join(' ')}\` | ${codes.join('; ') || '–'} |`;
        expect(page).toContain(line);
      }
  });
});
