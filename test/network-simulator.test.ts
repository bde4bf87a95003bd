import { once } from 'node:events';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addDays, type ClearingDay } from '#domain/calendar';
import { testCards } from '#simulation/network';
import { clearingFileName, readClearingFile } from '#wire/clearing';
import { encode, networkDialect } from '#wire/iso8583';
import {
  back,
  byKey,
  cardOf,
  codeOf,
  keyOf,
  macOf,
  management,
  type Program,
  SimulatorWorld,
  sale,
  withMac,
  withPatience,
} from './network-simulator-world.ts';

let world: SimulatorWorld;
beforeEach(async () => {
  world = await SimulatorWorld.make();
});
afterEach(() => world[Symbol.asyncDispose]());

const dayOf = async (program: Program) =>
  (await program.get<{ clearingDay: ClearingDay }>('/health')).clearingDay;
const monthDay = (day: string) => day.slice(5).replace('-', '');

describe('over the wire', () => {
  test('a payment with PIN and its ways back', async () => {
    const program = await world.start();
    const member = await world.member(program);
    const payment = sale('north-low', 3_000, { pin: '123456' });
    expect(codeOf(await member.ask(payment))).toBe('C1');
    const signedOn = await member.ask(management('001'));
    expect(signedOn).toMatchObject({ mti: '0830', fields: { 39: '00', 70: '001' } });
    expect(codeOf(await member.ask(management('301')))).toBe('00');

    const approved = await member.ask(payment);
    expect(approved.mti).toBe('0210');
    expect(approved.fields).toMatchObject({ 39: '00', 15: monthDay(await dayOf(program)), 41: '10000001' });
    expect(approved.fields[128]).toBe(macOf(approved));
    expect(codeOf(await member.ask(sale('north-low', 2_001)))).toBe('51');
    expect(codeOf(await member.ask(sale('north-low', 100, { pin: '654321' })))).toBe('55');
    expect(codeOf(await member.ask(sale('north-low', 100, { fields: { 52: new Uint8Array(8) } })))).toBe(
      '99',
    );
    expect(await cardOf(program, 'north-low')).toMatchObject({ availableFen: '2000', postedFen: '2000' });

    expect(codeOf(await member.ask(back(payment, '0220', 1_000)))).toBe('00');
    expect(codeOf(await member.ask(back(payment, '0420')))).toBe('22');
    const second = sale('south-low', 10_000);
    await member.ask(second);
    expect(await cardOf(program, 'south-low')).toMatchObject({ availableFen: '40000', heldFen: '10000' });
    const undone = back(second, '0200');
    expect(codeOf(await member.ask(undone))).toBe('00');
    expect(codeOf(await member.ask(back(undone, '0420')))).toBe('00');
    expect(codeOf(await member.ask(back(second, '0420')))).toBe('00');
    expect(await cardOf(program, 'south-low')).toMatchObject({ availableFen: '50000', heldFen: '0' });
    const { transactions } = await byKey(program, payment, second, undone);
    expect(transactions.map(({ state, refundedFen }) => `${state} ${refundedFen}`)).toEqual([
      ...['approved 1000', 'reversed 0', 'reversed 0'],
    ]);
    expect(transactions[2]!.original).toBe(keyOf(second));
  });

  test('a wrong or missing message code is refused and nothing moves', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    const payment = sale('north-low', 3_000);
    const { 128: _mac, ...bare } = payment.fields;
    const refused = await member.ask({ ...payment, fields: { ...bare, 128: '00000000' } });
    expect([refused.fields[39], refused.fields[128]]).toEqual(['A0', macOf(refused)]);
    expect(codeOf(await member.ask({ ...payment, fields: bare }))).toBe('A0');
    expect((await byKey(program, payment)).missing).toEqual([keyOf(payment)]);
    expect(codeOf(await member.ask(payment))).toBe('00');
  });

  test('a message that cannot be read comes back unprocessed; noise ends the connection', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    const body = encode(networkDialect, sale('north-low', 3_000));
    // The first digit of F2's length: the field number stands in the reject code.
    body[4 + 16] = 0x58;
    member.sendBody(body);
    await member.until('the rejected message', () => member.rejected.length > 0);
    expect(member.rejected).toEqual([expect.stringMatching(/^1002\d$/)]);
    member.socket.write('GET / HTTP/1.1\r\n\r\n');
    await withPatience('the end of the connection', member.closed);
    const other = await world.memberOn(program);
    expect(codeOf(await other.ask(sale('north-low', 3_000)))).toBe('00');
  });

  test('messages in pieces and in one piece', async () => {
    const program = await world.start();
    const member = await world.memberOn(program);
    const payments = Array.from({ length: 50 }, () => sale('north-plenty', 100));
    member.socket.cork();
    for (const payment of payments) member.send(payment);
    member.socket.uncork();
    await member.until('50 answers', () =>
      payments.every((payment) => member.answersTo(payment).length === 1),
    );
    expect(await cardOf(program, 'north-plenty')).toMatchObject({ availableFen: '99999995000' });
  });

  test('under TLS, and off this machine only so', async () => {
    await mkdir(world.folder, { recursive: true });
    const [cert, key] = [join(world.folder, 'cert.pem'), join(world.folder, 'key.pem')];
    await writeFile(cert, testCertificate);
    await writeFile(key, testKey);
    const program = await world.start('--tls-cert', cert, '--tls-key', key);
    const member = await world.memberOn(program, { ca: testCertificate });
    expect(codeOf(await member.ask(sale('north-low', 3_000)))).toBe('00');
    const refused = await world.startAndEnd('--host', '0.0.0.0');
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('--tls-cert');
  });
});

describe('after kill -9', () => {
  test('everything that was answered is remembered and answered the same', async () => {
    const first = await world.start();
    const member = await world.memberOn(first);
    const payments = Array.from({ length: 400 }, (_each, index) => sale('north-plenty', 100 + index));
    for (const payment of payments) member.send(payment);
    await member.until('some answers', () => member.received.length > 60);
    await first.kill('SIGKILL');
    await member.closed;
    const answered = payments.filter((payment) => member.answersTo(payment).length > 0);
    expect(answered.length).toBeGreaterThan(50);

    const second = await world.start();
    for (let at = 0; at < answered.length; at += 100) {
      const part = answered.slice(at, at + 100);
      const { transactions, missing } = await byKey(second, ...part);
      expect(missing).toEqual([]);
      expect(transactions.every(({ state }) => state === 'approved')).toBe(true);
    }
    const again = await world.memberOn(second);
    for (const payment of payments) again.send(payment);
    await again.until('all answers', () =>
      payments.every((payment) => again.answersTo(payment).length === 1),
    );
    for (const payment of answered) expect(again.answersTo(payment)).toEqual(member.answersTo(payment));
    const spent = payments.reduce((sum, payment) => sum + BigInt(payment.fields[4] as string), 0n);
    expect(await cardOf(second, 'north-plenty')).toMatchObject({
      postedFen: String(100_000_000_000n - spent),
    });
    expect(codeOf(await again.ask(back(answered[0]!, '0420')))).toBe('00');
  });

  test('a reversal that overtook its sale still stops the sale', async () => {
    const first = await world.start();
    const payment = sale('north-low', 3_000);
    expect(codeOf(await (await world.memberOn(first)).ask(back(payment, '0420')))).toBe('25');
    await first.kill('SIGKILL');
    const second = await world.start();
    const member = await world.memberOn(second);
    expect(codeOf(await member.ask(payment))).toBe('22');
    expect(await cardOf(second, 'north-low')).toMatchObject({ availableFen: '5000' });
  });

  test('a last line not written whole is dropped; damage anywhere else stops the start', async () => {
    const first = await world.start();
    const payment = sale('north-low', 3_000);
    await (await world.memberOn(first)).ask(payment);
    await first.kill('SIGKILL');
    await appendFile(world.log, '{"n":99,"record":{"type":"transac');
    const second = await world.start();
    expect((await byKey(second, payment)).transactions).toHaveLength(1);
    await second.kill('SIGTERM');
    const lines = (await readFile(world.log, 'utf8')).split('\n');
    expect(lines.join('\n')).not.toContain('transac\n');
    for (const damaged of [lines.toSpliced(3, 1), lines.with(3, lines[3]!.slice(0, -5))]) {
      await writeFile(world.log, damaged.join('\n'));
      const ended = await world.startAndEnd();
      expect(ended.code).toBe(1);
      expect(ended.output).toContain('line 4');
    }
  });

  test('within a cut-over the next start ends it and writes the file', async () => {
    const first = await world.start('--cut-over-ms', '600000');
    const member = await world.memberOn(first);
    const day = await dayOf(first);
    await member.ask(sale('north-low', 3_000));
    const asked = first.ask('POST', '/cut-over').catch(() => 'cut off');
    await member.until('the notice', () => member.received.some(({ fields }) => fields[70] === '201'));
    const late = sale('north-low', 100);
    expect(codeOf(await member.ask(late))).toBe('90');
    await first.kill('SIGKILL');
    expect(await asked).toBe('cut off');
    const second = await world.start();
    expect(await dayOf(second)).toBe(addDays(day, 1));
    expect(await world.clearingFiles()).toEqual([clearingFileName(day)]);
    expect(codeOf(await (await world.memberOn(second)).ask(late))).toBe('00');
  });
});

test('a cut-over: two notices, the file of the day, and the network serves on', async () => {
  const program = await world.start();
  const member = await world.memberOn(program);
  const day = await dayOf(program);
  const next = addDays(day, 1);
  const payment = sale('south-plenty', 30_000);
  await member.ask(payment);
  await member.ask(back(payment, '0220', 10_000));
  const done = await program.ask('POST', '/cut-over');
  expect(done).toEqual({ closedDay: day, newDay: next, file: clearingFileName(day), told: 1 });
  await member.until('both notices', () => member.received.filter(({ mti }) => mti === '0820').length === 2);
  const notices = member.received.filter(({ mti }) => mti === '0820');
  expect(notices.map(({ fields }) => [fields[70], fields[15]])).toEqual([
    ['201', monthDay(next)],
    ['202', monthDay(next)],
  ]);
  for (const { fields } of notices) member.send({ mti: '0830', fields: { ...fields, 39: '00' } });

  const name = clearingFileName(day);
  expect(await world.clearingFiles()).toEqual([name]);
  const text = await readFile(join(world.clearingFolder, name), 'latin1');
  expect(readClearingFile(text).map(({ mti, amountFen, trace }) => [mti, amountFen, trace])).toEqual([
    ['0200', 30_000n, payment.fields[11]],
    ['0220', 10_000n, expect.any(String)],
  ]);
  for (const { pan } of testCards) expect(text).not.toContain(pan);
  expect(await cardOf(program, 'south-plenty')).toMatchObject({ heldFen: '0', postedFen: '-20000' });
  const tomorrow = await member.ask(sale('south-plenty', 100));
  expect(tomorrow.fields).toMatchObject({ 39: '00', 15: monthDay(next) });
  expect(codeOf(await member.ask(back(payment, '0200')))).toBe('12');
  await expect(program.ask('POST', '/cut-over', { day })).rejects.toThrow('409');
});

describe('start and end', () => {
  test.each(['--port', '--control-port'])('a busy %s is told with the way out', async (option) => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const ended = await world.startAndEnd(option, String(port));
    holder.close();
    expect(ended.code).toBe(1);
    expect(ended.output).toContain(`127.0.0.1:${port}`);
    expect(ended.output).toContain(option);
  });

  test('two on one data folder are refused', async () => {
    const program = await world.start();
    const ended = await world.startAndEnd();
    expect(ended.code).toBe(1);
    expect(ended.output).toContain(String(program.process.pid));
  });

  test('keys that others may read, or that are none, are refused without quoting them', async () => {
    const file = join(world.folder, 'open.json');
    await writeFile(file, '{"zoneMacKey":"0123456789ABCDEFX"}', { mode: 0o644 });
    const open = await world.startAndEnd('--keys', file);
    expect([open.code, open.output]).toEqual([1, expect.stringContaining(`chmod 600 ${file}`)]);
    const secret = join(world.folder, 'broken.json');
    await writeFile(secret, '{"zoneMacKey":"0123456789ABCDEFX"', { mode: 0o600 });
    const broken = await world.startAndEnd('--keys', secret);
    expect([broken.code, broken.output]).toEqual([1, expect.stringContaining('not JSON')]);
    expect(broken.output).not.toContain('0123456789');
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly', async (signal) => {
    const program = await world.start();
    const member = await world.memberOn(program);
    await member.ask(sale('north-low', 3_000));
    expect(await program.kill(signal)).toBe(0);
    expect(program.output()).toContain(`members on 127.0.0.1:${program.port}`);
  });

  test('it does not outlive its parent', async () => {
    const program = await world.start();
    // A parent that hangs up itself is told of the exit alone, not of the closed pipes.
    const ended = once(program.process, 'exit') as Promise<[number | null]>;
    program.process.disconnect();
    expect((await withPatience('the end', ended))[0]).toBe(0);
  });
});

test('the member of this test makes the codes it expects', () => {
  const payment = sale('north-low', 1);
  expect(withMac(payment).fields[128]).toBe(payment.fields[128]);
});

/** For tests alone, valid from 2020 to 2119. */
const testKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtGhnQOubEwrkww7r
zOEc6Jg1sy9ENPhNmEJpqIiP2FWhRANCAARx0IxZmWC8fACbp3vnhbIER419AhIS
oiN1E+czikcNnuDbB4ri58W6DuGGkN//sXJEYUtqSDcqik6npF7mZYTr
-----END PRIVATE KEY-----
`;
const testCertificate = `-----BEGIN CERTIFICATE-----
MIIBZTCCAQqgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjExOTEyMzEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHHQjFmZYLx8AJun
e+eFsgRHjX0CEhKiI3UT5zOKRw2e4NsHiuLnxboO4YaQ3/+xckRhS2pINyqKTqek
XuZlhOujSzBJMBoGA1UdEQQTMBGCCWxvY2FsaG9zdIcEfwAAATAMBgNVHRMEBTAD
AQH/MB0GA1UdDgQWBBTo+AwBjNlhmkO4VqRl1ZqABDTS+jAKBggqhkjOPQQDAgNJ
ADBGAiEAqv5x4fYsUM3YNWmCRWK0kqIypPYKSBDmPXjvHy5NaL0CIQDkTzoWl0ov
oCen/MZLjj9vNa/GN1CxRhTLGkjHLXrvTw==
-----END CERTIFICATE-----
`;
