import { describe, expect, test } from 'vitest';
import { readTerminalProfiles, TerminalProfilesError, terminalProfilesOf } from './terminal-profiles.ts';

const OURS = { id: 'our-till', zh: '本行终端', en: 'our own till', set: { 'mac.form': 'raw' } };
const read = (content: unknown) =>
  terminalProfilesOf('profiles.json', typeof content === 'string' ? content : JSON.stringify(content));

describe("the file of an institution's own profiles", () => {
  test('a list is read, like the standard one where nothing else is said', () => {
    const found = read([OURS, { ...OURS, id: 'other', like: 'track-key', set: {} }]);
    expect(found.map(({ id, mac, signIn }) => [id, mac.form, signIn.code])).toEqual([
      ['our-till', 'raw', '003'],
      ['other', 'hex', '004'],
    ]);
    expect(read([])).toEqual([]);
  });

  test.each([
    ['{', 'it is no JSON'],
    [{}, 'expected a list'],
    [[1], 'profile 1: expected an object'],
    [[OURS, { ...OURS, colour: 'red' }], 'profile 2: "colour" is not known'],
    [[{ ...OURS, zh: 1 }], '"zh" is missing'],
    [[{ ...OURS, like: 1 }], '"like" is wrong'],
    [[{ ...OURS, set: [] }], '"set" is wrong'],
    [[{ ...OURS, set: { 'mac.form': 'oval' } }], 'profile 1: "mac.form" is "oval", expected one of'],
    [[OURS, OURS], 'two profiles have the id "our-till"'],
    [' '.repeat(300_000), 'it is longer than'],
  ])('%j: %s', (content, words) => {
    expect(() => read(content)).toThrow(TerminalProfilesError);
    expect(() => read(content)).toThrow(words);
  });

  test('a file that is not there is told by name; without the setting there are none', async () => {
    await expect(readTerminalProfiles('nowhere/profiles.json')).rejects.toThrow('nowhere/profiles.json');
    expect(await readTerminalProfiles('')).toEqual([]);
  });
});
