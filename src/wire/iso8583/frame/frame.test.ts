import fc from 'fast-check';
import { expect, describe as suite, test } from 'vitest';
import {
  answerHeader,
  answerTpdu,
  decodeNetworkFrame,
  decodePosFrame,
  encodeNetworkFrame,
  encodePosFrame,
  FrameReader,
  Iso8583Error,
  networkFraming,
  posFraming,
  processingRequirements,
} from '../index.ts';

const tpdu = { id: '60', destination: '0003', source: '8381' };
const header = {
  applicationClass: '60',
  softwareVersion: '31',
  terminalState: '0',
  processingRequirement: '0',
  softwareSubVersion: '310001',
};

function posFrame(size: number): Uint8Array {
  return encodePosFrame({ tpdu, header, body: new Uint8Array(size).fill(size & 0xff) });
}

function networkFrame(size: number): Uint8Array {
  const body = new Uint8Array(size).fill(size & 0xff);
  return encodeNetworkFrame({ destination: '00010000', source: '48020000', body });
}

function glued(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

const links = [
  { name: 'terminal', framing: posFraming, frames: [20, 0, 300].map(posFrame), cut: 2 },
  { name: 'network', framing: networkFraming(), frames: [20, 0, 300].map(networkFrame), cut: 0 },
];

suite.each(links)('$name link', ({ framing, frames, cut }) => {
  const stream = glued(frames);
  const wanted = frames.map((frame) => frame.subarray(cut));

  test('a stream cut in two at any offset gives the same frames', () => {
    for (let at = 0; at <= stream.length; at += 1) {
      const reader = new FrameReader(framing);
      const found = [...reader.push(stream.subarray(0, at)), ...reader.push(stream.subarray(at))];
      expect(found).toEqual(wanted);
      expect(reader.pendingBytes).toBe(0);
    }
  });

  test('glued frames come out together, single bytes bring each frame with its last byte', () => {
    expect(new FrameReader(framing).push(stream)).toEqual(wanted);
    const reader = new FrameReader(framing);
    const ends: number[] = [];
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += 1) {
      const frame = reader.push(stream.subarray(at, at + 1));
      if (frame.length > 0) ends.push(at + 1);
      found.push(...frame);
    }
    expect(found).toEqual(wanted);
    let end = 0;
    expect(ends).toEqual(frames.map((frame) => (end += frame.length)));
  });

  test('pendingBytes counts what a cut frame still holds', () => {
    const reader = new FrameReader(framing);
    for (let at = 0; at < frames[0]!.length - 1; at += 1) {
      reader.push(stream.subarray(at, at + 1));
      expect(reader.pendingBytes).toBe(at + 1);
    }
  });

  test('any chunking gives the same frames', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 })), (sizes) => {
        const reader = new FrameReader(framing);
        const found: Uint8Array[] = [];
        let at = 0;
        for (const size of [...sizes, stream.length]) {
          found.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found).toEqual(wanted);
      }),
    );
  });

  test('a frame over the limit is refused at its length, and the stream stays refused', () => {
    const reader = new FrameReader(framing, { maxLength: 100 });
    const long = frames[2]!;
    expect(() => reader.push(long.subarray(0, framing.prefixBytes))).toThrow(
      expect.objectContaining({ code: 'frame-too-long' }),
    );
    expect(() => reader.push(frames[0]!)).toThrow(Iso8583Error);
  });

  test('a good frame in front of a bad one is still handed out', () => {
    const reader = new FrameReader(framing, { maxLength: 100 });
    expect(reader.push(glued([frames[0]!, frames[2]!]))).toEqual([wanted[0]]);
    expect(reader.failure?.code).toBe('frame-too-long');
    expect(() => reader.push(new Uint8Array(1))).toThrow(Iso8583Error);
  });

  test('random bytes give frames or Iso8583Error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 })), (chunks) => {
        const reader = new FrameReader(framing);
        try {
          for (const chunk of chunks) {
            for (const frame of reader.push(chunk)) {
              framing === posFraming ? decodePosFrame(frame) : decodeNetworkFrame(frame);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Iso8583Error);
        }
      }),
    );
  });
});

suite('terminal frames', () => {
  test('zero-length frames are line probes: counted, never handed out', () => {
    const reader = new FrameReader(posFraming);
    const frame = posFrame(5);
    const found = reader.push(glued([new Uint8Array(4), frame, new Uint8Array(2)]));
    expect(found).toEqual([frame.subarray(2)]);
    expect(reader.emptyFrames).toBe(3);
  });

  test('an answer swaps the addresses, keeps the id, echoes the header and may ask for a sign-in', () => {
    expect(answerTpdu(tpdu)).toEqual({ id: '60', destination: '8381', source: '0003' });
    expect(answerHeader(header)).toEqual(header);
    expect(answerHeader(header, processingRequirements.signInAgain)).toEqual({
      ...header,
      processingRequirement: '3',
    });
  });

  test('an address or header of the wrong shape is refused', () => {
    const body = new Uint8Array(0);
    for (const bad of [
      { ...tpdu, id: '6' },
      { ...tpdu, source: '12 4' },
      { ...tpdu, destination: 'GGGG' },
    ]) {
      expect(() => encodePosFrame({ tpdu: bad, header, body })).toThrow(
        expect.objectContaining({ code: 'bad-frame' }),
      );
    }
    expect(() => encodePosFrame({ tpdu, header: answerHeader(header, '10'), body })).toThrow(Iso8583Error);
    expect(() => posFrame(0x10000)).toThrow(expect.objectContaining({ code: 'frame-too-long' }));
  });

  test('a frame shorter than address and header is truncated', () => {
    for (let size = 0; size < 11; size += 1) {
      expect(() => decodePosFrame(new Uint8Array(size))).toThrow(
        expect.objectContaining({ code: 'truncated' }),
      );
    }
  });
});

suite('network frames', () => {
  test('test traffic and a reject code survive the round trip', () => {
    const body = Uint8Array.of(1, 2, 3);
    const input = { destination: '00010000', source: '48020000', rejectCode: '10042', test: true, body };
    expect(decodeNetworkFrame(encodeNetworkFrame(input))).toEqual(input);
  });

  test('a link whose length digits count the body only is read with that rule', () => {
    const body = Uint8Array.of(1, 2, 3);
    const frame = encodeNetworkFrame({ destination: '1', source: '2', body, lengthCounts: 'body' });
    expect(decodeNetworkFrame(frame, 'body').body).toEqual(body);
    expect(new FrameReader(networkFraming('body')).push(frame)).toEqual([frame]);
    expect(() => decodeNetworkFrame(frame)).toThrow(expect.objectContaining({ code: 'bad-frame' }));
  });

  test('another header length, letters for a length, and a length below the header are refused', () => {
    const frame = networkFrame(3);
    for (const [at, byte] of [
      [0, 45],
      [2, 0x41],
      [4, 0x30],
      [45, 0x20],
    ] as const) {
      const bad = frame.slice();
      bad[at] = byte;
      expect(() => decodeNetworkFrame(bad)).toThrow(expect.objectContaining({ code: 'bad-frame' }));
    }
  });
});
