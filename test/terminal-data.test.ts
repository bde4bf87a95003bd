/** What terminals fetch, read out of files: the published one, and what is refused with the place named. */
import { expect, test } from 'vitest';
import { readTerminalData, TerminalDataError, terminalDataOf } from '../src/programs/terminal-data.ts';

const read = (content: unknown) => terminalDataOf([{ name: 'x.json', text: JSON.stringify(content) }]);

test('the published folder is good, and has every set', async () => {
  const data = await readTerminalData();
  expect(Object.keys(data.versions).sort()).toEqual([
    ...[
      'blacklist',
      'ca-keys',
      'chip-parameters',
      'contactless',
      'no-pin-bins',
      'no-pin-blacklist',
      'parameters',
    ],
  ]);
  expect(data.caKeys.map(({ id, index }) => [id, index])).toEqual([['A000000333', 'F1']]);
  expect(data.chipParameters.map(({ id }) => id)).toContain('A000000333010101');
});

test('a version is that of the contents', () => {
  const one = read({ blacklist: ['620000'] }).versions;
  expect(read({ blacklist: ['620000'] }).versions).toEqual(one);
  const other = read({ blacklist: ['620001'] }).versions;
  expect([other.blacklist === one.blacklist, other.parameters === one.parameters]).toEqual([false, true]);
});

test('files stand beside each other', () => {
  const text = (content: unknown) => JSON.stringify(content);
  const data = terminalDataOf([
    {
      name: 'a.json',
      text: text({ parameters: { answerTimeoutS: 60, resendCount: 2 }, blacklist: ['6200001'] }),
    },
    { name: 'b.json', text: text({ parameters: { answerTimeoutS: 45 }, blacklist: ['6200002'] }) },
  ]);
  expect(data.parameters).toEqual({ answerTimeoutS: 45, resendCount: 2 });
  expect(data.blacklist).toEqual(['6200001', '6200002']);
});

const KEY = {
  rid: 'A000000333',
  index: 'F1',
  expiry: '20351231',
  modulus: 'AB',
  exponent: '03',
  checksum: '00'.repeat(20),
};
test.each([
  ['no JSON', null, 'one JSON object'],
  ['a list', [], 'one JSON object'],
  ['a number of letters', { blacklist: ['62000x'] }, 'blacklist[0]'],
  ['no list', { noPinBins: '620000' }, 'noPinBins'],
  ['a key without RID', { caKeys: [{ ...KEY, rid: 'A0' }] }, 'caKeys[0].rid'],
  ['a key whose sum is wrong', { caKeys: [KEY] }, 'caKeys[0].checksum'],
  ['a key that ends on no day', { caKeys: [{ ...KEY, expiry: '2035' }] }, 'caKeys[0].expiry'],
  [
    'a tag in small letters',
    { applications: [{ aid: 'A0', tags: { df01: '00' } }] },
    'applications[0].tags.df01',
  ],
  ['a value that is no hex', { contactless: [{ DF19: 'x' }] }, 'contactless[0].DF19'],
])('%s', (_, content, place) => {
  expect(() => read(content)).toThrow(TerminalDataError);
  expect(() => read(content)).toThrow(place);
});

test('a folder that is not there', async () => {
  await expect(readTerminalData('/nowhere/at/all')).rejects.toThrow('no folder');
});
