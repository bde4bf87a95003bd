/** Why an order, a transfer or a kind of payment is not ended as somebody asked. */
import { row } from './row.ts';

export const ENDING_REASONS = {
  'ends-as-a-whole': row(
    '64',
    422,
    'refused',
    'changed',
    '只能整笔关闭或撤回，不能部分办理',
    'it is closed or taken back as a whole, not in part',
  ),
  'kind-not-on-channel': row(
    '12',
    422,
    'refused',
    'no',
    '本平台没有该渠道此类交易的规则',
    'there are no rules here for this kind of payment in this channel',
  ),
} as const;
