/** When what is not known is looked at again; once that moment has come, that it is under way. */
import { useTranslation } from 'react-i18next';
import { Countdown, useSecondsLeft } from '../shared/countdown.tsx';
import { Moment } from '../shared/moment.tsx';

export interface NextCheckProps {
  readonly at: string;
}

export function NextCheck({ at }: NextCheckProps) {
  const { t } = useTranslation('payer');
  const seconds = useSecondsLeft(at);
  return (
    <>
      <Moment at={at} style="time" /> · {seconds === 0 ? t('answer.checkingNow') : <Countdown to={at} />}
    </>
  );
}
