import { expect, test } from 'vitest';
import { buildHolderIdentity, parseHolderIdentity } from './holder-identity.ts';

const told = {
  certificateType: '01',
  certificateNumber: '110101199003070011',
  name: Uint8Array.of(0xc1, 0xd6),
  phone: '13800000017',
  code: '246810',
};

test('a holder is written and read back, with a code and without', () => {
  const text = buildHolderIdentity(told);
  expect(text).toBe('01110101199003070011  AMNM002ÁÖPH01113800000017SC006246810');
  expect(parseHolderIdentity(text)).toEqual(told);
  const asked = { ...told, code: null };
  expect(parseHolderIdentity(buildHolderIdentity(asked))).toEqual(asked);
});

test.each([
  ['a type that is no number', { certificateType: 'ID' }],
  ['a number that is too long', { certificateNumber: '1'.repeat(21) }],
  ['a name that the field cannot hold', { name: new Uint8Array(200) }],
])('%s is not sent', (_, change) => {
  expect(() => buildHolderIdentity({ ...told, ...change })).toThrow(/field 61/);
});

test.each([
  '',
  '01110101199003070011  ',
  'XX110101199003070011  AMNM002ÁÖPH01113800000017',
  '01110101199003070011  AMNM002ÁÖ',
  '01110101199003070011  AMNM099ÁÖ',
  `01110101199003070011  AM${'NM002ÁÖ'.repeat(40)}`,
])('%j is read by nobody', (text) => {
  expect(() => parseHolderIdentity(text)).toThrow(/field 61/);
});
