/** Signs of the wallet: drawn with one stroke width on one grid, so that a list of them looks like one hand. */
import type { ReactNode } from 'react';

const PATHS = {
  code: (
    <>
      <path d="M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4z" />
      <path d="M14 14h2.5v2.5M20 14v2.5M14 20h2.5M20 20h-.01" />
    </>
  ),
  cards: (
    <>
      <rect x="3" y="6" width="18" height="13" rx="2.5" />
      <path d="M3 10.5h18M7 15h4" />
    </>
  ),
  bills: (
    <>
      <path d="M6 3h12v18l-2.4-1.6L13.2 21 12 20l-1.2 1-2.4-1.6L6 21z" />
      <path d="M9.5 8h5M9.5 12h5" />
    </>
  ),
  me: (
    <>
      <circle cx="12" cy="8" r="4" />
      <path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6" />
    </>
  ),
  tap: (
    <>
      <path d="M6 9.5a4.5 4.5 0 0 1 0 5" />
      <path d="M10 7a8.5 8.5 0 0 1 0 10M14 4.5a13 13 0 0 1 0 15M18 2.5a17 17 0 0 1 0 19" />
    </>
  ),
  'no-pin': <path d="M13 3 5.5 13.5H12L11 21l7.5-10.5H12z" />,
  'pay-code': (
    <>
      <path d="M4 7V4h3M17 4h3v3M20 17v3h-3M7 20H4v-3" />
      <path d="M8 8v8M11 8v8M13.5 8v8M16 8v8" />
    </>
  ),
  scan: (
    <>
      <path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4" />
      <path d="M4 12h16" />
    </>
  ),
  deduction: (
    <>
      <path d="M20 12a8 8 0 1 1-2.4-5.7" />
      <path d="M20 3v4h-4M12 8v4.5l3 1.8" />
    </>
  ),
  transit: (
    <>
      <rect x="5" y="3" width="14" height="14" rx="3" />
      <path d="M5 11h14M9 14h.01M15 14h.01M8 17l-1.5 3.5M16 17l1.5 3.5" />
    </>
  ),
  phone: (
    <>
      <rect x="6.5" y="2.5" width="11" height="19" rx="2.5" />
      <path d="M11 18.5h2" />
    </>
  ),
  watch: (
    <>
      <rect x="6.5" y="7" width="11" height="10" rx="3" />
      <path d="M9 7l.6-4h4.8l.6 4M9 17l.6 4h4.8l.6-4M12 10v2.2l1.3 1" />
    </>
  ),
  balance: (
    <>
      <path d="M4 7.5A2.5 2.5 0 0 1 6.5 5H18v3" />
      <path d="M4 7.5V17a2.5 2.5 0 0 0 2.5 2.5H20V8H6.5" />
      <path d="M16 13.8h.01" />
    </>
  ),
  settings: (
    <>
      <path d="M4 7h9M17 7h3M4 17h3M11 17h9" />
      <circle cx="15" cy="7" r="2" />
      <circle cx="9" cy="17" r="2" />
    </>
  ),
  alarm: (
    <>
      <path d="M12 3.5 21.5 20h-19z" />
      <path d="M12 10v4.5M12 17.2h.01" />
    </>
  ),
  back: (
    <>
      <path d="M9 5 4 9.5 9 14" />
      <path d="M4 9.5h10a5 5 0 0 1 0 10H9" />
    </>
  ),
  'top-up': <path d="M12 4v16M5 13l7 7 7-7" />,
  payout: <path d="M12 20V4M5 11l7-7 7 7" />,
  stop: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M6 6l12 12" />
    </>
  ),
  lock: (
    <>
      <rect x="5" y="10.5" width="14" height="10" rx="2.5" />
      <path d="M8 10.5V8a4 4 0 0 1 8 0v2.5" />
    </>
  ),
  check: <path d="M5 12.5 10 17.5 19.5 7" />,
  plus: <path d="M12 5v14M5 12h14" />,
  next: <path d="M9.5 5.5 16 12l-6.5 6.5" />,
  fold: <path d="M5.5 9.5 12 16l6.5-6.5" />,
  clock: (
    <>
      <circle cx="12" cy="12" r="8.5" />
      <path d="M12 7v5.2l3.5 2" />
    </>
  ),
  file: (
    <>
      <path d="M6 3h8l4 4v14H6z" />
      <path d="M14 3v4h4M9 12h6M9 16h6" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof PATHS;
export const isIcon = (name: string): name is IconName => Object.hasOwn(PATHS, name);

export interface IconProps {
  readonly name: IconName;
  readonly size?: number;
}

/** Never alone: words beside it say the same. */
export function Icon({ name, size = 24 }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {PATHS[name]}
    </svg>
  );
}
