/** Captured network traffic as streams of bytes: libpcap files, and the text that tcpdump and hexdump print. */

/** What one side of one connection sent, in order. */
export interface CapturedStream {
  /** `10.0.0.1:4321 → 10.0.0.2:8583`; null where the dump does not tell. */
  readonly between: string | null;
  readonly bytes: Uint8Array;
  /** Bytes that the capture lacks in front of which the stream was cut off. */
  readonly gap: boolean;
}

const PACKETS_MAX = 200_000;
const DUMP_BYTES_MAX = 1024 * 1024;
const STREAM_BYTES_MAX = 16 * 1024 * 1024;

const magics: Readonly<Record<string, 'little' | 'big'>> = {
  d4c3b2a1: 'little',
  a1b2c3d4: 'big',
  '4d3cb2a1': 'little',
  a1b23c4d: 'big',
};

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export const isPcap = (bytes: Uint8Array): boolean => hexOf(bytes.subarray(0, 4)) in magics;
export const isPcapNg = (bytes: Uint8Array): boolean => hexOf(bytes.subarray(0, 4)) === '0a0d0d0a';

/** The TCP streams of a libpcap file. @throws RangeError when the file is cut off or its link is of another kind. */
export function streamsOfPcap(file: Uint8Array): CapturedStream[] {
  const order = magics[hexOf(file.subarray(0, 4))];
  if (order === undefined || file.length < 24) throw new RangeError('no libpcap file: its header is missing');
  const view = new DataView(file.buffer, file.byteOffset, file.length);
  const word = (at: number): number => view.getUint32(at, order === 'little');
  const link = word(20) & 0xffff;
  const packets: Uint8Array[] = [];
  for (let at = 24; at < file.length; ) {
    if (at + 16 > file.length)
      throw new RangeError(`the capture ends inside the header of packet ${packets.length + 1}`);
    const size = word(at + 8);
    const end = at + 16 + size;
    if (end > file.length) throw new RangeError(`the capture ends inside packet ${packets.length + 1}`);
    if (packets.length >= PACKETS_MAX)
      throw new RangeError(`the capture has more than ${PACKETS_MAX} packets`);
    packets.push(file.subarray(at + 16, end));
    at = end;
  }
  return assemble(packets.map((packet) => networkPart(packet, link)));
}

/** What follows the link header. Kinds of link: no header, Ethernet, raw IP, Linux "cooked" of both versions. */
function networkPart(packet: Uint8Array, link: number): Uint8Array {
  switch (link) {
    case 0:
      return packet.subarray(4);
    case 1: {
      const tagged = packet[12] === 0x81 && packet[13] === 0x00;
      return packet.subarray(tagged ? 18 : 14);
    }
    case 12:
    case 101:
      return packet;
    case 113:
      return packet.subarray(16);
    case 276:
      return packet.subarray(20);
    default:
      throw new RangeError(
        `the capture is of a link of kind ${link}: expected Ethernet, raw IP or Linux cooked`,
      );
  }
}

interface Segment {
  readonly between: string;
  readonly sequence: number;
  readonly starts: boolean;
  readonly payload: Uint8Array;
}

/** The TCP segment in an IP packet; null for anything else. */
function segmentOf(packet: Uint8Array): Segment | null {
  const version = packet[0] === undefined ? 0 : packet[0] >> 4;
  const four = version === 4 && packet.length >= 20 && packet[9] === 6;
  const six = version === 6 && packet.length >= 40 && packet[6] === 6;
  if (!four && !six) return null;
  const headBytes = four ? (packet[0]! & 15) * 4 : 40;
  const whole = four ? (packet[2]! << 8) | packet[3]! : 40 + ((packet[4]! << 8) | packet[5]!);
  const tcp = packet.subarray(headBytes, Math.min(whole, packet.length));
  if (tcp.length < 20) return null;
  const [from, to] = four
    ? [packet.subarray(12, 16).join('.'), packet.subarray(16, 20).join('.')]
    : [`[${groups(packet.subarray(8, 24))}]`, `[${groups(packet.subarray(24, 40))}]`];
  const port = (at: number): number => (tcp[at]! << 8) | tcp[at + 1]!;
  return {
    between: `${from}:${port(0)} → ${to}:${port(2)}`,
    sequence: new DataView(tcp.buffer, tcp.byteOffset, tcp.length).getUint32(4),
    starts: (tcp[13]! & 2) !== 0,
    payload: tcp.subarray((tcp[12]! >> 4) * 4),
  };
}

const groups = (address: Uint8Array): string =>
  Array.from({ length: 8 }, (_, i) => ((address[2 * i]! << 8) | address[2 * i + 1]!).toString(16)).join(':');

/** Puts segments in the order of their sequence numbers; what came twice counts once. */
function assemble(packets: readonly Uint8Array[]): CapturedStream[] {
  const flows = new Map<string, { first: number; parts: Map<number, Uint8Array> }>();
  for (const packet of packets) {
    const segment = segmentOf(packet);
    if (segment === null) continue;
    const { between, sequence, starts, payload } = segment;
    const flow = flows.get(between) ?? { first: starts ? (sequence + 1) >>> 0 : sequence, parts: new Map() };
    flows.set(between, flow);
    if (payload.length === 0) continue;
    // Sequence numbers wrap at 2^32; a distance of more than half of it is in front of the first.
    const distance = (sequence - flow.first) >>> 0;
    const at = distance > 0x7fffffff ? distance - 0x100000000 : distance;
    const known = flow.parts.get(at);
    if (known === undefined || known.length < payload.length) flow.parts.set(at, payload);
  }
  return [...flows].flatMap(([between, { parts }]) => {
    if (parts.size === 0) return [];
    return [{ between, ...joined([...parts].sort(([a], [b]) => a - b)) }];
  });
}

function joined(
  parts: readonly (readonly [at: number, bytes: Uint8Array])[],
): Omit<CapturedStream, 'between'> {
  const out: Uint8Array[] = [];
  let next = parts[0]![0];
  let size = 0;
  for (const [at, bytes] of parts) {
    if (at > next) return { bytes: Buffer.concat(out), gap: true };
    const fresh = bytes.subarray(Math.min(next - at, bytes.length));
    size += fresh.length;
    if (size > STREAM_BYTES_MAX) throw new RangeError(`one stream has more than ${STREAM_BYTES_MAX} bytes`);
    out.push(fresh);
    next += fresh.length;
  }
  return { bytes: Buffer.concat(out), gap: false };
}

/** A line of a dump: its offset and its bytes; null for any other line. */
function dumpLine(line: string): { readonly at: number; readonly bytes: readonly number[] } | null {
  const last = /^([0-9a-fA-F]{7,8})$/.exec(line.trim());
  if (last !== null) return { at: Number.parseInt(last[1]!, 16), bytes: [] };
  const match = /^\s*(?:0x)?([0-9a-fA-F]{4,8})(:?)\s+(\S.*)$/.exec(line);
  if (match === null) return null;
  const [, offset = '', colon = '', rest = ''] = match;
  const withoutText = rest.replace(/\s*\|.*\|\s*$/, '');
  // Behind a colon two blanks part the bytes from their text; without one they part the halves of a line.
  const columns = colon === ':' ? (withoutText.split(/\s{2,}/)[0] ?? '') : withoutText;
  const words = columns.trim().split(/\s+/);
  if (words.length === 0 || !words.every((word) => /^(?:[0-9a-fA-F]{2}){1,2}$/.test(word))) return null;
  // hexdump without options prints words of the machine, low byte first, behind seven digits of offset.
  const swapped = colon === '' && offset.length === 7 && words.every((word) => word.length === 4);
  const bytes = words.flatMap((word) => {
    const pairs = word.match(/../g) ?? [];
    return (swapped ? pairs.reverse() : pairs).map((pair) => Number.parseInt(pair, 16));
  });
  return { at: Number.parseInt(offset, 16), bytes };
}

/**
 * The streams in a printed dump: each run of lines whose offsets begin at 0 is a packet or, where it is no IP packet, a
 * stream of its own. Null when the text has no line of a dump.
 */
export function streamsOfDump(text: string): CapturedStream[] | null {
  const packets: number[][] = [];
  let row: readonly number[] = [];
  let starred = false;
  for (const line of text.split('\n')) {
    const found = dumpLine(line);
    starred ||= line.trim() === '*';
    if (found === null) continue;
    if (found.bytes.length > 0 && (found.at === 0 || packets.length === 0)) packets.push([]);
    const packet = packets.at(-1);
    if (packet === undefined) continue;
    // A star stands for as many rows like the one before as the next offset says.
    while (starred && row.length > 0 && packet.length + row.length <= Math.min(found.at, DUMP_BYTES_MAX))
      packet.push(...row);
    starred = false;
    packet.push(...found.bytes);
    row = found.bytes;
    if (packets.length > PACKETS_MAX) throw new RangeError(`the dump has more than ${PACKETS_MAX} packets`);
  }
  if (packets.length === 0) return null;
  const whole = packets.map((bytes) => ipPart(Uint8Array.from(bytes)));
  if (whole.every((packet) => segmentOf(packet) !== null)) return assemble(whole);
  return packets.map((bytes) => ({ between: null, bytes: Uint8Array.from(bytes), gap: false }));
}

/** tcpdump -x begins with the IP header, -xx with the link's. */
function ipPart(packet: Uint8Array): Uint8Array {
  const ethernet =
    packet[12] === 0x08 && packet[13] === 0x00 && packet[14] !== undefined && packet[14] >> 4 === 4;
  return ethernet && packet[0]! >> 4 !== 4 ? packet.subarray(14) : packet;
}
