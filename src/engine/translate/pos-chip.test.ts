/** Field 55 at the host's door: what is refused with a format error, and what goes on to the issuer. */
import { describe, expect, test } from 'vitest';
import { dialectProfile, type Iso8583Message } from '#wire/iso8583';
import { bytesOfHex, loadVectors } from '../../../test/vector-files.ts';
import { readPosRequest } from './pos-request.ts';

interface Vector {
  readonly mti: string;
  readonly fields: Readonly<Record<string, string | { readonly hex: string }>>;
}
const { mti, fields } = loadVectors<Vector>('iso8583/valid/pos-sale-chip');
const CHIP = (fields['55'] as { readonly hex: string }).hex;

const sale = (chip: string, more: Readonly<Record<number, string>> = {}): Iso8583Message => ({
  mti,
  fields: {
    ...Object.fromEntries(
      Object.entries(fields).map(([number, value]) => [
        number,
        typeof value === 'string' ? value : bytesOfHex(value.hex),
      ]),
    ),
    ...more,
    55: bytesOfHex(chip),
  },
});

const STANDARD = dialectProfile('standard')!;
const COMPLETE = { ...STANDARD, chipData: 'complete' } as const;
const NOW_MS = Date.UTC(2026, 10, 23, 4);

const without = (object: string): string => CHIP.replace(object, '');

describe('field 55 of a sale', () => {
  test.each([
    ['as the list asks', CHIP, 'sale', 'sale'],
    ['without the number of the terminal', without('9F37041A2B3C4D'), 'sale', 'tag 9F37 is missing'],
    [
      'with a cryptogram that declines',
      CHIP.replace('9F270180', '9F270100'),
      'sale',
      'tag 9F27 is wrong-value',
    ],
    [
      'over another amount than field 4',
      CHIP.replace('000000012345', '000000000001'),
      'sale',
      'tag 9F02 is wrong-value',
    ],
    ['with an object more', `${CHIP}9F6E0420700000`, 'sale', 'sale'],
    ['with fill bytes', `00${CHIP}`, 'sale', 'sale'],
    [
      'with a cryptogram of seven bytes',
      CHIP.replace('9F2608A1', '9F2607'),
      'tag 9F26 is bad-length',
      'tag 9F26 is bad-length',
    ],
    [
      'with a date that is none',
      CHIP.replace('9A03261123', '9A03261323'),
      'tag 9A is bad-format',
      'tag 9A is bad-format',
    ],
    [
      'with issuer data shorter than its own length byte says',
      CHIP.replace(/9F1013.{38}/, '9F100707010103A00000'),
      'tag 9F10 is own-length',
      'tag 9F10 is own-length',
    ],
    ['cut short', CHIP.slice(0, -2), 'read tag 9F33', 'read tag 9F33'],
    ['with the counter twice', `${CHIP}9F36020043`, 'tag 9F36 stands twice', 'tag 9F36 stands twice'],
  ])('%s', (_words, chip, readable, complete) => {
    for (const [profile, says] of [
      [STANDARD, readable],
      [COMPLETE, complete],
    ] as const) {
      const read = readPosRequest(sale(chip), NOW_MS, profile);
      if (says === 'sale') expect(read).toMatchObject({ kind: 'sale', chipData: bytesOfHex(chip) });
      else
        expect(read).toMatchObject({
          kind: 'refusal',
          outcome: 'message-malformed',
          text: expect.stringContaining(says),
        });
    }
  });

  test('no refusal quotes a value', () => {
    const read = readPosRequest(sale(`${CHIP}5A0A6200000000000000005F00FF`), NOW_MS, COMPLETE);
    expect(read).toMatchObject({ kind: 'refusal', text: expect.not.stringContaining('620000') });
  });

  test('a void goes its way whatever it carries there', () => {
    const void_ = sale('FF', {
      3: '200000',
      37: '112634000123',
      60: '2300000100050',
      61: '0000010001221123',
    });
    expect(readPosRequest(void_, NOW_MS, COMPLETE)).toMatchObject({ kind: 'void' });
  });
});
