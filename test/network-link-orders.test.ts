/** Orders over real sockets: questions leave under a MAC, notices are answered after the commit and not before. */
import { afterEach, expect, describe as suite, test } from 'vitest';
import type { OrderId } from '#domain/order';
import type { CodePayment, NoticeTaken, OrderFinding, OrderRequest } from '#engine';
import { type Iso8583Message, textOf } from '#wire/iso8583';
import { endAll, macOf, PAN, Queue, upStage } from './network-centre.ts';

afterEach(endAll);

const ORDER = 'ord_01H4S9X2M8K3P7QR' as OrderId;
const question = (message: OrderRequest['message'], stan = '000001'): OrderRequest => ({
  ...{ message, orderId: ORDER, amountFen: 4_590n, currencyNumeric: '156' },
  network: {
    ...{ year: '2026', transmission: '1123101531', stan },
    ...{ acquirerId: '48020000', forwarderId: '48020000' },
  },
  ...{ merchantId: '898000000000001', terminalId: 'QR000000' },
});
const notice: Iso8583Message = {
  mti: '0220',
  fields: {
    ...{ 2: PAN, 3: '000000', 4: '000000004590', 7: '1123101500', 11: '000077', 15: '1123', 22: '042' },
    ...{ 25: '00', 32: '48020000', 33: '00010000', 37: '101500000077', 38: '123456', 41: 'QR000000' },
    ...{ 42: '898000000000001', 49: '156', 59: `A4020${ORDER}` },
  },
};

async function orderStage() {
  const paid = new Queue<{ id: OrderId; paid: CodePayment; answer: (taken: NoticeTaken) => void }>();
  const found = new Queue<OrderFinding>();
  const made = await upStage(
    {},
    {
      onOrderPaid: (id, payment) => new Promise((answer) => paid.put({ id, paid: payment, answer })),
      onOrderFound: async (finding) => found.put(finding),
    },
  );
  return { ...made, paid, found };
}

suite('what we ask', () => {
  test('an enquiry leaves with its order under a good MAC; the answer finds the order by itself', async () => {
    const { link, line, found } = await orderStage();
    expect(await link.sendOrder(question('enquiry'))).toBe('sent');
    const request = await line.payments.next();
    expect([request.mti, textOf(request, 59), textOf(request, 128)]).toEqual([
      '0620',
      `A4020${ORDER}`,
      macOf(request),
    ]);
    line.answer(request, { 39: '25', 59: `A4020${ORDER}` });
    expect(await found.next()).toEqual({ orderId: ORDER, found: 'nothing' });
    line.answer(request, { 39: '09', 59: `A4020${ORDER}` });
    expect(await found.next()).toEqual({ orderId: ORDER, found: 'paying' });
  });

  test('a payment that was found is sealed before it is handed on', async () => {
    const { link, line, found } = await orderStage();
    await link.sendOrder(question('close'));
    const request = await line.payments.next();
    const f90 = '0200000077112310150000048020000' + '00000010000';
    line.answer(request, { 2: PAN, 37: '101500000077', 39: '22', 59: `A4020${ORDER}`, 90: f90 });
    const { found: payment } = await found.next();
    expect(payment).toMatchObject({
      rrn: '101500000077',
      network: { stan: '000077', forwarderId: '00010000' },
    });
    expect(
      JSON.stringify(payment, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain(PAN);
  });

  test('an answer with a wrong MAC is dropped, and a line that is down sends nothing', async () => {
    const { link, line, found, troubles } = await orderStage();
    await link.sendOrder(question('close'));
    const request = await line.payments.next();
    line.answer(request, { 39: '00', 59: `A4020${ORDER}` }, { mac: 'wrong' });
    expect(await troubles.next()).toContain('F128 is wrong');
    line.answer(request, { 39: '00', 59: `A4020${ORDER}` }, { mac: 'none' });
    expect(await troubles.next()).toContain('F128 is absent');
    expect(found.length).toBe(0);
    await link.stop();
    expect(await link.sendOrder(question('close'))).toBe('not-sent');
  });
});

suite('a payment notice', () => {
  test('is answered after it is on disk, and not before', async () => {
    const { line, paid } = await orderStage();
    line.send(notice);
    const told = await paid.next();
    expect(told.id).toBe(ORDER);
    expect(told.paid).toMatchObject({ amountFen: 4_590n, card: { masked: '620000*********0005' } });
    expect(line.payments.length).toBe(0);
    told.answer('taken');
    const answer = await line.payments.next();
    expect([answer.mti, textOf(answer, 39), textOf(answer, 11), textOf(answer, 128)]).toEqual([
      ...['0230', '00', '000077', macOf(answer)],
    ]);
    expect(textOf(answer, 2)).toBeUndefined();
  });

  test('what cannot be stored now is not answered, so that the centre tells it again', async () => {
    const { line, paid } = await orderStage();
    line.send(notice);
    (await paid.next()).answer('later');
    line.send(notice);
    (await paid.next()).answer('taken');
    expect(textOf(await line.payments.next(), 39)).toBe('00');
    expect(line.payments.length).toBe(0);
  });

  test('for an order that is none of ours: 25; one that says too little: 30', async () => {
    const { line, paid } = await orderStage();
    line.send(notice);
    (await paid.next()).answer('no-such-order');
    expect(textOf(await line.payments.next(), 39)).toBe('25');
    line.send({ ...notice, fields: { ...notice.fields, 59: 'A4003abc' } });
    expect(textOf(await line.payments.next(), 39)).toBe('30');
    expect(paid.length).toBe(0);
  });

  test.each(['wrong', 'none'] as const)(
    'with a %s MAC it is dropped: nobody can pay an order by shouting',
    async (mac) => {
      const { line, paid, troubles, link } = await orderStage();
      line.send(notice, { mac });
      expect(await troubles.next()).toContain('dropped the 0220');
      expect([paid.length, line.payments.length, link.status().macFailures]).toEqual([0, 0, 1]);
    },
  );

  test('under the MAC of another order it is dropped', async () => {
    const { line, paid, troubles } = await orderStage();
    const other = { ...notice, fields: { ...notice.fields, 59: 'A4020ord_01H4S9X2M8K3P7QS' } };
    line.send({ ...other, fields: { ...other.fields, 128: macOf(notice) } }, { mac: 'none' });
    expect(await troubles.next()).toContain('F128 is wrong');
    expect(paid.length).toBe(0);
  });
});
