import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClearingDay } from '#domain/calendar';
import { OUTCOMES, type Outcome } from '#domain/outcome';
import {
  checkPresence,
  decode,
  encode,
  type FieldSpec,
  type FieldValue,
  fromHex,
  type Iso8583Message,
  identify,
  posDialect,
  posMessages,
  toHex,
} from '#wire/iso8583';
import { answerMti, type PosReply, readablePart, readPosRequest, writePosAnswer } from './pos.ts';

/** 2026-11-23 12:34:56 in Shanghai. */
const NOW_MS = Date.UTC(2026, 10, 23, 4, 34, 56);
function vector(name: string): Iso8583Message {
  const path = new URL(`../../../vectors/iso8583/valid/${name}.json`, import.meta.url);
  const { hex } = JSON.parse(readFileSync(path, 'utf8')) as { hex: string };
  return decode(posDialect, fromHex(hex)!);
}

/** The message with other fields; `undefined` takes a field out. */
function changed(message: Iso8583Message, fields: Record<number, FieldValue | undefined>): Iso8583Message {
  const next: Record<number, FieldValue> = { ...message.fields };
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) delete next[Number(key)];
    else next[Number(key)] = value;
  }
  return { mti: message.mti, fields: next };
}

describe('answers', () => {
  const reply = (parts: Partial<PosReply> = {}): PosReply => ({
    outcome: 'approved',
    nowMs: NOW_MS,
    acquirerId: '48020000',
    rrn: '123456000001',
    authCode: 'A1B2C3',
    clearingDay: '2026-11-24' as ClearingDay,
    ...parts,
  });
  const fieldsOf = (message: Iso8583Message) => Object.keys(message.fields).map(Number);

  test('sale approved', () => {
    const request = vector('pos-sale-chip');
    expect(writePosAnswer(request, reply())).toEqual({
      mti: '0210',
      fields: {
        2: request.fields[2],
        3: '000000',
        4: '000000012345',
        11: '000123',
        12: '123456',
        13: '1123',
        15: '1124',
        25: '00',
        32: '48020000',
        37: '123456000001',
        38: 'A1B2C3',
        39: '00',
        41: '10000001',
        42: '898000000000001',
        44: `${' '.repeat(11)}48020000   `,
        49: '156',
        60: '2200000100050',
        63: '   approved',
        64: new Uint8Array(8),
      },
    });
  });

  test('the card is not named where the request did not name it', () => {
    const swiped = changed(vector('pos-sale-chip'), { 2: undefined });
    expect(writePosAnswer(swiped, reply()).fields[2]).toBeUndefined();
  });

  test('refund and reversal answers have no F38, the reversal answer no F63', () => {
    expect(fieldsOf(writePosAnswer(vector('pos-void'), reply()))).toContain(38);
    expect(fieldsOf(writePosAnswer(vector('pos-refund'), reply()))).not.toContain(38);
    const reversal = writePosAnswer(vector('pos-reversal'), reply());
    expect(reversal.mti).toBe('0410');
    expect(fieldsOf(reversal)).not.toContain(38);
    expect(fieldsOf(reversal)).not.toContain(63);
  });

  test('an unknown outcome is 98 and says so', () => {
    const { fields } = writePosAnswer(vector('pos-sale-chip'), reply({ outcome: 'outcome-unknown' }));
    expect(fields[39]).toBe('98');
    expect(fields[63]).toBe('   outcome unknown, being undone');
    expect(fields[44]).toBeUndefined();
  });

  test('a partial approval carries its amount', () => {
    const { fields } = writePosAnswer(
      vector('pos-sale-chip'),
      reply({ outcome: 'approved-partly', amountFen: 99n }),
    );
    expect(fields).toMatchObject({ 4: '000000000099', 39: '10' });
  });

  test('sign-in: keys and the host batch number', () => {
    const keys = { bytes: new Uint8Array(40).fill(7), batchNo: '000042' };
    const answer = writePosAnswer(vector('pos-sign-in-request'), reply({ keys }));
    expect(answer.mti).toBe('0810');
    expect(answer.fields).toMatchObject({ 39: '00', 60: '00000042003', 62: keys.bytes });
    expect(
      writePosAnswer(vector('pos-sign-in-request'), reply({ outcome: 'terminal-unknown' })).fields,
    ).toMatchObject({
      39: '97',
      63: '   terminal not registered',
    });
  });

  test.each([
    [{ domestic: true, foreign: true }, '11'],
    [{ domestic: false, foreign: true }, '21'],
    [{ domestic: true, foreign: false }, '12'],
    [undefined, '33'],
  ] as const)('settlement %o: %s', (settlement, digits) => {
    const answer = writePosAnswer(vector('pos-settlement-request'), reply(settlement ? { settlement } : {}));
    const f48 = answer.fields[48] as string;
    expect([answer.mti, f48[30], f48[61]]).toEqual(['0510', digits[0], digits[1]]);
    expect(f48.slice(0, 30)).toBe('000000012345001000000005000001');
  });

  test('a settlement tells of voids that its totals do not hold, and of none where there are none', () => {
    const told = (count: number, amountFen: bigint) => {
      const answer = writePosAnswer(
        vector('pos-settlement-request'),
        reply({ settlement: { domestic: true, foreign: true }, hostVoids: { count, amountFen } }),
      );
      expect(checkPresence(identify(posMessages, answer)!.row, 'response', answer)).toEqual([]);
      return decode(posDialect, encode(posDialect, answer)).fields[63];
    };
    expect(told(1, 12_000n)).toBe('   host voids: 1, RMB 120.00 not in these totals');
    expect(told(999, 999_999_999_999n)).toBe('   host voids: 999, RMB 9999999999.99 not in these totals');
    expect(told(0, 0n)).toBeUndefined();
  });

  test('every answer with every outcome encodes and is as the table says', () => {
    const requests = [
      'sale-chip',
      'void',
      'refund',
      'reversal',
      'sign-in-request',
      'settlement-request',
      'echo',
    ];
    for (const name of requests) {
      for (const outcome of Object.keys(OUTCOMES) as Outcome[]) {
        const answer = writePosAnswer(vector(`pos-${name}`), reply({ outcome }));
        const found = identify(posMessages, answer);
        expect(found?.direction, name).toBe('response');
        expect(checkPresence(found!.row, 'response', answer), `${name} ${outcome}`).toEqual([]);
        expect(decode(posDialect, encode(posDialect, answer)).fields[39]).toHaveLength(2);
      }
    }
  });

  test('an unknown message is answered with its own MTI, an answer never', () => {
    const request: Iso8583Message = { mti: '0100', fields: { 11: '000001', 41: '10000001', 54: 'x' } };
    expect(writePosAnswer(request, reply({ outcome: 'message-not-supported' }))).toEqual({
      mti: '0110',
      fields: { 11: '000001', 12: '123456', 13: '1123', 39: '40', 41: '10000001' },
    });
    expect(answerMti('0210')).toBeNull();
    expect(() => writePosAnswer(vector('pos-sale-approved'), reply())).toThrow(RangeError);
  });
});

describe('what can still be read of a faulty message', () => {
  const bytes = encode(posDialect, vector('pos-sale-chip'));

  test('the fields in front of the fault', () => {
    const broken = bytes.slice();
    broken[broken.length - 14] = 0xff;
    expect(() => decode(posDialect, broken)).toThrow();
    expect(readablePart(broken)).toMatchObject({ mti: '0200', fields: { 11: '000123', 41: '10000001' } });
    expect(readablePart(broken)?.fields[60]).toBeUndefined();
  });

  test('trailing bytes', () => {
    expect(readablePart(Uint8Array.from([...bytes, 0]))?.fields[60]).toBe('2200000100050');
  });

  test('cut anywhere, the message type survives from the second byte on', () => {
    for (let size = 0; size < bytes.length; size += 1) {
      expect(readablePart(bytes.subarray(0, size))?.mti ?? null, `${size} bytes`).toBe(
        size < 2 ? null : '0200',
      );
    }
  });

  test('any bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (noise) => {
        expect(() => readablePart(noise)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('any message that decodes', () => {
  const digits = (max: number, min = max) =>
    fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`)).map((text) => text.slice(0, max));
  const valueFor = (spec: FieldSpec): fc.Arbitrary<FieldValue> => {
    const max = Math.min(spec.max, 60);
    const min = spec.length === 'fixed' ? max : 0;
    if (spec.content === 'b') return fc.uint8Array({ minLength: min, maxLength: max });
    if (spec.content === 'n') return digits(max, min);
    if (spec.content === 'z') return fc.stringMatching(new RegExp(`^[0-9A-F]{${min},${max}}$`));
    if (spec.content === 'an') return fc.stringMatching(new RegExp(`^[ -~]{${min},${max}}$`));
    return fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: min, maxLength: max })
      .map((codes) => String.fromCharCode(...codes));
  };
  const anyField = fc.oneof(
    ...Object.entries(posDialect.fields).map(([number, spec]) =>
      fc.tuple(fc.constant(Number(number)), valueFor(spec)),
    ),
  );
  const base = fc.constantFrom(
    ...[
      'sale-chip',
      'void',
      'refund',
      'reversal',
      'sign-in-request',
      'settlement-request',
      'echo',
      'sale-qr',
    ],
  );

  test('is read without an error, and answered', () => {
    let understood = 0;
    fc.assert(
      fc.property(base, fc.array(anyField, { maxLength: 4 }), fc.boolean(), (name, fields, reply) => {
        const given = changed(vector(`pos-${name}`), Object.fromEntries(fields));
        const message = decode(posDialect, encode(posDialect, given));
        const found = readPosRequest(message, NOW_MS);
        if (found.kind !== 'refusal') understood += 1;
        const outcome = found.kind === 'refusal' ? found.outcome : reply ? 'approved' : 'busy';
        const answer = writePosAnswer(message, { outcome, nowMs: NOW_MS, acquirerId: '48020000' });
        expect(toHex(encode(posDialect, answer)).slice(0, 4)).toBe(answerMti(message.mti));
      }),
      { numRuns: 3_000 },
    );
    expect(understood).toBeGreaterThan(100);
  });
});
