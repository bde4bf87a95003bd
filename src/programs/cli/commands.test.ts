/** The table of commands against what the modules register. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { COMMANDS, commandOf } from './commands.ts';

const run = promisify(execFile);
const all = COMMANDS.flatMap(({ names }) => names);
const help = async (...argv: string[]): Promise<string> =>
  (await run(process.execPath, [join(import.meta.dirname, 'main.ts'), ...argv])).stdout;

test('the help names every command of the table, in its order', async () => {
  const commands = (await help('--help')).split('Commands:')[1] ?? '';
  const named = [...commands.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name);
  expect(named.slice(0, all.length + 1)).toEqual([...all, 'help']);
});

test('a command is found by its name, wherever options stand', () => {
  expect(commandOf(['explain', 'last'])).toBe('explain');
  expect(commandOf(['--lang', 'en', 'iso', 'decode'])).toBe('iso');
  expect(commandOf(['--json', '--url=http://[::1]:1', '--data', 'order', 'qr', 'read'])).toBe('qr');
  expect(commandOf(['--help'])).toBeUndefined();
});

test('help of one command says nothing of the others', async () => {
  const text = await help('order', '--help');
  expect(text).toContain('create');
  expect(text).not.toContain('webhooks');
});
