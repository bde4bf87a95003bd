/** The line to a centre for texts, against a server of a library: binding, alphabets, parts, receipts, breaks. */
import { connect, createServer } from 'node:net';
import fc from 'fast-check';
import { filters } from 'smpp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { coded, DATA_CODING, type SmppLine } from '#adapters/sms';
import type { SmsReceipt } from '#engine';
import { lineTo, SmppCentre } from './smpp-centre.ts';

let centre: SmppCentre;
let port: number;
let line: SmppLine | null = null;
beforeEach(async () => {
  centre = new SmppCentre();
  port = await centre.listen();
});
afterEach(async () => {
  await line?.close();
  line = null;
  await centre[Symbol.asyncDispose]();
});

async function bound(changed: Parameters<typeof lineTo>[1] = {}): Promise<SmppLine> {
  line = lineTo(port, changed);
  await expect.poll(() => line?.isBound, { timeout: 10_000 }).toBe(true);
  return line;
}
const refusal = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => 'taken',
    (error: { code?: string }) => String(error.code),
  );

describe('a text', () => {
  it('of Chinese goes out as UCS-2 to the number with its country, and is named by the centre', async () => {
    const taken = await (await bound()).send({ number: '13912345678', text: '【原路】验证码 012345。' });
    expect(taken).toEqual({ state: 'sent', providerId: 'centre-1' });
    expect(centre.submitted[0]).toMatchObject({
      ...{ destination_addr: '8613912345678', dest_addr_ton: 1, source_addr: '10690000' },
      ...{ data_coding: 8, registered_delivery: 1 },
      short_message: { message: '【原路】验证码 012345。' },
    });
  });

  it('of the alphabet of telephones goes out in it', async () => {
    const text = '[Yuanlu] 012345 is your code {€}~^|\\ äöü @£¥';
    await (await bound()).send({ number: '+4915112345678', text });
    expect(centre.submitted[0]).toMatchObject({
      ...{ destination_addr: '4915112345678', dest_addr_ton: 1, data_coding: 0 },
      short_message: { message: text },
    });
  });

  it('that is long goes out in parts which the telephone joins', async () => {
    const text = '您的钱包已开通。'.repeat(20);
    const taken = await (await bound()).send({ number: '13912345678', text });
    expect(centre.submitted).toHaveLength(3);
    expect(taken).toEqual({ state: 'sent', providerId: 'centre-3' });
    expect(centre.submitted.map(({ short_message }) => short_message?.message).join('')).toBe(text);
    const headers = centre.submitted.map(({ short_message }) => [...(short_message?.udh?.[0] ?? [])]);
    expect(headers.map((header) => header.slice(-2))).toEqual([
      [3, 1],
      [3, 2],
      [3, 3],
    ]);
    expect(centre.submitted.map(({ registered_delivery }) => registered_delivery)).toEqual([0, 0, 1]);
  });

  it('whatever it is, its parts fit, no character is parted, and joined they are the text', () => {
    const joined = (text: string): string => {
      const { dataCoding, hasHeader, parts } = coded(text, 7);
      expect(parts.length === 1).toBe(!hasHeader);
      const room = dataCoding === DATA_CODING.ucs2 ? 140 : hasHeader ? 159 : 160;
      return parts
        .map((part) => {
          expect(part.length).toBeLessThanOrEqual(room);
          const pdu = { data_coding: dataCoding, esm_class: hasHeader ? 0x40 : 0 };
          return part.length === 0 ? '' : filters.message.decode.call(pdu, part).message;
        })
        .join('');
    };
    const alphabet = fc.constantFrom(...'abc ÄÖß@{}[]€^~|\\\n汉字，😀𠮷');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 300 }), (letters) => {
        expect(joined(letters.join(''))).toBe(letters.join(''));
      }),
    );
    expect(coded('a'.repeat(160), 0).parts).toHaveLength(1);
    expect(coded('a'.repeat(161), 0).parts).toHaveLength(2);
    expect(coded(`${'a'.repeat(159)}€`, 0).parts).toHaveLength(2);
    expect(coded('汉'.repeat(70), 0).parts).toHaveLength(1);
    expect(coded('汉'.repeat(71), 0).parts).toHaveLength(2);
    expect(() => coded('汉'.repeat(700), 0)).toThrow(RangeError);
  });

  it('has on the line the bytes of the specification', async () => {
    const heard: Buffer[] = [];
    const answers: Buffer[] = [
      Buffer.from('00000017800000090000000000000001' + '63656e74726500', 'hex'),
      Buffer.from('00000012800000040000000000000002' + '4100', 'hex'),
    ];
    const server = createServer((socket) => {
      socket.on('data', (bytes) => {
        heard.push(bytes);
        const answer = answers.shift();
        if (answer !== undefined) socket.write(answer);
        else socket.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = lineTo((server.address() as { port: number }).port);
    await expect.poll(() => own.isBound, { timeout: 10_000 }).toBe(true);
    expect(await own.send({ number: '13912345678', text: 'hi' })).toEqual({ state: 'sent', providerId: 'A' });
    expect(heard[0]?.toString('hex')).toBe(
      // bind_transceiver: yuanlu, secret08, no type, version 3.4, nothing of addresses.
      '000000250000000900000000000000017975616e6c75007365637265743038000034000000',
    );
    expect(heard[1]?.toString('hex')).toBe(
      '00000038000000040000000000000002' +
        // No service type; from 10690000; to 8613912345678.
        '00' +
        '00013130363930303030' +
        '00' +
        '0101' +
        '3836313339313233343536373800' +
        // esm_class, protocol, priority, two times, receipt, replace, coding, default, length, hi.
        '000000' +
        '0000' +
        '0100000002' +
        '6869',
    );
    await own.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a receipt', () => {
  const receipts: SmsReceipt[] = [];
  beforeEach(() => receipts.splice(0));
  const told = async (pdu: Readonly<Record<string, unknown>>): Promise<void> => {
    (await bound()).onReceipt((receipt) => receipts.push(receipt));
    await new Promise<void>((resolve) => centre.last.deliver_sm({ data_coding: 0, ...pdu }, () => resolve()));
  };
  const words = (stat: string, err = '000'): string =>
    `id:centre-1 sub:001 dlvrd:001 submit date:2611290000 done date:2611290001 stat:${stat} err:${err} text:x`;

  it.each([
    ['DELIVRD', { providerId: 'centre-1', state: 'delivered', error: null }],
    ['UNDELIV', { providerId: 'centre-1', state: 'undelivered', error: 'UNDELIV 012' }],
    ['EXPIRED', { providerId: 'centre-1', state: 'undelivered', error: 'EXPIRED 012' }],
  ])('in words: %s', async (stat, receipt) => {
    await told({ esm_class: 4, short_message: words(stat, '012') });
    expect(receipts).toEqual([receipt]);
  });

  it('in optional fields', async () => {
    await told({ esm_class: 4, short_message: '', receipted_message_id: 'centre-9', message_state: 8 });
    expect(receipts).toEqual([{ providerId: 'centre-9', state: 'undelivered', error: 'REJECTD' }]);
  });

  it.each([
    ['of a text that is still under way', { esm_class: 4, short_message: words('ENROUTE') }],
    ['that is none but a text from a telephone', { esm_class: 0, short_message: words('DELIVRD') }],
    ['without a name', { esm_class: 4, short_message: 'stat:DELIVRD' }],
  ])('%s is answered and tells nothing', async (_what, pdu) => {
    await told(pdu);
    expect(receipts).toEqual([]);
  });
});

describe('the line', () => {
  it('is opened again after a break, and refuses texts meanwhile', async () => {
    const own = await bound();
    centre.last.destroy();
    await expect.poll(() => own.isBound, { timeout: 10_000, interval: 1 }).toBe(false);
    expect(await refusal(own.send({ number: '13912345678', text: 'x' }))).toBe('smpp-down');
    await expect.poll(() => own.isBound, { timeout: 10_000 }).toBe(true);
    expect((await own.send({ number: '13912345678', text: 'x' })).state).toBe('sent');
    expect(centre.sessions).toHaveLength(2);
  });

  it('waits for a centre that is not there yet', async () => {
    await centre[Symbol.asyncDispose]();
    line = lineTo(port);
    expect(await refusal(line.send({ number: '13912345678', text: 'x' }))).toBe('smpp-down');
    centre = new SmppCentre();
    await centre.listen(port);
    await expect.poll(() => line?.isBound, { timeout: 10_000 }).toBe(true);
  });

  it('with a wrong password is not bound and says so, without the password', async () => {
    const log: string[] = [];
    line = lineTo(port, { password: 'wrong pw', log });
    await expect.poll(() => log.join(), { timeout: 10_000 }).toContain('not bound, 0x0000000e');
    expect(line.isBound).toBe(false);
    expect(log.join()).not.toContain('wrong pw');
  });

  it('asks whether somebody is there, and opens anew where nobody answers', async () => {
    const limits = { enquireMs: 20, answerMs: 200 };
    const own = await bound({ limits });
    await expect.poll(() => centre.enquiries, { timeout: 10_000 }).toBeGreaterThan(2);
    expect([own.isBound, centre.sessions.length]).toEqual([true, 1]);
    centre.answersEnquiries = false;
    await expect.poll(() => centre.sessions.length, { timeout: 10_000 }).toBeGreaterThan(1);
  });

  it('answers when it is asked, and goes when it is told to', async () => {
    const own = await bound();
    const answer = await new Promise<{ command: string }>((resolve) => centre.last.enquire_link(resolve));
    expect(answer.command).toBe('enquire_link_resp');
    const goodbye = await new Promise<{ command: string }>((resolve) => centre.last.unbind(resolve));
    expect(goodbye.command).toBe('unbind_resp');
    await expect.poll(() => centre.sessions.length, { timeout: 10_000 }).toBe(2);
    await expect.poll(() => own.isBound, { timeout: 10_000 }).toBe(true);
  });

  it.each([
    [0x58, 'smpp-throttled'],
    [0x14, 'smpp-throttled'],
    [0x0b, 'smpp-refused'],
  ])('a text that the centre answers with 0x%s is not taken', async (status, code) => {
    const own = await bound();
    centre.status = status;
    expect(await refusal(own.send({ number: '13912345678', text: 'x' }))).toBe(code);
    centre.status = 0;
    expect((await own.send({ number: '13912345678', text: 'x' })).state).toBe('sent');
  });

  it('takes no more at once than it may', async () => {
    const own = await bound({ limits: { inFlightMax: 2, perSecondMax: 5_000 } });
    const all = await Promise.all(
      Array.from({ length: 6 }, () => refusal(own.send({ number: '13912345678', text: 'x' }))),
    );
    expect(all).toContain('taken');
    expect(new Set(all)).toEqual(new Set(['taken', 'smpp-busy']));
  });

  it.each([
    ['a length of nothing', '00000000'],
    ['a length of the whole world', 'ffffffff'],
    ['words', Buffer.from('HTTP/1.1 400 Bad Request').toString('hex')],
    ['a receipt that ends too early', '00000012' + '00000005' + '00000000' + '00000001' + '4141'],
  ])('that brings %s is closed and opened anew', async (_what, hex) => {
    const own = await bound();
    centre.last.socket.write(Buffer.from(hex, 'hex'));
    await expect.poll(() => centre.sessions.length, { timeout: 10_000 }).toBe(2);
    await expect.poll(() => own.isBound, { timeout: 10_000 }).toBe(true);
  });

  it('says goodbye when it is closed, and is not opened again', async () => {
    const own = await bound();
    const gone = new Promise<void>((resolve) => centre.last.on('unbind', () => resolve()));
    await own.close();
    await gone;
    expect(centre.sessions).toHaveLength(1);
    expect(await refusal(own.send({ number: '13912345678', text: 'x' }))).toBe('smpp-down');
    const other = connect(port, '127.0.0.1');
    other.destroy();
  });
});
