/** Cases by number: seed and number alone make an input, so that any case can be had again. */
import { captureTarget, dumpTarget } from './captures.ts';
import { merchantCodeTarget, payerCodeTarget, scannedTarget } from './codes.ts';
import { networkFrameTarget, plainFrameTarget, subfieldTarget, terminalFrameTarget } from './frames.ts';
import { randomOf } from './random.ts';
import type { Input, Target, Verdict } from './target.ts';
import { tlvTarget } from './tlv.ts';

export interface FuzzCase {
  readonly target: Target;
  readonly input: Input;
}

export const allTargets = (): readonly Target[] =>
  [
    terminalFrameTarget(),
    networkFrameTarget(),
    plainFrameTarget(),
    subfieldTarget(),
    tlvTarget(),
    merchantCodeTarget(),
    payerCodeTarget(),
    scannedTarget(),
    captureTarget(),
    dumpTarget(),
  ] as unknown as readonly Target[];

/** The case of this number; the number chooses its target by the targets' shares. */
export function caseOf(targets: readonly Target[], seed: number, index: number): FuzzCase {
  const random = randomOf(seed, index);
  let at = random.below(targets.reduce((sum, { share }) => sum + share, 0));
  const target = targets.find(({ share }) => {
    at -= share;
    return at < 0;
  })!;
  return { target, input: target.make(random) };
}

export const runCase = ({ target, input }: FuzzCase): Verdict => target.check(input);

/** As it stands in `findings.json`: bytes as hex, text as it is. */
export const inputText = (input: Input): string =>
  typeof input === 'string' ? input : Buffer.from(input).toString('hex').toUpperCase();

export const inputOf = (target: string, text: string): Input =>
  ['merchant-code', 'payer-code', 'scanned-text', 'printed-dump'].includes(target)
    ? text
    : new Uint8Array(Buffer.from(text, 'hex'));
