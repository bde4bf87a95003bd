/** `/`: can this payment be cancelled? Three ways to name it: a scan, what is printed on the slip, a link. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { FacesFoot } from './faces-foot.tsx';
import css from './front-page.module.css';
import { type Given, pathOf, readGiven } from './given.ts';
import { LinkForm } from './link-form.tsx';
import { ScanPanel } from './scan-panel.tsx';
import { SlipDrawing, type SlipField } from './slip-drawing.tsx';
import { TypedForm } from './typed-form.tsx';

/** The page's own marks behind # are shorter. */
const CUT_LENGTH_MIN = 12;

export function Component() {
  const { t } = useTranslation('payer');
  const { hash } = useLocation();
  const navigate = useNavigate();
  const [lit, setLit] = useState<SlipField | null>(null);
  const go = (given: Given): void => void navigate(pathOf(given));

  // The symbol on a receipt leads here with its code behind #.
  const scanned = readGiven(hash.slice(1));
  useEffect(() => {
    if (scanned?.kind === 'code') void navigate(pathOf(scanned), { replace: true });
  }, [scanned, navigate]);

  // A symbol that was read in half, or an address that was cut off.
  const cut = hash.length > CUT_LENGTH_MIN && scanned === null;
  return (
    <>
      <title>{t('front.tab')}</title>
      <div className={css.hero}>
        <h1 className={css.question}>{t('front.title')}</h1>
        <p className={css.lead}>{t('front.lead')}</p>
      </div>
      {cut ? (
        <p role="alert" className={css.cut}>
          {t('front.cut')}
        </p>
      ) : null}
      <div className={css.ways}>
        <section className={`card ${css.scan}`} aria-labelledby="way-scan">
          <h2 id="way-scan">{t('front.scanTitle')}</h2>
          <p className="muted">{t('front.scanLead')}</p>
          <ScanPanel onFound={go} />
          <div className={css.linkWay}>
            <LinkForm onFound={go} />
          </div>
        </section>
        <section className={`card ${css.typed}`} aria-labelledby="way-typed">
          <div>
            <h2 id="way-typed">{t('front.typedTitle')}</h2>
            <p className="muted">{t('front.typedLead')}</p>
            <TypedForm onField={setLit} onFound={() => void navigate('/answer')} />
          </div>
          <SlipDrawing lit={lit} />
        </section>
      </div>
      <FacesFoot />
    </>
  );
}
