/** `yuanlu track`: where the money of a way back is now, one line per station. */
import type { Command } from 'commander';
import type { CancellationDetailView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import { CliError, type Client, clientFor, common, good } from './client.ts';
import { clockTime, print, printJson, said, table, yuan } from './print.ts';
import { exitOfCancellation } from './way-back-words.ts';

type Stop = CancellationDetailView['tracking']['stops'][number];

const MARKS: Readonly<Record<Stop['state'], string>> = {
  passed: '●',
  here: '◉',
  unknown: '?',
  expected: '○',
  ahead: '·',
  stopped: '✗',
  none: ' ',
};

/** `last` means the newest cancellation. */
async function cancellationId(given: string, client: Client): Promise<string> {
  if (given !== 'last') return given;
  const list = good(await client.get<{ items: { id: string }[] }>('/v1/cancellations?limit=1'));
  const [newest] = list.items;
  if (newest === undefined)
    throw new CliError({
      zh: '还没有取消。先办一笔：./yuanlu cancel last',
      en: 'There is no cancellation yet. Make one: ./yuanlu cancel last',
    });
  return newest.id;
}

function stopRow(stop: Stop, lang: Lang): string[] {
  const from = lang === 'zh' ? '最早 ' : 'from ';
  const time = stop.at === null ? '' : `${stop.state === 'expected' ? from : ''}${clockTime(stop.at)}`;
  return [`  ${MARKS[stop.state]} ${said(stop.words, lang)}`, said(stop.stateWords, lang), time];
}

function trackText(detail: CancellationDetailView, lang: Lang): string {
  const { tracking } = detail;
  const { destination } = detail.answer;
  const where = destination === null ? '' : ` → ${destination.masked}`;
  return [
    `${detail.id}  ${said(detail.routeWords, lang)} ${yuan(detail.amount)}${where}`,
    said(tracking.sentence, lang),
    '',
    table(tracking.stops.map((stop) => stopRow(stop, lang))),
    '',
    table(tracking.references.map(({ words, value }) => [`  ${said(words, lang)}`, value])),
    '',
    ...tracking.ask.map(({ words }) => `  ${said(words, lang)}`),
    `  ${lang === 'zh' ? '持卡人查询链接' : 'for the payer'}: ${detail.trackingUrl}`,
  ].join('\n');
}

export function registerTracking(program: Command, data: DataFolder): void {
  program
    .command('track <cancellation>')
    .description('where the money of a way back is now, when it arrives, and whom to ask after that')
    .addHelpText('after', '\nExamples:\n  yuanlu track last\n  yuanlu track can_… --lang zh')
    .action(async (given: string, _options: unknown, command: Command) => {
      const shared = common(command);
      const client = await clientFor(shared, data, 'merchant');
      const id = encodeURIComponent(await cancellationId(given, client));
      const detail = good(await client.get<CancellationDetailView>(`/v1/cancellations/${id}`));
      process.exitCode = exitOfCancellation(detail);
      if (shared.json) return printJson(detail);
      print(trackText(detail, shared.lang));
    });
}
