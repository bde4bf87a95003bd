/** What differs between the terminal's list of a batch and the host's, in words. */
import type { DifferenceEnd, DifferenceKind } from '../terminal/index.ts';
import { type Words, words } from './words.ts';

export const DIFFERENCE_WORDS: Readonly<Record<DifferenceKind, Words>> = {
  'host-only': words('仅主机有记录', 'only the host has it'),
  'terminal-only': words('仅终端有记录', 'only the terminal has it'),
  'content-differs': words('金额或卡号不同', 'amount or card differ'),
  'card-refused': words('批准后被卡片拒绝', 'approved, then refused by the card'),
  'count-differs': words('上送笔数与声明不符', 'fewer or more came than the terminal says it sent'),
};

export const DIFFERENCE_END_WORDS: Readonly<Record<DifferenceEnd, Words>> = {
  'host-right': words('以主机为准', "the host's list is right"),
  'terminal-right': words('以终端为准', "the terminal's list is right"),
  'made-good': words('已另行处理', 'made good elsewhere'),
};
