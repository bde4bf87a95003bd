/** `yuanlu rules editions` and `rules proposals`: what was published, what is proposed, by whom and why. */
import type { Command } from 'commander';
import type { ChangeView, EditionView, ProposalView } from '#adapters/http-api';
import type { Lang } from '#domain/outcome';
import type { DataFolder } from '../data-folder.ts';
import { type Client, clientFor, common, problemError } from './client.ts';
import { print, printJson } from './print.ts';

const CHANGES_SHOWN_MAX = 5;

const STATES = {
  'in-force': ['现行', 'in force'],
  waiting: ['待生效', 'waits for its day'],
  over: ['已替代', 'replaced'],
  open: ['待复核', 'waits for another person'],
  published: ['已发布', 'published'],
  rejected: ['已退回', 'rejected'],
  withdrawn: ['已收回', 'taken back'],
} as const;

const stateText = (state: keyof typeof STATES, lang: Lang): string => STATES[state][lang === 'zh' ? 0 : 1];

function changeText({ rule, parameter, layer, owner, before, after, members }: ChangeView): string {
  const where = layer === 'platform' ? '' : ` (${layer} ${owner})`;
  const value = before === after ? members.join(', ') : `${before ?? '–'} → ${after ?? '–'}`;
  return `${parameter ?? rule ?? ''}${where}: ${value}`;
}

function proposalLines(proposal: ProposalView, lang: Lang): string[] {
  const zh = lang === 'zh';
  const { changes, trial } = proposal;
  const shown = changes.slice(0, CHANGES_SHOWN_MAX).map((change) => `    ${changeText(change)}`);
  const more = changes.length - CHANGES_SHOWN_MAX;
  return [
    `    ${zh ? '理由' : 'why'}: ${proposal.reason}`,
    `    ${zh ? '提议' : 'proposed'}: ${proposal.proposedBy}, ${proposal.proposedAt}`,
    ...(proposal.decidedBy === null
      ? []
      : [
          `    ${zh ? '复核' : 'decided'}: ${proposal.decidedBy}, ${proposal.decidedAt}` +
            (proposal.decisionReason === null ? '' : `: ${proposal.decisionReason}`),
        ]),
    zh
      ? `    试算: ${trial.examined} 笔中 ${trial.changed} 笔答复不同`
      : `    trial: ${trial.changed} of ${trial.examined} payments get another answer`,
    ...shown,
    ...(more > 0 ? [`    … ${more}`] : []),
  ];
}

const editionLines = ({ no, state, effective, proposal }: EditionView, lang: Lang): string[] => [
  `${lang === 'zh' ? `第 ${no} 版` : `edition ${no}`}  ${stateText(state, lang)}  ${effective ?? ''}`.trimEnd(),
  ...(proposal === null
    ? [lang === 'zh' ? '    随程序交付的规则文件' : '    the rule files as delivered']
    : proposalLines(proposal, lang)),
];

const outdatedText = (lang: Lang): string =>
  lang === 'zh' ? '，规则已有新版次，须重新试算' : ', the rules have moved on: to be tried anew';

function openLines(proposal: ProposalView, lang: Lang): string[] {
  const { id, state, outdated, effective } = proposal;
  const head = `${id}  ${stateText(state, lang)}${outdated ? outdatedText(lang) : ''}  ${effective}`;
  return [head, ...proposalLines(proposal, lang)];
}

async function listed<T>(client: Client, path: string): Promise<readonly T[]> {
  const reply = await client.get<{ readonly items: readonly T[] }>(path);
  if (!reply.ok) throw problemError(reply.problem);
  return reply.body.items;
}

/** `rules`: the command that these stand below. */
export function registerRuleEditions(rules: Command, data: DataFolder): void {
  rules
    .command('editions')
    .description('published editions of the rules: who, why, when, and what changed')
    .action(async (_options: unknown, command: Command) => {
      const given = common(command);
      const { lang, json } = given;
      const client = await clientFor(given, data, 'operator');
      const items = await listed<EditionView>(client, '/v1/operator/rules/editions?limit=50');
      if (json) printJson(items);
      else print(items.map((edition) => editionLines(edition, lang).join('\n')).join('\n'));
    });
  rules
    .command('proposals')
    .description('changes of the rules that were proposed, and what became of them')
    .option('--open', 'those that wait for another person alone')
    .action(async ({ open }: { open?: true }, command: Command) => {
      const given = common(command);
      const { lang, json } = given;
      const client = await clientFor(given, data, 'operator');
      const query = open === undefined ? 'limit=50' : 'limit=50&state=open';
      const items = await listed<ProposalView>(client, `/v1/operator/rules/proposals?${query}`);
      if (json) return printJson(items);
      const none = lang === 'zh' ? '没有提议。' : 'There is no proposal.';
      print(items.length === 0 ? none : items.map((each) => openLines(each, lang).join('\n')).join('\n'));
    });
}
