/** How many answers a second one process gives, beside what it takes to copy the same document as JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Asked, canBeCancelled, readFactDocument } from '#domain/cancellability';
import { isClosureDocument } from '#domain/closure';
import { answerSentence } from '#domain/wording';
import { readRuleText } from '../src/programs/rule-text.ts';
import { loadRules } from '../src/programs/rules.ts';
import { type Measured, measure } from './measure.ts';

const FOLDER = join(import.meta.dirname, '..', 'docs', 'examples', 'facts');

interface Case {
  readonly document: unknown;
  readonly asked: Asked;
}

/** Documents about a payment; those about a service, a card or an account ask whether it can be closed. */
async function cases(): Promise<Case[]> {
  const book = await loadRules();
  return readdirSync(FOLDER)
    .sort()
    .flatMap((name) => {
      const document = readRuleText({ name, text: readFileSync(join(FOLDER, name), 'utf8') }).content;
      if (isClosureDocument(document)) return [];
      const { asked, problems } = readFactDocument(document, book);
      if (asked === null) throw new Error(`${name}: ${problems.map(({ message }) => message).join('; ')}`);
      return [{ document, asked }];
    });
}

/** Rows of the bench: the ratio is against copying the document, run in turns with it in the same process. */
export async function benchAnswers(ms: number): Promise<readonly Measured[]> {
  const all = await cases();
  const book = all[0]!.asked.book;
  let at = 0;
  const next = (): Case => {
    at = (at + 1) % all.length;
    return all[at]!;
  };
  return measure(ms, [
    { name: 'copy the document as JSON', run: () => JSON.parse(JSON.stringify(next().document)) },
    { name: 'answer', run: () => canBeCancelled(next().asked) },
    { name: 'answer and its sentence', run: () => answerSentence(canBeCancelled(next().asked), 'zh') },
    {
      name: 'read a document of facts and answer',
      run: () => {
        const { asked } = readFactDocument(next().document, book);
        return asked === null ? null : canBeCancelled(asked);
      },
    },
  ]);
}
