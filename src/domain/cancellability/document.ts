/**
 * A document of facts: `subject`, `question`, `facts`, `scope`, `parameters`, `off` and `now`. Whatever is wrong with
 * it is said at once, each place with what would be right; nothing is guessed.
 */
import { ASKERS, type Asker, DESTINATIONS, PURPOSES, type Question } from '../answer/index.ts';
import { calendarDayOf, SHANGHAI } from '../calendar/index.ts';
import {
  type DocumentProblem,
  instantMs,
  isObject,
  narrowed,
  Problems,
  readFacts,
  readFen,
  readScope,
  rightFor,
} from '../document/index.ts';
import { effective, type RuleBook } from '../policy/index.ts';
import { required, whole } from './derived-facts.ts';
import { FACT_TABLE } from './fact-table.ts';
import { CHANNELS, KINDS } from './facts.ts';
import type { Asked } from './plan-for.ts';
import { ROUTES, type Route } from './routes.ts';

const DOCUMENT_KEYS = ['subject', 'question', 'facts', 'scope', 'parameters', 'off', 'now'] as const;

function readQuestion(
  problems: Problems,
  value: unknown,
  subject: Question<Route>['subject'],
  terminalId: string,
): Question<Route> {
  const plain: Question<Route> = {
    subject,
    asker: 'merchant',
    route: null,
    amountFen: null,
    terminalId: null,
  };
  if (value === undefined || value === null) return plain;
  const given = problems.object('/question', value, 'an object');
  if (given === undefined) return plain;
  problems.keys('/question', given, ['asker', 'route', 'amountFen', 'terminalId', 'purpose', 'destination']);
  const has = (key: string): boolean => given[key] !== undefined && given[key] !== null;
  const one = <T extends string>(key: string, known: readonly T[]): T | undefined =>
    has(key) ? problems.oneOf(`/question/${key}`, given[key], known) : undefined;
  const asker: Asker = one('asker', ASKERS) ?? 'merchant';
  const amountFen = has('amountFen')
    ? (readFen(given.amountFen) ??
      problems.wrong('/question/amountFen', given.amountFen, rightFor({ is: 'fen' })))
    : undefined;
  const at = has('terminalId') ? problems.text('/question/terminalId', given.terminalId) : undefined;
  return {
    subject,
    asker,
    route: one('route', ROUTES) ?? null,
    amountFen: amountFen ?? null,
    // A terminal that does not say which one it is asks about its own payment.
    terminalId:
      at ?? (asker === 'terminal' && terminalId !== '' ? terminalId : asker === 'terminal' ? '' : null),
    purpose: one('purpose', PURPOSES) ?? null,
    destination: one('destination', DESTINATIONS) ?? 'original',
  };
}

export type ReadDocument =
  | { readonly asked: Asked; readonly problems: readonly [] }
  | { readonly asked: null; readonly problems: readonly DocumentProblem[] };

/** Reads a document that was parsed from JSON or YAML, over a book of rules. */
export function readFactDocument(value: unknown, book: RuleBook): ReadDocument {
  const problems = new Problems();
  const given = problems.object('', value, `an object with ${DOCUMENT_KEYS.join(', ')}`);
  if (given === undefined) return { asked: null, problems: problems.list };
  problems.keys('', given, DOCUMENT_KEYS);
  const nowMs = typeof given.now === 'string' ? instantMs(given.now) : null;
  if (nowMs === null) problems.wrong('/now', given.now, rightFor({ is: 'instant' }));
  const about = problems.object('/subject', given.subject, 'an object with kind and channel');
  if (about !== undefined) problems.keys('/subject', about, ['kind', 'channel', 'id']);
  const kind = about === undefined ? undefined : problems.oneOf('/subject/kind', about.kind, KINDS);
  const channel =
    about === undefined ? undefined : problems.oneOf('/subject/channel', about.channel, CHANNELS);
  const id =
    about?.id === undefined || about.id === null ? 'document' : problems.text('/subject/id', about.id);
  const told = readFacts(problems, given.facts, FACT_TABLE);
  if (isObject(given.facts)) required(problems, told, given.facts, kind ?? 'sale');
  const scope = readScope(problems, given.scope, channel ?? 'unionpay.pos');
  const rules = narrowed(problems, book, scope, given.parameters, given.off);
  const question = readQuestion(
    problems,
    given.question,
    { kind: kind ?? 'sale', id: id ?? 'document' },
    String(told.terminalId ?? ''),
  );
  if (nowMs === null || kind === undefined || channel === undefined || problems.list.length > 0)
    return { asked: null, problems: problems.list };
  const cutOver = String(effective(rules, 'unionpay.cutOver', scope, calendarDayOf(nowMs, SHANGHAI)).value);
  const facts = whole(problems, told, { kind, channel }, nowMs, {
    cutOver,
    feeReturn: String(effective(rules, 'fee.return', scope, calendarDayOf(nowMs, SHANGHAI)).value),
  });
  if (problems.list.length > 0) return { asked: null, problems: problems.list };
  return { asked: { question, facts, book: rules, scope, nowMs }, problems: [] };
}
