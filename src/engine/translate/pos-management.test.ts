/** Messages that manage a terminal: read without an error whatever they hold, and answered as the table says. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '#domain/outcome';
import {
  buildBatchDetails,
  checkPresence,
  decode,
  encode,
  type FieldValue,
  type Iso8583Message,
  identify,
  latinBytes,
  posDialect,
  posMessages,
  rowOf,
} from '#wire/iso8583';
import { writePosAnswer } from './pos-answer.ts';
import { MANAGEMENT_ROWS, type ManagementRow } from './pos-management.ts';
import { readPosRequest } from './pos-request.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 4, 34, 56);
const SENDER = { 41: '10000001', 42: '898000000000001' };
const TOTALS = `${'0'.repeat(30)}0${'0'.repeat(30)}0`;

/** The least that a message of this row may be. */
function least(id: ManagementRow, networkCode?: string): Iso8583Message {
  const row = rowOf(posMessages, id);
  const f48 = { settlement: TOTALS, 'upload-stripe': buildBatchDetails([]), 'upload-end': '0000' }[
    id as string
  ];
  const values: Record<number, FieldValue> = {
    ...SENDER,
    3: (row.processingCode ?? '000000').replace(/[x*]/g, '0').padEnd(6, '0').slice(0, 6),
    4: '000000000100',
    11: '000007',
    48: f48 ?? '000000000000',
    49: '156',
    55: Uint8Array.of(0x9f, 0x26, 0x00),
    60: `${row.transactionType ?? '00'}000001${networkCode ?? row.networkCodes?.[0] ?? '000'}`,
  };
  const wanted = row.request.mandatory.filter((field) => values[field] !== undefined);
  return { mti: row.requestMti, fields: Object.fromEntries(wanted.map((field) => [field, values[field]!])) };
}

const through = (message: Iso8583Message): Iso8583Message => decode(posDialect, encode(posDialect, message));

describe('every row', () => {
  test.each(MANAGEMENT_ROWS)('%s: every outcome has an answer that the table allows', (id) => {
    const request = through(least(id));
    for (const outcome of Object.keys(OUTCOMES) as Outcome[]) {
      const answer = writePosAnswer(request, { outcome, nowMs: NOW_MS, acquirerId: '48020000' });
      const found = identify(posMessages, through(answer));
      expect([found?.row.id, found?.direction]).toEqual([id, 'response']);
      expect(checkPresence(found!.row, 'response', answer), outcome).toEqual([]);
    }
  });

  test.each(MANAGEMENT_ROWS)(
    '%s: whatever its private fields hold, it is read or refused, and never throws',
    (id) => {
      const message = least(id);
      const f62 = fc.option(fc.uint8Array({ maxLength: 80 }), { nil: undefined });
      const digits = fc.option(fc.stringMatching(/^\d{0,80}$/), { nil: undefined });
      fc.assert(
        fc.property(f62, digits, (data, text) => {
          const fields = {
            ...message.fields,
            ...(data === undefined ? {} : { 62: data }),
            ...(text === undefined || message.fields[48] === undefined ? {} : { 48: text }),
          };
          const request = readPosRequest({ mti: message.mti, fields }, NOW_MS);
          if (request.kind === 'refusal') expect(request.text).not.toMatch(/\d{12}/);
          else expect(request).toMatchObject({ merchantId: SENDER[42], terminalId: SENDER[41] });
        }),
        { numRuns: 100 },
      );
    },
  );
});

describe('what is asked for', () => {
  const bytes = (text: string): Uint8Array => latinBytes(text)!;
  test.each([
    ['parameters', 'parameter-download', undefined, { set: 'parameters', step: { is: 'whole' } }],
    ['the end of parameters', 'parameter-end', undefined, { set: 'parameters', step: { is: 'end' } }],
    [
      'which keys there are',
      'ca-key-query',
      bytes('107'),
      { set: 'ca-keys', step: { is: 'query', held: 7 } },
    ],
    ['which keys, without saying what it has', 'ca-key-query', undefined, { step: { is: 'query', held: 0 } }],
    [
      'a key',
      'ca-key-download',
      Uint8Array.of(0x9f, 0x06, 2, 0xa0, 0x0b, 0x9f, 0x22, 1, 0x0c),
      { step: { is: 'entry', id: 'A00B', index: '0C' } },
    ],
    [
      'a key without a name',
      'ca-key-download',
      Uint8Array.of(0x9f, 0x22, 1, 1),
      { outcome: 'message-malformed' },
    ],
    ['a block', 'blacklist-download', bytes('012'), { set: 'blacklist', step: { is: 'block', no: 12 } }],
    ['a block of letters', 'blacklist-download', bytes('x12'), { outcome: 'message-malformed' }],
    [
      'no-PIN beginnings',
      'no-pin-list-download',
      undefined,
      { set: 'no-pin-bins', step: { is: 'block', no: 0 } },
    ],
    ['the transport key', 'transport-key-download', undefined, { kind: 'master-key', step: 'transport-key' }],
    ['a status', 'status-upload', bytes('all well'), { kind: 'status', text: 'all well' }],
  ] as const)('%s', (_, id, data, wanted) => {
    const { mti, fields } = least(id);
    const given = data === undefined ? fields : { ...fields, 62: data };
    expect(readPosRequest({ mti, fields: given }, NOW_MS)).toMatchObject(wanted);
  });

  test.each(['202', '207'] as const)('the end of an upload (%s)', (code) => {
    const { mti, fields } = least('upload-end', code);
    const wanted = { kind: 'upload-end', code, count: 12, batchNo: '000001' };
    expect(readPosRequest({ mti, fields: { ...fields, 48: '0012' } }, NOW_MS)).toMatchObject(wanted);
  });
});
