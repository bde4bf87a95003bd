/** The look as values: for Ant Design here, as CSS variables in tokens.css. A test compares the two. */
import type { ThemeConfig } from 'antd';
import darkAlgorithm from 'antd/es/theme/themes/dark';
import lightAlgorithm from 'antd/es/theme/themes/default';
import { useSyncExternalStore } from 'react';
import { PALETTES } from './palette.ts';

export type Shade = keyof typeof PALETTES;

const KEPT_AS = 'yuanlu.shade';
const isShade = (text: string | null | undefined): text is Shade => text === 'light' || text === 'dark';
const asked = (): MediaQueryList => matchMedia('(prefers-color-scheme: dark)');

/** A browser that keeps nothing for us may refuse to be asked at all. */
export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

let chosen: Shade | null = null;
const listeners = new Set<() => void>();

function current(): Shade {
  if (chosen !== null) return chosen;
  const before = kept(KEPT_AS);
  if (isShade(before)) return before;
  return asked().matches ? 'dark' : 'light';
}

function show(): void {
  document.documentElement.dataset.theme = current();
  for (const listener of listeners) listener();
}

export function startTheme(): void {
  asked().addEventListener('change', show);
  show();
}

export function chooseShade(shade: Shade): void {
  chosen = shade;
  keep(KEPT_AS, shade);
  show();
}

export const useShade = (): Shade =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);

/** Ant Design in the house's colours. */
export function themeOf(shade: Shade): ThemeConfig {
  const { paper, surface, ink, muted, line, out, back, yes, unknown, onFill } = PALETTES[shade];
  const { outHover, backHover } = PALETTES[shade];
  return {
    algorithm: shade === 'dark' ? darkAlgorithm : lightAlgorithm,
    token: {
      colorPrimary: out,
      colorInfo: out,
      colorLink: out,
      colorError: back,
      // Ant Design lightens what is pointed at, below what can be read.
      colorPrimaryHover: outHover,
      colorPrimaryActive: outHover,
      colorLinkHover: outHover,
      colorErrorHover: backHover,
      colorErrorActive: backHover,
      colorErrorBorderHover: backHover,
      colorSuccess: yes,
      colorWarning: unknown,
      colorText: ink,
      colorTextSecondary: muted,
      colorTextDescription: muted,
      colorTextPlaceholder: muted,
      colorTextLightSolid: onFill,
      colorBgBase: paper,
      colorBgContainer: surface,
      colorBgElevated: surface,
      colorBgLayout: paper,
      colorBorder: line,
      borderRadius: 10,
      fontSize: 16,
      controlHeight: 44,
      fontFamily: 'var(--font)',
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    },
    components: { Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none' } },
  };
}
