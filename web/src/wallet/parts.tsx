/** Small pieces that several pages of the wallet are made of. */
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Moment } from '../shared/moment.tsx';
import { useSay, type Words } from '../shared/words.ts';
import { Icon, type IconName } from './icons.tsx';
import css from './parts.module.css';

export type Tone = 'out' | 'back' | 'yes' | 'unknown' | 'still';

const TONES: Readonly<Record<string, Tone>> = {
  on: 'yes',
  active: 'yes',
  bound: 'yes',
  open: 'yes',
  off: 'still',
  removed: 'still',
  unbound: 'still',
  ended: 'still',
  closed: 'still',
  suspended: 'back',
  stopped: 'back',
  lost: 'back',
  closing: 'unknown',
  held: 'unknown',
  unknown: 'unknown',
  paid: 'yes',
  declined: 'still',
  reversed: 'back',
  bounced: 'back',
};

/** How something stands: a word with a sign before it, never a colour alone. */
export function State({ state, words }: { readonly state: string; readonly words: Words }) {
  const say = useSay();
  return (
    <span className={css.state} data-tone={TONES[state] ?? 'still'}>
      {say(words)}
    </span>
  );
}

export type BannerTone = 'out' | 'back' | 'unknown' | 'yes';

export interface BannerProps {
  readonly tone: BannerTone;
  readonly icon: IconName;
  readonly title: string;
  readonly to?: string;
  readonly children?: ReactNode;
}

/** Something about the whole wallet that has to be seen first. */
export function Banner({ tone, icon, title, to, children }: BannerProps) {
  const inside = (
    <>
      <Icon name={icon} size={22} />
      <span className={css.bannerWords}>
        <strong>{title}</strong>
        {children === undefined ? null : <span>{children}</span>}
      </span>
      {to === undefined ? null : <Icon name="next" size={16} />}
    </>
  );
  return to === undefined ? (
    <div className={css.banner} data-tone={tone}>
      {inside}
    </div>
  ) : (
    <Link to={to} className={css.banner} data-tone={tone}>
      {inside}
    </Link>
  );
}

/** The one act of a page. */
export function Primary(props: {
  readonly children: ReactNode;
  readonly onPress?: () => void;
  readonly submit?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
  /** `edge` leads to the question; `back` is the press that takes it away. */
  readonly way?: 'out' | 'back' | 'edge';
}) {
  const { children, onPress, submit = false, busy = false, disabled = false, way = 'out' } = props;
  return (
    <button
      type={submit ? 'submit' : 'button'}
      className={css.primary}
      data-way={way}
      data-busy={busy}
      aria-busy={busy}
      disabled={disabled || busy}
      {...(onPress === undefined ? {} : { onClick: onPress })}
    >
      {children}
    </button>
  );
}
/** Beside it: the way out, or another one. */
export function Secondary(props: {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly disabled?: boolean;
}) {
  return (
    <button
      type="button"
      className={css.secondary}
      disabled={props.disabled ?? false}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}

/** «since …», «last used …»: an instant in a sentence, or that there is none. */
export function LastUsed({ at }: { readonly at: string | null }) {
  const { t } = useTranslation('wallet');
  if (at === null) return t('never');
  return (
    <>
      {t('lastUsed')} <Moment at={at} style="date" />
    </>
  );
}

/** A seal as on a slip: what was done, across the counter. */
export function Seal({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={css.seal} data-tone={tone}>
      {children}
    </span>
  );
}
