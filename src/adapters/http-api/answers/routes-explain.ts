/** The answer on facts alone: nothing is looked up and nothing is stored. */
import { type Static, Type } from 'typebox';
import type { Api } from '../api-type.ts';
import { docs } from '../openapi.ts';
import type { HttpApiOptions } from '../options.ts';
import { Problem } from '../problems.ts';
import { ExplainedSchema, explained, explainSchema } from './explained.ts';

/** The published schema is the one that is served: the reader of documents checks by the same table. */
const FactDocument = Type.Unsafe<Record<string, unknown>>({
  ...explainSchema(),
  title: 'FactDocument',
});

const SchemaDocument = Type.Object({}, { additionalProperties: true, description: 'A JSON Schema.' });
type SchemaView = Static<typeof SchemaDocument>;

export function addExplainRoutes(app: Api, options: HttpApiOptions): void {
  app.post(
    '/v1/explain',
    {
      // The reader tells every fault with what would be right; a check before it would tell less.
      validatorCompiler: () => () => true,
      schema: docs(
        'explainFacts',
        'payments',
        'Can this be cancelled, or ended? The answer for a case told by facts alone; touches nothing',
        { body: FactDocument },
        { 200: ExplainedSchema },
      ),
    },
    async (request) => {
      const { view, problems } = explained(request.body, options.rules.book);
      if (view === null) {
        throw new Problem('input-not-valid', {
          detail: problems
            .slice(0, 3)
            .map(({ pointer, message }) => `${pointer} ${message}`)
            .join('; '),
          detailZh: `不正确：${problems
            .slice(0, 3)
            .map(({ pointer }) => pointer)
            .join('、')}`,
          errors: problems.map(({ pointer, message }) => ({ in: 'body', pointer, detail: message })),
        });
      }
      return view;
    },
  );

  app.get(
    '/v1/explain/schema',
    {
      config: { access: 'public' },
      schema: docs(
        'explainSchema',
        'payments',
        'The schema of the document that POST /v1/explain takes, every fact with its unit and meaning',
        {},
        { 200: SchemaDocument },
        { isPublic: true },
      ),
    },
    async () => explainSchema() as SchemaView,
  );
}
