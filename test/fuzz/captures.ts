/** Captured traffic and printed dumps, as `yuanlu iso` reads them. */
import { streamsOfDump, streamsOfPcap } from '../../src/programs/cli/iso-capture.ts';
import { packet, pcap } from '../iso-packets.ts';
import { vectorsOf } from './frames.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import { attempt, must, type Target } from './target.ts';

/** Three segments of one side and one of the other, cut within a frame. */
function captured(frame: Uint8Array, link: number, order: 'little' | 'big'): Uint8Array {
  const form = link === 1 ? 'ethernet' : 'raw';
  const cut = frame.length >> 1;
  return pcap(
    [
      packet(4321, 8583, 1_000, frame.subarray(0, cut), form),
      packet(8583, 4321, 77, frame, form),
      packet(4321, 8583, 1_000 + cut, frame.subarray(cut), form),
      packet(4321, 8583, 1_000 + cut, frame.subarray(cut), form),
    ],
    link,
    order,
  );
}

function dump(bytes: Uint8Array): string {
  const rows = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) =>
    bytes.subarray(16 * i, 16 * i + 16),
  );
  const hex = (value: number, width: number): string => value.toString(16).padStart(width, '0');
  return rows
    .map((row, i) => `${hex(16 * i, 8)}  ${[...row].map((byte) => hex(byte, 2)).join(' ')}`)
    .concat(hex(bytes.length, 8))
    .join('\n');
}

export function captureTarget(): Target<Uint8Array> {
  const frames = ['unionpay-pos', 'unionpay-network'].flatMap((framing) => vectorsOf('frames', framing));
  const corpus = frames.flatMap((frame) => [captured(frame, 1, 'little'), captured(frame, 101, 'big')]);
  return {
    name: 'capture',
    share: 2,
    make: (random) => mutateBytes(random.pick(corpus), random, corpus),
    check(bytes) {
      const streams = attempt(RangeError, () => streamsOfPcap(bytes));
      if (streams === null) return 'refused';
      const held = streams.value.reduce((sum, stream) => sum + stream.bytes.length, 0);
      must(held <= bytes.length, 'a capture gives more bytes than it holds');
      return 'accepted';
    },
  };
}

export function dumpTarget(): Target<string> {
  const frames = ['unionpay-pos', 'unionpay-network'].flatMap((framing) => vectorsOf('frames', framing));
  const corpus = frames.map(dump);
  return {
    name: 'printed-dump',
    share: 2,
    make: (random) => mutateText(random.pick(corpus), random, corpus),
    check(text) {
      const streams = attempt(RangeError, () => streamsOfDump(text));
      return streams === null || streams.value === null ? 'refused' : 'accepted';
    },
  };
}
