/** `/cashier`: how much, and how it is paid. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Money } from '../shared/money.tsx';
import { Page } from '../shared/page.tsx';
import { CardChoice } from './card-choice.tsx';
import { CodeScan } from './code-scan.tsx';
import { Keypad } from './keypad.tsx';
import { type Entry, type Method, MethodIcon } from './method-icon.tsx';
import { PinPad } from './pin-pad.tsx';
import css from './sale-page.module.css';
import type { Card, Order } from './till-api.ts';
import { useTill } from './till-context.ts';

/** Twelve digits of fen are what a message holds. */
const DIGITS_MAX = 12;
/** Above this a tap asks for the PIN (small-amount rule of QuickPass). */
const TAP_WITHOUT_PIN_MAX = 100_000;

type Stage =
  | { readonly is: 'amount' }
  | { readonly is: 'card'; readonly entry: Entry }
  | { readonly is: 'pin'; readonly entry: Entry; readonly card: Card }
  | { readonly is: 'scan' };

/** A card without a chip is swiped where others are inserted. */
const readAs = (entry: Entry, { chip }: Card): 'tap' | 'chip' | 'swipe' => (chip ? entry : 'swipe');

const METHODS = ['tap', 'chip', 'scan', 'show'] as const;
const needsReader = (method: Method): boolean => method === 'tap' || method === 'chip';

export function Component() {
  const { t } = useTranslation('cashier');
  const { acting, till } = useTill();
  const [query, setQuery] = useSearchParams();
  const hold = query.get('hold') === '1';
  const [digits, setDigits] = useState('');
  const [stage, setStage] = useState<Stage>({ is: 'amount' });
  const [lose, setLose] = useState(false);
  // Cards are virtual here: without a demonstration a card is read by a terminal of its own.
  const isOffered = (method: Method): boolean => (needsReader(method) ? till.demo : !hold);
  const amount = Number(digits === '' ? '0' : digits);
  const back = (): void => setStage({ is: 'amount' });
  const begin = (order: Omit<Order, 'act' | 'amount'>): void => {
    acting.begin({ act: hold ? 'preauth' : 'sale', amount, ...order, ...(lose ? { loseAnswer: true } : {}) });
    // The next customer pays, and is not held by mistake.
    if (hold) setQuery({}, { replace: true });
  };
  const choose = (method: Method): void => {
    if (amount === 0 || !isOffered(method)) return;
    if (method === 'scan') setStage({ is: 'scan' });
    else if (method === 'show') acting.begin({ act: 'show-code', amount });
    else setStage({ is: 'card', entry: method });
  };
  const take = (entry: Entry, card: Card): void => {
    if (entry === 'tap' && amount <= TAP_WITHOUT_PIN_MAX && !hold) begin({ card: card.id, entry });
    else setStage({ is: 'pin', entry, card });
  };

  return (
    <Page title={hold ? t('sale.holdTitle') : t('sale.title')}>
      {stage.is === 'amount' ? (
        <div className={css.counter}>
          <section className={css.left} aria-label={t('sale.amount')}>
            <output className={css.amount} aria-live="polite">
              <Money fen={amount} />
            </output>
            <Keypad
              label={t('sale.amount')}
              doubleZero
              onDigits={(more) => setDigits((now) => (now + more).replace(/^0+/, '').slice(0, DIGITS_MAX))}
              onBack={() => setDigits((now) => now.slice(0, -1))}
              onClear={() => setDigits('')}
              onEnter={() => choose('tap')}
            />
          </section>
          <section className={css.right}>
            <h2>{t('sale.how')}</h2>
            <div className={css.methods}>
              {METHODS.map((method) => (
                <button
                  key={method}
                  type="button"
                  className={css.method}
                  disabled={amount === 0 || !isOffered(method)}
                  onClick={() => choose(method)}
                >
                  <MethodIcon method={method} />
                  <span className={css.methodName}>{t(`method.${method}`)}</span>
                  <span className={css.methodHint}>
                    {t(needsReader(method) && !till.demo ? 'method.needsReader' : `method.${method}Hint`)}
                  </span>
                </button>
              ))}
            </div>
            <div className={css.more}>
              <button
                type="button"
                className={css.link}
                onClick={() => setQuery(hold ? {} : { hold: '1' }, { replace: true })}
              >
                {hold ? t('sale.toSale') : t('sale.toHold')}
              </button>
              {till.demo ? (
                <label className={css.fault}>
                  <input
                    type="checkbox"
                    checked={lose}
                    onChange={(event) => setLose(event.currentTarget.checked)}
                  />
                  {t('sale.lose')}
                </label>
              ) : null}
            </div>
          </section>
        </div>
      ) : (
        <div className={css.narrow}>
          <p className={css.amountSmall}>
            <Money fen={amount} />
          </p>
          {stage.is === 'card' ? (
            <CardChoice entry={stage.entry} onBack={back} onCard={(card) => take(stage.entry, card)} />
          ) : stage.is === 'pin' ? (
            <PinPad
              card={stage.card}
              onBack={back}
              onPin={(pin) =>
                begin({
                  ...{ card: stage.card.id, entry: readAs(stage.entry, stage.card) },
                  ...(pin === null ? {} : { pin }),
                })
              }
            />
          ) : (
            <CodeScan onBack={back} onCode={(code) => begin({ code })} />
          )}
        </div>
      )}
    </Page>
  );
}
