/** The answer on facts alone, whatever they are about: a payment that goes back, or something that ends. */
import { type Static, Type } from 'typebox';
import { canBeCancelled, factDocumentSchema, readFactDocument } from '#domain/cancellability';
import {
  canBeClosed,
  closureDocumentSchema,
  isClosureDocument,
  partWords,
  readClosureDocument,
} from '#domain/closure';
import type { DocumentProblem } from '#domain/document';
import type { RuleBook } from '#domain/policy';
import { AnswerSchema } from '../schemas.ts';
import { closureAnswerView } from '../wallet/impact-view.ts';
import { ClosureAnswerSchema } from '../wallet/schemas-closures.ts';
import { answerView } from './answer-view.ts';

export const ExplainedSchema = Type.Union([AnswerSchema, ClosureAnswerSchema], { title: 'Explained' });
export type ExplainedView = Static<typeof ExplainedSchema>;

export type Explained =
  | { readonly view: ExplainedView; readonly problems: readonly [] }
  | { readonly view: null; readonly problems: readonly DocumentProblem[] };

/** Reads a document that was parsed from JSON or YAML, and answers it; `subject.kind` tells what it is about. */
export function explained(value: unknown, book: RuleBook): Explained {
  if (isClosureDocument(value)) {
    const { asked, problems } = readClosureDocument(value, book);
    if (asked === null) return { view: null, problems };
    return { view: closureAnswerView(canBeClosed(asked), partWords(asked.facts)), problems: [] };
  }
  const { asked, problems } = readFactDocument(value, book);
  return asked === null
    ? { view: null, problems }
    : { view: answerView(canBeCancelled(asked)), problems: [] };
}

/** The schema of both kinds of document, for the documentation and for `GET /v1/explain/schema`. */
export function explainSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...payment } = factDocumentSchema();
  return {
    $schema,
    title: 'Yuanlu fact document',
    description:
      'One case told by facts alone: «can this be cancelled?» 可以取消吗? of a payment, ' +
      '«can this be ended?» 可以关闭吗? of a service, a card or an account. `subject.kind` tells which.',
    type: 'object',
    anyOf: [payment, closureDocumentSchema()],
  };
}
