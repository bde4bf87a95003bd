/** Results of acts on a way back after the network's word: bounced refunds, arrivals, ends by a person. */
import { row } from './row.ts';

export const AFTERWARDS_OUTCOMES = {
  'proposal-stands': row(
    '22',
    409,
    'refused',
    'changed',
    '已有待复核的结论，须先退回',
    'a finding waits for its approval; put it back first',
  ),
  'not-in-this-state': row(
    '12',
    409,
    'refused',
    'no',
    '当前状态不能这样办理',
    'not possible as it stands now',
  ),
  'not-the-same-person': row(
    '57',
    409,
    'refused',
    'changed',
    '不是同一人，只能付给原持卡人本人',
    'not the same person: the money goes to the holder of the card and to nobody else',
  ),
  'issuer-not-asked': row(
    '12',
    409,
    'refused',
    'changed',
    '尚未登记发卡行的身份确认',
    'the word of the issuer on the person is not recorded yet',
  ),
  'account-is-the-closed-card': row(
    '14',
    422,
    'refused',
    'changed',
    '不能付往已退票的原卡',
    'this is the card that the refund came back from',
  ),
  'no-such-order': row('25', 404, 'refused', 'changed', '没有此付款指令', 'there is no such payout order'),
  'not-carried-out': row('12', 409, 'refused', 'later', '经查实未办理', 'found not to have been carried out'),
} as const;
