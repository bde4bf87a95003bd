/** In a demonstration nobody has the telephone at hand: the newest text that went to one, shown beside the field. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHolderSession } from './session.tsx';
import css from './sign-in.module.css';
import { wallet } from './wallet-api.ts';

interface KeptText {
  readonly id: string;
  readonly text: string;
  readonly at: string;
}
const AGAIN_MS = 1_500;
/** A text from before the field was there is not the one that it waits for. */
const GRACE_MS = 3_000;
const CODE = /\b\d{6}\b/;

export interface DemoTextProps {
  readonly onCode: (code: string) => void;
  /** When the text was asked for, where the field came only with the answer. */
  readonly askedMs?: number;
}

export function DemoText({ onCode, askedMs }: DemoTextProps) {
  const { t } = useTranslation('wallet');
  const session = useHolderSession();
  const [sinceMs] = useState(() => (askedMs ?? Date.now()) - GRACE_MS);
  const texts = useQuery({
    queryKey: ['demo-texts'],
    queryFn: ({ signal }) =>
      wallet.get<{ readonly items: readonly KeptText[] }>('/session/texts', { signal, quiet: true }),
    // Signed in, the session tells whether the person is the demonstration's, not whether this is one: asked once.
    enabled: session.data?.demo === true || session.data?.signedIn === true,
    refetchInterval: ({ state }) => (state.status === 'error' ? false : AGAIN_MS),
    retry: false,
  });
  const newest = [...(texts.data?.items ?? [])]
    .filter(({ at, text }) => Date.parse(at) >= sinceMs && CODE.test(text))
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  if (newest === undefined) return null;
  return (
    <p className={css.text} role="status">
      <span>{t('demo.text', { text: newest.text })}</span>
      <button type="button" onClick={() => onCode(CODE.exec(newest.text)?.[0] ?? '')}>
        {t('demo.fill')}
      </button>
    </p>
  );
}
