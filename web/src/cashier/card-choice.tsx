/** The virtual cards at hand, to be held to the reader. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { languageNow } from '../app/i18n.ts';
import { keep, kept } from '../app/theme.ts';
import { Empty, Fetched } from '../shared/states.tsx';
import { BackButton } from './back-button.tsx';
import css from './card-choice.module.css';
import type { Entry } from './method-icon.tsx';
import { type Card, till } from './till-api.ts';

const KEPT_AS = 'yuanlu.till.card';
const SHOWN_FIRST = 6;

export interface CardChoiceProps {
  readonly entry: Entry;
  readonly onCard: (card: Card) => void;
  readonly onBack: () => void;
}

export function CardChoice({ entry, onCard, onBack }: CardChoiceProps) {
  const { t } = useTranslation('cashier');
  const query = useQuery({ queryKey: ['till-cards'], queryFn: till.cards, staleTime: 60_000 });
  const [all, setAll] = useState(false);
  const last = kept(KEPT_AS);
  const take = (card: Card): void => {
    keep(KEPT_AS, card.id);
    onCard(card);
  };
  return (
    <section aria-labelledby="cards">
      <h2 id="cards">{t(`cards.${entry}`)}</h2>
      <Fetched query={query}>
        {(cards) => {
          if (cards.length === 0) return <Empty title={t('cards.none')} />;
          // A stripe alone cannot be held to a reader.
          const fitting = cards.filter(({ chip }) => chip || entry !== 'tap');
          const ordered = fitting.sort((a, b) => Number(b.id === last) - Number(a.id === last));
          const shown = all ? ordered : ordered.slice(0, SHOWN_FIRST);
          return (
            <>
              <ul className={css.cards}>
                {shown.map((card) => (
                  <li key={card.id}>
                    <button type="button" className={css.card} onClick={() => take(card)}>
                      <CardFace card={card} />
                    </button>
                  </li>
                ))}
              </ul>
              {all || ordered.length <= SHOWN_FIRST ? null : (
                <button type="button" className={css.all} onClick={() => setAll(true)}>
                  {t('cards.all', { total: ordered.length })}
                </button>
              )}
            </>
          );
        }}
      </Fetched>
      <BackButton onClick={onBack} />
    </section>
  );
}

/** Test cards are named in both languages at once; the Chinese name stands first. */
export function nameOf(name: string, language: 'zh' | 'en'): string {
  const at = name.search(/ [A-Za-z]/);
  if (at < 0) return name;
  return language === 'zh' ? name.slice(0, at) : name.slice(at + 1);
}

/** What the card's bank will do stands on it: these are test cards. */
export function CardFace({
  card,
}: {
  readonly card: Pick<Card, 'id' | 'name' | 'masked' | 'note' | 'issuer'>;
}) {
  const { t, i18n } = useTranslation('cashier');
  const { id, name, masked, note, issuer } = card;
  const told = i18n.exists(`cashier:cards.notes.${id}`) ? t(`cards.notes.${id}`) : note;
  const bank =
    issuer !== null && i18n.exists(`cashier:cards.banks.${issuer}`) ? t(`cards.banks.${issuer}`) : issuer;
  return (
    <>
      <span className={css.issuer}>{bank}</span>
      <span className={css.name}>{nameOf(name, languageNow())}</span>
      <span className={`number ${css.digits}`}>{masked}</span>
      {told === null ? null : <span className={css.note}>{told}</span>}
    </>
  );
}
