/** `yuanlu iso`: what it reads, in every form people have it in, and what it never shows. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  decode,
  encode,
  fromHex,
  type Iso8583Message,
  networkDialect,
  posDialect,
  toHex,
} from '#wire/iso8583';
import { differences, differencesText } from '../src/programs/cli/iso-diff.ts';
import { bytesOfJson } from '../src/programs/cli/iso-encode.ts';
import { type FoundMessage, messagesIn, speeches, speechNamed } from '../src/programs/cli/iso-frames.ts';
import { streamsGiven } from '../src/programs/cli/iso-input.ts';
import { messageJson, messageText } from '../src/programs/cli/iso-print.ts';

import { packet, pcap } from './iso-packets.ts';

const ROOT = join(import.meta.dirname, '..');
const VECTORS = join(ROOT, 'vectors/iso8583');
const folder = mkdtempSync(join(tmpdir(), 'yuanlu-iso-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hexOf = (name: string): string => JSON.parse(readFileSync(join(VECTORS, `${name}.json`), 'utf8')).hex;
const bytesOf = (name: string): Uint8Array => fromHex(hexOf(name))!;
const one = (bytes: Uint8Array, name?: string): FoundMessage =>
  messagesIn(bytes, name === undefined ? null : speechNamed(name)).messages[0]!;

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function yuanlu(args: readonly string[], input = ''): Promise<Told> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['src/programs/cli/main.ts', '--lang', 'en', ...args],
      { cwd: ROOT },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

describe('decode', () => {
  test('hex as an argument: aligned, named, with parts, masked', async () => {
    const { code, out } = await yuanlu(['iso', 'decode', hexOf('valid/pos-sale-chip')]);
    expect(code).toBe(0);
    expect(out).toContain('sale request, unionpay-pos\nMTI  message type');
    expect(out).toMatch(/ {2}2 {2}primary account number +620000\*{9}0005\n/);
    expect(out).toMatch(/22\.1 {2}read by {2}05 {2}contact chip/);
    expect(out).toMatch(/9F36 {2}application transaction counter {2}0042/);
    for (const secret of ['6200000000000000005', '30122010000012345', '0102030405060708']) {
      expect(out).not.toContain(secret);
    }
  });

  test('standard input, JSON, and a name in another language', async () => {
    const told = await yuanlu(['--json', 'iso', 'decode', '-'], `${hexOf('valid/pos-void')}\n`);
    const [message] = JSON.parse(told.out);
    expect(message).toMatchObject({
      dialect: 'unionpay-pos',
      mti: '0200',
      message: { id: 'void', direction: 'request' },
      fields: {
        2: { zh: '主账号', value: '620000*********0005' },
        61: { parts: [{ value: '000001' }, {}, {}] },
      },
      issues: [],
    });
  });

  test('what is cut off is refused at the byte where it ends, and nothing of it is shown', async () => {
    const { code, out } = await yuanlu(['iso', 'decode', hexOf('valid/pos-void').slice(0, 62)]);
    expect([code, out]).toEqual([
      1,
      '! truncated: decode field 11 (system trace number): 1 bytes left for 3 units (field 11, byte 30)\n',
    ]);
  });

  test('an answer code is told in words, and in a reversal the reason for it', () => {
    const lines = (name: string) => messageText(one(bytesOf(name)), 'en');
    expect(lines('valid/pos-sale-approved')).toMatch(/39 {2}answer code {2}00 {2}approved/);
    expect(lines('valid/pos-reversal')).toMatch(/39 {2}reason {2}98 {2}no answer in time/);
  });

  test('there is no way to unmask', async () => {
    const { code, err } = await yuanlu(['iso', 'decode', '0200', '--unmask']);
    expect([code, err]).toEqual([2, expect.stringContaining("unknown option '--unmask'")]);
  });

  test.each([
    ['nothing', undefined, undefined, /Give one of: hex, -, or --file/],
    ['both', '0200', 'x', /Give one of: hex, -, or --file/],
    ['letters', 'xyz', undefined, /no whole hex/],
    ['half a byte', '020', undefined, /no whole hex/],
    ['a file that is not there', undefined, '/nowhere/x', /Cannot read \/nowhere\/x/],
  ])('%s is refused as wrong use', async (_, hex, file, words) => {
    await expect(streamsGiven(hex, file)).rejects.toThrow(words);
  });

  test('a mistyped message is no file name to be quoted', async () => {
    const mistyped = `${hexOf('valid/pos-sale-chip')}0`;
    for (const args of [
      ['diff', mistyped, '0200'],
      ['decode', '--file', mistyped],
    ]) {
      const { code, out, err } = await yuanlu(['iso', ...args]);
      expect([code, err]).toEqual([2, expect.stringMatching(/neither a file nor whole hex \(EN/)]);
      expect(out + err).not.toMatch(/\d{12}/);
    }
  });

  test('a dialect that is in no list is refused with those that are', () => {
    expect(() => speechNamed('morse')).toThrow(/There is no dialect morse: expected unionpay-pos, /);
  });

  test('every vector is found in its dialect without being told, bare and framed', () => {
    for (const file of readdirSync(join(VECTORS, 'valid'))) {
      const vector = JSON.parse(readFileSync(join(VECTORS, 'valid', file), 'utf8'));
      // With bitmaps and fields as bytes, the plain standard and the network are the same bytes: somebody has to say.
      const told = vector.dialect.includes('/') ? vector.dialect : undefined;
      const found = one(fromHex(vector.hex)!, told);
      expect([file, found.speech.name, found.message.mti]).toEqual([file, vector.dialect, vector.mti]);
      expect(messageJson(found).message, file).toMatchObject({ id: vector.message });
    }
    for (const name of ['pos-echo', 'network-echo'])
      expect(one(bytesOf(`frames/${name}`)).framing).toBe('frame');
  });

  test('a terminal header without its length, and glued frames with the start of one more', () => {
    const frame = bytesOf('frames/pos-echo');
    expect(one(frame.subarray(2))).toMatchObject({ framing: 'header', around: { tpdu: '60 0003 0000' } });
    const glued = Uint8Array.from([...frame, ...frame, ...frame.subarray(0, 20)]);
    const { messages, rest } = messagesIn(glued, null);
    expect([messages.length, rest]).toEqual([2, 20]);
  });

  test('every dialect that can be asked for reads what it writes', () => {
    const message: Iso8583Message = { mti: '0800', fields: { 11: '000001', 41: '10000001' } };
    for (const speech of speeches) {
      expect(one(encode(speech.dialect, message), speech.name).message).toEqual(message);
    }
  });

  test('what a message lacks for its kind stands under it', () => {
    const bytes = encode(posDialect, { mti: '0200', fields: { 3: '000000', 25: '00', 60: '22000001000' } });
    expect(messageText(one(bytes), 'en')).toContain('  ! field 4 is missing');
  });
});

test('the command reads a pcap file', async () => {
  const file = join(folder, 'till.pcap');
  writeFileSync(file, pcap([packet(4321, 8583, 1000, bytesOf('frames/pos-echo'))], 1, 'little'));
  const { code, out } = await yuanlu(['iso', 'decode', '--file', file]);
  expect([code, out.split('\n')[0]]).toEqual([0, '10.0.0.1:4321 → 10.0.0.2:8583']);
  expect(out).toContain('line test request');
});

describe('encode', () => {
  const json = (fields: object, more: object = {}) => JSON.stringify({ mti: '0800', fields, ...more });

  test('every vector of messages comes out as its bytes', () => {
    for (const file of readdirSync(join(VECTORS, 'valid'))) {
      const text = readFileSync(join(VECTORS, 'valid', file), 'utf8');
      const { bytes } = bytesOfJson(text, { speech: null, frame: false });
      expect(toHex(bytes), file).toBe(JSON.parse(text).hex);
    }
  });

  test('with a frame, decode finds it again', () => {
    for (const dialect of ['unionpay-pos', 'unionpay-network', 'iso87-ascii']) {
      const text = json({ 7: '1123101530', 11: '000001', 41: '10000001' }, { dialect });
      const { bytes } = bytesOfJson(text, { speech: null, frame: true });
      expect(one(bytes, dialect)).toMatchObject({ framing: 'frame', message: { mti: '0800' } });
    }
  });

  test('the command: standard input, JSON', async () => {
    const text = json({ 11: '000001', 52: { hex: '0102030405060708' } });
    const expected = '08000020000000001000' + '000001' + '0102030405060708';
    const told = await yuanlu(['--json', 'iso', 'encode', '-', '--dialect', 'unionpay-pos'], text);
    expect(JSON.parse(told.out)).toEqual({ dialect: 'unionpay-pos', bytes: 21, hex: expected });
  });

  test.each([
    ['no JSON', '{', /no JSON/],
    ['a list', '[]', /no JSON object/],
    ['no MTI', '{"fields":{}}', /mti is missing/],
    ['no fields', '{"mti":"0800"}', /fields is missing/],
    ['a field by name', json({ pan: '1' }), /fields has "pan"/],
    ['a field number too high', json({ 129: '1' }), /fields has "129"/],
    ['a number as value', json({ 11: 1 }), /field 11: expected text or \{"hex"/],
    ['odd hex', json({ 52: { hex: '0' } }), /field 52: expected text or/],
    ['a value that does not fit', json({ 11: '1' }), /Cannot encode: encode field 11 .* expected exactly 6/],
    ['a masked value', json({ 2: '620000******0005' }), /Cannot encode: encode field 2/],
  ])('%s is refused', (_, text, words) => {
    expect(() => bytesOfJson(text, { speech: null, frame: false })).toThrow(words);
  });
});

describe('diff', () => {
  const sale = decode(posDialect, bytesOf('valid/pos-sale-chip'));
  const changed = (fields: Iso8583Message['fields'], without: readonly number[] = []): FoundMessage => {
    const all = { ...sale.fields, ...fields };
    for (const number of without) delete (all as Record<number, unknown>)[number];
    return { ...one(bytesOf('valid/pos-sale-chip')), message: { mti: '0200', fields: all } };
  };
  const base = changed({});

  test('a message and itself', () => {
    expect(differences(base, changed({}))).toEqual([]);
    expect(differencesText(base, changed({}), 'en')).toMatch(/\nThe two messages are the same$/);
  });

  test('fields that are missing, fields that differ, and the parts of them', () => {
    const found = differences(base, changed({ 60: '2200000200050', 4: '000000000100' }, [26]));
    expect(found.map(({ name, first, second }) => [name, first, second])).toEqual([
      ['4', '000000012345', '000000000100'],
      ['  4', '123.45', '1.00'],
      ['26', '12', null],
      ['60', '2200000100050', '2200000200050'],
      ['  60.2', '000001', '000002'],
    ]);
  });

  test('what a mask hides is still told as different, and stays hidden', () => {
    const found = differences(base, changed({ 52: new Uint8Array(8) }));
    expect(found).toMatchObject([{ name: '52', first: '[8 bytes, masked]', second: '[8 bytes, masked]' }]);
  });

  test('the command: hex against a file', async () => {
    const [a, b] = [hexOf('valid/pos-sale-chip'), hexOf('valid/pos-void')];
    const file = join(folder, 'void.hex');
    writeFileSync(file, b);
    const other = await yuanlu(['iso', 'diff', a, file]);
    expect(other.code).toBe(1);
    expect(other.out).toMatch(/ 37 {5}retrieval reference number +— +101530000001/);
    expect(other.out).not.toContain('6200000000000000005');
  });
});

test('network messages over the longer frame with four digits in front', () => {
  const message = { mti: '0820', fields: { 7: '1123225900', 11: '700010', 33: '48020000', 70: '301' } };
  const { bytes } = bytesOfJson(JSON.stringify({ ...message, dialect: networkDialect.id }), {
    speech: null,
    frame: true,
  });
  const digits = Buffer.from(String(bytes.length).padStart(4, '0'));
  expect(one(Uint8Array.from([...digits, ...bytes])).message).toEqual(message);
});
