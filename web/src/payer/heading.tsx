/** The heading of a page that is no plain one. It has the focus: a screen reader reads on from it. */
import { type ReactNode, useEffect, useRef } from 'react';
import { useNavigationType } from 'react-router';

export interface HeadingProps {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function Heading({ className, children }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = useNavigationType() !== 'POP';
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
  }, [arrived]);
  return (
    <h1 ref={heading} tabIndex={-1} className={className}>
      {children}
    </h1>
  );
}
