import { afterEach, expect, describe as suite, test } from 'vitest';
import { networkKeyText } from '#domain/payment';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import { approved, endAll, NOW_MS, sale, stage, upStage } from './network-centre.ts';

afterEach(endAll);

suite('a line that breaks', () => {
  test('is built anew and signed on again; an answer that comes then has no subject', async () => {
    const { centre, link, line, states, answers, troubles } = await upStage();
    await link.send(sale(1));
    const request = await line.payments.next();
    line.socket.destroy();
    for (const state of ['down', 'connecting', 'signing-on', 'up']) expect(await states.next()).toBe(state);
    expect(await troubles.next()).toContain('lost the centre');
    const again = await centre.lines.next();
    expect(textOf(await again.management.next(), 70)).toBe('001');
    again.answer(request, approved);
    const { keyText, answer } = await answers.next();
    expect([keyText, answer.subject]).toEqual([networkKeyText(sale(1).network), null]);
    expect(link.status()).toMatchObject({ state: 'up', reconnects: 1, inFlight: 0 });
  });

  test('a line test without an answer ends the connection', async () => {
    const { centre, line, states, link } = await upStage({ networkEchoMs: 20, networkReplyMs: 40 });
    expect(textOf(await line.management.next(), 70)).toBe('301');
    delete centre.codes['301'];
    await line.closed;
    expect(await states.next()).toBe('down');
    expect(link.status().lastDownReason).toContain('line test');
    await centre.lines.next();
    await states.nextWhere((state) => state === 'up');
  });

  test('line tests that are answered keep it', async () => {
    const { line, link } = await upStage({ networkEchoMs: 10 });
    for (let tests = 0; tests < 3; tests += 1) expect(textOf(await line.management.next(), 70)).toBe('301');
    expect(link.status()).toMatchObject({ state: 'up', reconnects: 0, lastEchoMs: NOW_MS });
  });

  test('a sign-on that is refused or unanswered is tried again', async () => {
    const { centre, link, states } = await stage({ networkReplyMs: 30 });
    centre.codes['001'] = '91';
    link.start();
    await (await centre.lines.next()).closed;
    expect(link.status().lastDownReason).toContain('"91"');
    delete centre.codes['001'];
    await (await centre.lines.next()).closed;
    expect(link.status().lastDownReason).toContain('unanswered for 30 ms');
    centre.codes['001'] = '00';
    await states.nextWhere((state) => state === 'up');
    expect(link.status().reconnects).toBeGreaterThanOrEqual(2);
  });

  test('a stream without frames ends the connection', async () => {
    const { line, link, states } = await upStage();
    line.socket.write('GET / HTTP/1.1\r\n');
    await line.closed;
    expect(await states.next()).toBe('down');
    expect(link.status().lastDownReason).toContain('header length byte');
  });
});

suite('what the centre asks', () => {
  const ask = (code: string, more: Record<number, string> = {}): Iso8583Message => ({
    mti: '0820',
    fields: { 7: '1123225900', 11: '000077', 33: '00010000', 70: code, ...more },
  });

  test.each([
    ['echo', ask('301'), '00'],
    ['cut-over start', ask('201', { 15: '1124' }), '00'],
    ['cut-over end without a day', ask('202'), '30'],
    ['cut-over end with a day that does not exist', ask('202', { 15: '0230' }), '30'],
    ['a function that is not ours', ask('902'), '40'],
  ])('%s is answered', async (_name, request, code) => {
    const { line, notices } = await upStage();
    line.send(request, { mac: 'none' });
    expect(await line.management.next()).toEqual({
      mti: '0830',
      fields: { 7: '1123225900', 11: '000077', 33: '00010000', 39: code, 70: textOf(request, 70) },
    });
    expect(notices.length).toBe(0);
  });

  test('the end of the cut-over moves the day, and is acknowledged after that', async () => {
    const { line, notices } = await upStage();
    line.send(ask('202', { 15: '1124' }), { mac: 'none' });
    expect(textOf(await line.management.next(), 39)).toBe('00');
    expect(await notices.next()).toEqual({ clearingDay: '2026-11-24', atMs: NOW_MS });
  });

  test('a cut-over that cannot be stored is not acknowledged', async () => {
    const { line } = await upStage({}, { onCutOver: () => Promise.reject(new Error('no room')) });
    line.send(ask('202', { 15: '1124' }), { mac: 'none' });
    expect(textOf(await line.management.next(), 39)).toBe('96');
  });

  test('a cut-over under a wrong MAC is no cut-over', async () => {
    const { line, notices, troubles } = await upStage();
    line.send(ask('202', { 15: '1124' }), { mac: 'wrong' });
    expect(await troubles.next()).toContain('F128');
    expect([notices.length, line.management.length]).toEqual([0, 0]);
  });

  test('a sign-off of this member closes the line, which is then signed on anew', async () => {
    const { centre, line, states } = await upStage();
    line.send(ask('002'), { mac: 'none' });
    expect(textOf(await line.management.next(), 39)).toBe('00');
    await line.closed;
    expect(textOf(await (await centre.lines.next()).management.next(), 70)).toBe('001');
    await states.nextWhere((state) => state === 'up');
  });
});

suite('the stop', () => {
  test('signs off, closes, and nothing connects again', async () => {
    const soon = { networkReconnectFirstMs: 1, networkReconnectMaxMs: 1 };
    const { centre, link, line, states } = await upStage(soon, { random: { below: () => 0 } });
    await link.send(sale(1));
    await link.stop();
    // Runs after any timer of one millisecond that the stop might have left.
    await new Promise((resolve) => setTimeout(resolve, 2));
    expect(textOf(await line.payments.next(), 11)).toBe('000001');
    expect(textOf(await line.management.next(), 70)).toBe('002');
    await line.closed;
    expect(await states.next()).toBe('down');
    expect([states.length, centre.lines.length]).toEqual([0, 0]);
    await link.stop();
  });

  test('is bounded when the centre says nothing', async () => {
    const { centre, link, line } = await upStage({ networkReplyMs: 30 });
    centre.codes = {};
    await link.stop();
    await line.closed;
    expect(link.status()).toMatchObject({ state: 'down', lastDownReason: 'stopped' });
  });

  test('ends the wait for the next connection', async () => {
    const { centre, link, states } = await stage({
      networkReconnectFirstMs: 60_000,
      networkReconnectMaxMs: 60_000,
    });
    centre.codes['001'] = '91';
    link.start();
    await states.nextWhere((state) => state === 'down');
    await link.stop();
    expect(link.status()).toMatchObject({ state: 'down', reconnects: 0 });
  });
});
