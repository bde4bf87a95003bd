import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, describe as suite, test } from 'vitest';
import { networkKeyText } from '#domain/payment';
import { encodeNetworkFrame, type Iso8583Message, textOf } from '#wire/iso8583';
import {
  approved,
  atEnd,
  Centre,
  endAll,
  macOf,
  PAN,
  Queue,
  sale,
  stage,
  upStage,
} from './network-centre.ts';

afterEach(endAll);

suite('a line that is up', () => {
  test('signs on before anything else and sends a sale under a good MAC; its answer finds the payment', async () => {
    const { centre, link, states, answers } = await stage();
    expect(await link.send(sale(1))).toBe('not-sent');
    link.start();
    const line = await centre.lines.next();
    expect(await line.management.next()).toEqual({
      mti: '0820',
      fields: { 7: '1123101531', 11: expect.stringMatching(/^\d{6}$/), 33: '48020000', 70: '001' },
    });
    for (const state of ['connecting', 'signing-on', 'up']) expect(await states.next()).toBe(state);

    expect(await link.send(sale(1))).toBe('sent');
    const request = await line.payments.next();
    expect(request.fields).toMatchObject({ 2: PAN, 4: '000000000100', 11: '000001', 128: macOf(request) });
    expect(link.status()).toMatchObject({ state: 'up', inFlight: 1, reconnects: 0 });
    line.answer(request, approved);
    expect(await answers.next()).toEqual({
      keyText: networkKeyText(sale(1).network),
      answer: {
        network: sale(1).network,
        subject: sale(1).subject,
        mti: '0210',
        amountFen: 100n,
        outcome: 'approved',
        authCode: 'A1B2C3',
        clearingDay: '2026-11-23',
      },
    });
    expect(link.status().inFlight).toBe(0);
  });

  test('hundreds in flight, answered in the opposite order: each answer goes to its own payment', async () => {
    const { link, line, answers } = await upStage();
    const requests = Array.from({ length: 300 }, (_, index) => sale(index + 1));
    expect(new Set(await Promise.all(requests.map((request) => link.send(request))))).toEqual(
      new Set(['sent']),
    );
    const received: Iso8583Message[] = [];
    while (received.length < requests.length) received.push(await line.payments.next());
    expect(link.status().inFlight).toBe(300);
    for (const request of received.reverse()) line.answer(request, approved);
    for (const request of requests.reverse()) {
      const { keyText, answer } = await answers.next();
      expect([keyText, answer.subject]).toEqual([networkKeyText(request.network), request.subject]);
    }
    expect(link.status().inFlight).toBe(0);
  });

  test('a second answer to the same request comes without a subject, under the same key', async () => {
    const { link, line, answers } = await upStage();
    await link.send(sale(1));
    const request = await line.payments.next();
    line.answer(request, approved);
    line.answer(request, approved);
    const [first, second] = [await answers.next(), await answers.next()];
    expect([first.answer.subject, second.answer.subject]).toEqual([sale(1).subject, null]);
    expect(second.keyText).toBe(first.keyText);
  });

  test.each(['wrong', 'none'] as const)(
    'an answer whose MAC is %s is dropped; the true one still counts',
    async (mac) => {
      const { link, line, answers, troubles } = await upStage();
      await link.send(sale(1));
      const request = await line.payments.next();
      line.answer(request, { ...approved, 39: '51' }, { mac });
      expect(await troubles.next()).toContain('F128');
      expect(link.status()).toMatchObject({ macFailures: 1, inFlight: 1 });
      line.answer(request, approved);
      expect((await answers.next()).answer).toMatchObject({ outcome: 'approved', subject: sale(1).subject });
      expect(answers.length).toBe(0);
    },
  );

  test('an approval for another amount is dropped', async () => {
    const { link, line, answers, troubles } = await upStage();
    await link.send(sale(1));
    line.answer(await line.payments.next(), { ...approved, 4: '000000000001' });
    expect(await troubles.next()).toContain('the amount of the request');
    expect([answers.length, link.status().inFlight]).toEqual([0, 1]);
  });

  test('a message that comes back rejected was not processed: switch trouble', async () => {
    const { link, line, answers } = await upStage();
    await link.send(sale(1));
    const request = await line.payments.next();
    line.send(request, { rejectCode: '10046' });
    expect((await answers.next()).answer).toMatchObject({
      outcome: 'switch-trouble',
      subject: sale(1).subject,
    });
    expect(link.status()).toMatchObject({ rejected: 1, inFlight: 0 });
  });

  test('a rejection that anybody could have made is dropped', async () => {
    const { link, line, answers, troubles } = await upStage();
    await link.send(sale(1));
    line.send(await line.payments.next(), { rejectCode: '10046', mac: 'wrong' });
    expect(await troubles.next()).toContain('F128');
    expect([answers.length, link.status().inFlight]).toEqual([0, 1]);
  });

  test('what cannot be read is dropped, and the line stays', async () => {
    const { link, line, answers, troubles } = await upStage();
    const body = Uint8Array.from('0210nonsense', (character) => character.charCodeAt(0));
    line.socket.write(encodeNetworkFrame({ destination: '48020000', source: '00010000', body }));
    expect(await troubles.next()).toContain('Iso8583Error');
    await link.send(sale(1));
    line.answer(await line.payments.next(), approved);
    expect((await answers.next()).answer.outcome).toBe('approved');
  });

  test('answers that the engine takes slowly are left with the operating system, and none is lost', async () => {
    const count = 9_000;
    const [taken, done] = [new Queue<number>(), new Queue<number>()];
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    let [under, most, ended] = [0, 0, 0];
    const onAnswer = async (): Promise<void> => {
      under += 1;
      most = Math.max(most, under);
      if (under === 4_000) taken.put(under);
      await gate;
      under -= 1;
      ended += 1;
      if (ended === count) done.put(ended);
    };
    const { link, line } = await upStage({}, { onAnswer });
    await link.send(sale(1));
    const request = await line.payments.next();
    for (let sent = 0; sent < count; sent += 1) line.answer(request, approved);
    await taken.next();
    // Turns enough for a link that does not stop reading to have taken everything.
    for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(under).toBeLessThan(5_000);
    open();
    expect(await done.next()).toBe(count);
    expect(most).toBeLessThan(5_000);
    expect(link.status().state).toBe('up');
  });

  test('over TLS', async () => {
    const psk = Buffer.alloc(32, 9);
    const shared = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
    const centre = new Centre();
    atEnd(() => centre.close());
    const port = await centre.listen((onSocket) =>
      createTlsServer({ ...shared, pskCallback: () => psk }, onSocket),
    );
    const tls = {
      ...shared,
      pskCallback: () => ({ psk, identity: 'member' }),
      checkServerIdentity: () => undefined,
    };
    const { link, states } = await stage({}, { port, tls });
    link.start();
    const line = await centre.lines.next();
    await states.nextWhere((state) => state === 'up');
    expect(await link.send(sale(1))).toBe('sent');
    expect(textOf(await line.payments.next(), 11)).toBe('000001');
  });
});

suite('not-sent is said only when it is true', () => {
  test('while the centre has not accepted the sign-on, and after the stop', async () => {
    const { centre, link, states } = await stage();
    delete centre.codes['001'];
    link.start();
    const line = await centre.lines.next();
    const signOn = await line.management.next();
    expect(await link.send(sale(1))).toBe('not-sent');
    line.answer(signOn, { 39: '00' }, { mac: 'none' });
    await states.nextWhere((state) => state === 'up');
    expect(await link.send(sale(2))).toBe('sent');
    expect(textOf(await line.payments.next(), 11)).toBe('000002');
    await link.stop();
    expect(await link.send(sale(3))).toBe('not-sent');
    expect(line.payments.length).toBe(0);
  });

  test('with as many in flight as are allowed', async () => {
    const { link, line, answers } = await upStage({ networkInFlightMax: 2 });
    const results = await Promise.all([1, 2, 3].map((no) => link.send(sale(no))));
    expect(results).toEqual(['sent', 'sent', 'not-sent']);
    line.answer(await line.payments.next(), approved);
    await answers.next();
    expect(await link.send(sale(4))).toBe('sent');
    expect(textOf(await line.payments.next(), 11)).toBe('000002');
    expect(textOf(await line.payments.next(), 11)).toBe('000004');
  });

  test('with more waiting to be written than is allowed', async () => {
    const { link, line } = await upStage({ networkBacklogBytesMax: 100 });
    const results = await Promise.all([1, 2, 3].map((no) => link.send(sale(no))));
    expect(results).toEqual(['sent', 'not-sent', 'not-sent']);
    expect(textOf(await line.payments.next(), 11)).toBe('000001');
  });

  test('for a request that cannot be encoded', async () => {
    const { link, troubles } = await upStage();
    const card = { ...sale(1).card, cipher: 'bm90IGEgY2lwaGVy' };
    expect(await link.send({ ...sale(1), card })).toBe('not-sent');
    expect(await troubles.next()).toContain('cannot encode the sale');
    expect(link.status().inFlight).toBe(0);
  });
});
