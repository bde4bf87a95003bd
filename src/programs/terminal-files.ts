/** What command line and server find in the data folder: profiles, journals and test cards. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSigner } from '#adapters/security-module';
import {
  type ChipPersonalisation,
  loadTerminalProfile,
  OFFLINE_METHODS,
  type OfflineData,
  type TerminalProfile,
  TerminalProfileError,
} from '#adapters/virtual-terminal';
import { CHIP_SCHEMES } from '#engine/ports';
import { fromHex } from '#wire/iso8583';

const PROFILES_MAX = 1_000;
const CARDS_FILE_BYTES_MAX = 1024 * 1024;

/** Wrong use of the command: the exit code is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface TestCard {
  /** Short name, easy to type; the name where there is none. */
  readonly id: string;
  readonly name: string;
  readonly pan: string;
  /** YYMM. */
  readonly expiry: string;
  readonly pin: string | null;
  readonly issuer: string | null;
  readonly note: string | null;
  /** As on the stripe; null where none is known. */
  readonly track2: string | null;
  /** What its issuer put into the chip; null for a card without one. */
  readonly chip: ChipPersonalisation | null;
}

/** The profile of this terminal, or the first one by file name. @throws UsageError, TerminalProfileError. */
export async function findProfile(
  dataFolder: string,
  terminalId: string | undefined,
): Promise<TerminalProfile> {
  const folder = join(dataFolder, 'terminals');
  const names = await listProfiles(folder);
  if (terminalId === undefined) return loadTerminalProfile(join(folder, names[0]!));
  const direct = names.find((name) => name === `${terminalId}.json`);
  for (const name of direct === undefined ? names : [direct, ...names]) {
    const profile = await loadTerminalProfile(join(folder, name));
    if (profile.terminalId === terminalId) return profile;
  }
  const known = names.slice(0, 10).map((name) => name.slice(0, -'.json'.length));
  throw new UsageError(`No terminal ${terminalId} in ${folder}; there are: ${known.join(', ')}`);
}

/** All profiles that can be used; one that cannot is left out, for its terminal alone. */
export async function readProfiles(dataFolder: string): Promise<readonly TerminalProfile[]> {
  const folder = join(dataFolder, 'terminals');
  const names = await listProfiles(folder).catch(() => []);
  const read = await Promise.allSettled(names.map((name) => loadTerminalProfile(join(folder, name))));
  return read.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

async function listProfiles(folder: string): Promise<readonly string[]> {
  let names: string[] = [];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.'));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  if (names.length > 0) return names.sort().slice(0, PROFILES_MAX);
  throw new TerminalProfileError(
    `No terminal profile in ${folder}: start the platform once, its demonstration shop brings some; ` +
      'a restored folder takes those of the original',
  );
}

/** Below the profiles; the number in a form that stays inside the folder. */
export function journalFileOf(dataFolder: string, profile: TerminalProfile): string {
  const name = profile.terminalId.replaceAll(/[^0-9A-Za-z_-]/g, '_');
  return join(dataFolder, 'terminals', 'journals', `${name}.json`);
}

/** `test-cards.json` of the data folder; empty when there is none. @throws UsageError when it is broken. */
export async function readTestCards(dataFolder: string): Promise<readonly TestCard[]> {
  const path = join(dataFolder, 'test-cards.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  let rows: unknown;
  try {
    rows = text.length <= CARDS_FILE_BYTES_MAX ? JSON.parse(text) : null;
  } catch {
    rows = null;
  }
  if (!Array.isArray(rows)) throw new UsageError(`Cannot read the test cards ${path}: expected a JSON array`);
  return rows.map((row: unknown, index) => readCard(path, row, index));
}

function readCard(path: string, row: unknown, index: number): TestCard {
  const card: Record<string, unknown> = typeof row === 'object' && row !== null ? { ...row } : {};
  const text = (key: string) => (typeof card[key] === 'string' ? card[key] : null);
  const name = text('name');
  const pan = text('pan');
  const expiry = text('expiry');
  if (name === null || pan === null || expiry === null) {
    throw new UsageError(`Cannot read the test cards ${path}: entry ${index + 1} lacks name, pan or expiry`);
  }
  return {
    id: text('id') ?? name,
    name,
    pan,
    expiry,
    pin: text('pin'),
    issuer: text('issuer'),
    note: text('note'),
    track2: text('track2'),
    chip: readChip(pan, expiry, card.chip),
  };
}

/** What a row of test cards has in `chip`; null where that is none. */
export function readChip(pan: string, expiry: string, row: unknown): ChipPersonalisation | null {
  const chip: Record<string, unknown> = typeof row === 'object' && row !== null ? { ...row } : {};
  const scheme = CHIP_SCHEMES.find((each) => each === chip.scheme);
  const key = (name: string) => fromHex(String(chip[name] ?? ''));
  const [cryptogramKey, scriptKey] = [key('cryptogramKey'), key('scriptKey')];
  if (scheme === undefined || cryptogramKey?.length !== 16 || scriptKey?.length !== 16) return null;
  const keys = { cryptogramKey, scriptKey };
  const offline = readOffline(chip.offline);
  return { scheme, pan, expiry, sequence: String(chip.sequence ?? '00'), keys, offline };
}

/** Undefined: a card without certificates; terminals then approve nothing with it alone. */
function readOffline(row: unknown): OfflineData | undefined {
  const offline: Record<string, unknown> = typeof row === 'object' && row !== null ? { ...row } : {};
  const method = OFFLINE_METHODS.find((each) => each === offline.method);
  const key = readSigner(String(offline.key ?? ''));
  if (method === undefined || key === null) return undefined;
  const tags = Object.entries({ ...(offline.tags as object | null) }).filter(
    (each): each is [string, string] => typeof each[1] === 'string' && fromHex(each[1]) !== null,
  );
  return { method, key, tags: Object.fromEntries(tags) };
}

/** Where a card keeps its counter, below the terminals; the number in a form that says nothing of it. */
export const chipFileOf = (dataFolder: string, { id, name }: Pick<TestCard, 'id' | 'name'>): string =>
  join(dataFolder, 'terminals', 'cards', `${(id || name).replaceAll(/[^0-9A-Za-z_-]/g, '_')}.json`);

/**
 * The card of `--card`: a test card by id, name, unique part of them (case does not count) or number; or any
 * number with `--expiry`. Without `--card` the first test card. @throws UsageError.
 */
export function chooseCard(
  cards: readonly TestCard[],
  named: string | undefined,
  expiry: string | undefined,
): TestCard {
  const names = cards
    .slice(0, 20)
    .map(({ id }) => id)
    .join(', ');
  if (named === undefined) {
    const [first] = cards;
    if (first === undefined) throw new UsageError('No test cards yet: give --card NUMBER --expiry YYMM');
    return expiry === undefined ? first : { ...first, expiry };
  }
  const wanted = named.toLowerCase();
  const isNamed = ({ id, name, pan }: TestCard) =>
    id.toLowerCase() === wanted || name.toLowerCase() === wanted || pan === named;
  const alike = cards.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
  const card = cards.find(isNamed) ?? (alike.length === 1 ? alike[0] : undefined);
  if (card !== undefined) return expiry === undefined ? card : { ...card, expiry };
  if (!/^\d{12,19}$/.test(named)) {
    throw new UsageError(`Not one test card has this name; there are: ${names === '' ? 'none' : names}`);
  }
  if (expiry === undefined) throw new UsageError('A card number that is no test card needs --expiry YYMM');
  return {
    ...{ id: '', name: '', pan: named, expiry },
    pin: null,
    issuer: null,
    note: null,
    track2: null,
    chip: null,
  };
}
