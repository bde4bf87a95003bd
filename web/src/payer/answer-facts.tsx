/** Way, deadline, destination, arrival, fee and papers: what everybody asks next. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';
import { Money } from '../shared/money.tsx';
import { useSay } from '../shared/words.ts';
import css from './answer-facts.module.css';
import type { Answer } from './payer-api.ts';

export interface AnswerFactsProps {
  readonly answer: Answer;
  /** The deadline passed while the page was open: the answer may be another one. */
  readonly again: () => void;
}

export function AnswerFacts({ answer, again }: AnswerFactsProps) {
  const { t } = useTranslation('payer');
  const say = useSay();
  const { route, payerAmount, destination, arrival, payerFee, evidence, deadline, opensAt } = answer;
  const items = evidence?.items ?? [];
  return (
    <dl className={css.facts}>
      {route === null ? null : (
        <Fact name={t('fact.way')} note={t(`route.${route}Lead`)}>
          {t(`route.${route}`)}
        </Fact>
      )}
      {deadline === null ? null : (
        <Fact
          name={t('fact.deadline')}
          note={
            <>
              {t('fact.latest')} <Moment at={deadline.at} style="full" />
              {deadline.usually ? ` · ${t('fact.usually')}` : ''}
              {deadline.thenRoute === null
                ? ''
                : ` · ${t('fact.then', { route: t(`route.${deadline.thenRoute}`) })}`}
            </>
          }
        >
          <Countdown to={deadline.at} onEnd={again} />
        </Fact>
      )}
      {opensAt === null ? null : (
        <Fact
          name={t('fact.opens')}
          note={
            <>
              {t('fact.opensFrom')} <Moment at={opensAt} style="full" />
            </>
          }
        >
          <Countdown to={opensAt} onEnd={again} />
        </Fact>
      )}
      {destination === null ? null : (
        <Fact name={t('fact.destination')} note={say(destination)}>
          <span className="number">
            {/\d{4}$/.test(destination.masked)
              ? t('fact.cardEnding', { last4: destination.masked.slice(-4) })
              : say(destination)}
          </span>
        </Fact>
      )}
      {payerAmount === null ? null : (
        <Fact name={t('fact.amount')} note={t('fact.amountLead')}>
          <Money fen={payerAmount} />
        </Fact>
      )}
      {arrival === null ? null : (
        <Fact
          name={t('fact.arrival')}
          note={arrival.usually ? t('fact.arrivalUsual') : t('fact.arrivalFirm')}
        >
          {say(arrival.words)}
        </Fact>
      )}
      {payerFee === null ? null : (
        <Fact name={t('fact.fee')} note={payerFee === 0 ? t('fact.feeNoneLead') : t('fact.feeLead')}>
          {payerFee === 0 ? t('fact.feeNone') : <Money fen={payerFee} />}
        </Fact>
      )}
      {evidence === null ? null : (
        <Fact name={t('fact.papers')} note={t(`approval.${evidence.approval}`)}>
          {items.length === 0 ? (
            t('fact.papersNone')
          ) : (
            <ul className={css.papers}>
              {items.map((item) => (
                <li key={item.code}>{say(item)}</li>
              ))}
            </ul>
          )}
        </Fact>
      )}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Fact({ name, note, children }: FactProps) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>
        <div className={css.value}>{children}</div>
        <div className={css.note}>{note}</div>
      </dd>
    </div>
  );
}
