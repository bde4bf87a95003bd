/** Makes the text of a merchant-presented code, its parts in ascending order. */
import { MERCHANT_CODE_LENGTH_MAX, writeChecked } from './checked.ts';
import { QrError } from './error.ts';
import { writePart } from './parts.ts';
import {
  type AdditionalData,
  ASKS_FOR,
  type CodeNode,
  isAccount,
  type LocalNames,
  MORE,
  type PresentedCode,
  SHAPES,
  type ShapedTag,
  TIPS,
} from './presented-code.ts';

/** @throws QrError `not-possible` for a value that does not fit its place */
export function buildPresentedCode(code: PresentedCode): string {
  const shaped = (tag: ShapedTag, value: string | null): string => {
    if (value === null) return '';
    if (!SHAPES[tag].test(value))
      throw new QrError(
        'not-possible',
        `Cannot make a merchant code: tag ${tag} does not fit ${SHAPES[tag].source}`,
      );
    return writePart(tag, value);
  };
  const { use, accounts, tip, more, local, others } = code;
  if (
    accounts.length === 0 ||
    !accounts.every(({ tag }) => isAccount(tag)) ||
    !others.every(({ tag }) => tag >= '65')
  )
    throw new QrError(
      'not-possible',
      'Cannot make a merchant code: accounts are tags 02 to 51, others from 65',
    );
  const built = writeChecked(
    [
      shaped('00', '01'),
      shaped('01', use === null ? null : use === 'static' ? '11' : '12'),
      ascending(accounts),
      shaped('52', code.mcc),
      shaped('53', code.currency),
      shaped('54', code.amount),
      shaped('55', tip === null ? null : `0${1 + TIPS.indexOf(tip.kind)}`),
      shaped('56', tip?.kind === 'fixed' ? tip.amount : null),
      shaped('57', tip?.kind === 'percent' ? tip.percent : null),
      shaped('58', code.country),
      shaped('59', code.merchantName),
      shaped('60', code.city),
      shaped('61', code.postalCode),
      more === null ? '' : writePart('62', ascending(moreParts(more))),
      // Tag 63, the check, ends the code whatever its number.
      local === null ? '' : writePart('64', ascending(localParts(local))),
      ascending(others),
    ].join(''),
  );
  if (built.length > MERCHANT_CODE_LENGTH_MAX)
    throw new QrError(
      'not-possible',
      `Cannot make a merchant code of ${built.length} characters, at most ${MERCHANT_CODE_LENGTH_MAX} are allowed`,
    );
  return built;
}

function moreParts(more: AdditionalData): readonly CodeNode[] {
  const labels = Object.entries(MORE).flatMap(([name, tag]) => {
    const value = more[name as keyof typeof MORE];
    return value === null ? [] : [{ tag, value }];
  });
  return [
    ...labels,
    ...(more.asksFor === null ? [] : [{ tag: ASKS_FOR, value: more.asksFor }]),
    ...more.others,
  ];
}

const localParts = ({ language, merchantName, city, others }: LocalNames): readonly CodeNode[] => [
  { tag: '00', value: language },
  { tag: '01', value: merchantName },
  ...(city === null ? [] : [{ tag: '02', value: city }]),
  ...others,
];

function ascending(nodes: readonly CodeNode[]): string {
  const sorted = [...nodes].sort((a, b) => (a.tag < b.tag ? -1 : 1));
  for (const [i, { tag }] of sorted.entries())
    if (!/^\d{2}$/.test(tag) || tag === sorted[i + 1]?.tag)
      throw new QrError('not-possible', `Cannot make a merchant code: tag ${tag} is none or stands twice`);
  return sorted
    .map((node) => writePart(node.tag, 'parts' in node ? ascending(node.parts) : node.value))
    .join('');
}
