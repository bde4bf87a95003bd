/** What happened to one payment, out and back: the drawing that keeps itself up to date. */
import { useTranslation } from 'react-i18next';
import { Journey } from '../../journey/index.tsx';
import css from './story.module.css';

export function Story({ paymentId }: { readonly paymentId: string }) {
  const { t } = useTranslation('operator');
  return (
    <section className={css.story} aria-labelledby="story">
      <h2 id="story">{t('story.title')}</h2>
      <Journey paymentId={paymentId} />
    </section>
  );
}
