/** What keeps the house in order. Each check returns what is wrong, where, and what to do instead. */
import { posix } from 'node:path';
import {
  floorOf,
  type Import,
  importsOf,
  isCode,
  isProduct,
  isTest,
  lineAt,
  roomOf,
  type SourceFile,
} from './tidy-tree.ts';

type Tree = readonly SourceFile[];

/** Which rooms of its own floor and of the domain a room may know. What is not in this table may not be imported. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'domain/money': [],
  'domain/calendar': [],
  'domain/outcome': [],
  'domain/policy': ['calendar'],
  'domain/ledger': ['money'],
  'domain/terminal': ['money', 'outcome'],
  'domain/acceptance': ['outcome', 'policy', 'answer', 'terminal'],
  'domain/answer': ['money', 'outcome', 'policy'],
  'domain/payment': ['money', 'calendar', 'outcome', 'ledger'],
  'domain/document': ['money', 'calendar', 'policy', 'payment'],
  'domain/cancellability': ['money', 'calendar', 'outcome', 'policy', 'answer', 'payment', 'document'],
  'domain/cancellation': [
    'money',
    'calendar',
    'outcome',
    'ledger',
    'policy',
    'answer',
    'payment',
    'cancellability',
    'terminal',
  ],
  'domain/order': ['money', 'calendar', 'outcome', 'policy', 'answer', 'payment', 'cancellability'],
  'domain/tracking': ['calendar', 'outcome', 'policy', 'answer', 'payment', 'cancellation'],
  'domain/request': ['money', 'calendar', 'outcome', 'answer', 'payment', 'cancellation'],
  'domain/sign-in': [],
  'domain/staff': ['sign-in'],
  'domain/wallet': ['money', 'calendar', 'outcome', 'policy', 'answer', 'ledger', 'payment'],
  'domain/loss': ['money', 'calendar', 'outcome', 'policy', 'wallet'],
  'domain/closure': [
    'money',
    'calendar',
    'outcome',
    'policy',
    'answer',
    'payment',
    'wallet',
    'person',
    'document',
  ],
  'domain/person': ['calendar', 'outcome', 'sign-in'],
  'domain/receipt': ['money', 'outcome'],
  'domain/wording': [
    'money',
    'calendar',
    'outcome',
    'policy',
    'answer',
    'payment',
    'cancellation',
    'tracking',
    'order',
    'request',
    'terminal',
    'acceptance',
    'wallet',
  ],
  'domain/picture': ['money', 'outcome', 'payment', 'cancellation', 'request', 'tracking', 'wording'],
  'wire/iso8583': [],
  'wire/emv': [],
  'wire/qr': ['emv'],
  'wire/clearing': ['money', 'calendar'],
  'wire/gb18030': [],
  'wire/escpos': ['gb18030', 'receipt'],
};

/** Which floors a floor may see. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  domain: ['domain'],
  wire: ['wire', 'domain'],
  engine: ['engine', 'domain', 'wire'],
  adapters: ['adapters', 'engine', 'domain', 'wire'],
  simulation: ['simulation', 'engine', 'domain', 'wire'],
  programs: ['programs', 'adapters', 'simulation', 'engine', 'domain', 'wire'],
  web: ['web', 'domain'],
};

const at = (file: SourceFile, index: number): string => `${file.path}:${lineAt(file.text, index)}`;
const where = (found: Import): string => `${found.from.path}:${found.line}`;
const productImports = (tree: Tree): Import[] =>
  tree.filter((file) => isProduct(file.path)).flatMap(importsOf);

export function wrongImports(tree: Tree): string[] {
  return productImports(tree).flatMap((found) => {
    if (found.room === null) return [];
    const own = roomOf(found.from.path);
    const [floor, seen] = [floorOf(own), floorOf(found.room)];
    if (!(FLOORS[floor]?.includes(seen) ?? false)) {
      const may = FLOORS[floor]?.filter((each) => each !== floor).join(', ') || 'no other floor';
      return [
        `${where(found)} ${floor} imports ${seen}: imports go down only. It may see ${may}; ` +
          'turn the dependency round or use a port',
      ];
    }
    if (floor !== 'domain' && floor !== 'wire') return [];
    if (found.room === own) return [];
    const may = ROOMS[own];
    if (may === undefined)
      return [
        `${where(found)} the room ${own} is not in the table of rooms: add it to ROOMS with what it may know`,
      ];
    const name = found.room.split('/')[1] ?? found.room;
    // Names are unique over both floors, so that a row needs no floor in front of them.
    if (may.includes(name)) return [];
    return [
      `${where(found)} ${own} imports ${found.room}: it may know ${may.join(', ') || 'nobody'}. ` +
        'Pass the value in, or move the code to the room that knows both',
    ];
  });
}

/** A room's index.ts is its only door, and the doors of other floors are the aliases. */
export function wrongDoors(tree: Tree): string[] {
  return productImports(tree).flatMap((found) => {
    if (found.target === null || found.room === null) return [];
    const own = roomOf(found.from.path);
    if (found.room === own) return [];
    if (floorOf(found.room) !== floorOf(own)) {
      return [`${where(found)} imports ${found.specifier} from another floor: use its alias, #${found.room}`];
    }
    if (found.target === `src/${found.room}/index.ts`) return [];
    if (found.target.startsWith(`src/${floorOf(own)}/`) && found.target.split('/').length === 3) return [];
    return [
      `${where(found)} imports ${found.specifier} past the door of ${found.room}: ` +
        'export it from its index.ts and import that',
    ];
  });
}

const FACE = /^web\/src\/(payer|cashier|merchant|operator|sign-in)\//;

/** A face can be changed without a look at the others. The app alone puts them together. */
export function facesEntangled(tree: Tree): string[] {
  return productImports(tree).flatMap((found) => {
    const [own, other] = [FACE.exec(found.from.path)?.[1], FACE.exec(found.target ?? '')?.[1]];
    if (other === undefined || own === other || found.from.path.startsWith('web/src/app/')) return [];
    return [
      `${where(found)} ${own ?? 'what faces share'} imports the face ${other}: ` +
        'move what both need to web/src/shared',
    ];
  });
}

export function roomCycles(tree: Tree): string[] {
  const knows = new Map<string, Set<string>>();
  for (const found of productImports(tree)) {
    const own = roomOf(found.from.path);
    if (found.room === null || found.room === own) continue;
    // The root of a floor gathers its rooms; its files are a room of their own only for those below.
    knows.set(own, (knows.get(own) ?? new Set()).add(found.room));
  }
  const cycles = new Set<string>();
  const visit = (room: string, path: readonly string[]): void => {
    const before = path.indexOf(room);
    if (before >= 0) {
      const ring = path.slice(before);
      const first = ring.indexOf([...ring].sort()[0]!);
      cycles.add([...ring.slice(first), ...ring.slice(0, first), ring[first]!].join(' → '));
      return;
    }
    for (const next of knows.get(room) ?? []) visit(next, [...path, room]);
  };
  for (const room of knows.keys()) visit(room, []);
  return [...cycles].map(
    (ring) => `${ring}: two rooms that need each other are one, or a third one is missing between them`,
  );
}

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
}

function banned(tree: Tree, bans: readonly Ban[], applies: (path: string) => boolean): string[] {
  return tree
    .filter((file) => applies(file.path))
    .flatMap((file) =>
      bans.flatMap(({ pattern, instead }) =>
        [...file.text.matchAll(new RegExp(pattern, `${pattern.flags.replace('g', '')}g`))].map(
          (match) => `${at(file, match.index)} «${match[0].trim()}»: ${instead}`,
        ),
      ),
    );
}

const IMPURE: readonly Ban[] = [
  {
    pattern: /\bDate\.now\(|\bnew Date\(|\bperformance\.now\(/,
    instead: 'time arrives in the command or from the clock port',
  },
  { pattern: /\bMath\.random\(/, instead: 'randomness comes from the port' },
  {
    pattern: /\bset(Timeout|Interval|Immediate)\(/,
    instead: 'a deadline is a row with a due time; the world port waits',
  },
  { pattern: /\bconsole\./, instead: 'return it as an event or a value; telemetry logs' },
];

/** Floors that the simulation must be able to replay: no clock, no randomness, no timers. */
export const impureCalls = (tree: Tree): string[] =>
  banned(tree, IMPURE, (path) => isProduct(path) && /^src\/(domain|wire|engine|simulation)\//.test(path));

const FLOATS: readonly Ban[] = [
  { pattern: /\bparseFloat\(/, instead: 'money is whole fen in a bigint: parseYuan' },
  {
    pattern: /\bNumber\(\s*[\w.!?]*Fen\b/,
    instead: 'keep fen a bigint; show it with formatFen, share it with proportionFen',
  },
  { pattern: /\bNumber\.parseFloat\(/, instead: 'money is whole fen in a bigint: parseYuan' },
  {
    pattern: /\w*Fen\s*[*/]\s*\d*\.\d+|\d\.\d+\s*\*\s*[\w.]*Fen\b/,
    instead: 'take a share with proportionFen',
  },
  { pattern: /\b\w*Fen\??:\s*number\b/, instead: 'fen are a bigint (type Fen)' },
  { pattern: /\b[\w.]*Fen\.toFixed\(/, instead: 'show fen with formatFen' },
];
export const floatingMoney = (tree: Tree): string[] => banned(tree, FLOATS, isProduct);

const WORDS: readonly Ban[] = [
  { pattern: /\b(TO[D]O|FIX[M]E|XX[X])\b/, instead: 'do it, or tell it as a limit in SPEC.md or the README' },
  { pattern: /\bfor[ ]now\b/i, instead: 'say what is so and why, in the present tense' },
  { pattern: /(?<!::)\bplace[h]older\b(?!\s*[=:])/i, instead: 'write the real thing, or leave it out' },
];
export const bannedWords = (tree: Tree): string[] =>
  banned(tree, WORDS, (path) => !path.startsWith('vectors/'));

const MACHINE: readonly Ban[] = [
  { pattern: /(?<![\w.-])\/wor[k]\//, instead: 'give a path from the root of the repository' },
  { pattern: /\/tmp\/hous[e]/, instead: 'the product does not know this machine' },
  { pattern: /(?<![\w/-])share[d]\//, instead: 'cite the public source of the fact' },
];
export const machinePaths = (tree: Tree): string[] => banned(tree, MACHINE, () => true);

const HALF_TESTS: readonly Ban[] = [
  { pattern: /\b(?:test|it|describe)\b[^;\n]*\.(?:only|skip|todo)\(/, instead: 'a test runs or is deleted' },
];
export const halfTests = (tree: Tree): string[] => banned(tree, HALF_TESTS, isTest);

const WIDTH = 120;
const isWide = (line: string): boolean => [...line].length > WIDTH;
export const wideOf = (file: SourceFile): number => file.text.split('\n').filter(isWide).length;

/** `known` are the wide lines of each file when the bound was set: they may become fewer, never more. */
export function wideLines(tree: Tree, known: Readonly<Record<string, number>>): string[] {
  return tree
    .filter((file) => isCode(file.path))
    .flatMap((file) => {
      const [found, bound] = [wideOf(file), known[file.path] ?? 0];
      if (found === 0 && bound > 0) {
        return [`${file.path} has no wide line any more: take it out of test/tidy-sizes.json`];
      }
      if (found <= bound) return [];
      const first = file.text.split('\n').findIndex(isWide) + 1;
      return [
        `${file.path} has ${found} lines of more than ${WIDTH} characters, ${bound} are allowed; ` +
          `the first is line ${first}: format it, split the text`,
      ];
    });
}

export const LINES_MAX = 300;
export const linesOf = (file: SourceFile): number => file.text.split('\n').length - 1;
export const overSize = (tree: Tree): SourceFile[] =>
  tree.filter((file) => isProduct(file.path) && linesOf(file) > LINES_MAX);

/** `sizes` are the files that were longer when the bound was set: they may shrink, never grow. */
export function longFiles(tree: Tree, sizes: Readonly<Record<string, number>>): string[] {
  const tooLong = overSize(tree).flatMap((file) => {
    const lines = linesOf(file);
    const bound = sizes[file.path] ?? LINES_MAX;
    return lines > bound
      ? [`${file.path} has ${lines} lines, ${bound} are allowed: give one of its subjects a file of its own`]
      : [];
  });
  const gone = Object.keys(sizes).filter((path) => !overSize(tree).some((file) => file.path === path));
  return [
    ...tooLong,
    ...gone.map(
      (path) => `${path} is not over ${LINES_MAX} lines any more: take it out of test/tidy-sizes.json`,
    ),
  ];
}

const LINK = /\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

export function deadLinks(tree: Tree, exists: (path: string) => boolean): string[] {
  return tree
    .filter((file) => file.path.endsWith('.md'))
    .flatMap((file) =>
      [...file.text.matchAll(LINK)].flatMap((match) => {
        const link = match[1]!.split('#')[0]!;
        if (link === '' || /^[a-z]+:/.test(link)) return [];
        const target = posix.normalize(posix.join(posix.dirname(file.path), decodeURI(link)));
        return exists(target)
          ? []
          : [`${at(file, match.index)} links to ${link}, which does not exist: mend or remove the link`];
      }),
    );
}

export function unlistedDecisions(tree: Tree): string[] {
  const list = tree.find((file) => file.path === 'docs/decisions/README.md');
  if (list === undefined) return [];
  return tree
    .filter((file) => /^docs\/decisions\/[^/]+\.md$/.test(file.path) && file !== list)
    .filter(
      (file) =>
        !list.text.includes(`(${posix.basename(file.path)})`) &&
        !list.text.includes(`(./${posix.basename(file.path)})`),
    )
    .map(
      (file) =>
        `${file.path} is not listed: link it in docs/decisions/README.md with one line on what was decided`,
    );
}

const LETTERS: Readonly<Record<string, string>> = {
  payment: 'P',
  cancellation: 'C',
  terminal: 'T',
  order: 'O',
  request: 'R',
  person: 'H',
  wallet: 'W',
  loss: 'L',
  closure: 'C',
};
const idsIn = (text: string, pattern: RegExp): Set<string> =>
  new Set([...text.matchAll(pattern)].map((match) => match[1]!));

/** Invariants of a SPEC.md are proven by tests that carry their number, and no test claims one that is not written. */
export function unprovenInvariants(tree: Tree): string[] {
  return Object.entries(LETTERS).flatMap(([room, letter]) => {
    const folder = `src/domain/${room}/`;
    const spec = tree.find((file) => file.path === `${folder}SPEC.md`);
    if (spec === undefined)
      return [`${folder}SPEC.md is missing: write the states and numbered invariants of the room`];
    const tests = tree.filter((file) => file.path.startsWith(folder) && isTest(file.path));
    const written = idsIn(spec.text, new RegExp(`^- \\*\\*(${letter}\\d+)\\*\\*`, 'gm'));
    const proven = idsIn(
      tests.map((file) => file.text).join('\n'),
      new RegExp(`['"\`](${letter}\\d+): `, 'g'),
    );
    const listed = [
      ...spec.text.matchAll(new RegExp(`^\\| +(${letter}\\d+) +\\| +(.+?) +\\| +\`([\\w.-]+)\` +\\|$`, 'gm')),
    ];
    const missing = listed.flatMap(([, id, title, name]) => {
      const text = tests.find((file) => file.path === `${folder}${name}`)?.text ?? '';
      return text.includes(`${id}: ${title}`)
        ? []
        : [`${spec.path} names the test «${id}: ${title}» in ${name}, which is not there: name it as it is`];
    });
    const unlisted = [...written].filter((id) => !listed.some((row) => row[1] === id));
    return [
      ...[...written]
        .filter((id) => !proven.has(id))
        .map((id) => `${spec.path} ${id} has no test: give one a title that begins «${id}: »`),
      ...[...proven]
        .filter((id) => !written.has(id))
        .map(
          (id) => `${folder} a test claims ${id}, which ${spec.path} does not state: write «- **${id}** …»`,
        ),
      ...unlisted.map((id) => `${spec.path} ${id} is missing in the table of rules and tests: add a row`),
      ...missing,
    ];
  });
}
