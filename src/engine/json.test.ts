import { describe, expect, it } from 'vitest';
import { fromJson, revive, toJson } from './index.ts';

describe('rows as JSON', () => {
  const row = {
    amountFen: 123_456_789_012_345_678_901n,
    capFen: null,
    rrn: '100000999999',
    parts: [{ feeFen: 0n }],
    note: '5',
  };

  it('come back as they went, amounts of any size included', () => {
    expect(fromJson(toJson(row))).toEqual(row);
    expect(revive(JSON.parse(toJson(row)))).toEqual(row);
  });

  it('only keys that end in Fen hold amounts', () => {
    expect(fromJson('{"stan":"000001","amountFen":"1"}')).toEqual({ stan: '000001', amountFen: 1n });
  });

  it('what is no JSON is refused', () => {
    expect(() => fromJson('{')).toThrow(SyntaxError);
  });
});
