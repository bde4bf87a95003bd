/** `yuanlu emv decode`: chip data as people read it, masked, with words in both languages. */
import type { Command } from 'commander';
import {
  checkField55,
  type DescribedObject,
  describeObjects,
  EmvError,
  FIELD_55_PURPOSES,
  FIELD_55_RULES,
  type Field55Issue,
  type Field55Purpose,
  type LooseTlv,
  readTlvLoose,
  type Words,
} from '#wire/emv';
import { CliError, common, EXIT } from './client.ts';
import { cells, pad, print, printJson } from './print.ts';
import { hexBytes, readInput } from './read-input.ts';

/** Both languages unless one is asked for: chip data is read by people of both. */
type Shown = 'zh' | 'en' | 'both';
const wordsIn = (words: Words, shown: Shown): string =>
  shown === 'both' ? `${words.zh} ${words.en}` : words[shown];

const REMARKS: Readonly<Record<string, Words>> = {
  'fill-bytes': { zh: '填充字节00', en: 'fill bytes 00' },
  'long-length': { zh: '长度字节多余', en: 'a length in more bytes than it needs' },
  'opaque-template': { zh: '模板内不是数据对象', en: 'a template that holds no objects' },
};
const ISSUES: Readonly<Record<Field55Issue['kind'], Words>> = {
  missing: { zh: '缺少', en: 'missing' },
  'bad-length': { zh: '长度不符', en: 'of a wrong length' },
  'bad-format': { zh: '格式不符', en: 'of a wrong format' },
  'own-length': {
    zh: '其自身的长度字节与后续字节数不符',
    en: 'not as long as its own length byte says',
  },
  'wrong-value': { zh: '取值不符', en: 'of a value that does not belong here' },
  unlisted: { zh: '不在列表中', en: 'not on the list' },
  'other-layout': {
    zh: '不是PBOC、Visa卡的布局（首字节长度、卡片验证结果）：此类卡的发卡行会以30拒绝',
    en: 'not laid out as PBOC and Visa cards have it (its own length byte, card results): their issuers answer 30',
  },
  'fill-bytes': REMARKS['fill-bytes']!,
  'long-length': REMARKS['long-length']!,
  'opaque-template': REMARKS['opaque-template']!,
};
const UNKNOWN: Words = { zh: '未知', en: 'unknown' };

function purposeOf(text: string | undefined): Field55Purpose | null {
  if (text === undefined) return null;
  const purpose = FIELD_55_PURPOSES.find((each) => each === text);
  if (purpose !== undefined) return purpose;
  const known = FIELD_55_PURPOSES.join(', ');
  throw new CliError({ zh: `--purpose 应为 ${known}`, en: `--purpose is none of ${known}` });
}

/** Bytes of a file that is no hex are taken as they are. */
async function chipBytes(given: string | undefined, file: string | undefined): Promise<Uint8Array> {
  const input = await readInput(given, file);
  const bytes = hexBytes(input);
  if (bytes !== null) return bytes;
  if (file !== undefined) return input;
  throw new CliError({
    zh: '无法识别：应为十六进制数，两位一个字节',
    en: 'Cannot read it: expected hex, two digits a byte',
  });
}

function unreadable(error: unknown): never {
  if (!(error instanceof EmvError)) throw error;
  throw new CliError(
    { zh: `不是IC卡数据：${error.message}`, en: `This is no chip data: ${error.message}` },
    EXIT.no,
  );
}

function decoded(bytes: Uint8Array): LooseTlv {
  try {
    return readTlvLoose(bytes);
  } catch (error) {
    return unreadable(error);
  }
}

function issuesOf(purpose: Field55Purpose | null, bytes: Uint8Array): readonly Field55Issue[] {
  try {
    return purpose === null ? [] : checkField55(purpose, bytes);
  } catch (error) {
    return unreadable(error);
  }
}

function text(objects: readonly DescribedObject[], loose: LooseTlv, shown: Shown): string {
  const tags = objects.map(({ tag, depth }) => '  '.repeat(depth) + tag);
  const names = objects.map(({ name }) => wordsIn(name ?? UNKNOWN, shown));
  const [tagWidth, nameWidth] = [tags, names].map((column) => Math.max(0, ...column.map(cells))) as [
    number,
    number,
  ];
  const lines = objects.flatMap(({ value, words, fault }, i) => [
    `${pad(tags[i]!, tagWidth)}  ${pad(names[i]!, nameWidth)}  ${value ?? ''}`.trimEnd(),
    ...words.map((each) => `${' '.repeat(tagWidth + 4)}- ${wordsIn(each, shown)}`),
    ...(fault === null ? [] : [`${' '.repeat(tagWidth + 4)}! ${wordsIn(ISSUES[fault], shown)}`]),
  ]);
  const remarks = loose.remarks.map(({ kind, offset }) => {
    const at = wordsIn({ zh: `第${offset}字节`, en: `byte ${offset}` }, shown);
    return `! ${at}: ${wordsIn(REMARKS[kind]!, shown)}`;
  });
  return [...lines, ...remarks].join('\n');
}

function issueText(purpose: Field55Purpose, issues: readonly Field55Issue[], shown: Shown): string {
  const good: Words = { zh: '55域符合要求', en: 'field 55 is as it must be' };
  const title = wordsIn(FIELD_55_RULES[purpose], shown);
  if (issues.length === 0) return `\n${title}: ${wordsIn(good, shown)}`;
  return [
    `\n${title}:`,
    ...issues.map(
      ({ level, kind, tag }) =>
        `  ${level === 'refuse' ? '✗' : '·'} ${tag ?? ''} ${wordsIn(ISSUES[kind], shown)}`,
    ),
  ].join('\n');
}

interface Options {
  readonly file?: string;
  readonly purpose?: string;
}

async function decode(given: string | undefined, options: Options, command: Command): Promise<void> {
  const { json, lang } = common(command);
  const shown: Shown = command.optsWithGlobals().lang === undefined ? 'both' : lang;
  const purpose = purposeOf(options.purpose);
  const bytes = await chipBytes(given, options.file);
  if (bytes.length === 0)
    throw new CliError({ zh: '没有数据：IC卡数据为空', en: 'There is no chip data: it is empty' }, EXIT.no);
  const loose = decoded(bytes);
  const objects = describeObjects(loose.nodes);
  const issues = issuesOf(purpose, bytes);
  if (json) printJson({ objects, remarks: loose.remarks, ...(purpose === null ? {} : { purpose, issues }) });
  else {
    print(text(objects, loose, shown));
    if (purpose !== null) print(issueText(purpose, issues, shown));
  }
  process.exitCode = issues.some(({ level }) => level === 'refuse') ? EXIT.no : EXIT.yes;
}

export function registerEmv(program: Command): void {
  const emv = program.command('emv').description('chip data');
  emv
    .command('decode')
    .argument('[hex]', 'BER-TLV such as field 55, as hex; - reads standard input')
    .description(
      'objects with their names and what coded values say; card number, track and keys stay hidden',
    )
    .option('--file <name>', 'a file of hex, or of bytes')
    .option('--purpose <purpose>', `check field 55 of such a message: ${FIELD_55_PURPOSES.join(', ')}`)
    .addHelpText(
      'after',
      '\nExamples:\n  yuanlu emv decode 9F2608A1B2C3D4E5F607189F270180950500000480009A03261123\n' +
        '  yuanlu emv decode --file field-55.hex --purpose online\n  ... | yuanlu emv decode - --json\n\n' +
        'Exit code 0: read, and as the purpose asks. 1: no chip data, or not as it asks.',
    )
    .action(decode);
}
