/** The four ways to pay, drawn in one line each. */
export type Entry = 'tap' | 'chip';
export type Method = Entry | 'scan' | 'show';

const PATHS: Readonly<Record<Method, string>> = {
  tap:
    'M5 11v10M10 8c2.5 2.4 3.8 5 3.8 8s-1.3 5.6-3.8 8M15.5 5.5c3.3 3.1 5 6.6 5 10.5s-1.7 7.4-5 10.5' +
    'M21 3c4.1 3.9 6.2 8.2 6.2 13S25.1 25.1 21 29',
  chip: 'M8 3h16v14H8zM8 8h4v4H8M24 8h-4v4h4M12 3v14M20 3v14M4 22h24v3H4zM11 25v4M21 25v4',
  scan:
    'M4 10V4h6M22 4h6v6M28 22v6h-6M10 28H4v-6M9 16h14M11 11v2M16 11v2M21 11v2M11 19v2M16 19v2' + 'M21 19v2',
  show:
    'M4 4h10v10H4zM18 4h10v10H18zM4 18h10v10H4zM8 8h2v2H8zM22 8h2v2h-2zM8 22h2v2H8zM18 18h4v4h-4z' +
    'M25 18h3v3M18 25v3h3M25 25h3v3h-3z',
};

export const MethodIcon = ({ method }: { readonly method: Method }) => (
  <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
    <path
      d={PATHS[method]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  </svg>
);
