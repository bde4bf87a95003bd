/** Every dialect over its own link: messages glued together, and cut wherever a network may cut them. */
import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  type Dialect,
  decode,
  decodeNetworkFrame,
  decodePosFrame,
  encode,
  encodeNetworkFrame,
  encodePosFrame,
  FrameReader,
  type Framing,
  fromHex,
  type Iso8583Message,
  iso87AsciiDialect,
  networkDialect,
  networkFraming,
  plainFraming,
  posDialect,
  posFraming,
} from '../index.ts';

interface Link {
  readonly dialect: Dialect;
  readonly framing: Framing;
  readonly frame: (body: Uint8Array) => Uint8Array;
  readonly bodyOf: (frame: Uint8Array) => Uint8Array;
}

const header = {
  applicationClass: '60',
  softwareVersion: '31',
  terminalState: '0',
  processingRequirement: '0',
  softwareSubVersion: '310001',
};

const links: Link[] = [
  {
    dialect: posDialect,
    framing: posFraming,
    frame: (body) =>
      encodePosFrame({ tpdu: { id: '60', destination: '0003', source: '0000' }, header, body }),
    bodyOf: (frame) => decodePosFrame(frame).body,
  },
  {
    dialect: networkDialect,
    framing: networkFraming(),
    frame: (body) => encodeNetworkFrame({ destination: '00010000', source: '48020000', body }),
    bodyOf: (frame) => decodeNetworkFrame(frame).body,
  },
  {
    dialect: iso87AsciiDialect,
    framing: plainFraming,
    frame: (body) => Uint8Array.of(body.length >> 8, body.length & 0xff, ...body),
    bodyOf: (frame) => frame,
  },
];

const messages: Iso8583Message[] = [
  { mti: '0200', fields: { 2: '6200000000000000005', 3: '000000', 4: '000000012345', 11: '000123' } },
  { mti: '0800', fields: { 11: '000001', 41: '10000001', 42: '898000000000001' } },
  { mti: '0210', fields: { 11: '000123', 38: 'A1B2C3', 39: '00', 52: fromHex('0102030405060708')! } },
  { mti: '0400', fields: { 3: '000000', 4: '000000012345', 11: '000123', 39: '98', 49: '156' } },
];

function glued(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

suite.each(links)('$dialect.id', ({ dialect, framing, frame, bodyOf }) => {
  const stream = glued(messages.map((message) => frame(encode(dialect, message))));
  const read = (chunks: readonly Uint8Array[]): Iso8583Message[] => {
    const reader = new FrameReader(framing);
    const frames = chunks.flatMap((chunk) => reader.push(chunk));
    expect(reader.pendingBytes).toBe(0);
    return frames.map((each) => decode(dialect, bodyOf(each)));
  };

  test('glued together', () => expect(read([stream])).toEqual(messages));

  test('cut at every byte', () => {
    for (let at = 0; at <= stream.length; at += 1)
      expect(read([stream.subarray(0, at), stream.subarray(at)])).toEqual(messages);
  });

  test('byte by byte', () => {
    expect(read(Array.from(stream, (_, at) => stream.subarray(at, at + 1)))).toEqual(messages);
  });

  test('cut anywhere into any number of pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: stream.length }), { maxLength: 30 }), (cuts) => {
        const ends = [0, ...cuts, stream.length].sort((a, b) => a - b);
        expect(read(ends.slice(1).map((end, i) => stream.subarray(ends[i], end)))).toEqual(messages);
      }),
      { numRuns: 50 },
    );
  });

  test('a stream that breaks off holds back the message that is not whole', () => {
    const reader = new FrameReader(framing);
    const frames = reader.push(stream.subarray(0, stream.length - 1));
    expect(frames.map((each) => decode(dialect, bodyOf(each)))).toEqual(messages.slice(0, -1));
    expect(reader.pendingBytes).toBeGreaterThan(0);
  });
});
