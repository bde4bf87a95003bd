/** A page that nobody touches is not attended, however often it asks. */
import { expect, test } from 'vitest';
import { isAttended, noticeTouches, touch } from './touch.ts';

const MINUTE = 60_000;

test('a minute after the last touch the page is alone', () => {
  touch(1_000);
  expect(isAttended(1_000 + MINUTE - 1)).toBe(true);
  expect(isAttended(1_000 + MINUTE)).toBe(false);
});

test.each(['pointerdown', 'keydown', 'wheel'])('%s is a touch', (name) => {
  const page = new EventTarget();
  noticeTouches(page);
  touch(0);
  expect(isAttended()).toBe(false);
  page.dispatchEvent(new Event(name));
  expect(isAttended()).toBe(true);
});

test('what the page does by itself is none', () => {
  const page = new EventTarget();
  noticeTouches(page);
  touch(0);
  for (const name of ['focus', 'visibilitychange', 'online']) page.dispatchEvent(new Event(name));
  expect(isAttended()).toBe(false);
});
