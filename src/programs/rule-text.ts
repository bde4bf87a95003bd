/** The text of a rule file, JSON or YAML, as values whose places in the text are known. */
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type ParsedNode,
  parseDocument,
  visit,
} from 'yaml';
import type { At } from '#domain/policy';

export interface RuleFile {
  readonly name: string;
  readonly text: string;
}

/** Line and column as editors count them, from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface Fault extends Place {
  readonly message: string;
}

export interface ReadText {
  /** `false`: the text is no value at all, and `content` says nothing. */
  readonly readable: boolean;
  readonly content: unknown;
  /** What makes the text no value at all, or another one than its writer believes. */
  readonly faults: readonly Fault[];
  /** Where the value at these steps stands; of what is missing, where it would belong. */
  readonly placeOf: (at: At) => Place;
}

const START: Place = { line: 1, column: 1 };

/** What JSON.parse says where: `… in JSON at position 15 (line 2 column 3)`. */
function jsonFault(error: unknown): Fault {
  const said = error instanceof Error ? error.message : String(error);
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(said) ?? [];
  const message = said.replace(/ in JSON at position.*$/s, '').replace(/\s+/g, ' ');
  return { line: Number(line ?? 1), column: Number(column ?? 1), message: `${message}, expected JSON` };
}

type Node = ParsedNode | null;

/** The node at these steps, or the last one on the way to it; of a key its name. */
function nodeAt(top: Node, at: At): Node {
  let node = top;
  let found = top;
  for (const step of at) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) return found;
      found = pair.key as Node;
      node = pair.value as Node;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined;
      if (item === undefined) return found;
      found = item;
      node = item;
    } else return found;
  }
  return found;
}

/** An anchor's copy would have the place of its original, and a few lines could stand for millions of rules. */
function aliases(document: Document.Parsed, lines: LineCounter): Fault[] {
  const faults: Fault[] = [];
  visit(document, {
    Alias: (_key, node) => {
      const { line, col } = lines.linePos(node.range?.[0] ?? 0);
      faults.push({
        line,
        column: col,
        message: `found the alias *${node.source}, expected the value itself`,
      });
    },
  });
  return faults;
}

const unreadable = (...faults: Fault[]): ReadText => ({
  readable: false,
  content: null,
  faults,
  placeOf: () => START,
});

/** Reads `name` as JSON where it ends in `.json`, else as YAML 1.2. Never throws. */
export function readRuleText({ name, text }: RuleFile): ReadText {
  const isJson = name.endsWith('.json');
  let content: unknown = null;
  if (isJson) {
    try {
      content = JSON.parse(text);
    } catch (error) {
      return unreadable(jsonFault(error));
    }
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return unreadable({ ...START, message: `found a text that cannot be read: ${said}` });
  }
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return line === 0 ? START : { line, column: col };
  };
  const twice = document.errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos }) => ({ ...place(pos[0]), message: 'found a key a second time, expected each key once' }));
  const placeOf = (at: At): Place => place(nodeAt(document.contents, at)?.range?.[0] ?? 0);
  if (isJson) return { readable: true, content, faults: twice, placeOf };
  // What JSON allows and YAML does not, such as a tab, is right in a JSON file and wrong here.
  const wrong = document.errors
    .filter(({ code }) => code !== 'DUPLICATE_KEY')
    .map(({ pos, message }) => ({ ...place(pos[0]), message: `${message.split('\n')[0]}, expected YAML` }));
  const copies = wrong.length === 0 ? aliases(document, lines) : [];
  if (wrong.length + copies.length > 0) return unreadable(...twice, ...wrong, ...copies);
  return { readable: true, content: document.toJS({ maxAliasCount: 0 }), faults: twice, placeOf };
}
