/** The pre-authorisation family at the issuers, line by line in the words of the trade. */
import { describe, expect, test } from 'vitest';
import { createWorld } from './scripted-world.ts';

function play(...lines: readonly (readonly [line: string, result: string])[]): void {
  const world = createWorld();
  world.run('sign on');
  for (const [line, result] of lines) expect(world.run(line), line).toBe(result);
}

describe('a hold', () => {
  test('keeps money back, is raised, and is completed for what was used', () => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      ['card north-low', 'available 20.00 held 30.00 posted 50.00'],
      ['#2 raise #1 15.00', '00'],
      ['#3 raise #1 5.01', '51'],
      ['card north-low', 'available 5.00 held 45.00 posted 50.00'],
      ['#4 complete #1 40.00', '00'],
      ['card north-low', 'available 10.00 held 0.00 posted 10.00'],
      ['again #4', 'same 00'],
      ['#5 complete #1 1.00', '22'],
      ['cut-over', '201/1124 202/1124'],
      ['file', '0200 000000 40.00 000004<000001'],
    );
  });

  test('is completed by notice, known by its code alone, for 115 % at most', () => {
    play(
      ['#1 preauth north-plenty 100.00', '00'],
      ['#2 notice #1 115.01', '64'],
      ['#3 notice #1 115.00 by-code', '00'],
      ['again #3', 'same 00'],
      ['cut-over', '201/1124 202/1124'],
      ['file', '0220 000000 115.00 000003<000001'],
    );
  });

  test('of a card whose money is booked at the cut-over stays a hold over the cut-over', () => {
    play(
      ['#1 preauth south-low 10.00', '00'],
      ['cut-over', '201/1124 202/1124'],
      ['file', ''],
      ['card south-low', 'available 490.00 held 10.00 posted 0.00'],
      ['#2 complete #1', '00'],
      ['card south-low', 'available 490.00 held 10.00 posted 0.00'],
      ['cut-over', '201/1125 202/1125'],
      ['card south-low', 'available 490.00 held 0.00 posted -10.00'],
    );
  });

  test.each([
    ['another card', '#2 complete #1 1.00 card north-plenty', '14'],
    ['nothing', '#2 complete #1 0.00', '13'],
    ['a void of a part', '#2 void #1 1.00', '64'],
    ['a refund of what took nothing', '#2 refund #1 1.00', '12'],
  ])('is not touched by %s', (_what, line, code) => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      [line, code],
      ['card north-low', 'available 20.00 held 30.00 posted 50.00'],
    );
  });

  test('lapses after thirty days: nothing completes or voids it, and the cut-over lifts it', () => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      ['hours 720', ''],
      ['#2 void #1 1.00', '64'],
      ['cut-over', '201/1223 202/1223'],
      ['card north-low', 'available 20.00 held 30.00 posted 50.00'],
      ['hours 24', ''],
      ['#3 complete #1', '22'],
      ['#4 void #1', '22'],
      ['cut-over', '201/1224 202/1224'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
    );
  });
});

describe('what undoes a hold', () => {
  test('a void, whole and on a later day; its reversal brings the hold back', () => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      ['#2 raise #1 10.00', '00'],
      ['cut-over', '201/1124 202/1124'],
      ['#3 void #1', '64'],
      ['#4 void #1 40.00', '00'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
      ['#5 reverse #4', '00'],
      ['again #5', 'same 00'],
      ['card north-low', 'available 10.00 held 40.00 posted 50.00'],
      ['#6 void #1 40.00', '00'],
      ['#7 complete #1', '22'],
      ['cut-over', '201/1125 202/1125'],
      ['file', ''],
      ['#8 reverse #6', '12'],
    );
  });

  test('a reversal, on its day alone; one that overtakes it leaves a tombstone', () => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      ['#2 reverse #1', '00'],
      ['#3 reverse #1', '00'],
      ['#4 complete #1', '22'],
      ['prepare #5 preauth north-low 20.00', ''],
      ['#6 reverse #5', '25'],
      ['#5 sent', '22'],
      ['#7 preauth north-low 10.00', '00'],
      ['cut-over', '201/1124 202/1124'],
      ['#8 reverse #7', '12'],
      ['card north-low', 'available 40.00 held 10.00 posted 50.00'],
    );
  });

  test('the reversal of an increment, not of what was raised', () => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      ['#2 raise #1 10.00', '00'],
      ['#3 reverse #1', '22'],
      ['#4 reverse #2', '00'],
      ['card north-low', 'available 20.00 held 30.00 posted 50.00'],
      ['#5 reverse #1', '00'],
      ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
    );
  });
});

describe('what undoes a completion leaves its hold alive', () => {
  test('a void on its day; the void is reversed while the hold is free', () => {
    play(
      ['#1 preauth north-low 30.00', '00'],
      ['#2 complete #1 20.00', '00'],
      ['#3 void #2', '00'],
      ['card north-low', 'available 20.00 held 30.00 posted 50.00'],
      ['#4 reverse #3', '00'],
      ['card north-low', 'available 30.00 held 0.00 posted 30.00'],
      ['#5 complete #1 1.00', '22'],
      ['#6 void #2', '00'],
      ['#7 complete #1 25.00', '00'],
      ['#8 reverse #6', '22'],
      ['card north-low', 'available 25.00 held 0.00 posted 25.00'],
      ['cut-over', '201/1124 202/1124'],
      ['#9 void #7', '12'],
      ['#10 refund #7 5.00', '00'],
      ['card north-low', 'available 30.00 held 0.00 posted 30.00'],
    );
  });

  test('a reversal', () => {
    play(
      ['#1 preauth south-low 30.00', '00'],
      ['#2 complete #1 20.00', '00'],
      ['#3 reverse #2', '00'],
      ['card south-low', 'available 470.00 held 30.00 posted 0.00'],
      ['#4 void #1', '00'],
      ['card south-low', 'available 500.00 held 0.00 posted 0.00'],
    );
  });
});
