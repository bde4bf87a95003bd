/** Money to a card: at once, by confirmation, and back again. */
import { expect, test } from 'vitest';
import { createWorld } from './scripted-world.ts';

function play(...lines: readonly (readonly [line: string, result: string])[]) {
  const world = createWorld();
  world.run('sign on');
  for (const [line, result] of lines) expect(world.run(line), line).toBe(result);
  return world;
}

test('a payout is on the account at once, the same message pays once', () => {
  play(
    ['#1 payout north-low 30.00', '00'],
    ['again #1', 'same 00'],
    ['card north-low', 'available 80.00 held 0.00 posted 80.00'],
    ['#2 confirm #1', '00'],
    ['card north-low', 'available 80.00 held 0.00 posted 80.00'],
    ['cut-over', '201/1124 202/1124'],
    ['file', '0200 290000 30.00 000001<'],
    ['#3 confirm #1', '00'],
  );
});

test('what the network never saw is paid by nobody: the payout itself comes too late', () => {
  play(
    ['prepare #1 payout north-low 30.00', ''],
    ['#2 confirm #1', '25'],
    ['#1 sent', '22'],
    ['#3 confirm #1', '22'],
    ['card north-low', 'available 50.00 held 0.00 posted 50.00'],
  );
});

test('a closed account takes nothing: the money comes back with the next day, and its row names the payout', () => {
  play(
    ['#1 payout north-closed 30.00', '00'],
    ['cut-over', '201/1124 202/1124'],
    ['cut-over', '201/1125 202/1125'],
    ['file', '0220 290000 30.00 000001<000001'],
  );
});

test.each([
  ['#1 payout 6210000000000000005 1.00', '15'],
  ['#1 payout 6200001000000000999 1.00', '14'],
  ['#1 payout north-low 0.00', '13'],
])('%s → %s', (line, code) => {
  play([line, code], ['#2 confirm #1', code]);
});

test('a confirmation of another sum, or of a sale, is none', () => {
  play(
    ['#1 payout north-low 30.00', '00'],
    ['#2 confirm #1 31.00', '64'],
    ['#3 sale north-low 1.00', '00'],
    ['#4 confirm #3', '12'],
  );
});
