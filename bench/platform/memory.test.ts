import { expect, test } from 'vitest';
import { pointsWithin } from './memory.ts';

test.each([
  [0.2, [0.2]],
  [1, [1]],
  [5, [1, 5]],
  [60, [1, 10, 60]],
])('of %d minutes the points are %j', (minutes, points) => expect(pointsWithin(minutes)).toEqual(points));
