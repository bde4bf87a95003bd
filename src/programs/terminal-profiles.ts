/** The institution's own terminal profiles, out of the JSON file that `YUANLU_TERMINAL_PROFILES` names. */
import { readFile } from 'node:fs/promises';
import { type DialectProfile, type OwnProfile, ownProfile, ProfileError } from '#wire/iso8583';

const FILE_CHARACTERS_MAX = 256 * 1024;
const PROFILES_MAX = 100;
const MEMBERS = ['id', 'zh', 'en', 'like', 'set'];

export class TerminalProfilesError extends Error {
  override readonly name = 'TerminalProfilesError';
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws TerminalProfilesError: which profile, what was found, what would be right */
export function terminalProfilesOf(name: string, text: string): readonly DialectProfile[] {
  const fail = (where: string, wanted: string): never => {
    throw new TerminalProfilesError(`Cannot use ${name}: ${where}${wanted}`);
  };
  if (text.length > FILE_CHARACTERS_MAX) fail('', `it is longer than ${FILE_CHARACTERS_MAX} characters`);
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    fail('it is no JSON, ', 'expected a list of profiles');
  }
  if (!Array.isArray(list) || list.length > PROFILES_MAX)
    return fail('', `expected a list of at most ${PROFILES_MAX} profiles`);
  const found = list.map((entry: unknown, index): DialectProfile => {
    const where = `profile ${index + 1}: `;
    if (!isObject(entry)) return fail(where, `expected an object with ${MEMBERS.join(', ')}`);
    const strange = Object.keys(entry).find((key) => !MEMBERS.includes(key));
    if (strange !== undefined)
      fail(where, `"${strange.slice(0, 40)}" is not known, expected ${MEMBERS.join(', ')}`);
    const { like = 'standard', set = {}, ...names } = entry;
    const wrong = ['id', 'zh', 'en'].find((key) => typeof names[key] !== 'string');
    if (wrong !== undefined) fail(where, `"${wrong}" is missing, expected text`);
    if (typeof like !== 'string') fail(where, '"like" is wrong, expected the name of a profile');
    if (!isObject(set)) fail(where, '"set" is wrong, expected parameters with their values');
    try {
      return ownProfile({ ...names, like, set } as OwnProfile);
    } catch (error) {
      if (error instanceof ProfileError) return fail(where, error.message);
      throw error;
    }
  });
  const twice = found.find(({ id }, index) => found.findIndex((each) => each.id === id) < index);
  return twice === undefined ? found : fail('', `two profiles have the id "${twice.id}"`);
}

/** None where the setting is not set. @throws TerminalProfilesError, also where the file cannot be read */
export async function readTerminalProfiles(
  path: string = process.env.YUANLU_TERMINAL_PROFILES ?? '',
): Promise<readonly DialectProfile[]> {
  if (path === '') return [];
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null)
    throw new TerminalProfilesError(
      `Cannot use YUANLU_TERMINAL_PROFILES: ${path} is no file that can be read`,
    );
  return terminalProfilesOf(path, text);
}
