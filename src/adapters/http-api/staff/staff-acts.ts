/** The record of what people who are signed in do: written before it is done, and what came of it after. */
import type { FastifyRequest } from 'fastify';
import type { NewAct } from '#adapters/postgres';
import type { Outcome } from '#domain/outcome';
import { shownText } from '#domain/wording';
import type { Api } from '../api-type.ts';
import { placeOf } from '../browser.ts';
import type { HttpApiOptions } from '../options.ts';
import type { Problem } from '../problems.ts';

/** An act under way, and how it was refused, if it was. */
export interface ActUnderWay {
  readonly no: number;
  refused: Outcome | null;
}

const ID = /^[a-z]{2,5}_[0-9A-Za-z]{8,40}$/;
const SUBJECT_MAX = 120;

/** What it is done to: the address names it, else the first id in the body. */
function subjectOf(request: FastifyRequest): string | null {
  const named = Object.values((request.params ?? {}) as Record<string, string>);
  if (named.length > 0) return shownText(named.join('/'), SUBJECT_MAX);
  const { body } = request;
  if (typeof body !== 'object' || body === null || Buffer.isBuffer(body)) return null;
  const id = Object.values(body).find((each) => typeof each === 'string' && ID.test(each));
  return id === undefined ? null : shownText(String(id), SUBJECT_MAX);
}

const isAct = ({ method, caller, holder }: FastifyRequest): boolean =>
  (caller?.signedIn != null || holder !== null) && method !== 'GET' && method !== 'HEAD';

/** A cardholder is named by the masked telephone; the book is the wallet. */
function whoActs(
  request: FastifyRequest,
): Pick<NewAct, 'staffId' | 'personId' | 'sessionId' | 'who' | 'role' | 'book'> {
  if (request.holder !== null) {
    const { person, session } = request.holder;
    return {
      ...{ staffId: null, personId: person.id, sessionId: session.id, who: person.phone.masked },
      ...{ role: 'holder', book: person.walletId },
    };
  }
  const { member, session } = request.caller!.signedIn!;
  return {
    ...{ staffId: member.id, sessionId: session.id, who: member.login, role: member.role, book: member.book },
  };
}

function begin(request: FastifyRequest, options: HttpApiOptions): Promise<number> {
  return options.staff.begin({
    ...whoActs(request),
    act: `${request.method} ${request.routeOptions.url}`,
    subject: subjectOf(request),
    requestId: request.id,
    address: placeOf(request).address,
  });
}

/** An act that a role may not do is recorded too: an auditor wants to know who tried. */
export async function beginRefused(
  request: FastifyRequest,
  options: HttpApiOptions,
  problem: Problem,
): Promise<void> {
  if (!isAct(request)) return;
  request.act = { no: await begin(request, options), refused: problem.outcome };
}

export function recordActs(app: Api, options: HttpApiOptions): void {
  app.decorateRequest('act', null);
  app.addHook('preHandler', async (request) => {
    if (isAct(request)) request.act = { no: await begin(request, options), refused: null };
  });
  app.addHook('onSend', async (request, reply) => {
    const { act } = request;
    if (act === null) return;
    try {
      await options.staff.end(act.no, reply.statusCode, act.refused ?? 'done');
    } catch {
      // The act is done and its beginning recorded: without an end it shows as one to look at.
      options.log.warn({ requestId: request.id, act: act.no }, 'the end of an act could not be recorded');
    }
  });
}
