/** Two languages, Chinese first. One namespace per face, fetched when a page of that face is opened. */
import i18next, { type BackendModule, type ReadCallback } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { keep, kept } from './theme.ts';

export const LANGUAGES = ['zh', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT_AS = 'yuanlu.language';
/** What the browser is told, and what numbers and dates are written by. */
export const TAGS = { zh: 'zh-CN', en: 'en-GB' } as const satisfies Record<Language, string>;

type Words = { readonly default: Record<string, unknown> };
const files = import.meta.glob<Words>('../../locales/*/*.json');

const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language: string, namespace: string, done: ReadCallback) {
    const load = files[`../../locales/${language}/${namespace}.json`];
    if (load === undefined) return done(new Error(`No words for ${namespace} in ${language}`), false);
    load().then(
      (words) => done(null, words.default),
      (error: unknown) => done(error as Error, true),
    );
  },
};

function languageOf(tag: string | null | undefined): Language | null {
  const start = tag?.slice(0, 2).toLowerCase();
  return LANGUAGES.find((language) => language === start) ?? null;
}

function firstLanguage(): Language {
  const wanted = [kept(KEPT_AS), ...navigator.languages].map(languageOf);
  return wanted.find((language) => language !== null) ?? 'zh';
}

/** The face that the first page belongs to: its words come together with those of every page. */
function firstFace(): string {
  const start = location.pathname.split('/')[1] ?? '';
  return files[`../../locales/zh/${start}.json`] === undefined ? 'payer' : start;
}

export async function startI18n(): Promise<void> {
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = TAGS[languageOf(language) ?? 'zh'];
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: firstLanguage(),
      supportedLngs: LANGUAGES,
      fallbackLng: false,
      ns: ['common', firstFace()],
      defaultNS: 'common',
      // React escapes what it shows; escaping twice would show entities.
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
}

export async function chooseLanguage(language: Language): Promise<void> {
  keep(KEPT_AS, language);
  await i18next.changeLanguage(language);
}

export const languageNow = (): Language => languageOf(i18next.language) ?? 'zh';
