/** Packets and captures as a network card and libpcap write them. */
/** A TCP segment in an IPv4 packet in an Ethernet frame. */
export function packet(
  from: number,
  to: number,
  sequence: number,
  payload: Uint8Array,
  link: 'ethernet' | 'raw' = 'ethernet',
) {
  const size = 40 + payload.length;
  const ip = [0x45, 0, size >> 8, size & 255, 0, 0, 0, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
  const port = (value: number) => [value >> 8, value & 255];
  const word = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
  const tcp = [...port(from), ...port(to), ...word(sequence), 0, 0, 0, 0, 0x50, 0x18, 0, 0, 0, 0, 0, 0];
  const head = link === 'raw' ? [] : [...new Array(12).fill(2), 8, 0];
  return Uint8Array.from([...head, ...ip, ...tcp, ...payload]);
}

/** A libpcap file of either byte order. */
export function pcap(packets: readonly Uint8Array[], link: number, order: 'little' | 'big'): Uint8Array {
  const little = order === 'little';
  const size = packets.reduce((sum, each) => sum + 16 + each.length, 24);
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  view.setUint32(0, 0xa1b2c3d4, little);
  view.setUint16(4, 2, little);
  view.setUint16(6, 4, little);
  view.setUint32(16, 65_535, little);
  view.setUint32(20, link, little);
  let at = 24;
  for (const each of packets) {
    view.setUint32(at + 8, each.length, little);
    view.setUint32(at + 12, each.length, little);
    out.set(each, at + 16);
    at += 16 + each.length;
  }
  return out;
}
