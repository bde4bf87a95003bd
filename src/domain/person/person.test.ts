/** Who a cardholder is: identity numbers, names and telephones as they are typed and shown. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ageOf,
  birthOf,
  DEMO_HOLDERS,
  idCheckDigit,
  idFault,
  isPhone,
  isRealName,
  maskIdNumber,
  maskName,
  maskPhone,
  needsGuardian,
  normalIdNumber,
  normalName,
  normalPhone,
} from './index.ts';

const NOW_MS = Date.UTC(2026, 10, 29);
const FIRST = '11010119900307123';

describe('identity numbers', () => {
  test('the example of the standard', () => {
    expect(idCheckDigit('11010519491231002')).toBe('X');
    expect(idFault('11010519491231002X', NOW_MS)).toBeNull();
    expect(idCheckDigit('44052418800101001')).toBe('4');
  });
  test.each([
    ['1101051949123100', 'id-shape'],
    ['11010519491231002Y', 'id-shape'],
    ['99010519491231002X', 'id-region'],
    ['110105194913310021', 'id-birth'],
    ['110105203001010021', 'id-birth'],
    ['110105189912310021', 'id-birth'],
    ['110105194912310021', 'id-check'],
  ])('%s: %s', (number, fault) => expect(idFault(number, NOW_MS)).toBe(fault));
  test('any one wrong digit is seen, and any two neighbours that changed places', () => {
    const right = FIRST + idCheckDigit(FIRST);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digit = String((Number(right[at]) + by) % 10);
        expect(idFault(right.slice(0, at) + digit + right.slice(at + 1), NOW_MS)).not.toBeNull();
      }),
    );
    for (let at = 0; at < 16; at += 1) {
      if (right[at] === right[at + 1]) continue;
      const swapped = right.slice(0, at) + right[at + 1] + right[at] + right.slice(at + 2);
      expect(idFault(swapped, NOW_MS)).not.toBeNull();
    }
  });
  test('however it is typed, it is one number', () => {
    for (const typed of [
      '11010519491231002x',
      '110105 19491231 002X',
      '１１０１０５１９４９１２３１００２Ｘ',
    ])
      expect(normalIdNumber(typed)).toBe('11010519491231002X');
  });
  test('age is reached on the birthday, by the calendar of Shanghai', () => {
    const born = (day: string): string => `110101${day}000`;
    expect(birthOf(born('20121129'))).toBe('2012-11-29');
    const shanghaiMidnight = Date.UTC(2026, 10, 28, 16);
    expect(ageOf(born('20121129'), shanghaiMidnight)).toBe(14);
    expect(ageOf(born('20121129'), shanghaiMidnight - 1)).toBe(13);
    expect(needsGuardian(born('20121129'), shanghaiMidnight - 1)).toBe(true);
    expect(needsGuardian(born('20121129'), shanghaiMidnight)).toBe(false);
    expect(ageOf(born('20000229'), Date.UTC(2026, 1, 28, 12))).toBe(25);
    expect(ageOf(born('20000229'), Date.UTC(2026, 2, 1, 12))).toBe(26);
  });
});

describe('names and telephones', () => {
  test.each(['张三', '演示持卡人甲', '阿卜杜拉·艾合买提'])('%s is a name', (name) =>
    expect(isRealName(normalName(name))).toBe(true),
  );
  test.each(['', '张', '张3', '·张三', '张三·', 'Zhang San', '张'.repeat(41), '张\u0000三'])(
    '%j is none',
    (name) => expect(isRealName(name)).toBe(false),
  );
  test('the dot of longer names is one, however it is typed', () =>
    expect(normalName(' 阿卜杜拉 • 艾合买提 ')).toBe('阿卜杜拉·艾合买提'));
  test.each(['13912345678', '+86 139 1234 5678', '008613912345678', '139-1234-5678', '8613912345678'])(
    '%s is one telephone',
    (typed) => expect(normalPhone(typed)).toBe('13912345678'),
  );
  test.each(['12912345678', '1391234567', '139123456789', '86139', 'abc', ''])('%j is none', (typed) =>
    expect(isPhone(normalPhone(typed))).toBe(false),
  );
  test('what is shown tells whose it is to its owner alone', () => {
    expect([maskName('演示持卡人甲'), maskPhone('13912345678')]).toEqual(['*****甲', '139****5678']);
    expect(maskIdNumber('11010519491231002X')).toBe(`1${'*'.repeat(16)}X`);
  });
  test('the demonstration’s people pass every rule', () => {
    for (const { name, phone, idNumber } of DEMO_HOLDERS) {
      expect(isRealName(name) && isPhone(phone)).toBe(true);
      expect(idFault(idNumber, NOW_MS)).toBeNull();
      expect(idNumber.slice(14, 17)).toBe('000');
    }
    expect(new Set(DEMO_HOLDERS.map(({ phone }) => phone)).size).toBe(DEMO_HOLDERS.length);
  });
});
