/** The shapes of lines, terminals as they were last heard, and what happens second by second. */
import { type Static, Type } from 'typebox';
import { nullable } from '../schemas.ts';
import { Instant } from '../schemas-basic.ts';
import { TerminalSchema } from '../terminals/schemas-terminals.ts';

const closed = { additionalProperties: false } as const;

export const NetworkSchema = Type.Object(
  {
    state: Type.Enum(['down', 'connecting', 'signing-on', 'up']),
    since: Instant,
    lastDownReason: nullable(Type.String()),
    inFlight: Type.Integer({ description: 'Requests whose answer is awaited.' }),
    reconnects: Type.Integer(),
    lastEchoAt: nullable(Instant),
    macFailures: Type.Integer({ description: 'Messages dropped because F128 was wrong or missing.' }),
    rejected: Type.Integer({ description: 'Messages of ours that came back with a reject code.' }),
    clearingDay: Type.String(),
    cutOver: Type.String({ description: 'Time of day at which the network changes its day.' }),
    keys: Type.Array(
      Type.Object(
        { kind: Type.Enum(['mac', 'pin']), since: nullable(Instant), checkValue: nullable(Type.String()) },
        { title: 'ZoneKeyInForce' },
      ),
    ),
    terminals: Type.Object({
      connections: Type.Integer(),
      underWay: Type.Integer({ description: 'Requests taken in and not yet answered.' }),
      connectionsTotal: Type.Integer({ description: 'Since the start of the server.' }),
    }),
    events: Type.Array(
      Type.Object(
        {
          at: Instant,
          line: Type.Enum(['network', 'terminals']),
          kind: Type.String(),
          text: Type.String(),
        },
        { title: 'LineEvent' },
      ),
      { description: 'What happened at both lines, newest first.' },
    ),
    simulated: Type.Boolean({ description: 'The network is the simulator of a demonstration.' }),
  },
  { title: 'NetworkLine' },
);
export type NetworkView = Static<typeof NetworkSchema>;

export const SeenTerminalSchema = Type.Object(
  {
    terminal: TerminalSchema,
    seen: nullable(
      Type.Object(
        {
          at: Instant,
          request: Type.String(),
          outcome: nullable(Type.String()),
          tookMs: Type.Number(),
        },
        { title: 'LastServed', description: 'Since the start of the server.' },
      ),
    ),
  },
  { title: 'TerminalSeen' },
);

const FAULTS = ['no-reply', 'lose-reply', 'late', 'double', 'cut', 'wrong-mac'] as const;
const WAIT_MS_MAX = 600_000;
const Fault = Type.Enum([...FAULTS], {
  description:
    'no-reply: lost before it was processed. lose-reply: processed, the answer is lost. late: answered after a wait. ' +
    'double: answered twice. cut: processed, then the connection is cut. wrong-mac: the answer’s code is wrong.',
});
export const FaultBody = Type.Object(
  {
    fault: Fault,
    count: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    message: Type.Optional(
      Type.String({ pattern: '^\\d{4}$', description: 'Messages of this type alone, as 0200.' }),
    ),
    waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: WAIT_MS_MAX })),
  },
  { ...closed, title: 'SimulatorFaultOrder' },
);
export const LineBody = Type.Object(
  { down: Type.Boolean(), forMs: Type.Optional(Type.Integer({ minimum: 1, maximum: WAIT_MS_MAX })) },
  { ...closed, title: 'SimulatorLine' },
);

const SALE_FEN_MAX = 100_000;
export const SimulatedSaleBody = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: SALE_FEN_MAX, description: 'Fen.' }),
    fault: Type.Optional(Fault),
    waitMs: Type.Optional(Type.Integer({ minimum: 0, maximum: WAIT_MS_MAX })),
  },
  { ...closed, title: 'SimulatedSale' },
);
export const SimulatedSaleSchema = Type.Object(
  { payment: Type.String(), terminal: Type.String() },
  { title: 'SimulatedSaleMade' },
);

export const SimulatorSchema = Type.Object(
  {
    state: Type.Enum(['up', 'down']),
    clearingDay: Type.String(),
    transactions: Type.Integer(),
    waiting: Type.Array(
      Type.Object(
        { fault: Fault, count: Type.Integer(), message: nullable(Type.String()), waitMs: Type.Integer() },
        { title: 'SimulatorFault' },
      ),
      { description: 'Faults that wait for their message, the oldest first.' },
    ),
    done: Type.Record(Type.String(), Type.Integer(), { description: 'How often each fault was done.' }),
  },
  { title: 'Simulator' },
);
export type SimulatorView = Static<typeof SimulatorSchema>;

export const IssuerBooksSchema = Type.Object(
  {
    clearingDay: Type.String(),
    balanced: Type.Boolean(),
    issuers: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          zh: Type.String(),
          en: Type.String(),
          kind: Type.Enum(['debit', 'credit']),
          balanced: Type.Boolean(),
          accounts: Type.Array(
            Type.Object(
              {
                account: Type.String(),
                debit: Type.String({ description: 'Whole fen, posted.' }),
                credit: Type.String(),
                debitPending: Type.String(),
                creditPending: Type.String(),
              },
              { title: 'IssuerAccount' },
            ),
          ),
        },
        { title: 'SimulatedIssuer' },
      ),
    ),
  },
  { title: 'SimulatedIssuerBooks' },
);

const Ways = Type.Record(Type.String(), Type.Integer());
export const LiveSampleSchema = Type.Object(
  {
    at: Type.Integer({ description: 'Milliseconds since 1970.' }),
    payments: Type.Object(
      {
        success: Type.Integer(),
        declined: Type.Integer(),
        refused: Type.Integer(),
        unknown: Type.Integer(),
        trouble: Type.Integer(),
      },
      { description: 'Payments that ended in this second, by the kind of their outcome.' },
    ),
    latency: nullable(
      Type.Object(
        { p50: Type.Integer(), p95: Type.Integer(), p99: Type.Integer() },
        { description: 'Of the last half minute, in milliseconds, out of the histogram of the metrics.' },
      ),
    ),
    opened: Ways,
    done: Ways,
    unknown: nullable(Type.Integer({ description: 'Payments without an outcome.' })),
    handed: nullable(Type.Integer({ description: 'What waits for a person.' })),
    queue: nullable(Type.Integer()),
    waiting: nullable(Type.Integer()),
    inFlight: nullable(Type.Integer()),
    networkUp: nullable(Type.Boolean()),
    terminals: nullable(Type.Integer()),
  },
  { title: 'LiveSample' },
);
export type LiveSampleView = Static<typeof LiveSampleSchema>;
