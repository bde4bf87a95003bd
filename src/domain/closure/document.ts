/** A document of facts about something that ends. What is wrong with it is said at once; nothing is guessed. */
import { ASKERS, type Question } from '../answer/index.ts';
import { calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import {
  type DocumentProblem,
  instantMs,
  isObject,
  narrowed,
  Problems,
  readFacts,
  readScope,
  rightFor,
  type Told,
} from '../document/index.ts';
import { effective, type RuleBook, type Scope } from '../policy/index.ts';
import type { ClosureAsked } from './answer.ts';
import { CLOSURE_FACT_TABLE, type ClosureFill } from './fact-table.ts';
import { type ClosureFacts, closureFactsWith, SUBJECT_STATES } from './facts.ts';
import { keptUntilMs } from './plan-account.ts';
import { CLOSURE_ROUTES, CLOSURE_SUBJECTS, type ClosureRoute, type ClosureSubjectKind } from './subject.ts';

const DOCUMENT_KEYS = ['subject', 'question', 'facts', 'scope', 'parameters', 'off', 'now'] as const;

/** Is the document about something that ends, and not about a payment? */
export const isClosureDocument = (value: unknown): boolean =>
  isObject(value) &&
  isObject(value.subject) &&
  CLOSURE_SUBJECTS.some((kind) => isObject(value.subject) && kind === value.subject.kind);

function readQuestion(
  problems: Problems,
  value: unknown,
  subject: Question<ClosureRoute>['subject'],
): Question<ClosureRoute> {
  const plain = { subject, asker: 'payer', route: null, amountFen: null, terminalId: null } as const;
  if (value === undefined || value === null) return plain;
  const given = problems.object('/question', value, 'an object');
  if (given === undefined) return plain;
  problems.keys('/question', given, ['asker', 'route']);
  const one = <T extends string>(key: string, known: readonly T[]): T | undefined =>
    given[key] === undefined || given[key] === null
      ? undefined
      : problems.oneOf(`/question/${key}`, given[key], known);
  return { ...plain, asker: one('asker', ASKERS) ?? 'payer', route: one('route', CLOSURE_ROUTES) ?? null };
}

/** What follows from what was told, and what contradicts it. */
function whole(
  problems: Problems,
  told: Told<ClosureFill>,
  subject: ClosureSubjectKind,
  nowMs: number,
  retentionYears: number,
): ClosureFacts {
  const { closedAtMs, ...rest } = told as Partial<ClosureFacts> & { readonly closedAtMs?: number };
  const { state } = rest;
  if (state === undefined) problems.say('/facts/state', 'is missing');
  const states: readonly string[] = SUBJECT_STATES[subject];
  if (state !== undefined && !states.includes(state))
    problems.wrong('/facts/state', state, `one of ${states.join(', ')} for a ${subject}`);
  if (subject === 'service' && rest.service === undefined) problems.say('/facts/service', 'is missing');
  const account = subject === 'account' ? (state as ClosureFacts['account']) : rest.account;
  if (subject === 'account' && rest.account !== undefined && rest.account !== state)
    problems.wrong('/facts/account', rest.account, 'what `state` says, or nothing');
  if (account === 'closing' && rest.closesAtMs === undefined) problems.say('/facts/closesAt', 'is missing');
  if (closedAtMs !== undefined && closedAtMs > nowMs)
    problems.say('/facts/closedAt', 'found an instant after `now`');
  const kept =
    rest.keptUntilMs ?? (closedAtMs === undefined ? null : keptUntilMs(closedAtMs, retentionYears));
  if (account === 'closed' && kept === null) problems.say('/facts/closedAt', 'is missing');
  return closureFactsWith({
    ...rest,
    subject,
    state: state ?? 'open',
    ...(account === undefined ? {} : { account }),
    keptUntilMs: kept,
  });
}

export type ReadClosureDocument =
  | { readonly asked: ClosureAsked; readonly problems: readonly [] }
  | { readonly asked: null; readonly problems: readonly DocumentProblem[] };

/** Reads a document that was parsed from JSON or YAML, over a book of rules. */
export function readClosureDocument(value: unknown, book: RuleBook): ReadClosureDocument {
  const problems = new Problems();
  const given = problems.object('', value, `an object with ${DOCUMENT_KEYS.join(', ')}`);
  if (given === undefined) return { asked: null, problems: problems.list };
  problems.keys('', given, DOCUMENT_KEYS);
  const nowMs = typeof given.now === 'string' ? instantMs(given.now) : null;
  if (nowMs === null) problems.wrong('/now', given.now, rightFor({ is: 'instant' }));
  const about = problems.object('/subject', given.subject, 'an object with kind');
  if (about !== undefined) problems.keys('/subject', about, ['kind', 'id']);
  const kind =
    about === undefined ? undefined : problems.oneOf('/subject/kind', about.kind, CLOSURE_SUBJECTS);
  const id =
    about?.id === undefined || about.id === null ? 'document' : problems.text('/subject/id', about.id);
  const told = readFacts<ClosureFill>(problems, given.facts, CLOSURE_FACT_TABLE);
  const scope: Scope = readScope(problems, given.scope, 'unionpay.pos');
  const rules = narrowed(problems, book, scope, given.parameters, given.off);
  const subject = { kind: kind ?? 'service', id: id ?? 'document' };
  const question = readQuestion(problems, given.question, subject);
  if (nowMs === null || kind === undefined) return { asked: null, problems: problems.list };
  const day = calendarDayOf(nowMs, SHANGHAI);
  const years = Number(effective(rules, 'law.retentionYears', scope, day).value);
  const facts = whole(problems, told, kind, nowMs, years);
  if (problems.list.length > 0) return { asked: null, problems: problems.list };
  return { asked: { question, facts, book: rules, scope, day, nowMs }, problems: [] };
}
