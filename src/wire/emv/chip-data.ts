/** The objects of one field 55 by their tags. */
import { fail } from './error.ts';
import { isTemplate, readTlv, readTlvLoose, type TlvNode } from './tlv.ts';

/** Field 55 of the terminal and of the network line holds no more. */
export const CHIP_DATA_BYTES_MAX = 255;

export interface ChipData {
  readonly nodes: readonly TlvNode[];
  /** Value of an object of the uppermost level; undefined when it is absent or a template. */
  get(tag: string): Uint8Array | undefined;
  /** @throws EmvError `missing` */
  need(tag: string): Uint8Array;
  has(tag: string): boolean;
}

/** @throws EmvError `twice`: two values of one tag would be two answers to one question */
export function chipDataOf(nodes: readonly TlvNode[]): ChipData {
  const byTag = new Map<string, TlvNode>();
  for (const node of nodes) {
    // Several scripts may come in one answer, each in a template of its own.
    if (byTag.has(node.tag) && !isTemplate(node))
      fail('twice', `read chip data: tag ${node.tag} stands twice`, node.tag);
    byTag.set(node.tag, node);
  }
  const get = (tag: string): Uint8Array | undefined => {
    const node = byTag.get(tag);
    return node === undefined || isTemplate(node) ? undefined : node.value;
  };
  return {
    nodes,
    get,
    need: (tag) => get(tag) ?? fail('missing', `read chip data: tag ${tag} is missing`, tag),
    has: (tag) => byTag.has(tag),
  };
}

/** `loose` accepts what is only unusual; see {@link readTlvLoose}. @throws EmvError */
export function readChipData(bytes: Uint8Array, manner: 'strict' | 'loose' = 'strict'): ChipData {
  const limits = { bytesMax: CHIP_DATA_BYTES_MAX };
  return chipDataOf(manner === 'strict' ? readTlv(bytes, limits) : readTlvLoose(bytes, limits).nodes);
}
