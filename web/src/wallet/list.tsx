/** Lists as a telephone shows them: groups of rows; a row leads somewhere, does something, or only tells. */
import { type ReactNode, useId } from 'react';
import { Link } from 'react-router';
import { Icon, type IconName } from './icons.tsx';
import css from './list.module.css';

export interface GroupProps {
  readonly title?: string;
  /** One line below the group. */
  readonly note?: ReactNode;
  readonly children: ReactNode;
}

export function Group({ title, note, children }: GroupProps) {
  const id = useId();
  return (
    <section className={css.group} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {title === undefined ? null : (
        <h2 id={id} className={css.title}>
          {title}
        </h2>
      )}
      <ul className={css.rows}>{children}</ul>
      {note === undefined ? null : <p className={css.note}>{note}</p>}
    </section>
  );
}

export type RowTone = 'plain' | 'out' | 'back' | 'yes' | 'unknown' | 'still';

export interface RowProps {
  readonly icon?: IconName | undefined;
  readonly tone?: RowTone;
  readonly title: ReactNode;
  readonly sub?: ReactNode;
  /** At the right end: a state, an amount. */
  readonly value?: ReactNode;
  readonly to?: string | undefined;
  readonly onPress?: (() => void) | undefined;
  readonly disabled?: boolean;
  readonly children?: ReactNode;
}

export function Row(props: RowProps) {
  const { icon, tone = 'plain', title, sub, value, to, onPress, disabled = false, children } = props;
  const inside = (
    <>
      {icon === undefined ? null : (
        <span className={css.icon}>
          <Icon name={icon} size={22} />
        </span>
      )}
      <span className={css.words}>
        <span className={css.name}>{title}</span>
        {sub === undefined || sub === null ? null : <span className={css.sub}>{sub}</span>}
      </span>
      {value === undefined || value === null ? null : <span className={css.value}>{value}</span>}
      {to === undefined && onPress === undefined ? null : (
        <span className={css.next}>
          <Icon name="next" size={16} />
        </span>
      )}
    </>
  );
  return (
    <li data-tone={tone} className={css.item}>
      {to !== undefined ? (
        <Link to={to} className={css.row}>
          {inside}
        </Link>
      ) : onPress !== undefined ? (
        <button type="button" className={css.row} disabled={disabled} onClick={onPress}>
          {inside}
        </button>
      ) : (
        <div className={css.row}>{inside}</div>
      )}
      {children}
    </li>
  );
}

/** Name and value, for what is only told. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>;
}
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
