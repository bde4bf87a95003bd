import { expect, test } from 'vitest';
import { dialectProfile, type FieldValue, latinBytes, latinText } from '#wire/iso8583';
import { readPosRequest, writePosAnswer } from './pos.ts';

const own = dialectProfile('acquirer-code')!;
const NOW_MS = Date.UTC(2026, 5, 30, 4, 0);
const text = (value: string): Uint8Array => latinBytes(value)!;
const message = (processingCode: string, fields: Readonly<Record<number, FieldValue>> = {}) => ({
  mti: '0200',
  fields: {
    ...{ 3: processingCode, 4: '000000001200', 11: '000012', 41: '10000001', 42: '898000000000001' },
    ...{ 60: '60000001000', 64: new Uint8Array(8) },
    ...fields,
  },
});
const CODE = '6290007959577587041';

test.each([
  ['F62', own, { 62: text(CODE) }],
  ['F59', { ...own, codeText: 'f59' } as const, { 59: `A3019${CODE}` }],
])("the payer's code stands in %s by the profile", (_, profile, fields) => {
  expect(readPosRequest(message('700000', { 44: '004', ...fields }), NOW_MS, profile)).toMatchObject({
    ...{ kind: 'sale', byCode: true, pan: CODE, amountFen: 1_200n, entryMode: '032', conditionCode: '00' },
    ...{ currency: 'CNY', track2: null, pinBlock: null },
  });
  const elsewhere = profile.codeText === 'f62' ? { 59: `A3019${CODE}` } : { 62: text(CODE) };
  const refused = { kind: 'refusal', outcome: 'message-malformed' };
  expect(readPosRequest(message('700000', elsewhere), NOW_MS, profile)).toMatchObject(refused);
});

test.each([
  ['710000', {}, { kind: 'code-order', amountFen: 1_200n, codeIn: 'f62', stan: '000012', batchNo: '000001' }],
  ['730000', { 61: '000001000011' }, { kind: 'code-query', original: { batchNo: '000001', stan: '000011' } }],
  ['720000', { 61: '000001000011' }, { kind: 'code-close', rrn: null }],
  ['720000', { 61: '000001000011', 37: '000000000000' }, { kind: 'code-close', rrn: null }],
  ['720000', { 61: '000001000011', 37: '630120000777' }, { kind: 'void', rrn: '630120000777', byCode: true }],
  ['740000', { 61: '000001000011', 37: '630120000777' }, { kind: 'refund', amountFen: 1_200n, byCode: true }],
  ['720000', {}, { kind: 'refusal', outcome: 'message-malformed' }],
  ['740000', { 61: '0000010' }, { kind: 'refusal', outcome: 'message-malformed' }],
  ['710000', { 44: '002' }, { kind: 'refusal', outcome: 'code-scheme-not-connected' }],
  ['710000', { 44: 'XYZ' }, { kind: 'refusal', outcome: 'message-malformed' }],
  ['710000', { 49: '840' }, { kind: 'refusal', outcome: 'currency-not-supported' }],
  ['710000', { 2: '6200000000000005' }, { kind: 'refusal', outcome: 'message-malformed' }],
] as const)('%s with %j', (processingCode, fields, wanted) => {
  expect(readPosRequest(message(processingCode, fields), NOW_MS, own)).toMatchObject(wanted);
});

test.each(['700000', '710000', '720000', '730000', '740000'])('%s of another dialect is refused', (code) => {
  expect(readPosRequest(message(code), NOW_MS)).toMatchObject({
    ...{ kind: 'refusal', outcome: 'message-not-supported' },
  });
});

test.each(['f62', 'f59'] as const)('the answer has the number in F6 and the text in %s', (place) => {
  const code = { number: '000001000012', text: '000201', in: place };
  const { mti, fields } = writePosAnswer(message('710000', { 44: '004' }), {
    ...{ outcome: 'approved', nowMs: NOW_MS, acquirerId: '48020000', code },
  });
  expect(mti).toBe('0210');
  expect(fields).toMatchObject({ 3: '710000', 6: '000001000012', 39: '00', 44: '004', 11: '000012' });
  const found = place === 'f62' ? latinText(fields[62] as Uint8Array) : fields[59];
  expect(found).toBe(place === 'f62' ? '000201' : 'A5006000201');
});
