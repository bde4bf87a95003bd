/** What the host wants of a terminal, one thing at a time. */
import { describe, expect, test } from 'vitest';
import { terminal } from '../../../test/domain/samples.ts';
import {
  type DataVersions,
  parametersVersion,
  requirementOf,
  signIn,
  signOff,
  type Terminal,
  withAcceptance,
  withHeld,
  withStatus,
  withWanted,
} from './index.ts';

const NOW: DataVersions = { parameters: 'p2', 'ca-keys': 'k2', 'chip-parameters': 'c2', blacklist: 'b2' };
const held = (of: Terminal, ...sets: readonly (keyof DataVersions)[]): Terminal =>
  sets.reduce((now, set) => withHeld(now, set, set === 'parameters' ? 'p1.0' : 'old'), of);
const switched = withAcceptance(terminal(), 'tap', 'off', 5);

describe('T13: the host asks for one thing at a time', () => {
  test.each([
    ['a terminal that never fetched anything', terminal(), null],
    ['one that holds what there is', withHeld(terminal(), 'parameters', 'p2.0'), null],
    ['one with old parameters', held(terminal(), 'parameters'), 'parameters'],
    ['one whose switch was moved, though it fetched nothing before', switched, 'parameters'],
    ['one that fetched after its switch was moved', withHeld(switched, 'parameters', 'p2.1'), null],
    [
      'one whose switch was moved back since',
      withHeld(withAcceptance(switched, 'tap', 'on', 6), 'parameters', 'p2.1'),
      'parameters',
    ],
    ['one with old keys and an old list', held(terminal(), 'ca-keys', 'blacklist'), 'ca-keys'],
    ['one with an old list', held(terminal(), 'blacklist'), 'blacklist'],
    ['one with old applications', held(terminal(), 'chip-parameters'), 'chip-parameters'],
    ['one that is to report', withWanted(held(terminal(), 'ca-keys'), 'status', true), 'status'],
    [
      'one with old parameters that is to report',
      withWanted(held(terminal(), 'parameters'), 'status', true),
      'parameters',
    ],
    [
      'one that is to sign in, before all else',
      withWanted(held(terminal(), 'parameters'), 'signIn', true),
      'sign-in',
    ],
  ] as const)('%s', (_, of, wanted) => expect(requirementOf(of, NOW)).toBe(wanted));

  test('what was done is not asked for again', () => {
    const both = withWanted(withWanted(terminal(), 'status', true), 'signIn', true);
    const signed = signIn(both, { operator: '01', pinKey: 'p', macKey: 'm', atMs: 1 });
    expect(requirementOf(signed, NOW)).toBe('status');
    expect(requirementOf(withStatus(signed, { atMs: 2, text: 'well' }), NOW)).toBeNull();
  });

  test('a list that the institution does not have is never asked for', () => {
    expect(requirementOf(held(terminal(), 'ca-keys'), {})).toBeNull();
  });
});

test('the version of parameters is that of the institution and of all switches', () => {
  expect(parametersVersion(terminal(), 'p')).toBe('p.0');
  expect(parametersVersion(withAcceptance(switched, 'chip', 'barred', 6), 'p')).toBe('p.2');
});

test('a sign-off leaves the keys for a reversal', () => {
  const off = signOff(terminal());
  expect([off.signedIn, off.keys]).toEqual([null, terminal().keys]);
});

test('a track key comes and goes with the sign-in', () => {
  const keys = { operator: '01', pinKey: 'p', macKey: 'm', atMs: 1 };
  const tracked = signIn(terminal(), { ...keys, trackKey: 't' });
  expect(tracked.keys.trackKey).toBe('t');
  expect(signIn(tracked, keys).keys.trackKey).toBeNull();
});
