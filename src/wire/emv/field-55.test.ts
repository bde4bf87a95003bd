/** What field 55 must hold, by purpose, against the neutral vectors. */
import { describe, expect, test } from 'vitest';
import { bytesOfHex as bytes, loadVectors } from '../../../test/vector-files.ts';
import {
  checkField55,
  EmvError,
  FIELD_55_PURPOSES,
  FIELD_55_RULES,
  type Field55Issue,
  type Field55Purpose,
  tagSpec,
} from './index.ts';

interface Row {
  readonly name: string;
  readonly purpose: Field55Purpose;
  readonly hex: string;
}
const vectors = loadVectors<{
  readonly checked: readonly (Row & {
    readonly expected?: Record<string, string>;
    readonly issues: readonly Field55Issue[];
  })[];
  readonly refused: readonly (Row & { readonly error: string; readonly tag: string | null })[];
}>('emv/field-55');

describe('field 55', () => {
  test.each(vectors.checked)('$purpose: $name', ({ purpose, hex, expected, issues }) =>
    expect(checkField55(purpose, bytes(hex), expected)).toEqual(issues),
  );
  test.each(vectors.refused)('$purpose: $name is refused whole', ({ purpose, hex, error, tag }) => {
    let thrown: unknown;
    try {
      checkField55(purpose, bytes(hex));
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBeInstanceOf(EmvError);
    expect(thrown).toMatchObject({ code: error, tag });
  });
  test('every listed object is in the dictionary, and every purpose has a vector', () => {
    for (const { mandatory, conditional } of Object.values(FIELD_55_RULES))
      for (const tag of [...mandatory, ...conditional]) expect(tagSpec(tag), tag).toBeDefined();
    const tried = new Set(vectors.checked.map(({ purpose }) => purpose));
    expect([...tried].sort()).toEqual([...FIELD_55_PURPOSES].sort());
  });
});
