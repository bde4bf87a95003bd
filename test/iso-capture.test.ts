/** What people capture with tcpdump, and print with xxd and hexdump, as streams of bytes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fromHex, toHex } from '#wire/iso8583';
import { streamsOfDump, streamsOfPcap } from '../src/programs/cli/iso-capture.ts';
import { streamsOf } from '../src/programs/cli/iso-input.ts';
import { packet, pcap } from './iso-packets.ts';

function vector(name: string): Uint8Array {
  const path = join(import.meta.dirname, '..', 'vectors/iso8583', `${name}.json`);
  return fromHex(JSON.parse(readFileSync(path, 'utf8')).hex)!;
}

describe('captures', () => {
  const request = vector('frames/pos-echo');
  const answer = Uint8Array.from([...request]);

  test.each(['little', 'big'] as const)(
    'a pcap file, %s-endian: both directions, out of order, one part twice',
    (order) => {
      const packets = [
        packet(4321, 8583, 1000, request.subarray(0, 10)),
        packet(8583, 4321, 7000, answer),
        packet(4321, 8583, 1020, request.subarray(20)),
        packet(4321, 8583, 1010, request.subarray(10, 20)),
        packet(4321, 8583, 1010, request.subarray(10, 20)),
      ];
      const streams = streamsOfPcap(pcap(packets, 1, order));
      expect(streams.map(({ between, gap }) => [between, gap])).toEqual([
        ['10.0.0.1:4321 → 10.0.0.2:8583', false],
        ['10.0.0.1:8583 → 10.0.0.2:4321', false],
      ]);
      for (const { bytes } of streams) expect(toHex(bytes)).toBe(toHex(request));
    },
  );

  test('sequence numbers may wrap, and a part that is missing is told', () => {
    const wrapping = [
      packet(1, 2, 0xffff_fffa, request.subarray(0, 10), 'raw'),
      packet(1, 2, 4, request.subarray(10), 'raw'),
    ];
    expect(toHex(streamsOfPcap(pcap(wrapping, 101, 'little'))[0]!.bytes)).toBe(toHex(request));
    const missing = [packet(1, 2, 0, request.subarray(0, 10)), packet(1, 2, 20, request.subarray(20))];
    expect(streamsOfPcap(pcap(missing, 1, 'little'))).toMatchObject([{ gap: true }]);
  });

  test('a cut file and a link of another kind are refused in words', () => {
    const whole = pcap([packet(1, 2, 0, request)], 1, 'little');
    expect(() => streamsOf(whole.subarray(0, whole.length - 1))).toThrow(/ends inside packet 1/);
    expect(() => streamsOf(pcap([packet(1, 2, 0, request)], 147, 'little'))).toThrow(/link of kind 147/);
    expect(() => streamsOf(Uint8Array.of(10, 13, 13, 10, 0, 0, 0, 0))).toThrow(/pcapng/);
  });
});

describe('printed dumps', () => {
  const body = vector('valid/pos-sale-chip');
  const rows = (bytes: Uint8Array): Uint8Array[] =>
    Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => bytes.subarray(16 * i, 16 * i + 16));
  const pairs = (bytes: Uint8Array): string[] =>
    Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const words = (bytes: Uint8Array, swap = false): string[] =>
    Array.from({ length: Math.ceil(bytes.length / 2) }, (_, i) => {
      const two = pairs(bytes.subarray(2 * i, 2 * i + 2));
      return (swap ? two.reverse() : two).join('');
    });
  const ascii = (bytes: Uint8Array): string =>
    Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
  const offset = (i: number, digits: number): string => (16 * i).toString(16).padStart(digits, '0');

  const forms: [string, string][] = [
    [
      'hexdump -C',
      rows(body)
        .map((row, i) => {
          const halves = [row.subarray(0, 8), row.subarray(8)].map((half) => pairs(half).join(' '));
          return `${offset(i, 8)}  ${halves.join('  ')}  |${ascii(row)}|`;
        })
        .join('\n'),
    ],
    [
      'xxd',
      rows(body)
        .map((row, i) => `${offset(i, 8)}: ${words(row).join(' ')}  ${ascii(row)}`)
        .join('\n'),
    ],
    [
      'hexdump',
      rows(body.subarray(0, 240))
        .map((row, i) => `${offset(i, 7)} ${words(row, true).join(' ')}`)
        .join('\n'),
    ],
  ];

  test.each(forms)('%s', (name, text) => {
    const expected = name === 'hexdump' ? body.subarray(0, 240) : body;
    const [stream] = streamsOfDump(text)!;
    expect(toHex(stream!.bytes)).toBe(toHex(expected));
  });

  test.each(['-x', '-X', '-xx'])(
    'tcpdump %s: packets with their headers, put together as a connection',
    (option) => {
      const frame = vector('frames/pos-echo');
      const link = option === '-xx' ? 'ethernet' : 'raw';
      const text = [
        packet(4321, 8583, 1, frame.subarray(0, 30), link),
        packet(4321, 8583, 31, frame.subarray(30), link),
      ]
        .map((bytes) => {
          const lines = rows(bytes).map((row, i) => {
            const shown = option === '-X' ? `  ${ascii(row)}` : '';
            return `\t0x${offset(i, 4)}:  ${words(row).join(' ')}${shown}`;
          });
          return ['12:00:00.000000 IP 10.0.0.1.4321 > 10.0.0.2.8583: Flags [P.], length 30', ...lines].join(
            '\n',
          );
        })
        .join('\n');
      const [stream] = streamsOf(Buffer.from(text));
      expect([stream!.between, toHex(stream!.bytes)]).toEqual([
        '10.0.0.1:4321 → 10.0.0.2:8583',
        toHex(frame),
      ]);
    },
  );

  test('rows that hexdump prints as a star are there', () => {
    const text = [
      '00000000  02 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|',
      '00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|',
      '*',
      '00000040  01                                                |.|',
      '00000041',
    ].join('\n');
    expect(toHex(streamsOfDump(text)![0]!.bytes)).toBe(`02${'00'.repeat(63)}01`);
    const ends = [...text.split('\n').slice(0, 3), '00000030'].join('\n');
    expect(streamsOfDump(ends)![0]!.bytes.length).toBe(48);
  });

  test('raw bytes and hex with line ends are what they are', () => {
    expect(toHex(streamsOf(body)[0]!.bytes)).toBe(toHex(body));
    const hex = toHex(body).replace(/(.{32})/g, '$1\n');
    expect(toHex(streamsOf(Buffer.from(hex))[0]!.bytes)).toBe(toHex(body));
  });
});
