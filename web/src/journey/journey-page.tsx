/** `/journey/:paymentId`: one payment's way out and back, as much of it as the one who is signed in may see. */
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { ForRoles } from '../app/session.tsx';
import { Page } from '../shared/page.tsx';
import { Journey } from './index.tsx';
import css from './journey-page.module.css';
import type { Level } from './picture.ts';

const LEVELS: readonly Level[] = ['payer', 'cashier', 'operator'];

export function Component() {
  const { t } = useTranslation('journey');
  const { paymentId = '' } = useParams();
  const [query] = useSearchParams();
  const asked = LEVELS.find((level) => level === query.get('level'));
  return (
    <ForRoles roles={['cashier', 'supervisor', 'merchant-admin', 'operator', 'auditor']}>
      {() => (
        <Page title={t('title')} lead={t('lead')}>
          <div className={`card ${css.sheet}`}>
            <Journey paymentId={paymentId} {...(asked === undefined ? {} : { level: asked })} />
          </div>
        </Page>
      )}
    </ForRoles>
  );
}
