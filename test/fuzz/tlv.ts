/** Chip data: objects, field 55, cryptogram input, issuer answers. */
import {
  checkField55,
  chipDataOf,
  cryptogramInput,
  describeObjects,
  EmvError,
  FIELD_55_PURPOSES,
  isTemplate,
  readIssuerAnswer,
  readScriptResults,
  readTlv,
  readTlvLoose,
  recipeOf,
  type TlvNode,
  writeIssuerAnswer,
  writeTlv,
} from '#wire/emv';
import { bytesOfHex, loadVectors } from '../vector-files.ts';
import { mutateBytes } from './mutate.ts';
import type { Random } from './random.ts';
import { attempt, must, sameBytes, type Target } from './target.ts';

interface Row {
  readonly hex: string;
}
const hexes = (rows: readonly Row[]): readonly Uint8Array[] => rows.map(({ hex }) => bytesOfHex(hex));

function corpusOf(): readonly Uint8Array[] {
  const tlv = loadVectors<Record<string, readonly Row[]>>('emv/tlv');
  const field55 = loadVectors<Record<string, readonly Row[]>>('emv/field-55');
  const input = loadVectors<Record<string, readonly Row[]>>('emv/cryptogram-input');
  const answer = loadVectors<Record<string, readonly Row[]>>('emv/issuer-answer');
  return [tlv, field55, input, answer].flatMap((file) => Object.values(file).flatMap(hexes));
}

/** Nodes moved about: dropped, doubled, wrapped in a template, given another's value. */
function mutateNodes(nodes: readonly TlvNode[], random: Random): readonly TlvNode[] {
  const at = random.below(nodes.length);
  const node = nodes[at];
  if (node === undefined) return [{ tag: '9F26', value: new Uint8Array(random.below(300)) }];
  const others = nodes.filter((_, i) => i !== at);
  switch (random.below(5)) {
    case 0:
      return others;
    case 1:
      return [...nodes, node];
    case 2:
      return [...others, { tag: random.pick(['70', '61', '72', 'BF0C']), children: [node] }];
    case 3:
      return isTemplate(node)
        ? [...others, { ...node, children: mutateNodes(node.children, random) }]
        : [...others, { ...node, value: new Uint8Array(random.below(random.once(10) ? 300 : 40)) }];
    default: {
      const other = random.pick(nodes);
      return isTemplate(node) || isTemplate(other)
        ? others
        : [...others, { tag: node.tag, value: other.value }];
    }
  }
}

function checkChip(bytes: Uint8Array): void {
  const data = attempt(EmvError, () => chipDataOf(readTlvLoose(bytes).nodes))?.value;
  if (data === undefined) return;
  // The input itself chooses, so that it alone repeats its case.
  const purpose = FIELD_55_PURPOSES[bytes.length % FIELD_55_PURPOSES.length]!;
  attempt(EmvError, () => checkField55(purpose, bytes));
  recipeOf(data);
  for (const recipe of ['pboc', 'cvn-10', 'cvn-17', 'cvn-18'] as const)
    attempt(EmvError, () => cryptogramInput(data, recipe));
  const answer = attempt(EmvError, () => readIssuerAnswer(data));
  if (answer !== null) attempt(EmvError, () => writeIssuerAnswer(answer.value));
  const results = data.get('DF31');
  if (results !== undefined) attempt(EmvError, () => readScriptResults(results));
}

const PAN = /^[0-9]{14,19}$/;

/** Card numbers and tracks stay hidden wherever they stand. */
function checkMasked(nodes: readonly TlvNode[]): void {
  const shown = describeObjects(nodes);
  const walk = (list: readonly TlvNode[]): readonly TlvNode[] =>
    list.flatMap((node) => [node, ...(isTemplate(node) ? walk(node.children) : [])]);
  for (const [i, node] of walk(nodes).entries()) {
    if (isTemplate(node)) continue;
    const hex = Buffer.from(node.value).toString('hex').toUpperCase();
    const digits = hex.replace(/F+$/, '');
    if (node.tag === '5A' && PAN.test(digits)) {
      const masked = digits.slice(0, 6) + '*'.repeat(digits.length - 10) + digits.slice(-4);
      must(shown[i]!.value === masked, 'a dump shows more of a card number than its ends');
    }
    if (node.tag === '57') must(shown[i]!.value!.includes('masked'), 'a dump shows a track');
  }
}

export function tlvTarget(): Target<Uint8Array> {
  const corpus = corpusOf();
  return {
    name: 'tlv',
    share: 25,
    make(random) {
      const seed = random.pick(corpus);
      if (random.once(3)) {
        const nodes = attempt(EmvError, () => readTlvLoose(seed).nodes);
        const written = attempt(EmvError, () => writeTlv(mutateNodes(nodes?.value ?? [], random)));
        if (written !== null)
          return random.once(2) ? written.value : mutateBytes(written.value, random, corpus);
      }
      return mutateBytes(seed, random, corpus);
    },
    check(bytes) {
      checkChip(bytes);
      const loose = attempt(EmvError, () => readTlvLoose(bytes));
      const strict = attempt(EmvError, () => readTlv(bytes));
      if (loose !== null) checkMasked(loose.value.nodes);
      if (strict === null) {
        must(
          loose === null || loose.value.remarks.length > 0,
          'refused strictly, read loosely without a remark',
        );
        return 'refused';
      }
      must(
        loose !== null && loose.value.remarks.length === 0,
        'read strictly, and loosely only with remarks',
      );
      must(sameBytes(writeTlv(strict.value), bytes), 'what was read strictly is written to other bytes');
      return 'accepted';
    },
  };
}
