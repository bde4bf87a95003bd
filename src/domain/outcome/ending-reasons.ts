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
  'completion-exceeds-hold': row(
    '64',
    422,
    'refused',
    'changed',
    '完成金额超过预授权金额的允许比例',
    'more than a completion of this pre-authorisation may take',
  ),
  'increment-goes-with-its-hold': row(
    '22',
    409,
    'refused',
    'changed',
    '追加预授权随原预授权一并撤销',
    'an increment is voided with the pre-authorisation that it raised',
  ),
  'increment-in-progress': row(
    '22',
    409,
    'refused',
    'later',
    '追加预授权尚无结果',
    'an increment of it is under way',
  ),
} as const;
