/** A host small enough to read in one go: real frames, real MACs, real keys, and misbehaviour on request. */
import { createServer, type Socket } from 'node:net';
import {
  decodePinBlockIso0,
  fromHex,
  keyCheckValue,
  posEcbMac,
  tdesEcbDecrypt,
  tdesEcbEncrypt,
} from '#adapters/security-module';
import {
  answerHeader,
  answerTpdu,
  buildPosField60,
  buildSettlementTotals,
  buildSignInKeys,
  bytesOf,
  checkPresence,
  decode,
  decodePosFrame,
  encode,
  encodePosFrame,
  type FieldValue,
  FrameReader,
  type Iso8583Message,
  identify,
  macInputPos,
  type PosFrame,
  parsePosField60,
  parseSettlementTotals,
  posDialect,
  posFraming,
  posMessages,
  signInKeyLayouts,
  textOf,
} from '#wire/iso8583';

export const MASTER_KEY_HEX = '0123456789ABCDEFFEDCBA9876543210';
const masterKey = fromHex(MASTER_KEY_HEX)!;
export const PIN_KEY_HEX = '1A2B3C4D5E6F70819283A4B5C6D7E8F9';
export const MAC_KEY_HEX = '313215FDA2C4AB4C';

/** What the host does with one card message, reversal or settlement. Approves when nothing is scripted. */
export type Behaviour =
  | 'approve'
  | 'silence'
  | 'wrong-mac'
  | 'without-mac'
  | 'other-trace'
  | 'other-amount'
  | 'garbage'
  | 'hang-up'
  | { readonly code: string; readonly mac?: 'none' | 'other-key'; readonly text?: string }
  | { readonly asks: string };

export interface TestHost {
  readonly port: number;
  /** Every request in the order of arrival, decoded. */
  readonly received: Iso8583Message[];
  readonly frames: Uint8Array[];
  /** PINs as the host reads them from F52. */
  readonly pins: string[];
  /** What does not fit the message table or fails its MAC. */
  readonly complaints: string[];
  readonly script: Behaviour[];
  connections: number;
  batchNo: string;
  /** Breaks the check value of the PIN key in the next sign-in. */
  wrongKeyCheck: boolean;
  /** Resolves when the count of received requests reaches `count`. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function startHost(): Promise<TestHost> {
  const sockets = new Set<Socket>();
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((socket) => {
    host.connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    const reader = new FrameReader(posFraming);
    socket.on('data', (chunk) => {
      for (const frame of reader.push(chunk)) {
        serve(host, socket, decodePosFrame(frame));
        host.frames.push(frame);
        for (const { count, resolve } of waiting) if (host.received.length >= count) resolve();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host: TestHost = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    received: [],
    frames: [],
    pins: [],
    complaints: [],
    script: [],
    connections: 0,
    batchNo: '000007',
    wrongKeyCheck: false,
    arrived: (count) =>
      new Promise((resolve) => {
        if (host.received.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return host;
}

function serve(host: TestHost, socket: Socket, frame: PosFrame): void {
  const body = Uint8Array.from(frame.body);
  const request = decode(posDialect, body);
  host.received.push(request);
  const found = identify(posMessages, request);
  if (found === undefined) host.complaints.push(`${request.mti} fits no row`);
  else
    for (const issue of checkPresence(found.row, 'request', request))
      host.complaints.push(JSON.stringify(issue));
  const mac = bytesOf(request, 64);
  if (mac !== undefined && !equal(mac, posEcbMac(fromHex(MAC_KEY_HEX)!, macInputPos(body)))) {
    host.complaints.push(`${request.mti} has a wrong MAC`);
  }
  const pinBlock = bytesOf(request, 52);
  if (pinBlock !== undefined) {
    host.pins.push(decodePinBlockIso0(tdesEcbDecrypt(fromHex(PIN_KEY_HEX)!, pinBlock), panOf(request)));
  }
  const management = request.mti === '0800' || request.mti === '0820';
  const behaviour = management ? 'approve' : (host.script.shift() ?? 'approve');
  if (behaviour === 'silence') return;
  if (behaviour === 'hang-up') return void socket.destroy();
  if (behaviour === 'garbage')
    return void socket.write(Uint8Array.of(0, 20, ...new Uint8Array(20).fill(0xff)));
  const asks = typeof behaviour === 'object' && 'asks' in behaviour ? behaviour.asks : '0';
  socket.write(
    encodePosFrame({
      tpdu: answerTpdu(frame.tpdu),
      header: answerHeader(frame.header, asks),
      body: answerBody(host, request, behaviour),
    }),
  );
}

function answerBody(host: TestHost, request: Iso8583Message, behaviour: Behaviour): Uint8Array {
  const scripted = typeof behaviour === 'object' && 'code' in behaviour ? behaviour : null;
  const fields: Record<number, FieldValue> = { ...answerFields(host, request), 39: scripted?.code ?? '00' };
  if (scripted?.text !== undefined) fields[63] = `   ${scripted.text}`;
  if (behaviour === 'other-trace') fields[11] = '999999';
  if (behaviour === 'other-amount') fields[4] = '000000000001';
  const withMac =
    bytesOf(request, 64) !== undefined && behaviour !== 'without-mac' && scripted?.mac !== 'none';
  if (withMac) fields[64] = new Uint8Array(8);
  const body = encode(posDialect, { mti: String(Number(request.mti) + 10).padStart(4, '0'), fields });
  if (withMac) {
    const wrong = behaviour === 'wrong-mac' || scripted?.mac === 'other-key';
    const key = fromHex(wrong ? 'A1A2A3A4A5A6A7A8' : MAC_KEY_HEX)!;
    body.set(posEcbMac(key, macInputPos(body)), body.length - 8);
  }
  return body;
}

function answerFields(host: TestHost, request: Iso8583Message): Record<number, FieldValue> {
  const fields: Record<number, FieldValue> = { 12: '101112', 13: '0630' };
  for (const number of [3, 4, 11, 25, 41, 42, 49, 60]) {
    const value = request.fields[number];
    if (value !== undefined) fields[number] = value;
  }
  if (request.mti === '0800') return { ...fields, 60: signInField60(host, request), 62: keysOf(host) };
  if (request.mti === '0820')
    return { 41: request.fields[41]!, 42: request.fields[42]!, 60: request.fields[60]! };
  if (request.mti === '0500') return { ...fields, 48: settlementAnswer(request) };
  const stan = textOf(request, 11) ?? '';
  const payment = request.mti === '0200' || request.mti === '0220';
  return payment
    ? { ...fields, 15: '0701', 37: `RRN000${stan}`, 38: `A${stan.slice(1)}`, 44: '01030000   48020000   ' }
    : fields;
}

function signInField60(host: TestHost, request: Iso8583Message): string {
  const { transactionType, networkCode } = parsePosField60(textOf(request, 60) ?? '');
  return buildPosField60({ transactionType, batch: host.batchNo, networkCode: networkCode ?? '003' });
}

function keysOf(host: TestHost): Uint8Array {
  const pinKey = fromHex(PIN_KEY_HEX)!;
  const macKey = fromHex(MAC_KEY_HEX)!;
  return buildSignInKeys(
    {
      pinKey: tdesEcbEncrypt(masterKey, pinKey),
      pinKeyCheck: host.wrongKeyCheck ? new Uint8Array(4) : keyCheckValue(pinKey),
      macKey: tdesEcbEncrypt(masterKey, macKey),
      macKeyCheck: keyCheckValue(macKey),
    },
    signInKeyLayouts['003'],
  );
}

/** Agrees with a batch of 30.00 sold and 10.00 given back, and with nothing else. */
function settlementAnswer(request: Iso8583Message): string {
  const totals = parseSettlementTotals(textOf(request, 48) ?? '');
  const { debitTotal, debitCount, creditTotal, creditCount } = totals.domestic;
  const agrees = debitTotal === 3000n && debitCount === 2 && creditTotal === 1000n && creditCount === 1;
  const result = agrees ? '1' : '2';
  return buildSettlementTotals({
    domestic: { debitTotal: 3000n, debitCount: 2, creditTotal: 1000n, creditCount: 1, result },
    foreign: { ...totals.foreign, result },
  });
}

function panOf(request: Iso8583Message): string {
  return textOf(request, 2) ?? (textOf(request, 35) ?? '').split('D')[0]!;
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}
