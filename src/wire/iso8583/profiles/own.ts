/** An institution's own terminal profile: one of the house, and what its file says that differs. */
import { type DialectProfile, profileParameters } from './profile.ts';
import { dialectProfile, dialectProfiles } from './profiles.ts';

/** `set`: values by the path of the parameter, as `{"mac.form": "raw"}`. */
export interface OwnProfile {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  /** A profile of the house. */
  readonly like: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** What is wrong, where, and what would be right. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
}

type Leaf = string | number | boolean | null;
type Tree = { readonly [key: string]: Leaf | Tree };

const treeOf = (profile: DialectProfile): Tree => profile as unknown as Tree;

function leafAt(tree: Tree, path: string): Leaf | undefined {
  let at: Leaf | Tree | undefined = tree;
  for (const step of path.split('.')) at = typeof at === 'object' && at !== null ? at[step] : undefined;
  return typeof at === 'object' && at !== null ? undefined : at;
}

function withLeaf(tree: Tree, [step = '', ...rest]: readonly string[], value: Leaf): Tree {
  const below = tree[step];
  const next = typeof below === 'object' && below !== null ? withLeaf(below, rest, value) : value;
  return { ...tree, [step]: next };
}

/** Free within a shape; every other parameter has the values that some program was seen with. */
const SHAPES: Readonly<Record<string, readonly [RegExp, string]>> = {
  'signIn.answerCode': [/^\d{3}$/, 'three digits'],
  'reversal.reasons.noAnswer': [/^[0-9A-Z]{2}$/, 'two letters or digits'],
  'reversal.reasons.notCompleted': [/^[0-9A-Z]{2}$/, 'two letters or digits'],
  'reversal.reasons.macWrong': [/^[0-9A-Z]{2}$/, 'two letters or digits'],
  'reversal.reasons.byCustomer': [/^[0-9A-Z]{2}$/, 'two letters or digits'],
};

/** All values that the program can do for this parameter. */
function valuesOf(path: string): readonly Leaf[] {
  const seen = dialectProfiles.map((profile) => leafAt(treeOf(profile), path) ?? null);
  const parameter = profileParameters.find((each) => each.path === path);
  const sample = seen[0];
  const others = (parameter?.others ?? []).map(([text]): Leaf => {
    if (typeof sample === 'number') return Number(text);
    return typeof sample === 'boolean' ? text === 'true' : text;
  });
  return [...new Set([...seen, ...others])];
}

function requireValue(path: string, value: unknown): Leaf {
  if (!profileParameters.some((each) => each.path === path))
    throw new ProfileError(
      `"${path}" is no parameter of a profile; there are ${profileParameters.map((each) => each.path).join(', ')}`,
    );
  const shape = SHAPES[path];
  const fits = shape !== undefined && typeof value === 'string' && shape[0].test(value);
  const known = valuesOf(path);
  if (fits || known.some((each) => each === value)) return value as Leaf;
  const wanted =
    shape === undefined ? `one of ${known.map((each) => JSON.stringify(each)).join(', ')}` : shape[1];
  throw new ProfileError(`"${path}" is ${JSON.stringify(value)}, expected ${wanted}`);
}

/** Values that only make sense together. */
function requireWhole({ mac, signIn, frame }: DialectProfile): void {
  const sm4Keys = signIn.keyLayout === 'sm4-3' || signIn.keyLayout === 'sm4-4';
  if ((mac.cipher === 'sm4') !== sm4Keys)
    throw new ProfileError('"mac.cipher" and "signIn.keyLayout" do not fit: SM4 keys go with an SM4 layout');
  if (mac.cipher === 'sm4' && mac.keyBytes !== 16)
    throw new ProfileError('"mac.keyBytes" is 8, expected 16: an SM4 key has sixteen bytes');
  if (mac.algorithm === 'sm4-cbc' && mac.cipher !== 'sm4')
    throw new ProfileError('"mac.algorithm" is "sm4-cbc", which needs "mac.cipher" to be "sm4"');
  if (!frame.lengthPrefix || frame.headerBytes !== 6)
    throw new ProfileError(
      '"frame" is another than a length of two bytes, a TPDU and a header of six: not served here',
    );
}

/** @throws ProfileError */
export function ownProfile(given: OwnProfile): DialectProfile {
  const { id, zh, en, like, set } = given;
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(id))
    throw new ProfileError('"id" is wrong, expected small letters, digits and hyphens, 40 at most');
  if (dialectProfile(id) !== undefined)
    throw new ProfileError(`"id" is "${id}", the name of a profile of the house: choose another`);
  for (const [name, text] of [['zh', zh] as const, ['en', en] as const])
    if (text.trim() === '' || text.length > 100)
      throw new ProfileError(`"${name}" is wrong, expected 1 to 100 characters that say what it is`);
  const base = dialectProfile(like);
  if (base === undefined)
    throw new ProfileError(
      `"like" is "${like}", expected one of ${dialectProfiles.map((each) => each.id).join(', ')}`,
    );
  let tree = treeOf(base);
  for (const [path, value] of Object.entries(set))
    tree = withLeaf(tree, path.split('.'), requireValue(path, value));
  const profile = { ...(tree as unknown as DialectProfile), id, zh, en };
  requireWhole(profile);
  return profile;
}
