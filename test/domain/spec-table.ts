import { readFileSync, writeFileSync } from 'node:fs';

/** A formatter may pad cells; what they say is compared. */
const plain = (table: string): string =>
  table
    .trim()
    .replace(/-{3,}/g, '---')
    .replace(/[ \t]+/g, ' ')
    .replace(/\| /g, '|')
    .replace(/ \|/g, '|');

/**
 * Compares a table with the one between `<!-- name -->` and `<!-- end of name -->` of a page, and writes it there if
 * it differs. Returns what to do about it.
 */
export function specTable(
  page: URL,
  name: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(header), `|${'---|'.repeat(header.length)}`, ...rows.map(line)].join('\n');
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from)
    return `add the lines ${start.trim()} and ${end.trim()} to ${page.pathname}, then run again`;
  if (plain(text.slice(from + start.length, to)) === plain(table)) return 'as shown';
  writeFileSync(page, `${text.slice(0, from + start.length)}\n${table}\n\n${text.slice(to)}`);
  return `the table "${name}" was stale and has been rewritten: look at the change, keep it, run again`;
}
