/** The shapes of trials, proposals and published editions of the rules. */
import { type Static, Type } from 'typebox';
import { CERTAINTIES, LAYERS } from '#domain/policy';
import { LIMITS } from '#engine';
import { CURSOR_MAX } from '../paging.ts';
import { Instant, nullable } from '../schemas.ts';
import { Difference, Fault, TryBody } from './schemas-rules.ts';

const closed = { additionalProperties: false } as const;
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', examples: ['2026-12-01'] });
const Value = Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]);
const EditionNo = Type.Integer({ minimum: 0, maximum: 1_000_000 });

export const EditionParams = Type.Object({ no: EditionNo }, closed);
export const FilesQuery = Type.Object({ edition: Type.Optional(EditionNo) }, closed);
export const ChangesPage = Type.Object(
  {
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: CURSOR_MAX, pattern: '^[A-Za-z0-9_-]+$' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: LIMITS.httpPageMax })),
  },
  closed,
);
export const PROPOSAL_STATES = ['open', 'published', 'rejected', 'withdrawn'] as const;
export const ProposalsQuery = Type.Object(
  { ...ChangesPage.properties, state: Type.Optional(Type.Enum([...PROPOSAL_STATES])) },
  closed,
);

export const DraftBody = Type.Object(
  {
    parameter: Type.String({ minLength: 1, maxLength: 100 }),
    layer: Type.Enum([...LAYERS]),
    owner: Type.String({ minLength: 1, maxLength: 64, description: 'An id, or * for all of the layer.' }),
    from: Day,
    value: Value,
    certainty: Type.Enum([...CERTAINTIES]),
    source: Type.String({
      minLength: 1,
      maxLength: 500,
      description: 'Where it was read, or who decided it.',
    }),
  },
  { ...closed, title: 'RuleDraftRequest' },
);

const File = Type.Object({ name: Type.String(), content: Type.String() }, { title: 'RuleFile' });
const Change = Type.Object(
  {
    kind: Type.Enum(['rule', 'value', 'narrowing', 'off', 'calendar']),
    rule: nullable(Type.String()),
    parameter: nullable(Type.String()),
    layer: Type.Enum([...LAYERS]),
    owner: Type.String(),
    from: nullable(Type.String()),
    before: nullable(Value),
    after: nullable(Value),
    members: Type.Array(Type.String(), { description: 'What differs beside the value.' }),
  },
  { title: 'RuleChange' },
);
export type ChangeView = Static<typeof Change>;

export const DraftSchema = Type.Object(
  {
    base: Type.Integer({ description: 'The last edition, which the draft changes.' }),
    files: Type.Array(File),
    changes: Type.Array(Change),
  },
  { title: 'RuleDraft' },
);

export const FilesSchema = Type.Object(
  {
    edition: Type.Integer(),
    items: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          content: Type.String(),
          published: Type.Boolean({ description: 'False: as delivered.' }),
          overtaken: Type.Boolean({
            description: 'The file was delivered anew since; the published one still stands in its place.',
          }),
        },
        { title: 'RuleFileInUse' },
      ),
    ),
  },
  { title: 'RuleFiles' },
);

export const TrialBody = Type.Object(
  {
    files: Type.Optional(TryBody.properties.files),
    restores: Type.Optional(EditionNo),
    effective: Type.Optional(Day),
  },
  {
    ...closed,
    title: 'RuleTrialOrder',
    description: 'Either changed files, or the number of an edition to bring back.',
  },
);

const findings = {
  examined: Type.Integer(),
  changed: Type.Integer({ description: 'Payments with at least one other answer.' }),
  members: Type.Record(Type.String(), Type.Integer(), {
    description: 'Answers that differ, by what differs in them.',
  }),
  items: Type.Array(Difference, { description: 'The first of them.' }),
  at: Type.String({ format: 'date-time', description: 'Both answers were given at this instant.' }),
};
export const TrialStateSchema = Type.Object(
  {
    id: Type.String(),
    state: Type.Enum(['waiting', 'running', 'done', 'stopped', 'failed']),
    base: Type.Integer(),
    inForce: Type.Integer({ description: 'The edition whose answers are compared with.' }),
    restores: nullable(Type.Integer()),
    effective: Type.String(),
    startedBy: Type.String(),
    startedAt: Instant,
    endedAt: nullable(Instant),
    total: nullable(Type.Integer({ description: 'Payments to look at, the newest ones.' })),
    ...findings,
    changes: Type.Array(Change),
    files: Type.Array(Type.String(), {
      description: 'Files that would stand in the place of delivered ones.',
    }),
    warnings: Type.Array(Fault),
  },
  { title: 'RuleTrialState' },
);
export type TrialStateView = Static<typeof TrialStateSchema>;

export const ProposeBody = Type.Object(
  {
    trial: Type.String({ minLength: 1, maxLength: 64 }),
    reason: Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax }),
  },
  { ...closed, title: 'RuleProposalRequest' },
);
export const DecideProposalBody = Type.Object(
  {
    approve: Type.Boolean(),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: LIMITS.evidenceCharactersMax })),
  },
  closed,
);

const KeptTrial = Type.Object(findings, { title: 'RuleTrialKept' });
export type KeptTrialView = Static<typeof KeptTrial>;

export const ProposalSchema = Type.Object(
  {
    id: Type.String(),
    base: Type.Integer({ description: 'The edition that it was made from and tried against.' }),
    restores: nullable(Type.Integer({ description: 'The edition whose files it brings back.' })),
    state: Type.Enum([...PROPOSAL_STATES]),
    outdated: Type.Boolean({
      description: 'Open, and another edition was published since: it has to be tried anew.',
    }),
    own: Type.Boolean({ description: 'Proposed by the one who asks, who cannot approve it.' }),
    effective: Type.String(),
    reason: Type.String(),
    changes: Type.Array(Change),
    trial: KeptTrial,
    proposedBy: Type.String(),
    proposedAt: Instant,
    decidedBy: nullable(Type.String()),
    decidedAt: nullable(Instant),
    decisionReason: nullable(Type.String()),
  },
  { title: 'RuleProposal' },
);
export type ProposalView = Static<typeof ProposalSchema>;

export const EditionSchema = Type.Object(
  {
    no: Type.Integer(),
    state: Type.Enum(['in-force', 'waiting', 'over'], { description: 'waiting: its day has not come.' }),
    effective: nullable(Type.String()),
    publishedAt: nullable(Instant),
    proposal: nullable(ProposalSchema),
  },
  { title: 'RuleEdition' },
);
export type EditionView = Static<typeof EditionSchema>;
