import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OUTCOMES, type Outcome } from '#domain/outcome';

const PAGE = new URL('../docs/outcomes.md', import.meta.url);

const KINDS = {
  success: ['成功', 'Success'],
  declined: ['发卡行或网络拒绝', 'Declined by the issuer or the network'],
  refused: ['本平台拒绝，未发出', 'Refused by this platform; nothing was sent'],
  unknown: ['结果未知', 'Unknown: neither paid nor unpaid'],
  trouble: ['故障', 'Trouble on this side'],
} as const satisfies Record<(typeof OUTCOMES)[Outcome]['kind'], readonly [string, string]>;

const RETRY = {
  no: '不可 · no',
  changed: '更正后 · with other input',
  later: '稍后 · later',
  'sign-in': '签到后 · after signing in',
  ask: '先查原交易 · ask about the earlier act first',
} as const satisfies Record<(typeof OUTCOMES)[Outcome]['retry'], string>;

/** The catalogue as people read it: one table per kind. */
function outcomePage(): string {
  const all = Object.entries(OUTCOMES);
  const parts = Object.entries(KINDS).map(([kind, [zh, en]]) => {
    const rows = all
      .filter(([, row]) => row.kind === kind)
      .map(
        ([name, row]) =>
          `| \`${name}\` | ${row.iso8583} | ${row.http} | ${RETRY[row.retry]} | ${row.zh} | ${row.en} |`,
      );
    return [
      `## ${zh} · ${en}`,
      '',
      '| name | F39 | HTTP | try again? | 中文 | English |',
      '|---|---|---|---|---|---|',
      ...rows,
      '',
    ].join('\n');
  });
  return [
    '# 结果目录 · Outcomes',
    '',
    '每一次操作的结果都是本目录中的一行：终端看到 F39 应答码，接口看到名称与 HTTP 状态，人看到文字。',
    '',
    `Everything that can come of an act is one of these ${all.length} rows. A terminal sees the response code (F39),`,
    'an API caller sees the name and the HTTP status, people see the words. An unknown outcome is never shown as a',
    'decline. This page is written from `src/domain/outcome` by `test/outcome-page.test.ts`.',
    '',
    ...parts,
  ].join('\n');
}

test('docs/outcomes.md says what the catalogue says', () => {
  const right = outcomePage();
  const found = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
  if (found !== right) writeFileSync(PAGE, right);
  expect(
    found === right,
    'docs/outcomes.md was stale and has been rewritten: look at the change, keep it, run again',
  ).toBe(true);
});
