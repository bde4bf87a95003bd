/** The parameters of a download follow the rules: tag 19, and the version by which a terminal is stale. */
import { expect, test } from 'vitest';
import { requirementOf, withHeld } from '#domain/terminal';
import { signedInTerminal } from '../../../test/shop-fixtures.ts';
import { dataFor } from './downloads.ts';
import { NO_TERMINAL_DATA } from './terminal-data.ts';

test('tag 19 is the percent of the rules, of two digits at most', () => {
  expect(dataFor(NO_TERMINAL_DATA, 15).parameters.tipPercent).toBe(15);
  expect(dataFor(NO_TERMINAL_DATA, 200).parameters.tipPercent).toBe(99);
});

test('a changed percent makes the parameters that a terminal holds stale', () => {
  const before = dataFor(NO_TERMINAL_DATA, 15).versions;
  const terminal = withHeld(signedInTerminal('10000001'), 'parameters', `${before.parameters}.0`);
  expect(requirementOf(terminal, before)).toBeNull();
  expect(requirementOf(terminal, dataFor(NO_TERMINAL_DATA, 10).versions)).toBe('parameters');
});

test('an institution without parameters gives none', () => {
  const none = { ...NO_TERMINAL_DATA, versions: {} };
  expect(dataFor(none, 15)).toBe(none);
});
