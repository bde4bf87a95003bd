/** Editions of the rules, their files, and what is proposed: reading only. */
import type { Api } from '../api-type.ts';
import { callerOf } from '../auth.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { cursorFor, positionOf } from '../paging.ts';
import { PAGE_DEFAULT } from '../payments/routes-payments.ts';
import { Problem } from '../problems.ts';
import { listOf } from '../schemas.ts';
import { IdParams } from '../schemas-input.ts';
import { deliveredView, editionView, proposalView } from './rule-changes-view.ts';
import {
  ChangesPage,
  EditionParams,
  EditionSchema,
  FilesQuery,
  FilesSchema,
  ProposalSchema,
  ProposalsQuery,
} from './schemas-rule-changes.ts';

const OPERATOR = { access: 'operator' } as const;
const noEdition = (): Problem =>
  new Problem('not-found', { detail: 'There is no such edition.', detailZh: '没有此版次。' });

export function addRuleEditionRoutes(app: Api, options: HttpApiOptions): void {
  const { editions } = options.rules;
  const { store } = editions;

  app.get(
    '/v1/operator/rules/editions',
    {
      config: OPERATOR,
      schema: docs(
        'listRuleEditions',
        'rules',
        'Every edition of the rules, newest first: who, why and when; the last one is what was delivered',
        { querystring: ChangesPage },
        { 200: listOf(EditionSchema, 'RuleEditionList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT } = request.query;
      const position = positionOf('rule-editions', cursor);
      const found = await store.editions(position === null ? null : Number(position), limit + 1);
      const [latest, inForce, caller] = [await editions.latest(), editions.inForce(), callerOf(request).id];
      const items = found
        .slice(0, limit)
        .map((edition) => editionView(edition, { latest: latest.no, inForce, caller }));
      const next = found.length > limit ? String(items.at(-1)!.no) : null;
      const all = next === null ? [...items, deliveredView(inForce)] : items;
      return { items: all, next: cursorFor('rule-editions', next) };
    },
  );

  app.get(
    '/v1/operator/rules/editions/:no',
    {
      config: OPERATOR,
      schema: docs(
        'getRuleEdition',
        'rules',
        'One edition: what it changed, and what the trial before it found',
        { params: EditionParams },
        { 200: EditionSchema },
      ),
    },
    async (request) => {
      const { no } = request.params;
      if (no === 0) return deliveredView(editions.inForce());
      const found = await store.edition(no);
      if (found === null) throw noEdition();
      const latest = (await editions.latest()).no;
      return editionView(found, { latest, inForce: editions.inForce(), caller: callerOf(request).id });
    },
  );

  app.get(
    '/v1/operator/rules/files',
    {
      config: OPERATOR,
      schema: docs(
        'listRuleFiles',
        'rules',
        'The rule files that an edition is made of; of the last one when none is named',
        { querystring: FilesQuery },
        { 200: FilesSchema },
      ),
    },
    async (request) => {
      const no = request.query.edition ?? (await editions.latest()).no;
      const found = await editions.edition(no);
      if (found === null) throw noEdition();
      const [published, overtaken] = [
        new Set(found.published.map(({ name }) => name)),
        new Set(found.overtaken),
      ];
      const items = found.files.map(({ name, text }) => ({
        ...{ name, content: text, published: published.has(name), overtaken: overtaken.has(name) },
      }));
      return { edition: no, items };
    },
  );

  app.get(
    '/v1/operator/rules/proposals',
    {
      config: OPERATOR,
      schema: docs(
        'listRuleProposals',
        'rules',
        'What was proposed, newest first',
        { querystring: ProposalsQuery },
        { 200: listOf(ProposalSchema, 'RuleProposalList') },
      ),
    },
    async (request) => {
      const { cursor, limit = PAGE_DEFAULT, state = null } = request.query;
      const list = JSON.stringify(['rule-proposals', state]);
      const [ms, id] = positionOf(list, cursor)?.split('/') ?? [];
      const before = ms === undefined || id === undefined ? null : { ms: Number(ms), id };
      const found = await store.proposals({ state, before, limit: limit + 1 });
      const [latest, caller] = [(await editions.latest()).no, callerOf(request).id];
      const last = found.length > limit ? found[limit - 1] : undefined;
      return {
        items: found.slice(0, limit).map((proposal) => proposalView(proposal, { latest, caller })),
        next: cursorFor(list, last === undefined ? null : `${last.proposedMs}/${last.id}`),
      };
    },
  );

  app.get(
    '/v1/operator/rules/proposals/:id',
    {
      config: OPERATOR,
      schema: docs(
        'getRuleProposal',
        'rules',
        'One proposal: what it changes, why, and what its trial found',
        { params: IdParams },
        { 200: ProposalSchema },
      ),
    },
    async (request) => {
      const found = await store.proposal(request.params.id);
      if (found === null)
        throw new Problem('not-found', { detail: 'There is no such proposal.', detailZh: '没有此提议。' });
      return proposalView(found, { latest: (await editions.latest()).no, caller: callerOf(request).id });
    },
  );
}
