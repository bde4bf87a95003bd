/** Words that the server tells in both languages. */
import { useTranslation } from 'react-i18next';
import { type Language, languageNow } from '../app/i18n.ts';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** The language in use; a component that calls this is drawn anew when it changes. */
export function useLanguage(): Language {
  useTranslation();
  return languageNow();
}

/** Picks out of a pair: `const say = useSay(); say(outcome.words)`. */
export function useSay(): (words: Words) => string {
  const language = useLanguage();
  return (words) => words[language];
}
