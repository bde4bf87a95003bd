/** The customer's PIN: it is shown to nobody, kept nowhere, and sent once. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BackButton } from './back-button.tsx';
import { Keypad } from './keypad.tsx';
import css from './pin-pad.module.css';
import type { Card } from './till-api.ts';

const LEAST = 4;
const MOST = 12;
const USUAL = 6;

export interface PinPadProps {
  readonly card: Card;
  /** `null`: the card is used without a PIN. */
  readonly onPin: (pin: string | null) => void;
  readonly onBack: () => void;
}

export function PinPad({ card, onPin, onBack }: PinPadProps) {
  const { t } = useTranslation('cashier');
  const [pin, setPin] = useState('');
  const whole = pin.length >= LEAST;
  const enter = (): void => {
    if (whole) onPin(pin);
  };
  return (
    <section aria-labelledby="pin" className={css.pin}>
      <h2 id="pin">{t('pin.title')}</h2>
      <p className="muted">
        {card.masked}
        {card.pin === null ? null : ` · ${t('pin.demo', { pin: card.pin })}`}
      </p>
      <div className={css.dots} role="img" aria-label={t('pin.entered', { count: pin.length })}>
        {Array.from({ length: Math.max(USUAL, pin.length) }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: places of digits, all alike
          <span key={at} className={at < pin.length ? css.full : css.dot} />
        ))}
      </div>
      <Keypad
        label={t('pin.title')}
        onDigits={(digit) => setPin((now) => (now + digit).slice(0, MOST))}
        onBack={() => setPin((now) => now.slice(0, -1))}
        onClear={() => setPin('')}
        onEnter={enter}
      />
      <Button type="primary" size="large" block disabled={!whole} onClick={enter}>
        {t('pin.enter')}
      </Button>
      <Button block onClick={() => onPin(null)}>
        {t('pin.none')}
      </Button>
      <BackButton onClick={onBack} />
    </section>
  );
}
