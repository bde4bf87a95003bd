/** The OpenAPI document, made of the same schemas that check the requests. */
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { TSchema } from 'typebox';
import { ProblemSchema } from './schemas.ts';

/** What a route takes in. */
interface Inputs {
  body?: TSchema;
  querystring?: TSchema;
  params?: TSchema;
  headers?: TSchema;
}

/** Statuses that every route may answer with as a problem. */
const PROBLEMS = { '4xx': 'The request is refused', '5xx': 'The request could not be carried out' } as const;

const problem = (
  description: string,
): { description: string; content: Record<string, { schema: TSchema }> } => ({
  description,
  content: { 'application/problem+json': { schema: ProblemSchema } },
});

/** What a route says of itself; the same object checks its input and describes it. */
export function docs<I extends Inputs, R extends Readonly<Record<number, TSchema>>>(
  operationId: string,
  tag: string,
  summary: string,
  inputs: I,
  responses: R,
  more: { readonly isPublic?: boolean; readonly description?: string } = {},
): I & {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  response: R;
  security?: readonly Record<string, readonly string[]>[];
} {
  const response = {
    ...responses,
    '4xx': problem(PROBLEMS['4xx']),
    '5xx': problem(PROBLEMS['5xx']),
  } as unknown as R;
  const { isPublic = false, description } = more;
  return {
    ...inputs,
    operationId,
    tags: [tag],
    summary,
    ...(description === undefined ? {} : { description }),
    response,
    ...(isPublic ? { security: [] } : {}),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lifts every schema with a title into the components; the same title always means the same shape. */
export function withComponents(document: Record<string, unknown>): Record<string, unknown> {
  const schemas: Record<string, unknown> = {};
  const lift = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(lift);
    if (!isRecord(value)) return value;
    const lifted = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, lift(part)]));
    const { title, type } = value;
    if (typeof title !== 'string' || type !== 'object') return lifted;
    const before = schemas[title];
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(lifted)) {
      throw new Error(`Cannot make the OpenAPI document: two shapes have the title ${title}`);
    }
    schemas[title] = lifted;
    return { $ref: `#/components/schemas/${title}` };
  };
  const paths = lift(document.paths);
  const components = isRecord(document.components) ? document.components : {};
  const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...document, paths, components: { ...components, schemas: sorted } };
}

export const OPENAPI: FastifyDynamicSwaggerOptions = {
  convertConstToEnum: false,
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Yuanlu merchant API',
      version: '1',
      description:
        'Payments, their ways back and the books. Amounts are whole fen as integers, instants ISO 8601 ' +
        'with +08:00. Errors are RFC 9457 problems whose code stands in GET /v1/outcomes.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [
      { name: 'payments', description: 'The way out, and the question: can this be cancelled?' },
      {
        name: 'terminals',
        description:
          'Terminals: sign-in, what they accept, what they fetched, and how their batches compared.',
      },
      {
        name: 'till',
        description: 'A cashier’s hands on the virtual terminals of the shop, and their slips.',
      },
      {
        name: 'orders',
        description: 'What is to be paid by a code: the payer’s at the till, or the merchant’s.',
      },
      { name: 'cancellations', description: 'The way back.' },
      {
        name: 'requests',
        description: 'A cancellation that somebody decides first; the door without login.',
      },
      { name: 'tracking', description: 'Where the money is, for the payer who has the link.' },
      { name: 'rules', description: 'The rules that answers rest on, and what other rules would answer.' },
      { name: 'webhooks', description: 'Signed messages to an address of the merchant, with their log.' },
      { name: 'notices', description: 'What a person must know, and texts for telephones.' },
      { name: 'ledger', description: 'The books, read only; for a merchant its own accounts.' },
      { name: 'sign-in', description: 'People: who is signed in, and how.' },
      {
        name: 'wallet-cases',
        description:
          'Reports of loss at the operators’ desk: papers, decisions by one or two, the stop lifted.',
      },
      { name: 'staff', description: 'The people of a merchant and of the institution, and what they did.' },
      { name: 'operation', description: 'Health, readiness, metrics and what needs a person.' },
    ],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'The key of a merchant or an operator.' },
        person: {
          type: 'apiKey',
          in: 'cookie',
          name: 'yuanlu',
          description:
            'Of POST /v1/session (under TLS the name is __Host-yuanlu); what is not a GET also needs the header ' +
            'x-csrf-token.',
        },
      },
    },
    security: [{ key: [] }, { person: [] }],
  },
  transformObject: (made) => {
    const document = 'openapiObject' in made ? made.openapiObject : made.swaggerObject;
    return withComponents(document as Record<string, unknown>) as ReturnType<
      NonNullable<FastifyDynamicSwaggerOptions['transformObject']>
    >;
  },
};
