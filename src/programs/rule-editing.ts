/** Editions of the rules as files: what stands over what was delivered, and what a change would make of it. */
import { createHash } from 'node:crypto';
import type { DraftedFiles, RuleEditing, RuleEditionFiles } from '#adapters/http-api';
import type { RuleEditionStore } from '#adapters/postgres';
import { type NewValue, narrowed, type RuleBook, ruleFileText } from '#domain/policy';
import { readAside, readGood, replacedBy, withFiles } from './rule-files.ts';
import { type RuleFile, readRuleText } from './rule-text.ts';

/** Where values stand that persons publish by a form. */
const NARROWINGS = 'published/narrowings.json';

const printOf = ({ text }: RuleFile): string => createHash('sha256').update(text, 'utf8').digest('hex');

const BOOKS_KEPT_MAX = 4;

export function createRuleEditing(options: {
  readonly store: RuleEditionStore;
  readonly delivered: readonly RuleFile[];
}): RuleEditing {
  const { store, delivered } = options;
  const printsDelivered = new Map(delivered.map((file) => [file.name, printOf(file)]));
  const books = new Map<number, Promise<RuleBook>>();

  async function edition(no: number): Promise<RuleEditionFiles | null> {
    if (no === 0) return { no, files: delivered, published: [], overtaken: [] };
    const stored = await store.files(no);
    if (stored === null) return null;
    const overtaken = Object.entries(stored.delivered)
      .filter(([name, print]) => printsDelivered.get(name) !== print)
      .map(([name]) => name);
    return { no, files: withFiles(delivered, stored.files).files, published: stored.files, overtaken };
  }

  async function known(no: number): Promise<RuleEditionFiles> {
    const found = await edition(no);
    if (found === null) throw new RangeError(`Cannot read edition ${no} of the rules: there is none`);
    return found;
  }

  /** What is the same as delivered needs no place of its own. */
  const published = (files: readonly RuleFile[]): RuleFile[] =>
    files.filter((file) => printsDelivered.get(file.name) !== printOf(file));

  return {
    edition,
    latest: async () => (await store.marks())[0] ?? { no: 0, effective: null },
    book(no) {
      const kept = books.get(no);
      if (kept !== undefined) return kept;
      const made = known(no).then(({ files }) => readGood(files));
      for (const oldest of books.keys()) {
        if (books.size < BOOKS_KEPT_MAX) break;
        books.delete(oldest);
      }
      books.set(no, made);
      made.catch(() => books.delete(no));
      return made;
    },
    async changed(no, given) {
      const base = await known(no);
      const named = given.map(({ name, text }) => ({
        name: replacedBy(base.files, name)?.name ?? name,
        text,
      }));
      const { files, replaced } = withFiles(base.files, named);
      return { published: published(withFiles(base.published, named).files), files, replaced };
    },
    async restored(no) {
      const { files, published: before } = await known(no);
      return { published: before, files, replaced: [] };
    },
    async drafted(no: number, value: NewValue): Promise<DraftedFiles> {
      const { files } = await known(no);
      const texts = files.map((file) => ({ name: file.name, content: readRuleText(file).content }));
      const changed = narrowed(texts, NARROWINGS, value);
      // A file with comments of its own is not written anew by a form.
      const byHand = changed.map(({ name }) => name).filter((name) => !name.endsWith('.json'));
      if (byHand.length > 0) return { byHand };
      return { files: changed.map(({ name, content }) => ({ name, text: ruleFileText(content) })) };
    },
    read: readAside,
    printsOf: (files) =>
      Object.fromEntries(
        files.flatMap(({ name }) => {
          const print = printsDelivered.get(name);
          return print === undefined ? [] : [[name, print]];
        }),
      ),
    store,
  };
}
