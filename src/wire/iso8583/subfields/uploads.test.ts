/** Sub-fields of settlement, uploads and downloads. */
import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  buildAuthorisedSum,
  buildBatchDetails,
  buildBlockIndex,
  buildChipUpload,
  buildListAnswer,
  buildListQuery,
  buildListTags,
  buildSequenceNumber,
  buildTerminalParameters,
  buildTip,
  buildUploadCount,
  type ChipUpload,
  fromHex,
  Iso8583Error,
  latinBytes,
  listStates,
  parseAuthorisedSum,
  parseBatchDetails,
  parseBlockIndex,
  parseChipUpload,
  parseListAnswer,
  parseListQuery,
  parseListTags,
  parseSequenceNumber,
  parseTerminalParameters,
  parseTip,
  parseUploadCount,
  type TerminalParameters,
  toHex,
  transactionBits,
  uploadEncodingOf,
} from '../index.ts';

const badSubfield = expect.objectContaining({ code: 'bad-subfield' });
const digits = (min: number, max = min) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
const fen = fc.bigInt({ min: 0n, max: 999_999_999_999n });
const text = (max: number) =>
  fc
    .string({ unit: fc.constantFrom(...'ABCdef0123456789-'), minLength: 0, maxLength: max })
    .map((given) => given.trimEnd());
const byte = (hex: string) => fromHex(hex)!;

suite('F48', () => {
  test('a tip is twelve digits of fen', () => {
    expect(buildTip(1_000n)).toBe('000000001000');
    expect(parseTip('000000001000')).toBe(1_000n);
    for (const bad of ['', '1000', '00000000100A']) expect(() => parseTip(bad)).toThrow(badSubfield);
    expect(() => buildTip(1_000_000_000_000n)).toThrow(badSubfield);
  });

  test('an upload ends with its count', () => {
    expect(buildUploadCount(12)).toBe('0012');
    expect(parseUploadCount('0012')).toBe(12);
    expect(() => buildUploadCount(10_000)).toThrow(badSubfield);
    expect(() => parseUploadCount('12')).toThrow(badSubfield);
  });

  test('details: two digits of count, then 40 digits each, the card number led by zeros', () => {
    const detail = { kind: 'domestic', stan: '000123', pan: '6200000000000005', amountFen: 12_345n } as const;
    const written = `01${'00'}000123${'00006200000000000005'}000000012345`;
    expect(buildBatchDetails([detail])).toBe(written);
    expect(parseBatchDetails(written)).toEqual([detail]);
    const without = { ...detail, pan: null };
    expect(parseBatchDetails(buildBatchDetails([without]))).toEqual([without]);
  });

  test('up to eight details come back as they went', () => {
    const detail = fc.record({
      kind: fc.constantFrom('domestic' as const, 'foreign' as const),
      stan: digits(6),
      pan: digits(11, 18).map((rest) => `6${rest}`),
      amountFen: fen,
    });
    fc.assert(
      fc.property(fc.array(detail, { maxLength: 8 }), (details) => {
        const written = buildBatchDetails(details);
        expect(written.length).toBeLessThanOrEqual(322);
        expect(parseBatchDetails(written)).toEqual(details);
      }),
      { numRuns: 100 },
    );
  });

  test.each([
    ['no count', ''],
    ['nine details', `09${'0'.repeat(360)}`],
    ['a count that is not kept', `02${'00'}000123${'00006200000000000005'}000000012345`],
    ['a third kind of card', `01${'02'}000123${'00006200000000000005'}000000012345`],
    ['a card number that is too short', `01${'00'}000123${'12345'.padStart(20, '0')}000000012345`],
    ['a letter', `01${'00'}00012A${'00006200000000000005'}000000012345`],
  ])('details with %s are refused', (_, given) => {
    expect(() => parseBatchDetails(given)).toThrow(badSubfield);
  });
});

test('F54 of an increment is the sum so far', () => {
  expect(parseAuthorisedSum(buildAuthorisedSum(50_000n))).toBe(50_000n);
  expect(() => parseAuthorisedSum('00123')).toThrow(badSubfield);
});

suite('F62 of a parameter download', () => {
  const all: TerminalParameters = {
    applicationType: '60',
    answerTimeoutS: 60,
    dialRetries: 3,
    telephones: ['02150362900', '02150362901'],
    managementTelephone: '95516',
    tips: true,
    tipPercent: 15,
    manualEntry: false,
    autoSignOff: true,
    merchantName: '\xd1\xf9\xc0\xfd',
    resendCount: 2,
    offlineUploadMode: '1',
    masterKeyIndex: '0',
    transactions: [transactionBits.balance, transactionBits.sale, 31],
    offlineCountMax: 10,
  };

  test('tags have their widths and no lengths', () => {
    const written = buildTerminalParameters({ answerTimeoutS: 5, transactions: [0, 31], tips: true });
    expect(toHex(written)).toBe(`3132${'3035'}3138${'31'}3236${'80000001'}`);
  });

  test('everything comes back as it went', () => {
    expect(parseTerminalParameters(buildTerminalParameters(all))).toEqual(all);
    expect(parseTerminalParameters(new Uint8Array())).toEqual({});
  });

  test('a name keeps a last byte that is a space only elsewhere', () => {
    // GB 18030 ends characters in A0, which Unicode counts among its spaces.
    const given = { merchantName: '\u00c9\u00a0' };
    expect(parseTerminalParameters(buildTerminalParameters(given))).toEqual(given);
  });

  test('any subset comes back as it went', () => {
    const subset = fc.record(
      {
        answerTimeoutS: fc.nat({ max: 99 }),
        resendCount: fc.nat({ max: 9 }),
        merchantName: text(40),
        transactions: fc.uniqueArray(fc.nat({ max: 31 })).map((bits) => bits.sort((a, b) => a - b)),
        tips: fc.boolean(),
        offlineCountMax: fc.nat({ max: 99 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(subset, (given) => {
        expect(parseTerminalParameters(buildTerminalParameters(given))).toEqual(given);
      }),
      { numRuns: 100 },
    );
  });

  test.each<[string, TerminalParameters]>([
    ['a long name', { merchantName: 'x'.repeat(41) }],
    ['a name in Unicode', { merchantName: '样例' }],
    ['a three-digit timeout', { answerTimeoutS: 100 }],
    ['a bit beyond the four bytes', { transactions: [32] }],
    ['four telephones', { telephones: ['1', '2', '3', '4'] }],
  ])('%s is refused', (_, given) => {
    expect(() => buildTerminalParameters(given)).toThrow(badSubfield);
  });

  test.each([
    ['an unknown tag', '3939'],
    ['a cut value', '31323'.padEnd(6, '1')],
    ['letters for digits', '31324141'],
    ['a tag that stands twice', '313331313332'],
  ])('%s is refused', (_, hex) => {
    expect(() => parseTerminalParameters(byte(hex))).toThrow(badSubfield);
  });
});

suite('lists of keys and applications', () => {
  const rid = { tag: '9F06', value: byte('A000000333') };
  const index = { tag: '9F22', value: byte('0B') };
  const expiry = { tag: 'DF05', value: byte('3230333031323331') };

  test('a query says how many entries are held', () => {
    expect(toHex(buildListQuery(0))).toBe('313030');
    expect(parseListQuery(byte('313132'))).toBe(12);
    expect(() => parseListQuery(byte('323030'))).toThrow(badSubfield);
  });

  test('an entry of the key list has 23 bytes', () => {
    const answer = buildListAnswer({ state: listStates.last, tags: [rid, index, expiry] });
    expect(answer.length).toBe(1 + 23);
    expect(toHex(answer)).toBe(`31${'9F0605A000000333'}${'9F22010B'}${'DF05083230333031323331'}`);
    expect(parseListAnswer(answer)).toEqual({ state: '1', tags: [rid, index, expiry] });
    expect(parseListAnswer(byte('30'))).toEqual({ state: '0', tags: [] });
  });

  test('long values take long lengths, and all come back as they went', () => {
    const modulus = { tag: 'DF02', value: new Uint8Array(248).fill(7) };
    expect(toHex(buildListTags([modulus])).slice(0, 8)).toBe('DF0281F8');
    const entry = fc.record({
      tag: fc.constantFrom('9F06', '9F22', 'DF02', 'DF04', 'DF23', '82'),
      value: fc.uint8Array({ maxLength: 300 }),
    });
    const size = (tags: readonly { value: Uint8Array }[]) =>
      tags.reduce((sum, { value }) => sum + value.length + 5, 0);
    const entries = fc.array(entry, { maxLength: 4 });
    fc.assert(
      fc.property(
        entries.filter((tags) => size(tags) <= 512),
        (tags) => {
          expect(parseListTags(buildListTags(tags))).toEqual(tags);
        },
      ),
      { numRuns: 100 },
    );
  });

  test.each([
    ['nothing', ''],
    ['another state', '39'],
    ['half a tag', '319F'],
    ['no length', '319F06'],
    ['a value that is cut', '319F0605A000'],
    ['a length of no bytes', '319F0680'],
    ['a length of three bytes', '319F0683000001'],
  ])('%s is refused', (_, hex) => {
    expect(() => parseListAnswer(byte(hex))).toThrow(badSubfield);
  });

  test('a list stays within F62', () => {
    const big = { tag: 'DF02', value: new Uint8Array(600) };
    expect(() => buildListTags([big])).toThrow(badSubfield);
    expect(() => parseListTags(new Uint8Array(513))).toThrow(badSubfield);
  });

  test('a blacklist goes block by block', () => {
    expect(toHex(buildBlockIndex(7))).toBe('303037');
    expect(parseBlockIndex(byte('303037'))).toBe(7);
    expect(() => parseBlockIndex(byte('3037'))).toThrow(badSubfield);
  });
});

suite('F62 of an uploaded chip payment', () => {
  const good: ChipUpload = {
    result: 'certificate',
    cardKind: '00',
    reason: '00',
    amountFen: 12_345n,
    currency: '156',
    outcome: null,
  };
  const failed: ChipUpload = { ...good, result: 'failed', reason: '01', outcome: '00' };

  test('packed and written out', () => {
    expect(toHex(buildChipUpload(good, 'bcd'))).toBe('6100000000000123451560');
    expect(String.fromCharCode(...buildChipUpload(failed, 'ascii'))).toBe('71000100000001234515600');
  });

  test.each(['bcd', 'ascii'] as const)('%s comes back as it went', (encoding) => {
    for (const upload of [good, failed]) {
      expect(parseChipUpload(buildChipUpload(upload, encoding), encoding)).toEqual(upload);
      expect(uploadEncodingOf(buildChipUpload(upload, encoding))).toBe(encoding);
    }
  });

  test('another usage, a cut one, an outcome of a certificate are refused', () => {
    expect(() => parseChipUpload(byte('6200000000000123451560'), 'bcd')).toThrow(badSubfield);
    expect(() => parseChipUpload(byte('61000000000001234515'), 'bcd')).toThrow(badSubfield);
    expect(() => buildChipUpload({ ...good, outcome: '00' }, 'bcd')).toThrow(badSubfield);
    expect(() => buildChipUpload({ ...failed, outcome: null }, 'bcd')).toThrow(badSubfield);
  });
});

test('a serial in a sign-in has its words and its length', () => {
  expect(String.fromCharCode(...buildSequenceNumber('31000001'))).toBe('Sequence No0831000001');
  expect(parseSequenceNumber(latinBytes('Sequence No0831000001')!)).toBe('31000001');
  for (const bad of ['Sequence No09310000', 'sequence no0831000001', 'Sequence No0A']) {
    expect(() => parseSequenceNumber(latinBytes(bad)!)).toThrow(badSubfield);
  }
});

test('random bytes in any reader give parts or Iso8583Error', () => {
  const readers = [
    parseTerminalParameters,
    parseListAnswer,
    parseListQuery,
    parseListTags,
    parseBlockIndex,
    parseSequenceNumber,
    (bytes: Uint8Array) => parseChipUpload(bytes, 'bcd'),
    (bytes: Uint8Array) => parseChipUpload(bytes, 'ascii'),
    (bytes: Uint8Array) => parseBatchDetails(String.fromCharCode(...bytes)),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...readers), fc.uint8Array({ maxLength: 80 }), (read, bytes) => {
      try {
        read(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(Iso8583Error);
      }
    }),
    { numRuns: 2000 },
  );
});
