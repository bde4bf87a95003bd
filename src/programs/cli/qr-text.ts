/** Codes as lines of name and value, in one language. */
import type { Lang } from '#domain/outcome';
import { describeObjects } from '#wire/emv';
import {
  type CodeNode,
  type CodeRemark,
  identifierOf,
  type PayerCode,
  type PresentedCode,
  schemeOf,
  type UnionpayAccount,
} from '#wire/qr';

type Row = readonly [name: string, value: string];
type Named = readonly [zh: string, en: string, value: string | null];

const rowsOf = (named: readonly Named[], lang: Lang): readonly Row[] =>
  named.flatMap(([zh, en, value]) => (value === null ? [] : [[lang === 'zh' ? zh : en, value]]));

const nodeText = (node: CodeNode): string =>
  'parts' in node ? node.parts.map((each) => `${each.tag} ${nodeText(each)}`).join(', ') : node.value;

function accountRow(node: CodeNode, lang: Lang): Row {
  const whose = schemeOf(node.tag) ?? identifierOf(node);
  const name = `${lang === 'zh' ? '商户账户' : 'account'} ${node.tag}`;
  return [whose === null ? name : `${name} (${whose})`, nodeText(node)];
}

const USE = {
  static: { zh: '静态（固定）', en: 'static, for all payments' },
  dynamic: { zh: '动态（一次）', en: 'dynamic, for one payment' },
} as const;

const REMARKS: Readonly<Record<CodeRemark, Readonly<Record<Lang, string>>>> = {
  'lower-case-check': { zh: '校验码为小写', en: 'the check is in small letters' },
  'out-of-order': { zh: '数据对象未按顺序排列', en: 'parts are not in ascending order' },
  'opaque-template': { zh: '有一个模板内不是数据对象', en: 'a template holds no parts' },
  'no-identifier': { zh: '有一个模板没有标识', en: 'a template has no identifier' },
};

function tipText(tip: PresentedCode['tip']): string | null {
  if (tip === null) return null;
  return tip.kind === 'asked' ? '?' : tip.kind === 'fixed' ? tip.amount : `${tip.percent} %`;
}

export function merchantRows(
  code: PresentedCode,
  unionpay: UnionpayAccount | null,
  remarks: readonly CodeRemark[],
  lang: Lang,
): readonly Row[] {
  const { more, local } = code;
  return [
    ...rowsOf([['用途', 'use', code.use === null ? null : USE[code.use][lang]]], lang),
    ...code.accounts.map((node) => accountRow(node, lang)),
    ...rowsOf(
      [
        ['收单机构', 'acquirer', unionpay?.acquirerId ?? null],
        ['转发机构', 'forwarder', unionpay?.forwarderId ?? null],
        ['商户号', 'merchant no.', unionpay?.merchantId ?? null],
        ['商户名称', 'merchant', code.merchantName],
        ['城市', 'city', code.city],
        ['邮政编码', 'postal code', code.postalCode],
        ['国家', 'country', code.country],
        [
          '商户名称（本地语言）',
          'merchant, local',
          local === null ? null : `${local.merchantName} (${local.language})`,
        ],
        ['城市（本地语言）', 'city, local', local?.city ?? null],
        ['商户类别', 'category', code.mcc],
        ['金额', 'amount', code.amount],
        ['币种', 'currency', code.currency],
        ['小费', 'tip', tipText(code.tip)],
        ['账单号', 'bill', more?.billNumber ?? null],
        ['手机号', 'mobile', more?.mobileNumber ?? null],
        ['门店', 'store', more?.storeLabel ?? null],
        ['会员号', 'loyalty', more?.loyaltyNumber ?? null],
        ['订单号', 'reference', more?.referenceLabel ?? null],
        ['客户', 'customer', more?.customerLabel ?? null],
        ['终端', 'terminal', more?.terminalLabel ?? null],
        ['目的', 'purpose', more?.purpose ?? null],
        ['需采集', 'asks for', more?.asksFor ?? null],
      ],
      lang,
    ),
    ...[...(more?.others ?? []), ...code.others].map((node): Row => [node.tag, nodeText(node)]),
    ...remarks.map((remark): Row => ['!', REMARKS[remark][lang]]),
  ];
}

export const payerRows = ({ objects }: PayerCode, lang: Lang): readonly Row[] =>
  describeObjects(objects).map(({ tag, depth, name, value }) => [
    `${'  '.repeat(depth)}${tag} ${name?.[lang] ?? ''}`.trimEnd(),
    value ?? '',
  ]);

/** A payment code pays: whoever reads it off a log could be quicker than the till. */
export const maskedNumber = (digits: string): string =>
  digits.slice(0, 6) + '*'.repeat(digits.length - 10) + digits.slice(-4);
