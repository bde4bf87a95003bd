/** Changing the rules: draft, try, propose, approve by somebody else; and every edition that ever was. */
import { randomBytes } from 'node:crypto';
import type { Decision } from '#adapters/postgres';
import { type CalendarDay, calendarDayOf, calendarDayStartMs, isDay, SHANGHAI } from '#domain/calendar';
import { changesBetween } from '#domain/policy';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { lineOf } from '../text-input.ts';
import { changeView, keptTrial, proposalView, trialView } from './rule-changes-view.ts';
import { goodRules } from './rule-differences.ts';
import type { ChangedFiles, NamedText } from './rule-editing.ts';
import { RuleTrials, type Trial } from './rule-trials.ts';
import {
  DecideProposalBody,
  DraftBody,
  DraftSchema,
  ProposalSchema,
  ProposeBody,
  TrialBody,
  TrialStateSchema,
} from './schemas-rule-changes.ts';

const OPERATOR = { access: 'operator' } as const;
const DAY_MS = 86_400_000;
/** Rules that begin later than this are no plan yet. */
const AHEAD_DAYS_MAX = 366;

const noSuch = (what: string, zh: string): Problem =>
  new Problem('not-found', { detail: `There is no such ${what}.`, detailZh: `没有此${zh}。` });

const dayOf = (atMs: number): string => calendarDayOf(atMs, SHANGHAI);

/** The day that is asked for: today or later, and not absurdly late. */
function dayAsked({ clock }: HttpApiOptions, asked: string | undefined, pointer: string): string {
  const nowMs = clock.nowMs();
  const today = dayOf(nowMs);
  const day = asked ?? today;
  if (!isDay(day)) throw inputProblem('body', pointer, 'is no date');
  if (day < today || day > dayOf(nowMs + AHEAD_DAYS_MAX * DAY_MS))
    throw inputProblem(
      'body',
      pointer,
      `must be a day from ${today} on, at most ${AHEAD_DAYS_MAX} days ahead`,
    );
  return day;
}

/** Why nothing was decided. */
const UNDECIDED = {
  'not-found': () => noSuch('proposal', '提议'),
  'not-open': () => new Problem('not-in-this-state'),
  own: () => new Problem('four-eyes'),
  'not-own': () =>
    new Problem('not-allowed', {
      detail: 'Only the one who proposed it takes a proposal back; others reject it.',
      detailZh: '只有提议人可以收回，其他人可以退回。',
    }),
  'moved-on': () => new Problem('rules-moved-on'),
} as const satisfies Readonly<Record<Exclude<Decision['result'], 'decided'>, () => Problem>>;

export function addRuleChangeRoutes(app: Api, options: HttpApiOptions): void {
  const { rules, clock, limits } = options;
  const { editions } = rules;
  const { store } = editions;
  const trials = new RuleTrials(options);
  app.addHook('preClose', () => trials.close());

  /** The files read, what they change of the last edition; a problem where they are wrong or change nothing. */
  async function lookedAt(no: number, { files, published }: ChangedFiles, restores: number | null) {
    const tried = await editions.read(files);
    const after = goodRules(tried);
    const changes = changesBetween(await editions.book(no), after);
    const before = (await editions.edition(no))?.published ?? [];
    const same = JSON.stringify(published) === JSON.stringify(before);
    if (changes.length === 0 && (same || restores === null)) throw new Problem('rules-unchanged');
    if (changes.length > limits.rulesChangesMax)
      throw inputProblem('body', '/files', `must change at most ${limits.rulesChangesMax} things at once`);
    return { after, changes, warnings: tried.warnings };
  }

  app.post(
    '/v1/operator/rules/draft',
    {
      config: OPERATOR,
      schema: docs(
        'draftRule',
        'rules',
        'The rule files that say one value for one owner from a day on; nothing is changed',
        { body: DraftBody },
        { 200: DraftSchema },
      ),
    },
    async ({ body }) => {
      const { parameter: key, layer, owner, value, certainty, source } = body;
      const from = dayAsked(options, body.from, '/from');
      const { no } = await editions.latest();
      const given = { key, layer, owner, from, value, certainty, source: lineOf(source, '/source') };
      const drafted = await editions.drafted(no, given);
      if ('byHand' in drafted)
        throw new Problem('rules-not-valid', {
          detail: `The value stands in ${drafted.byHand.join(', ')}, which a form does not write: edit that file.`,
          detailZh: `该参数写在 ${drafted.byHand.join('、')} 中，表单不改写此文件，请直接编辑该文件。`,
        });
      const { changes } = await lookedAt(no, await editions.changed(no, drafted.files), null);
      const files = drafted.files.map(({ name, text }) => ({ name, content: text }));
      return { base: no, files, changes: changes.map(changeView) };
    },
  );

  app.post(
    '/v1/operator/rules/trials',
    {
      config: OPERATOR,
      bodyLimit: limits.rulesBodyBytesMax,
      schema: docs(
        'startRuleTrial',
        'rules',
        'Try changed rule files against stored payments; the trial goes on by itself and can be looked at later',
        { body: TrialBody },
        { 202: TrialStateSchema },
      ),
    },
    async (request, reply) => {
      const { files, restores = null } = request.body;
      if ((files === undefined) === (restores === null))
        throw inputProblem('body', '', 'must have either files or restores');
      const effective = dayAsked(options, request.body.effective, '/effective');
      const { no } = await editions.latest();
      const changed = await filesTried(no, files, restores);
      const { after, changes, warnings } = await lookedAt(no, changed, restores);
      const startedMs = clock.nowMs();
      // Rules that begin later are tried on their first day: today nobody would see what they change.
      const atMs = Math.max(startedMs, calendarDayStartMs(effective as CalendarDay, SHANGHAI));
      const order = {
        ...{ startedBy: callerOf(request).id, startedMs, base: no, inForce: editions.inForce(), restores },
        ...{ effective, atMs, published: changed.published, changes, warnings },
      };
      reply.code(202);
      return trialView(trials.start(order, [rules.book, after]));
    },
  );

  async function filesTried(
    no: number,
    files: readonly { readonly name: string; readonly content: string }[] | undefined,
    restores: number | null,
  ): Promise<ChangedFiles> {
    if (restores !== null) {
      if ((await editions.edition(restores)) === null) throw noSuch('edition', '版次');
      return editions.restored(restores);
    }
    const given: NamedText[] = (files ?? []).map(({ name, content }) => ({ name, text: content }));
    return editions.changed(no, given);
  }

  const trialFor = (id: string, found: Trial | null = trials.get(id)): Trial => {
    if (found === null) throw noSuch('trial', '试算');
    return found;
  };
  app.get(
    '/v1/operator/rules/trials',
    {
      config: OPERATOR,
      schema: docs(
        'listRuleTrials',
        'rules',
        'Trials of changed rules, newest first; they are kept while the server runs',
        {},
        { 200: listOf(TrialStateSchema, 'RuleTrialList') },
      ),
    },
    // The differences are told by each trial alone.
    async () => ({ items: trials.list().map((trial) => ({ ...trialView(trial), items: [] })), next: null }),
  );
  app.get(
    '/v1/operator/rules/trials/:id',
    {
      config: OPERATOR,
      schema: docs(
        'getRuleTrial',
        'rules',
        'How far a trial is, and what it found so far',
        { params: IdParams },
        { 200: TrialStateSchema },
      ),
    },
    async ({ params }) => trialView(trialFor(params.id)),
  );
  app.post(
    '/v1/operator/rules/trials/:id/stop',
    {
      config: OPERATOR,
      schema: docs(
        'stopRuleTrial',
        'rules',
        'End a trial early; what it found stays',
        { params: IdParams },
        { 200: TrialStateSchema },
      ),
    },
    async ({ params }) => trialView(trialFor(params.id, trials.stop(params.id))),
  );

  app.post(
    '/v1/operator/rules/proposals',
    {
      config: OPERATOR,
      schema: docs(
        'proposeRules',
        'rules',
        'Propose what was tried for publication; another operator decides',
        { body: ProposeBody },
        { 201: ProposalSchema },
      ),
    },
    async (request, reply) => {
      const trial = trialFor(request.body.trial);
      const caller = callerOf(request).id;
      if (trial.state !== 'done') throw new Problem('trial-not-done');
      const proposal = {
        ...{ id: `rules_${randomBytes(12).toString('hex')}`, base: trial.base, restores: trial.restores },
        ...{ state: 'open' as const, effective: trial.effective },
        reason: lineOf(request.body.reason, '/reason'),
        files: trial.published,
        delivered: editions.printsOf(trial.published),
        changes: trial.changes.map(changeView),
        trial: keptTrial(trial),
        ...{ proposedBy: caller, proposedMs: clock.nowMs() },
        ...{ decidedBy: null, decidedMs: null, decisionReason: null },
      };
      const result = await store.propose(proposal, limits.rulesProposalsOpenMax);
      if (result !== 'proposed')
        throw new Problem(result === 'too-many' ? 'too-many-open' : 'rules-moved-on');
      reply.code(201);
      return proposalView(proposal, { latest: trial.base, caller });
    },
  );

  async function decided(
    id: string,
    caller: string,
    act: 'publish' | 'reject' | 'withdraw',
    reason: string | undefined,
  ) {
    const atMs = clock.nowMs();
    const said = reason === undefined ? null : lineOf(reason, '/reason');
    const decision = await store.decide({ id, act, by: caller, reason: said, atMs, today: dayOf(atMs) });
    if (decision.result !== 'decided') throw UNDECIDED[decision.result]();
    if (decision.edition !== null) await editions.refresh();
    const latest = (await editions.latest()).no;
    return proposalView(decision.proposal, { latest, caller });
  }

  app.post(
    '/v1/operator/rules/proposals/:id/decision',
    {
      config: OPERATOR,
      schema: docs(
        'decideRuleProposal',
        'rules',
        'Publish what another operator proposed, or reject it',
        { params: IdParams, body: DecideProposalBody },
        { 200: ProposalSchema },
        { description: 'What is published is in use at once here, and within seconds in every process.' },
      ),
    },
    async (request) => {
      const { approve, reason } = request.body;
      if (!approve && reason === undefined)
        throw inputProblem('body', '/reason', 'must say why it is rejected');
      return decided(request.params.id, callerOf(request).id, approve ? 'publish' : 'reject', reason);
    },
  );
  app.post(
    '/v1/operator/rules/proposals/:id/withdraw',
    {
      config: OPERATOR,
      schema: docs(
        'withdrawRuleProposal',
        'rules',
        'Take back what one proposed oneself',
        { params: IdParams },
        { 200: ProposalSchema },
      ),
    },
    async (request) => decided(request.params.id, callerOf(request).id, 'withdraw', undefined),
  );
}
