/** What an issuer's staff does at the control port, and what a program without good keys says. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  cardOf,
  codeOf,
  type Member,
  type Program,
  SimulatorWorld,
  sale,
} from './network-simulator-world.ts';

let world: SimulatorWorld;
let program: Program;
let member: Member;

beforeAll(async () => {
  world = await SimulatorWorld.make();
  program = await world.start();
  member = await world.memberOn(program);
});
afterAll(() => world[Symbol.asyncDispose]());

const pay = async (card: string, fen: number): Promise<unknown> => codeOf(await member.ask(sale(card, fen)));

describe('cards at the control port', () => {
  test('limits of a day hold at once, and are gone with the next word', async () => {
    await program.ask('POST', '/cards', {
      card: 'north-plenty',
      limits: { dayMaxFen: '1000', dayCountMax: 2 },
    });
    expect([await pay('north-plenty', 900), await pay('north-plenty', 101)]).toEqual(['00', '61']);
    expect([await pay('north-plenty', 100), await pay('north-plenty', 1)]).toEqual(['00', '61']);
    expect(await cardOf(program, 'north-plenty')).toMatchObject({ used: { fen: '1000', count: 2 } });
    await program.ask('POST', '/cards', { card: 'north-plenty', limits: {} });
    expect(await pay('north-plenty', 100)).toBe('00');
  });

  test('a script waits for its card, four of them at most', async () => {
    const script = { card: 'north-second', command: 'put-data', tag: '9F79', value: '000000010000' };
    for (let at = 1; at <= 4; at += 1) await program.ask('POST', '/scripts', script);
    await expect(program.ask('POST', '/scripts', script)).rejects.toThrow('more than 4 scripts');
    const { waiting } = await program.get<{ waiting: { card: string; scripts: unknown[] }[] }>('/scripts');
    expect(waiting).toMatchObject([{ card: 'north-second' }]);
    expect(waiting[0]!.scripts).toHaveLength(4);
  });

  test.each([
    ['/cards', { card: 'nobody', state: 'lost' }, 'no issuer here has it'],
    ['/cards', { card: 'north-low' }, 'must'],
    ['/cards', { card: 'north-low', state: 'eaten' }, 'must be equal to one of'],
    ['/cards', { card: 'north-low', limits: { dayMaxFen: '1.5' } }, 'must match'],
    ['/cards', { card: 'north-low', pinTries: 1 }, 'must'],
    ['/scripts', { card: 'north-low', command: 'eat' }, 'must be equal to one of'],
    ['/scripts', { card: 'north-low', command: 'put-data' }, 'a tag of two bytes'],
    ['/scripts', { card: 'nobody', command: 'block-card' }, 'no issuer here has it'],
  ])('%s %j is refused with words', async (path, body, words) => {
    await expect(program.ask('POST', path, body)).rejects.toThrow(words);
  });
});

test.each([
  ['{', 0o600, 'is not JSON'],
  ['{"north":{}}', 0o600, 'north.cryptogramKey'],
  ['{}', 0o644, 'others may read'],
])(
  'keys of issuers that read %j with mode %o are refused before anything starts',
  async (text, mode, words) => {
    const file = join(world.folder, `issuers-${words.length}.json`);
    await writeFile(file, text, { mode });
    const { code, output } = await world.startAndEnd('--issuer-keys', file);
    expect(code).toBe(1);
    expect(output).toContain(words);
    expect(output).not.toContain('Unexpected token');
  },
);
