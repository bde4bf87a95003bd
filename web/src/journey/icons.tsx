/** The five stations as small drawings, and the coin: round, with a square hole. */
import type { ReactNode } from 'react';
import type { Station } from './picture.ts';

const DRAWN: Readonly<Record<Station, ReactNode>> = {
  // A card.
  account: (
    <>
      <rect x="3" y="6" width="18" height="13" rx="2.5" />
      <path d="M3 10.5h18M6.5 15.5h4" />
    </>
  ),
  // A house with columns.
  bank: (
    <>
      <path d="M3.5 9.5 12 4l8.5 5.5zM5.5 19.5h13M3.5 20h17" />
      <path d="M6.5 12.5v4.5M12 12.5v4.5M17.5 12.5v4.5" />
    </>
  ),
  // Many that are joined.
  network: (
    <>
      <circle cx="12" cy="5.5" r="2.3" />
      <circle cx="5.5" cy="17.5" r="2.3" />
      <circle cx="18.5" cy="17.5" r="2.3" />
      <path d="M11 7.6 6.6 15.4M13 7.6l4.4 7.8M7.8 17.5h8.4" />
    </>
  ),
  // A seal.
  institution: (
    <>
      <rect x="4" y="4" width="16" height="16" rx="2.5" />
      <path d="M8.5 8.5h7M12 8.5v7.5M8.5 16h7M9.5 12h5" />
    </>
  ),
  // A terminal with its slip.
  merchant: (
    <>
      <path d="M7.5 8V3.5h9V8" />
      <rect x="5" y="8" width="14" height="12.5" rx="2.5" />
      <path d="M8.5 11.5h7M8.5 15h.01M12 15h.01M15.5 15h.01M8.5 17.6h.01M12 17.6h.01M15.5 17.6h.01" />
    </>
  ),
};

export interface StationIconProps {
  readonly station: Station;
  readonly size?: number;
}

export function StationIcon({ station, size = 22 }: StationIconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {DRAWN[station]}
    </svg>
  );
}

/** Its edge is whole when it is certain where it is; in place of the hole an open one has a question. */
export function CoinIcon({
  className = '',
  isOpen,
}: {
  readonly className?: string;
  readonly isOpen: boolean;
}) {
  return (
    <svg viewBox="-18 -18 36 36" width="36" height="36" className={className} aria-hidden="true">
      <circle r="15" data-part="ground" />
      <circle r="14.5" data-part="body" />
      {isOpen ? (
        <path
          d="M-4 -3.4C-4 -8.6 4.2 -8.6 4.2 -3.6C4.2 -0.6 0.2 -0.8 0.2 2.4M0.2 6.2v.01"
          data-part="question"
        />
      ) : (
        <>
          <circle r="11" data-part="rim" />
          <rect x="-4.4" y="-4.4" width="8.8" height="8.8" rx="0.8" data-part="hole" />
        </>
      )}
    </svg>
  );
}
