import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClearingDay } from '#domain/calendar';
import {
  acomnColumns,
  acomnRowWidth,
  ClearingFileError,
  type ClearingRow,
  clearingFileName,
  emptyClearingRow,
  parseClearingFileName,
  readClearingFile,
  writeClearingFile,
  writeClearingRow,
} from './index.ts';

const sale: ClearingRow = {
  ...emptyClearingRow,
  acquirerId: '48020000',
  forwarderId: '48020000',
  trace: '700001',
  time: '1123101531',
  maskedPan: '620000*********0005',
  amountFen: 12345n,
  mti: '0200',
  processingCode: '000000',
  mcc: '5411',
  terminalId: '10000001',
  merchantId: '898000000000001',
  rrn: '101530000001',
  authCode: 'A1B2C3',
  issuerId: '62000010',
};
const voided: ClearingRow = {
  ...sale,
  trace: '700002',
  time: '1123102000',
  processingCode: '200000',
  originalTrace: '700001',
  originalTime: '1123101531',
  feePayableFen: -25n,
};

function failure(action: () => unknown): ClearingFileError {
  try {
    action();
  } catch (error) {
    if (error instanceof ClearingFileError) return error;
    throw error;
  }
  throw new Error('expected a ClearingFileError');
}

describe('the layout', () => {
  test('columns follow each other with one character between, 299 in all', () => {
    let next = 0;
    for (const column of acomnColumns) {
      expect(column.at, column.name).toBe(next);
      next = column.at + column.width + 1;
    }
    expect(acomnRowWidth).toBe(299);
  });

  test('a void, character by character', () => {
    const line = writeClearingRow(voided);
    expect(line).toHaveLength(299);
    expect(line.slice(0, 75)).toBe(
      '48020000    48020000    700002 1123102000 620000*********0005 000000012345 ',
    );
    expect(line.slice(101, 113)).toBe('0200 200000 ');
    expect(line.slice(178, 187)).toBe('700001 00');
    expect(line.slice(205, 217)).toBe('D00000000025');
    expect(line.slice(241, 251)).toBe('1123101531');
  });

  test('a sale has no original: zeros there, and none after reading', () => {
    const line = writeClearingRow(sale);
    expect([line.slice(178, 184), line.slice(241, 251)]).toEqual(['000000', '0000000000']);
    expect(readClearingFile(line)[0]).toMatchObject({ originalTrace: null, originalTime: null });
  });
});

const digits = (length: number) =>
  fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)).filter((text) => !/^0+$/.test(text));
const text = (length: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.integer({ min: 0xa0, max: 0xff })), {
      maxLength: length,
    })
    .map((codes) => String.fromCharCode(...codes).replace(/ +$/, ''));
const cellOf: Record<string, (width: number) => fc.Arbitrary<string | bigint | null>> = {
  digits,
  text,
  original: (width) => fc.option(digits(width), { nil: null }),
  card: () => fc.integer({ min: 2, max: 9 }).map((count) => `620000${'*'.repeat(count)}0005`),
  amount: () => fc.bigInt({ min: 0n, max: 999_999_999_999n }),
  fee: () => fc.bigInt({ min: -99_999_999_999n, max: 99_999_999_999n }),
};
const anyRow = fc.record(
  Object.fromEntries(acomnColumns.map(({ name, width, kind }) => [name, cellOf[kind]!(width)])),
) as unknown as fc.Arbitrary<ClearingRow>;

describe('reading what was written', () => {
  test('any rows come back as they were', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), (rows) => {
        expect(readClearingFile(writeClearingFile(rows))).toEqual(rows);
      }),
    );
  });

  test('a file cut anywhere inside a row is refused by line and character', () => {
    const file = writeClearingFile([sale, voided]);
    fc.assert(
      fc.property(fc.integer({ min: 301, max: 598 }), (length) => {
        const error = failure(() => readClearingFile(file.slice(0, length)));
        expect(error).toMatchObject({ line: 2, column: length - 300 + 1 });
      }),
    );
  });

  test('ends of line of another system are no columns', () => {
    expect(readClearingFile(writeClearingFile([sale, voided]).replaceAll('\n', '\r\n'))).toEqual([
      sale,
      voided,
    ]);
  });

  test('a whole card number from another sender is masked on the way in', () => {
    const line = writeClearingRow(sale).replace('620000*********0005', '6200000000000000005');
    expect(readClearingFile(line)[0]!.maskedPan).toBe('620000*********0005');
  });

  test('more rows than the bound are refused', () => {
    expect(failure(() => readClearingFile(writeClearingFile([sale, sale, sale]), 2)).line).toBe(3);
  });

  const put = (line: string, at: number, text: string) =>
    line.slice(0, at) + text + line.slice(at + text.length);
  test.each([
    ['a letter in the trace', 24, 'x', 25, 'trace'],
    ['a letter in the amount', 70, 'x', 63, 'amountFen'],
    ['no space between columns', 23, '0', 24, 'trace'],
    ['a fee of unknown sign', 205, 'X', 206, 'feePayableFen'],
    ['a control character', 118, '\t', 119, 'terminalId'],
    ['a card number of letters', 42, 'A', 43, 'maskedPan'],
  ])('%s', (_what, at, character, column, columnName) => {
    const file = `${writeClearingRow(sale)}\n${put(writeClearingRow(voided), at, character)}\n`;
    const error = failure(() => readClearingFile(file));
    expect(error).toMatchObject({ line: 2, column, columnName });
    expect(error.message).toContain('line 2');
  });

  test('an empty file is a day without trades; an empty line is none', () => {
    expect(readClearingFile('')).toEqual([]);
    expect(failure(() => readClearingFile(`${writeClearingRow(sale)}\n\n`))).toMatchObject({
      line: 2,
      column: 1,
    });
  });
});

describe('writing', () => {
  test.each<[string, Partial<ClearingRow>, string]>([
    ['a whole card number', { maskedPan: '6200000000000000005' }, 'maskedPan'],
    ['an amount of 13 digits', { amountFen: 1_000_000_000_000n }, 'amountFen'],
    ['a negative amount', { amountFen: -1n }, 'amountFen'],
    ['a trace of 5 digits', { trace: '70000' }, 'trace'],
    ['a terminal with an end of line', { terminalId: '1000\n001' }, 'terminalId'],
    ['a merchant of 16 characters', { merchantId: '8980000000000012' }, 'merchantId'],
  ])('refuses %s, and does not quote it', (_what, part, columnName) => {
    const error = failure(() => writeClearingRow({ ...sale, ...part }));
    expect(error.columnName).toBe(columnName);
    expect(error.message).not.toContain('6200000000000000005');
  });
});

describe('file names', () => {
  test('carry the day that closed', () => {
    const day = '2026-11-23' as ClearingDay;
    expect(clearingFileName(day)).toBe('IND26112301ACOMN');
    expect(parseClearingFileName('IND26112301ACOMN')).toEqual({ day, session: 1 });
    expect(() => clearingFileName(day, 100)).toThrow(RangeError);
  });

  test.each(['IND26112301ACOMA', 'IND26133201ACOMN', 'IND26112300ACOMN', 'IND26112301ACOMN.part', ''])(
    '%s is no such name',
    (name) => {
      expect(parseClearingFileName(name)).toBeNull();
    },
  );
});
