/** Sub-fields of the terminal side in words. */
import { maskPan } from '../describe.ts';
import { bytesOf, type Iso8583Message, textOf } from '../message.ts';
import type { PosMessageId } from '../messages/pos.ts';
import { parseBatchDetails, parseTip, parseUploadCount } from '../subfields/batch-details.ts';
import { parseChipUpload, parseField62Usage } from '../subfields/field-62.ts';
import { type ListTag, parseListAnswer, parseListTags } from '../subfields/lists.ts';
import { parseTerminalParameters } from '../subfields/parameters.ts';
import { parsePosField60, parsePosField61 } from '../subfields/pos-60-61.ts';
import { parsePrivateTags } from '../subfields/private-tags.ts';
import { type GroupTotals, parseSettlementTotals } from '../subfields/settlement-totals.ts';
import { parsePosField63 } from '../subfields/texts.ts';
import * as codes from './codes.ts';
import { both, type ExplainedPart, part, tailOnly, yuanOf } from './part.ts';

export function field60(text: string): ExplainedPart[] {
  const found = parsePosField60(text);
  const parts = [
    part('60.1', both('交易类型码', 'transaction type'), found.transactionType),
    part('60.2', both('批次号', 'batch'), found.batch),
  ];
  const more = [
    ['60.3', '网络管理信息码', 'management code', found.networkCode, null],
    ['60.4', '终端读取能力', 'reading capability', found.readingCapability, codes.readingCapabilities],
    ['60.5', 'IC卡条件代码', 'chip condition', found.chipCondition, codes.chipConditions],
    ['60.6', '部分扣款支持', 'partial approval', found.partialApproval, null],
    ['60.7', '账户类型', 'account type', found.accountType, null],
  ] as const;
  for (const [name, zh, en, value, words] of more)
    if (value !== undefined) parts.push(part(name, both(zh, en), value, words?.[value] ?? null));
  return parts;
}

export function field61(text: string): ExplainedPart[] {
  const found = parsePosField61(text);
  const parts = [
    part('61.1', both('原批次号', 'original batch'), found.batch),
    part('61.2', both('原流水号', 'original trace'), found.trace),
  ];
  const mode = found.authorisationMode;
  if (found.date !== undefined) parts.push(part('61.3', both('原交易日期', 'original date'), found.date));
  if (mode !== undefined)
    parts.push(part('61.4', both('授权方式', 'authorised by'), mode, codes.authorisationModes[mode] ?? null));
  if (found.authorisingInstitution !== undefined)
    parts.push(part('61.5', both('授权机构', 'authorising institution'), found.authorisingInstitution));
  return parts;
}

const group = (name: string, zh: string, en: string, totals: GroupTotals): ExplainedPart[] => [
  part(`${name}.1`, both(`${zh}借记`, `${en}, debit`), `${yuanOf(totals.debitTotal)} / ${totals.debitCount}`),
  part(
    `${name}.2`,
    both(`${zh}贷记`, `${en}, credit`),
    `${yuanOf(totals.creditTotal)} / ${totals.creditCount}`,
  ),
  part(
    `${name}.3`,
    both(`${zh}对账结果`, `${en}, result`),
    totals.result,
    codes.settlementWords[totals.result] ?? null,
  ),
];

export function field48(text: string, row: PosMessageId | null): ExplainedPart[] {
  switch (row) {
    case 'settlement': {
      const { domestic, foreign } = parseSettlementTotals(text);
      return [
        ...group('48.1', '内卡', 'domestic cards', domestic),
        ...group('48.2', '外卡', 'foreign cards', foreign),
      ];
    }
    case 'upload-stripe':
      return parseBatchDetails(text).map(({ kind, stan, pan, amountFen }, i) =>
        part(
          `48 #${i + 1}`,
          kind === 'domestic' ? both('内卡明细', 'domestic card') : both('外卡明细', 'foreign card'),
          `${stan} ${pan === null ? '-' : maskPan(pan)} ${yuanOf(amountFen)}`,
        ),
      );
    case 'upload-end':
      return [part('48', both('明细笔数', 'details sent up'), String(parseUploadCount(text)))];
    case 'tip':
    case 'upload-tip':
      return [part('48', both('小费', 'tip'), yuanOf(parseTip(text)))];
    default:
      return [];
  }
}

const tagTitles: Readonly<Record<string, ReturnType<typeof both>>> = {
  A2: both('终端安全信息', 'security data of the terminal'),
  A3: both('付款码', "payer's code"),
  A4: both('订单', 'order'),
};

export function field59(text: string): ExplainedPart[] {
  return parsePrivateTags(59, text).map(({ tag, value }) =>
    part(
      tag,
      tagTitles[tag] ?? both('自定义标签', 'private tag'),
      tag === 'A2' ? `[${value.length} characters]` : tailOnly(value),
    ),
  );
}

const listTagTitles: Readonly<Record<string, ReturnType<typeof both>>> = {
  '9F06': both('应用或RID', 'application or RID'),
  '9F22': both('公钥索引', 'key index'),
  DF02: both('公钥模', 'modulus'),
  DF03: both('公钥校验值', 'check value of the key'),
  DF04: both('公钥指数', 'exponent'),
  DF05: both('公钥有效期', 'expiry of the key'),
};

/** Public keys and parameters are no secret; what carries a master key is. */
const shownTags = ['9F06', '9F22', 'DF05'];

const listTag = ({ tag, value }: ListTag): ExplainedPart =>
  part(
    tag,
    listTagTitles[tag] ?? both('参数', 'parameter'),
    shownTags.includes(tag) ? hex(value) : `[${value.length} bytes]`,
  );

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();

function parameters(bytes: Uint8Array): ExplainedPart[] {
  return Object.entries(parseTerminalParameters(bytes)).map(([name, value]) =>
    part(name, both('终端参数', 'terminal parameter'), readable(String(value))),
  );
}

export function field62(
  message: Iso8583Message,
  row: PosMessageId | null,
  isAnswer: boolean,
): ExplainedPart[] {
  const bytes = bytesOf(message, 62);
  if (bytes === undefined || row === null) return [];
  switch (row) {
    case 'sign-in':
      return isAnswer
        ? [part('62', both('工作密钥', 'working keys'), `[${bytes.length} bytes, masked]`)]
        : [];
    case 'parameter-download':
      return isAnswer ? parameters(bytes) : [];
    case 'ca-key-query':
    case 'ic-parameter-query':
    case 'ca-key-download':
    case 'ic-parameter-download':
      return isAnswer ? listAnswer(bytes) : row.endsWith('query') ? [] : parseListTags(bytes).map(listTag);
    case 'upload-chip':
    case 'upload-chip-failed':
      return chipUpload(bytes);
    case 'reservation-sale':
    case 'moto-sale':
    case 'moto-void':
    case 'moto-refund':
      return usage(bytes);
    default:
      return [];
  }
}

function listAnswer(bytes: Uint8Array): ExplainedPart[] {
  const { state, tags } = parseListAnswer(bytes);
  const first = part('62.1', both('后续标志', 'how it goes on'), state, codes.listWords[state] ?? null);
  return [first, ...tags.map(listTag)];
}

function chipUpload(bytes: Uint8Array): ExplainedPart[] {
  const packed = bytes[0] === 0x61 || bytes[0] === 0x71;
  const upload = parseChipUpload(bytes, packed ? 'bcd' : 'ascii');
  const kind = upload.result === 'failed' ? both('失败交易', 'failed') : both('交易证书', 'certificate');
  return [
    part('62', kind, `${yuanOf(upload.amountFen)} ${upload.currency}`),
    part('62.3', both('原因', 'reason'), upload.reason),
  ];
}

function usage(bytes: Uint8Array): ExplainedPart[] {
  const found = parseField62Usage(bytes);
  const title =
    found.usage === '90' ? both('预约手机号', 'telephone of the reservation') : both('用法', 'usage');
  return [part(found.usage, title, tailOnly(found.text))];
}

export function field63(message: Iso8583Message): ExplainedPart[] {
  const text = textOf(message, 63) ?? '';
  if (text.startsWith('SM'))
    return [part('SM', both('国密密码块', 'PIN block under SM4'), `[${text.length - 5} bytes, masked]`)];
  const found = parsePosField63(text);
  const texts = [
    ['63.1', '操作员或卡组织', 'operator or scheme', found.code],
    ['63.2.1', '发卡方信息', "issuer's text", found.issuerText],
    ['63.2.2', '银联信息', "network's text", found.networkText],
    ['63.2.3', '受理方信息', "acquirer's text", found.acquirerText],
  ] as const;
  return texts
    .filter(([, , , value]) => value !== '')
    .map(([name, zh, en, value]) => part(name, both(zh, en), readable(value)));
}

/** Text with other bytes than ASCII is GB 18030, which this room leaves undecoded. */
const readable = (text: string): string =>
  /^[ -~]*$/.test(text) ? text : `0x${hex(Uint8Array.from(text, (each) => each.charCodeAt(0)))}`;
