/** The rules that answers rest on; and which stored payments other rules would answer otherwise. */
import { createHash } from 'node:crypto';
import type { ApiKey, PaymentEntry } from '#adapters/postgres';
import { calendarDayOf, isDay, SHANGHAI } from '#domain/calendar';
import type { PaymentId } from '#domain/payment';
import { type RuleBook, rulesInForce, type Scope } from '#domain/policy';
import { LIMITS } from '#engine';
import { amount, answerView } from './answer-view.ts';
import type { Api } from './api-type.ts';
import { callerOf } from './auth.ts';
import { docs } from './openapi.ts';
import type { HttpApiOptions, TriedRules } from './options.ts';
import { cursorFor, positionOf } from './paging.ts';
import { inputProblem, Problem } from './problems.ts';
import { questionOf } from './routes-payments.ts';
import { ruleDetail, ruleView } from './rules-view.ts';
import { type AnswerView, listOf } from './schemas.ts';
import { IdParams } from './schemas-input.ts';
import {
  type DifferenceView,
  RuleDetailSchema,
  RuleSchema,
  RulesQuery,
  type ToldView,
  TrialSchema,
  TryBody,
  TryQuery,
} from './schemas-rules.ts';

interface Asked {
  readonly channel?: string;
  readonly issuer?: string;
  readonly merchant?: string;
  readonly date?: string;
}

/** Whom and which day the rules are asked for: for a merchant itself, for an operator anybody. */
function scopeAsked(options: HttpApiOptions, caller: ApiKey, asked: Asked): { scope: Scope; day: string } {
  const { date = calendarDayOf(options.clock.nowMs(), SHANGHAI) } = asked;
  if (!isDay(date)) throw inputProblem('query', '/date', 'is no date');
  if (caller.book !== null && (asked.merchant ?? caller.book) !== caller.book)
    throw new Problem('not-found', { detail: 'There is no such merchant.', detailZh: '没有此商户。' });
  const scope = {
    channel: asked.channel ?? '',
    institution: options.rules.institution,
    issuer: asked.issuer ?? null,
    merchant: caller.book ?? asked.merchant ?? '',
  };
  return { scope, day: date };
}

/** What of an answer matters to the one who asked: neither words nor citations, which a file may change freely. */
function toldBy(answer: AnswerView): ToldView {
  return {
    verdict: answer.verdict,
    route: answer.route,
    reason: answer.reason?.code ?? null,
    amount: answer.amount,
    feeReturned: answer.fee?.returned ?? null,
    feeKept: answer.fee?.kept ?? null,
    arrivalFrom: answer.arrival?.from ?? null,
    arrivalTo: answer.arrival?.to ?? null,
    approval: answer.evidence?.approval ?? null,
    deadline: answer.deadline?.at ?? null,
    opensAt: answer.opensAt,
    nextRoute: answer.next?.route ?? null,
  };
}

const ASKERS = ['merchant', 'payer'] as const;

/** How the answers about one payment differ between the rules in use and the tried ones. */
async function differencesOf(
  options: HttpApiOptions,
  { payment }: PaymentEntry,
  tried: RuleBook,
): Promise<DifferenceView[]> {
  const found: DifferenceView[] = [];
  for (const asker of ASKERS) {
    const question = questionOf(payment, { asker, route: null, amountFen: null, terminalId: null });
    const answers = await options.engine.askUnder([options.rules.book, tried], payment, question);
    const [before, after] = answers.map((answer) => toldBy(answerView(answer)));
    const names = Object.keys(before!) as (keyof ToldView)[];
    const changed = names.filter((name) => before![name] !== after![name]);
    if (changed.length === 0) continue;
    const paymentAmount = amount(payment.amountFen);
    found.push({ payment: payment.id, paymentAmount, asker, before: before!, after: after!, changed });
  }
  return found;
}

/** So many payments are looked at together: each waits for the database once. */
const TOGETHER = 8;

async function differences(
  options: HttpApiOptions,
  entries: readonly PaymentEntry[],
  tried: RuleBook,
): Promise<DifferenceView[]> {
  const found: DifferenceView[] = [];
  for (let first = 0; first < entries.length; first += TOGETHER) {
    const some = entries.slice(first, first + TOGETHER);
    found.push(...(await Promise.all(some.map((entry) => differencesOf(options, entry, tried)))).flat());
  }
  return found;
}

const FAULTS_TOLD_MAX = 100;

function goodRules(tried: TriedRules): RuleBook {
  const { faults, book } = tried;
  if (faults.length === 0) return book;
  const [{ file, line, column, message }] = faults as [TriedRules['faults'][number]];
  const more = faults.length > 1 ? ` And ${faults.length - 1} more, in faults.` : '';
  throw new Problem('rules-not-valid', {
    detail: `${file}:${line}:${column}: ${message}.${more}`,
    members: { faults: faults.slice(0, FAULTS_TOLD_MAX) },
  });
}

/** A narrowing for an institution that is served elsewhere does nothing here: mostly an id that was misspelt. */
function institutionsOf(
  { rules }: HttpApiOptions,
  book: RuleBook,
): { institution: string; otherInstitutions: string[] } {
  const { institution } = rules;
  const owners = book.overrides
    .filter(({ layer, owner }) => layer === 'institution' && owner !== '*' && owner !== institution)
    .map(({ owner }) => owner);
  return { institution, otherInstitutions: [...new Set(owners)].slice(0, OTHER_INSTITUTIONS_TOLD_MAX) };
}

const OTHER_INSTITUTIONS_TOLD_MAX = 20;

export function addRulesRoutes(app: Api, options: HttpApiOptions): void {
  const { reader, rules } = options;

  app.get(
    '/v1/rules',
    {
      schema: docs(
        'listRules',
        'rules',
        'The rules in force, with their parameters as they hold for whom and on the day that is asked for',
        { querystring: RulesQuery },
        { 200: listOf(RuleSchema, 'RuleList') },
      ),
    },
    async (request) => {
      const { scope, day } = scopeAsked(options, callerOf(request), request.query);
      const found = rulesInForce(rules.book, scope, day);
      return { items: found.map((rule) => ruleView(rules.book, rule, scope, day)), next: null };
    },
  );

  app.get(
    '/v1/rules/:id',
    {
      schema: docs(
        'getRule',
        'rules',
        'One rule: words, source, versions, and the value of each parameter in every layer',
        { params: IdParams, querystring: RulesQuery },
        { 200: RuleDetailSchema },
      ),
    },
    async (request) => {
      const caller = callerOf(request);
      const { scope, day } = scopeAsked(options, caller, request.query);
      const detail = ruleDetail(rules.book, request.params.id, scope, day, caller.role === 'operator');
      if (detail === null)
        throw new Problem('not-found', {
          detail: 'There is no rule with this id.',
          detailZh: '没有此编号的规则。',
        });
      return detail;
    },
  );

  app.post(
    '/v1/rules/try',
    {
      config: { access: 'operator' },
      bodyLimit: LIMITS.rulesBodyBytesMax,
      schema: docs(
        'tryRules',
        'rules',
        'Which stored payments would get another answer under changed rule files, and how; nothing is changed',
        { body: TryBody, querystring: TryQuery },
        { 200: TrialSchema },
        {
          description:
            'Payments are looked at newest first, at most 200 in one call; `next` is the cursor of the following ' +
            'call, with the same files. Each is asked for the whole amount by any route, by the merchant and by ' +
            'the payer.',
        },
      ),
    },
    async (request) => {
      const { cursor, limit = LIMITS.rulesTryPaymentsMax, book = null } = request.query;
      const files = request.body.files.map(({ name, content }) => ({ name, text: content }));
      const tried = await rules.tried(files);
      const other = goodRules(tried);
      const print = createHash('sha256').update(JSON.stringify(files)).digest('base64url');
      const list = JSON.stringify(['rules-try', book, print]);
      const after = positionOf(list, cursor) as PaymentId | null;
      const { items: entries, next } = await reader.payments({ book, cursor: after, limit });
      const items = await differences(options, entries, other);
      return {
        examined: entries.length,
        changed: new Set(items.map(({ payment }) => payment)).size,
        items,
        next: cursorFor(list, next),
        replaced: [...tried.replaced],
        ...institutionsOf(options, other),
        warnings: tried.warnings.map((warning) => ({ ...warning })),
      };
    },
  );
}
