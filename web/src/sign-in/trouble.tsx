/** What went wrong with a sign-in or a proof; a wait counts down. */
import { useTranslation } from 'react-i18next';
import { isProblem } from '../shared/api.ts';
import { Problem } from '../shared/problem.tsx';
import { PasskeyNotGiven } from './passkey.ts';
import { Wait } from './wait.tsx';

export function Trouble({ error, onWaited }: { readonly error: unknown; readonly onWaited?: () => void }) {
  const { t } = useTranslation('sign-in');
  if (error === null) return null;
  if (error instanceof PasskeyNotGiven)
    return (
      <div role="alert" className="problem">
        <strong>{t('passkey.notGiven')}</strong>
        <p>{t('passkey.notGivenDetail')}</p>
      </div>
    );
  if (isProblem(error) && error.code === 'too-many-tries' && error.waitSeconds !== null)
    return <Wait seconds={error.waitSeconds} {...(onWaited === undefined ? {} : { onOver: onWaited })} />;
  return <Problem error={error} />;
}
