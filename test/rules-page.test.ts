import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Rule } from '#domain/policy';
import { publishedBook, publishedRuleFiles } from './rule-files.ts';

const PAGE = new URL('../docs/rule-parameters.md', import.meta.url);

const cell = (text: string): string => text.replaceAll('|', '\\|');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const dated = ({ from, until }: Rule): string =>
  from === null && until === null ? '' : ` (${from ?? '…'} to ${until ?? '…'})`;

/** Every parameter of the published files, and every narrowing, as people look them up. */
function page(): string {
  const { book } = publishedBook();
  const files = publishedRuleFiles().map(({ name, text }) => {
    const { rules = [] } = JSON.parse(text) as { rules?: { id: string }[] };
    return { name, ids: [...new Set(rules.map(({ id }) => id))] };
  });
  const rows = (id: string): string[] =>
    (book.versions.get(id) ?? []).flatMap((rule) =>
      Object.entries(rule.parameters).map(([key, { value, unit, certainty, zh, en }]) =>
        row(`\`${key}\``, String(value), unit, certainty, `${id}${dated(rule)}`, zh, en),
      ),
    );
  const sections = files.flatMap(({ name, ids }) => {
    const found = ids.flatMap(rows);
    if (found.length === 0) return [];
    return [
      `## ${name}`,
      '',
      '| key | value | unit | certainty | rule | 中文 | English |',
      '|---|---|---|---|---|---|---|',
      ...found,
      '',
    ];
  });
  const narrowings = book.overrides.flatMap(({ layer, owner, set }) =>
    Object.entries(set).map(([key, { value, certainty, source }]) =>
      row(layer, owner, `\`${key}\``, String(value), certainty, source),
    ),
  );
  return [
    '# 规则参数 · Rule parameters',
    '',
    '答复所依据的全部参数，按规则文件排列；改文件即改参数，无需改代码。写法见 [rules.md](rules.md)。',
    '',
    'Every parameter that answers rest on, file by file. [rules.md](rules.md) tells how they are written and',
    'narrowed; A, B+, B, C and P are the certainty. This page is written from the files in `rules/` by',
    '`test/rules-page.test.ts`.',
    '',
    ...sections,
    '## 收窄 · Published narrowings',
    '',
    '| layer | owner | key | value | certainty | source |',
    '|---|---|---|---|---|---|',
    ...narrowings,
    '',
  ].join('\n');
}

test('docs/rule-parameters.md says what the rule files say', () => {
  const right = page();
  const found = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  if (found !== right) writeFileSync(PAGE, right);
  expect(
    found === right,
    'docs/rule-parameters.md was stale and has been rewritten: look at the change, keep it, run again',
  ).toBe(true);
});
