import { describe, expect, test } from 'vitest';
import { createTerminalGateway } from '#adapters/terminal-gateway';
import { LIMITS } from '#engine';
import { encode, type Iso8583Message, posDialect } from '#wire/iso8583';
import {
  CA,
  SERVER_CERTIFICATE,
  SERVER_KEY,
  TERMINAL_CERTIFICATE,
  TERMINAL_KEY,
} from './terminal-gateway-certificates.ts';
import { framed, Line, MERCHANT, PAN, TerminalActor } from './terminal-gateway-terminal.ts';
import { until, useWorld, ZPK } from './terminal-gateway-world.ts';

const at = useWorld();
const code = (answer: Iso8583Message) => answer.fields[39];

describe('bytes of any kind', () => {
  test('a message type or code that is not open: 40; a missing field: 30', async () => {
    const { terminal, on } = await at.signedIn();
    const topUp = await on.ask(terminal.card('0200', '45', '600000'));
    expect(topUp).toMatchObject({
      mti: '0210',
      fields: { 39: '40', 41: '10000001', 42: MERCHANT },
    });
    expect(code(await on.ask(terminal.card('0200', '99', '000000')))).toBe('40');
    const bare = framed(
      encode(posDialect, {
        mti: '0200',
        fields: { 3: '000000', 41: '10000001', 42: MERCHANT, 60: '22000001000' },
      }),
    );
    expect(code(await on.ask(bare))).toBe('30');
    const empty = terminal.sale({ 2: PAN, 22: '051', 55: new Uint8Array(0) });
    expect(code(await on.ask(empty))).toBe('30');
    expect(code(await on.ask(terminal.sale()))).toBe('00');
  });

  test('a refusal of what cannot be carried out is signed where the code of the request was right', async () => {
    const { terminal, on } = await at.signedIn();
    for (const frame of [terminal.sale({ 4: undefined }), terminal.card('0200', '99', '000000')]) {
      const { fields } = await on.ask(frame);
      expect([fields[3], fields[25], fields[49], fields[64] !== undefined]).toEqual([
        '000000',
        '00',
        '156',
        true,
      ]);
      frame[frame.length - 1] = frame[frame.length - 1]! ^ 1;
      expect((await on.ask(frame)).fields[64]).toBeUndefined();
    }
  });

  test('the block of a dial-up concentrator in front of the header is read past', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = terminal.sale();
    const block = [...[0x4c, 0x52, 0x49, 0x00, 0x1c], ...new Array(28).fill(0x33)];
    const longer = Uint8Array.from([...sale.subarray(0, 7), ...block, ...sale.subarray(7)]);
    longer[0] = (longer.length - 2) >> 8;
    longer[1] = (longer.length - 2) & 0xff;
    expect(code(await on.ask(longer))).toBe('00');
  });

  test('bad digits, trailing bytes, an impossible length: 30 with what could be read', async () => {
    const { terminal, on } = await at.signedIn();
    const good = terminal.sale();
    const amount = good.slice();
    // F4 begins behind frame (13), MTI (2), bitmap (8) and F3 (3).
    amount[13 + 2 + 8 + 3] = 0xfa;
    expect(await on.ask(amount)).toMatchObject({ mti: '0210', fields: { 3: '000000', 39: '30' } });
    const body = good.subarray(13);
    const longer = framed(Uint8Array.from([...body, 0x00]));
    expect((await on.ask(longer)).fields).toMatchObject({ 11: '000002', 39: '30', 41: '10000001' });
    expect(await on.ask(framed(body.subarray(0, 2)))).toMatchObject({ mti: '0210', fields: { 39: '30' } });
    expect(at.world.store.payments()).toHaveLength(0);
    expect(code(await on.ask(terminal.sale()))).toBe('00');
  });

  test.each([
    ['a length of 0xFFFF', [0xff, 0xff, 1, 2, 3]],
    ['one byte more than allowed', [0x08, 0x01]],
    ['a frame without room for an address', [0x00, 0x03, 1, 2, 3]],
    ['an address without a message', [0x00, 0x0b, ...new Array(11).fill(0x60)]],
    ['a message type of letters', [0x00, 0x0d, ...new Array(11).fill(0x60), 0xab, 0xcd]],
    ['an answer', [0x00, 0x0d, ...new Array(11).fill(0x60), 0x02, 0x10]],
    ['text', [...Buffer.from('GET / HTTP/1.1\r\nHost: terminal\r\n\r\n')]],
  ])('%s: the line is closed, others are served', async (_, bytes) => {
    const bad = await at.line();
    bad.write(Uint8Array.from(bytes));
    expect(await bad.next()).toBeNull();
    await until(() => at.ended().includes('unreadable'));
    const on = await at.line();
    expect(code(await on.ask(new TerminalActor().echo()))).toBe('00');
  });

  test('a payment that arrived whole is answered before the noise behind it closes the line', async () => {
    const { terminal, on } = await at.signedIn();
    on.write(Uint8Array.from([...terminal.sale(), 0xff, 0xff, 0, 0]));
    expect(code(await on.answer())).toBe('00');
    expect(await on.next()).toBeNull();
  });

  test('noise: a thousand lines of it, and the gateway still serves', async () => {
    let seed = 7;
    const noise = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed & 0xff;
    };
    for (let round = 0; round < 20; round += 1) {
      const opened = await Promise.all(Array.from({ length: 50 }, () => at.line()));
      for (const [index, each] of opened.entries()) {
        const size = 1 + ((noise() * 3) % 200);
        const bytes = Uint8Array.from({ length: size }, noise);
        // Half of them look like frames, so that the noise reaches the message behind the frame.
        if (index % 2 === 0) each.write(framed(bytes));
        else each.write(bytes);
        each.socket.end();
      }
      await Promise.all(opened.map((each) => each.closed));
    }
    expect(at.world.events.filter(({ kind }) => kind === 'trouble')).toEqual([]);
    expect(code(await (await at.line()).ask(new TerminalActor().echo()))).toBe('00');
    expect(at.world.store.payments()).toHaveLength(0);
  });

  test('two messages in one piece, and line probes between them', async () => {
    const { terminal, on } = await at.signedIn();
    const [first, second] = [terminal.sale(), terminal.sale()];
    on.write(Uint8Array.from([0, 0, ...first, 0, 0, 0, 0, ...second]));
    const answers = [await on.answer(), await on.answer()];
    expect(answers.map((answer) => [answer.fields[11], code(answer)])).toEqual([
      ['000002', '00'],
      ['000003', '00'],
    ]);
  });

  test('a frame cut at every byte', async () => {
    const { terminal } = await at.signedIn();
    const size = terminal.sale().length;
    const on = await at.line();
    for (let at = 1; at < size; at += 1) {
      const sale = terminal.sale();
      on.write(sale.subarray(0, at));
      await new Promise((resolve) => setImmediate(resolve));
      expect(code(await on.ask(sale.subarray(at)))).toBe('00');
    }
    expect(at.world.store.payments()).toHaveLength(size - 1);
  });

  test('a line that ends inside a frame leaves nothing behind', async () => {
    const { terminal, on } = await at.signedIn();
    on.socket.end(terminal.sale().subarray(0, 40));
    await until(() => at.ended().length > 0);
    expect(at.world.store.payments()).toHaveLength(0);
    expect(at.world.gateway.status()).toMatchObject({ connections: 0, underWay: 0 });
  });

  test('a terminal that closes its sending side still gets its answer', async () => {
    const { terminal, on } = await at.signedIn();
    at.world.network = () => 'silent';
    on.socket.end(terminal.sale());
    await until(() => at.world.requests.length > 0);
    // By the time another line was served twice, the end of this one has been seen too.
    const other = await at.line();
    for (let i = 0; i < 2; i += 1) expect(code(await other.ask(terminal.echo()))).toBe('00');
    const { network, subject } = at.world.requests[0]!;
    const answer = { mti: '0210', amountFen: null, outcome: 'approved' } as const;
    const parts = { ...answer, authCode: null, clearingDay: null };
    await at.world.engine.networkAnswered('', { network, subject, ...parts });
    expect(code(await on.answer())).toBe('00');
    await on.closed;
  });

  test('a terminal that hangs up: its payment is carried on and waits to be asked for', async () => {
    const { terminal, on } = await at.signedIn();
    const sale = terminal.sale({ 11: '000555' });
    const arrived = new Promise<void>((resolve) => {
      at.world.network = () => {
        resolve();
        return 'silent';
      };
    });
    on.write(sale);
    await arrived;
    on.socket.destroy();
    await on.closed;
    const { network, subject } = at.world.requests[0]!;
    const clearingDay = at.world.engine.clearingDayNow();
    await at.world.engine.networkAnswered('', {
      network,
      subject,
      mti: '0210',
      amountFen: null,
      outcome: 'approved',
      authCode: 'ZZ9ZZ9',
      clearingDay,
    });
    const again = await (await at.line()).ask(sale);
    expect(again.fields).toMatchObject({ 38: 'ZZ9ZZ9', 39: '00' });
  });
});

describe('bounds', () => {
  test('a byte at a time delays nobody and has a deadline', async () => {
    await at.begin({ limits: { frameIdleMs: 250 } });
    const { terminal, on } = await at.signedIn();
    const slow = await at.line();
    const bytes = terminal.sale();
    let sent = 0;
    const drip = setInterval(() => slow.write(bytes.subarray(sent, ++sent)), 20);
    let served = 0;
    let over = false;
    void slow.closed.then(() => {
      over = true;
    });
    while (!over) {
      const startedMs = performance.now();
      expect(code(await on.ask(terminal.sale()))).toBe('00');
      expect(performance.now() - startedMs).toBeLessThan(200);
      served += 1;
    }
    clearInterval(drip);
    expect(served).toBeGreaterThan(3);
    await until(() => at.ended().includes('frame-too-slow'));
  });

  test('two terminals behind one line: the one that waits for its bank does not hold up the other', async () => {
    const { terminal: first, on } = await at.signedIn('10000001');
    const second = new TerminalActor('10000002');
    await second.signIn(on);
    at.world.network = ({ terminalId }) => (terminalId === '10000001' ? 'silent' : 'approved');
    on.write(first.sale());
    on.write(first.echo());
    const answer = await on.ask(second.sale());
    expect(answer.fields).toMatchObject({ 39: '00', 41: '10000002' });
    // Its own next message waits its turn.
    expect(at.world.gateway.status().underWay).toBe(2);
  });

  test('more messages than the bound are left in the socket and served later', async () => {
    await at.begin({ limits: { connectionQueueMax: 4 } });
    const { terminal, on } = await at.signedIn();
    at.world.network = () => 'silent';
    on.write(terminal.sale({ 11: '000900' }));
    const flood = 3_000;
    const echo = terminal.echo();
    for (let i = 0; i < flood; i += 1) on.write(echo);
    await until(() => at.world.requests.length === 1);
    // What one read of the socket holds, at most 64 KiB, and no more.
    expect(at.world.gateway.status().underWay).toBeLessThan(1 + 65_536 / echo.length + 4);
    const { network, subject } = at.world.requests[0]!;
    await at.world.engine.networkAnswered('', {
      network,
      subject,
      mti: '0210',
      amountFen: null,
      outcome: 'approved',
      authCode: null,
      clearingDay: null,
    });
    expect(code(await on.answer())).toBe('00');
    for (let i = 0; i < flood; i += 1) expect((await on.answer()).mti).toBe('0830');
  });

  test('a peer that does not read its answers is dropped', async () => {
    await at.begin({ limits: { frameIdleMs: 200 } });
    const on = await at.line();
    on.socket.pause();
    const echo = new TerminalActor().echo();
    const block = Buffer.concat(Array.from({ length: 2_000 }, () => Buffer.from(echo)));
    const push = () => {
      while (!on.socket.destroyed && on.socket.write(block)) {}
    };
    on.socket.on('drain', push);
    push();
    await until(() => at.ended().includes('peer-does-not-read'));
    expect(at.world.gateway.status().connections).toBe(0);
    // Megabytes of answers fill the system's buffers first: a machine with other work takes its time.
  }, 240_000);

  test('connections over the bound are refused, and quiet ones closed', async () => {
    await at.begin({ limits: { connectionsMax: 1, connectionIdleMs: 150 } });
    const only = await at.line();
    expect(code(await only.ask(new TerminalActor().echo()))).toBe('00');
    expect(await (await at.line()).next()).toBeNull();
    await only.closed;
    await until(() => at.ended().length > 0);
    expect(at.ended()).toEqual(['idle']);
    expect(at.world.events.some(({ kind }) => kind === 'connection-refused')).toBe(true);
  });

  test('closing answers what is under way', async () => {
    const { terminal, on } = await at.signedIn();
    at.world.network = () => 'silent';
    on.write(terminal.sale());
    await until(() => at.world.requests.length > 0);
    const closing = at.world.gateway.close(5_000);
    const { network, subject } = at.world.requests[0]!;
    await at.world.engine.networkAnswered('', {
      network,
      subject,
      mti: '0210',
      amountFen: null,
      outcome: 'approved',
      authCode: null,
      clearingDay: null,
    });
    expect(code(await on.answer())).toBe('00');
    await closing;
    await expect(Line.open(at.world.port)).rejects.toThrow();
  });

  test('plain TCP does not leave the machine unless somebody says that the line is private', async () => {
    const { engine, security } = at.world;
    const zonePinKey = (await security.importKey('zpk', ZPK)).key;
    const options = {
      engine,
      security,
      zonePinKey: () => zonePinKey,
      acquirerId: '1',
      limits: LIMITS,
      clock: { nowMs: () => 0 },
      log: () => {},
    };
    await expect(createTerminalGateway(options).listen({ host: '0.0.0.0', port: 0 })).rejects.toThrow(
      /without TLS/,
    );
    const open = createTerminalGateway({ ...options, plainOffLoopback: true });
    await open.listen({ host: '0.0.0.0', port: 0 });
    await open.close();
  });
});

describe('TLS', () => {
  const own = { key: TERMINAL_KEY, cert: TERMINAL_CERTIFICATE };

  test('a sale under TLS; plain bytes on the same port are refused', async () => {
    await at.begin({ tls: { key: SERVER_KEY, cert: SERVER_CERTIFICATE } });
    const on = await Line.openTls(at.world.port, {});
    const terminal = new TerminalActor();
    await terminal.signIn(on);
    expect(code(await on.ask(terminal.sale()))).toBe('00');
    on.socket.end(terminal.sale());
    expect(code(await on.answer())).toBe('00');
    await on.closed;

    const plain = await at.line();
    plain.write(terminal.echo());
    await plain.closed;
    expect(at.world.events.some(({ kind }) => kind === 'connection-refused')).toBe(true);
  });

  test('with an authority given, only terminals that it signed are let in', async () => {
    await at.begin({ tls: { key: SERVER_KEY, cert: SERVER_CERTIFICATE, clientCa: CA } });
    const on = await Line.openTls(at.world.port, own);
    expect(code(await on.ask(new TerminalActor().echo()))).toBe('00');
    on.socket.destroy();
    // Under TLS 1.3 a client learns of its refusal only after its own handshake.
    const stranger = await Line.openTls(at.world.port, {});
    stranger.write(new TerminalActor().echo());
    expect(await stranger.next()).toBeNull();
    await until(() => at.world.events.some(({ kind }) => kind === 'connection-refused'));
  });
});
