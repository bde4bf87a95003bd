/** A rule in its own words, for a cardholder who reads its number beside what it says. */
import { Type } from 'typebox';
import { calendarDayOf, SHANGHAI } from '#domain/calendar';
import { CERTAINTIES } from '#domain/policy';
import { isUsual } from '#domain/wording';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { ruleDetail } from '../rules/rules-view.ts';
import { nullable } from '../schemas-basic.ts';
import { IdParams } from '../schemas-input.ts';

const ToldRule = Type.Object(
  {
    id: Type.String({ examples: ['PBC-30'] }),
    zh: Type.String(),
    en: Type.String(),
    source: Type.String(),
    sourceZh: nullable(Type.String()),
    certainty: Type.Enum([...CERTAINTIES]),
    usually: Type.Boolean({ description: 'True: usual, not promised.' }),
  },
  { title: 'WalletRule' },
);

export function addWalletRuleRoutes(app: Api, options: HttpApiOptions): void {
  app.get(
    '/v1/wallet/rules/:id',
    {
      config: { access: 'holder' },
      schema: docs(
        'getWalletRule',
        'wallet',
        'What a rule says, where it was read and how sure that is',
        { params: IdParams },
        { 200: ToldRule },
      ),
    },
    async (request) => {
      const { book, institution } = options.rules;
      const scope = { channel: '', institution, issuer: null, merchant: '' };
      const day = calendarDayOf(options.clock.nowMs(), SHANGHAI);
      const rule = ruleDetail(book, request.params.id, scope, day, false);
      if (rule === null)
        throw new Problem('not-found', {
          detail: 'There is no rule with this id.',
          detailZh: '没有此编号的规则。',
        });
      const { id, zh, en, source, sourceZh, certainty } = rule;
      return { id, zh, en, source, sourceZh, certainty, usually: isUsual(certainty) };
    },
  );
}
