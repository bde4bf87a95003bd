/** Results of what the API is given before anybody's money is looked at. */
import { type OutcomeRow, row } from './row.ts';

export const API_OUTCOMES = {
  'not-signed-in': row(
    '05',
    401,
    'refused',
    'changed',
    '未登录，或密钥无效',
    'not signed in, or no valid key',
  ),
  'not-allowed': row('57', 403, 'refused', 'no', '没有权限', 'not allowed'),
  'not-found': row('25', 404, 'refused', 'changed', '不存在', 'not found'),
  'input-not-valid': row('30', 400, 'refused', 'changed', '请求内容不正确', 'the request is not valid'),
  'input-too-large': row('30', 413, 'refused', 'changed', '请求过大', 'the request is too large'),
  'key-missing': row('30', 400, 'refused', 'changed', '缺少 Idempotency-Key', 'Idempotency-Key is missing'),
  'method-not-allowed': row(
    '30',
    405,
    'refused',
    'changed',
    '此地址不支持该方法',
    'this address does not take this method',
  ),
  'media-type': row('30', 415, 'refused', 'changed', '不支持的内容类型', 'content type not supported'),
  'rules-not-valid': row('30', 422, 'refused', 'changed', '规则文件有误', 'the rule files are not valid'),
} as const satisfies Record<string, OutcomeRow>;
