/** Rules in lines and columns. */
import type { RuleDetailView, RuleView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import { cells, said, table } from './print.ts';

const WORDS_CELLS = 88;

/** As much of a text as fits into so many cells of a terminal. */
function cut(text: string, width: number): string {
  if (cells(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (cells(kept) + cells(character) > width - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Chinese breaks anywhere, English between words. */
function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
    if (line !== '' && cells(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
  }
  return [...lines, line.trimEnd()].map((each) => indent + each).join('\n');
}

interface Dated {
  readonly from: string | null;
  readonly until: string | null;
}

function datesText({ from, until }: Dated, lang: Lang): string {
  if (from === null && until === null) return lang === 'zh' ? '一直有效' : 'always';
  if (until === null) return lang === 'zh' ? `自 ${from}` : `from ${from}`;
  if (from === null) return lang === 'zh' ? `至 ${until}` : `until ${until}`;
  return lang === 'zh' ? `${from} 至 ${until}` : `${from} to ${until}`;
}

export function listText(rules: readonly RuleView[], day: string, lang: Lang): string {
  const rows = rules.map((rule) => [rule.id, rule.certainty, cut(said(rule, lang), WORDS_CELLS)]);
  const end =
    lang === 'zh' ? `${day} 有效的规则 ${rules.length} 条。` : `${rules.length} rules in force on ${day}.`;
  return [...(rows.length > 0 ? [table(rows)] : []), end].join('\n');
}

/** Every parameter with its value, unit, certainty and the layer that gave it. */
export function parameterText(rules: readonly RuleView[], lang: Lang): string {
  const rows = rules.flatMap((rule) =>
    rule.parameters.map(({ key, value, unit, certainty, layer }) => [
      rule.id,
      key,
      String(value),
      certainty,
      layer === 'platform' ? '' : layer,
      unit,
    ]),
  );
  return rows.length > 0 ? table(rows) : lang === 'zh' ? '没有参数。' : 'No parameters.';
}

const INDENT = '  ';
const TEXT_CELLS = 96;

function layerRow(layer: RuleDetailView['parameters'][number]['layers'][number], lang: Lang): string[] {
  const mark = layer.won ? '→' : layer.here ? '·' : ' ';
  const whom = layer.owner === '*' ? layer.layer : `${layer.layer} ${layer.owner}`;
  const dates = layer.from === null && layer.until === null ? '' : datesText(layer, lang);
  return [`    ${mark} ${whom}`, String(layer.value), `${layer.certainty}  ${layer.source}`, dates];
}

export function detailText(rule: RuleDetailView, day: string, lang: Lang): string {
  const zh = lang === 'zh';
  const state = rule.inForce
    ? zh
      ? `${day} 有效`
      : `in force on ${day}`
    : zh
      ? `${day} 无效`
      : `not in force on ${day}`;
  const channels = rule.channels === null ? (zh ? '所有渠道' : 'all channels') : rule.channels.join(', ');
  const lines = [
    `${rule.id}  ${rule.certainty}  ${datesText(rule, lang)}  ${state}  ${channels}`,
    wrapped(said(rule, lang), TEXT_CELLS, INDENT),
    `${INDENT}${zh ? '来源：' : 'source: '}${rule.source}`,
  ];
  for (const { layer, owner, here, ...dates } of rule.switchedOff) {
    const whom = `${layer} ${owner}, ${datesText(dates, lang)}${here ? ' →' : ''}`;
    lines.push(`${INDENT}${zh ? '停用：' : 'switched off: '}${whom}`);
  }
  for (const parameter of rule.parameters) {
    const usually = parameter.usually ? (zh ? '（通常）' : ' (usually)') : '';
    lines.push('', `${INDENT}${parameter.key} = ${parameter.value}${usually}`);
    lines.push(`${INDENT}${INDENT}${said(parameter, lang)}; ${parameter.unit}`);
    lines.push(table(parameter.layers.map((layer) => layerRow(layer, lang))));
  }
  if (rule.versions.length > 1) {
    lines.push('', `${INDENT}${zh ? '各版本：' : 'versions:'}`);
    for (const version of rule.versions)
      lines.push(`${INDENT}${INDENT}${datesText(version, lang)}  ${cut(said(version, lang), WORDS_CELLS)}`);
  }
  return lines.join('\n');
}
