import { describe, expect, test } from 'vitest';
import { addDays, type ClearingDay } from '#domain/calendar';
import { fromJson } from '#engine';
import { readClearingFile } from '#wire/clearing';
import {
  applyRecord,
  createNetworkActor,
  createNetworkState,
  type NetworkRecord,
  testCards,
  viewIssuers,
} from './index.ts';
import { isLuhnValid } from './request.ts';
import { createWorld, member, morning } from './scripted-world.ts';

function play(...lines: readonly (readonly [line: string, result: string])[]) {
  const world = createWorld();
  world.run('sign on');
  for (const [line, result] of lines) expect(world.run(line), line).toBe(result);
  for (const issuer of viewIssuers(world.state, world.config)) expect(issuer.balanced, issuer.id).toBe(true);
  const again = createNetworkState();
  for (const line of world.log) applyRecord(again, fromJson<NetworkRecord>(line));
  expect(again).toEqual(world.state);
  return world;
}

const plenty = '1000000000.00';

describe('a sale', () => {
  test('takes the money of a debit card at once', () => {
    const { answers } = play(
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
      ['#1 sale north-low 30.00', '00'],
      ['card north-low', 'available 20.00 held 0.00 posted 20.00'],
      ['#2 sale north-low 20.01', '51'],
      ['#3 sale north-low 20.00', '00'],
      ['card north-low', 'available 0.00 held 0.00 posted 0.00'],
    );
    const { mti, fields } = answers.get('#1')!;
    expect(mti).toBe('0210');
    expect(fields).toMatchObject({ 3: '000000', 4: '000000003000', 15: '1123', 39: '00', 41: '10000001' });
    expect(fields[38]).toMatch(/^\d{6}$/);
    expect(Object.keys(fields).map(Number)).toEqual([3, 4, 7, 11, 15, 32, 33, 37, 38, 39, 41, 42, 49]);
  });

  test('holds the money of a credit card until the cut-over posts it', () => {
    play(
      ['#1 sale south-low 300.00', '00'],
      ['card south-low', 'available 200.00 held 300.00 posted 0.00'],
      ['#2 sale south-low 200.01', '51'],
      ['cut-over', '201/1124 202/1124'],
      ['card south-low', 'available 200.00 held 0.00 posted -300.00'],
    );
  });

  test.each([
    ['#1 sale 6210000000000000005 1.00', '15', 'no such issuer'],
    ['#1 sale 6200001000000000999 1.00', '14', 'no such card'],
    ['#1 sale north-closed 1.00', '14', 'account closed'],
    ['#1 sale north-expired 1.00', '54', 'expired'],
    ['#1 sale north-lost 1.00', '41', 'lost'],
    ['#1 sale north-frozen 1.00', '62', 'frozen'],
    ['#1 sale south-capped 1000.01', '61', 'over the single limit'],
    ['#1 sale north-low 50.01', '51', 'not enough money'],
    ['#1 sale north-plenty 0.00', '13', 'no amount'],
    ['#1 sale north-plenty 1.00 pin 12345X', '99', 'PIN block unreadable'],
  ])('%s → %s (%s)', (line, code) => {
    const world = play([line, code], ['again #1', `same ${code}`]);
    expect(world.state.transactions).toHaveLength(1);
    expect(world.state.transactions[0]).toMatchObject({ state: 'declined', moved: false });
  });

  test('with a wrong PIN three times locks the PIN for the day', () => {
    play(
      ['#1 sale north-plenty 1.00 pin 123456', '00'],
      ['#2 sale north-plenty 1.00 pin 654321', '55'],
      ['#3 sale north-plenty 1.00 pin 654321', '55'],
      ['again #3', 'same 55'],
      ['#4 sale north-plenty 1.00 pin 654321', '75'],
      ['#5 sale north-plenty 1.00 pin 123456', '75'],
      ['#6 sale north-plenty 1.00', '00'],
      ['cut-over', '201/1124 202/1124'],
      ['#7 sale north-plenty 1.00 pin 123456', '00'],
    );
  });

  test('with the right PIN forgets the wrong ones', () => {
    play(
      ['#1 sale north-plenty 1.00 pin 654321', '55'],
      ['#2 sale north-plenty 1.00 pin 654321', '55'],
      ['#3 sale north-plenty 1.00 pin 123456', '00'],
      ['#4 sale north-plenty 1.00 pin 654321', '55'],
    );
  });

  test('sent twice is answered the same and takes nothing twice; changed it is refused', () => {
    play(
      ['#1 sale north-low 30.00', '00'],
      ['again #1', 'same 00'],
      ['changed #1', '94'],
      ['card north-low', 'available 20.00 held 0.00 posted 20.00'],
    );
  });

  test('a year later under the same wire name is a sale of its own', () => {
    play(['#1 sale north-low 30.00', '00'], [`hours ${365 * 24}`, ''], ['#1 sale north-low 10.00', '00']);
  });
});

describe('a void', () => {
  test('gives everything back on the same day, once', () => {
    play(
      ['#1 sale north-low 30.00', '00'],
      ['#2 void #1', '00'],
      ['again #2', 'same 00'],
      ['#3 void #1', '22'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
    );
  });

  test.each([
    ['another amount', '#2 void #1 29.99', '64'],
    ['another card', '#2 void #1 card north-plenty', '14'],
  ])('of %s', (_what, line, code) => {
    play(
      ['#1 sale north-low 30.00', '00'],
      [line, code],
      ['card north-low', 'available 20.00 held 0.00 posted 20.00'],
    );
  });

  test('of nothing known, of a declined sale, of yesterday', () => {
    play(
      ['prepare #8 sale north-low 30.00', ''],
      ['#9 void #8', '25'],
      ['#1 sale north-low 60.00', '51'],
      ['#2 void #1', '12'],
      ['#3 sale north-low 30.00', '00'],
      ['cut-over', '201/1124 202/1124'],
      ['#4 void #3', '12'],
    );
  });

  test('undone by its reversal: the sale stands again, and can be voided again', () => {
    play(
      ['#1 sale south-low 300.00', '00'],
      ['#2 void #1', '00'],
      ['card south-low', 'available 500.00 held 0.00 posted 0.00'],
      ['#3 reverse #2', '00'],
      ['#4 reverse #2', '00'],
      ['card south-low', 'available 200.00 held 300.00 posted 0.00'],
      ['#5 void #1', '00'],
      ['card south-low', 'available 500.00 held 0.00 posted 0.00'],
      ['#6 reverse #1', '22'],
      ['cut-over', '201/1124 202/1124'],
      [
        'file',
        '0200 000000 300.00 000001< | 0200 200000 300.00 000002<000001 | ' +
          '0420 200000 300.00 000003<000002 | 0200 200000 300.00 000005<000001',
      ],
    );
  });

  test('that comes after its own reversal is declined, and the sale stands', () => {
    play(
      ['#1 sale north-low 30.00', '00'],
      ['prepare #2 void #1', ''],
      ['#3 reverse #2', '25'],
      ['#2 sent', '22'],
      ['card north-low', 'available 20.00 held 0.00 posted 20.00'],
    );
  });
});

describe('a refund', () => {
  test('in parts up to the whole, on a later day too', () => {
    play(
      ['#1 sale north-low 50.00', '00'],
      ['#2 refund #1 20.00', '00'],
      ['again #2', 'same 00'],
      ['cut-over', '201/1124 202/1124'],
      ['#3 refund #1 30.01', '64'],
      ['#4 refund #1 30.00 by-rrn', '00'],
      ['#5 refund #1 0.01', '64'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
    );
  });

  test('to an account that was closed is taken in, and comes back in the file of the next day', () => {
    play(
      ['#1 sale north-low 50.00', '00'],
      ['state north-low closed', ''],
      ['#2 sale north-low 1.00', '14'],
      ['#3 refund #1 20.00', '00'],
      ['card north-low', 'available 0.00 held 0.00 posted 0.00'],
      ['cut-over', '201/1124 202/1124'],
      ['file', '0200 000000 50.00 000001< | 0220 200000 20.00 000003<000001'],
      ['hours 24', ''],
      ['cut-over', '201/1125 202/1125'],
      ['file', '0220 290000 20.00 000003<000003'],
      ['hours 24', ''],
      ['cut-over', '201/1126 202/1126'],
      ['file', ''],
    );
  });

  test.each([
    ['state north-low replaced', 'north-low'],
    ['state north-low lost', 'north-low'],
    ['state north-low replaced north-frozen', 'north-frozen'],
  ])('after «%s» is posted: the account of %s is there', (change, card) => {
    const posted = card === 'north-low' ? '20.00' : '10020.00';
    play(
      ['#1 sale north-low 50.00', '00'],
      [change, ''],
      ['#2 refund #1 20.00', '00'],
      [`card ${card}`, `available ${posted} held 0.00 posted ${posted}`],
      ['cut-over', '201/1124 202/1124'],
      ['cut-over', '201/1125 202/1125'],
      ['file', ''],
    );
  });

  test('of a card that nobody issued there is no state', () => {
    const world = createWorld();
    expect(() => world.run('state nobody closed')).toThrow(RangeError);
  });

  test('shuts the other ways, and they shut it', () => {
    play(
      ['#1 sale north-plenty 50.00', '00'],
      ['#2 refund #1 20.00', '00'],
      ['#3 void #1', '22'],
      ['#4 reverse #1', '22'],
      ['#5 sale north-plenty 50.00', '00'],
      ['#6 void #5', '00'],
      ['#7 refund #5 1.00', '22'],
      ['#8 sale north-plenty 50.00', '00'],
      ['#9 reverse #8', '00'],
      ['#10 refund #8 1.00', '22'],
      ['card north-plenty', `available 999999970.00 held 0.00 posted 999999970.00`],
    );
  });

  test('of a sale that is held lets the cut-over post both', () => {
    play(
      ['#1 sale south-low 300.00', '00'],
      ['#2 refund #1 100.00', '00'],
      ['card south-low', 'available 300.00 held 300.00 posted 100.00'],
      ['cut-over', '201/1124 202/1124'],
      ['card south-low', 'available 300.00 held 0.00 posted -200.00'],
    );
  });

  test('of nothing known, of another card, of a declined sale', () => {
    play(
      ['prepare #8 sale north-low 30.00', ''],
      ['#9 refund #8 1.00', '25'],
      ['#10 refund #8 1.00 by-rrn', '25'],
      ['#1 sale north-low 60.00', '51'],
      ['#2 refund #1 1.00', '12'],
      ['#3 sale north-low 30.00', '00'],
      ['#4 refund #3 1.00 card north-plenty', '14'],
    );
  });
});

describe('a reversal', () => {
  test('undoes a sale once, however often it comes', () => {
    play(
      ['#1 sale north-low 30.00', '00'],
      ['#2 reverse #1', '00'],
      ['again #2', 'same 00'],
      ['#3 reverse #1', '00'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
      ['cut-over', '201/1124 202/1124'],
      ['file', '0200 000000 30.00 000001< | 0420 000000 30.00 000002<000001'],
    );
  });

  test('that overtakes its sale makes the network decline the sale', () => {
    play(
      ['prepare #1 sale north-low 30.00', ''],
      ['#2 reverse #1', '25'],
      ['again #2', 'same 25'],
      ['#1 sent', '22'],
      ['again #1', 'same 22'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
      ['cut-over', '201/1124 202/1124'],
      ['file', ''],
    );
  });

  test.each([
    ['another amount', '#2 reverse #1 29.99', '64'],
    ['another card', '#2 reverse #1 card north-plenty', '14'],
  ])('with %s', (_what, line, code) => {
    play(
      ['#1 sale north-low 30.00', '00'],
      [line, code],
      ['card north-low', 'available 20.00 held 0.00 posted 20.00'],
    );
  });

  test('of a declined sale, of yesterday', () => {
    play(
      ['#1 sale north-low 60.00', '51'],
      ['#2 reverse #1', '12'],
      ['#3 sale north-low 30.00', '00'],
      ['cut-over', '201/1124 202/1124'],
      ['#4 reverse #3', '12'],
    );
  });

  test('of a void charges the card again even when the money is gone meanwhile', () => {
    play(
      ['#1 sale north-low 30.00', '00'],
      ['#2 void #1', '00'],
      ['#3 sale north-low 50.00', '00'],
      ['#4 reverse #2', '00'],
      ['card north-low', 'available -30.00 held 0.00 posted -30.00'],
    );
  });

  test('of a refund is no message of this network', () => {
    play(['#1 sale north-low 30.00', '00'], ['#2 refund #1 1.00', '00'], ['#3 reverse #2', '40']);
  });
});

describe('the day', () => {
  test('belongs to members that are signed on', () => {
    play(
      ['echo', '00'],
      ['sign off', '00'],
      ['#1 sale north-low 30.00', 'C1'],
      ['sign on', '00'],
      ['#1 sent', '00'],
    );
  });

  test('changes while payments wait, and they may be sent again under the same name', () => {
    play(
      ['cut-over-start', '201'],
      ['#1 sale north-low 30.00', '90'],
      ['echo', '00'],
      ['cut-over-end', '202'],
      ['#1 sent', '00'],
      ['cut-over', '201/1125 202/1125'],
    );
  });

  test('a message of each kind in the file of its own day', () => {
    const world = play(
      ['#1 sale north-plenty 50.00', '00'],
      ['#2 sale north-frozen 1.00', '62'],
      ['cut-over', '201/1124 202/1124'],
      ['file', '0200 000000 50.00 000001<'],
      ['hours 24', ''],
      ['#3 refund #1 20.00', '00'],
      ['cut-over', '201/1125 202/1125'],
      ['file', '0220 200000 20.00 000003<000001'],
    );
    const [row] = readClearingFile(world.actor.clearingFile('2026-11-23' as ClearingDay).text);
    expect(row).toMatchObject({
      acquirerId: member,
      forwarderId: member,
      time: '1123101530',
      maskedPan: '620000*********0017',
      rrn: '101500000001',
      issuerId: '62000010',
      responseCode: '00',
    });
    expect(world.actor.cutOver(morning).file.name).toBe('IND26112501ACOMN');
  });

  test('that the clock is past is not walked through day by day', () => {
    const world = createWorld();
    expect(world.actor.cutOver(morning + 5 * 86_400_000).newDay).toBe(
      addDays('2026-11-23' as ClearingDay, 5),
    );
    expect(() => world.actor.cutOver(morning, '2026-11-23' as ClearingDay)).toThrow(RangeError);
  });
});

describe('what cannot be read as a request', () => {
  test('a field is missing: 30; a type nobody knows: 40; an answer: none', () => {
    const world = play(['#1 sale north-low 30.00', '00']);
    const { 32: _acquirer, ...less } = world.sent.get('#1')!.fields;
    expect(world.send({ mti: '0200', fields: less }).fields[39]).toBe('30');
    expect(world.send({ mti: '0100', fields: { 3: '890000' } })).toMatchObject({
      mti: '0110',
      fields: { 39: '40' },
    });
    expect(
      world.actor.handle({ mti: '0830', fields: { 7: '1123', 11: '1', 39: '00', 70: '201' } }, morning),
    ).toEqual({
      answer: null,
      records: [],
    });
  });

  test('when memory is full: 96, nothing moves', () => {
    const state = createNetworkState();
    const world = createWorld();
    const actor = createNetworkActor({ ...world.config, transactionsMax: 0 }, state);
    for (const record of actor.open(morning)) applyRecord(state, record);
    applyRecord(state, { type: 'signed', atMs: morning, member, on: true });
    world.run('prepare #1 sale north-low 1.00');
    const { answer, records } = actor.handle(world.sent.get('#1')!, morning);
    expect([answer?.fields[39], records]).toEqual(['96', []]);
  });
});

test('no record holds a card number or a PIN', () => {
  const world = play(
    ['#1 sale north-plenty 1.00 pin 123456', '00'],
    ['#2 sale 6210000000000000005 1.00', '15'],
    ['cut-over', '201/1124 202/1124'],
  );
  for (const { pan } of testCards) expect(world.log.join('')).not.toContain(pan);
  expect(world.log.join('')).not.toMatch(/6210000000000000005|123456/);
});

test('every test card passes the check digit, and the first has plenty', () => {
  expect(testCards.filter(({ pan }) => !isLuhnValid(pan))).toEqual([]);
  expect(new Set(testCards.map(({ pan }) => pan)).size).toBe(testCards.length);
  expect(createWorld().run('card north-plenty')).toBe(`available ${plenty} held 0.00 posted ${plenty}`);
});
