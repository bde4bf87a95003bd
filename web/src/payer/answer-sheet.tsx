/** The slip of an answer: what was paid, the verdict, and the reasons in the order in which people ask for them. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import { AnswerFacts } from './answer-facts.tsx';
import { AnswerRules } from './answer-rules.tsx';
import css from './answer-sheet.module.css';
import { Heading } from './heading.tsx';
import { Instead } from './instead.tsx';
import { NextCheck } from './next-check.tsx';
import type { LookedUp } from './payer-api.ts';
import { Stamp } from './stamp.tsx';
import { isUnknown, verdictOf } from './verdict-of.ts';

export interface AnswerSheetProps {
  readonly found: LookedUp;
  readonly again: () => void;
  readonly busy: boolean;
  /** The next act, right below the verdict. */
  readonly children?: ReactNode;
}

export function AnswerSheet({ found, again, busy, children }: AnswerSheetProps) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { merchant, amount, at, card, answer } = found;
  const { headline, tone } = verdictOf(found);
  const unknown = isUnknown(found);
  // «No» is the rule's word for what was given back already; a payer wants to know where the money is.
  const going = headline === 'back' ? (found.wayBack?.sentence ?? null) : null;
  const sentence = unknown ? t('answer.unknownSentence') : say(going ?? answer.sentence);
  return (
    <article className={css.sheet} aria-busy={busy}>
      <div className={css.head}>
        <div>
          <p className={css.merchant}>{say(merchant)}</p>
          <p className={css.when}>
            <Moment at={at} /> · {t('answer.card', { last4: card.slice(-4) })}
          </p>
        </div>
        <Money fen={amount} className={css.amount ?? ''} />
      </div>
      <div className={`${css.verdict} ${css[tone]}`} role="status">
        <Stamp tone={tone} />
        <div>
          <p className={css.kicker}>{t('front.title')}</p>
          <Heading className={css.word}>{t(`verdict.${headline}`)}</Heading>
          <p className={css.sentence}>{sentence}</p>
        </div>
      </div>
      {children}
      {unknown ? <Unknown found={found} /> : <AnswerFacts answer={answer} again={again} />}
      <Instead answer={answer} going={headline === 'back'} />
      <AnswerRules rules={answer.rules} />
    </article>
  );
}

function Unknown({ found }: { readonly found: LookedUp }) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { nextCheckAt, stateWords } = found.payment;
  return (
    <div className={css.unknownBox}>
      <p>
        <strong>{say(stateWords)}</strong>
      </p>
      {nextCheckAt === null ? null : (
        <p>
          {t('answer.nextCheck')} <NextCheck at={nextCheckAt} />
        </p>
      )}
      <p className={css.warning}>{t('answer.payNotAgain')}</p>
    </div>
  );
}
