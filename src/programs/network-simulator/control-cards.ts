/** What an issuer's staff does, on the control API: states, limits, wrong PINs, and what is told to a chip. */
import type { FastifyInstance } from 'fastify';
import type { CardLimits, CardState, QueuedScript, ScriptCommand } from '#simulation/network';
import * as shapes from './control-shapes.ts';
import type { NetworkNode } from './node.ts';

interface CardBody {
  readonly card: string;
  readonly state?: CardState['state'];
  readonly replacedBy?: string | null;
  /** Fen; null: without a limit. What is left out has none. */
  readonly limits?: {
    readonly paymentMaxFen?: string | null;
    readonly dayMaxFen?: string | null;
    readonly dayCountMax?: number | null;
  };
  readonly pinTries?: 0;
}

interface ScriptBody {
  readonly card: string;
  readonly command: ScriptCommand;
  readonly moment?: QueuedScript['moment'];
  readonly tag?: string;
  readonly value?: string;
}

const fenOf = (fen: string | null | undefined): bigint | null => (fen == null ? null : BigInt(fen));

export function addCards(app: FastifyInstance, { node }: { readonly node: NetworkNode }): void {
  const { actor, state } = node;

  app.post<{ Body: CardBody }>('/cards', { schema: shapes.cards }, async ({ body }) => {
    const { card, replacedBy = null, limits, pinTries } = body;
    const nowMs = Date.now();
    const records = [];
    if (body.state !== undefined)
      records.push(...actor.changeCard(card, { state: body.state, replacedBy }, nowMs));
    if (limits !== undefined) {
      const { paymentMaxFen, dayMaxFen, dayCountMax = null } = limits;
      const told: CardLimits = {
        ...{ paymentMaxFen: fenOf(paymentMaxFen), dayMaxFen: fenOf(dayMaxFen), dayCountMax },
      };
      records.push(...actor.limitCard(card, told, nowMs));
    }
    if (pinTries === 0) records.push(...actor.resetPin(card, nowMs));
    await node.commit(records);
    return { ...body, replacedBy };
  });

  app.get<{ Querystring: { phone?: string } }>('/texts', { schema: shapes.texts }, ({ query }) => ({
    texts: state.texts.filter(({ phone }) => query.phone === undefined || phone === query.phone).toReversed(),
  }));

  app.get('/scripts', () => ({
    waiting: [...state.scriptQueue].map(([card, scripts]) => ({ card, scripts })),
    told: [...state.scriptReports].map(([card, reports]) => ({ card, reports })),
  }));

  let serial = 0;
  app.post<{ Body: ScriptBody }>('/scripts', { schema: shapes.scripts }, async ({ body }) => {
    const { card, command, moment = 'after', tag, value } = body;
    serial += 1;
    const id = ((Math.floor(Date.now() / 1_000) + serial) >>> 0).toString(16).toUpperCase().padStart(8, '0');
    const script: QueuedScript = {
      ...{ id, moment, command },
      ...(tag === undefined ? {} : { tag }),
      ...(value === undefined ? {} : { value }),
    };
    await node.commit(actor.queueScript(card, script, Date.now()));
    return { card, ...script };
  });
}
