/** The rules that answers rest on; and which stored payments other rules would answer otherwise. */
import { createHash } from 'node:crypto';
import type { ApiKey } from '#adapters/postgres';
import { calendarDayOf, isDay, SHANGHAI } from '#domain/calendar';
import type { PaymentId } from '#domain/payment';
import { type RuleBook, rulesInForce, type Scope } from '#domain/policy';
import { LIMITS } from '#engine';
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { inputProblem, Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { differences, goodRules } from './rule-differences.ts';
import { ruleDetail, ruleView } from './rules-view.ts';
import { RuleDetailSchema, RuleSchema, RulesQuery, TrialSchema, TryBody, TryQuery } from './schemas-rules.ts';

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
      const items = await differences(options, entries, [rules.book, other]);
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
