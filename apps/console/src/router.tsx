import { Anchor } from '@mantine/core';
import { type MouseEvent, type ReactNode, useSyncExternalStore } from 'react';

/** Where this page lives: `/console` or `/dashboard`. */
export const base = import.meta.env.BASE_URL.replace(/\/$/, '');

const listeners = new Set<() => void>();
window.addEventListener('popstate', () => listeners.forEach((listener) => listener()));

export function navigate(to: string): void {
  window.history.pushState(null, '', `${base}${to}`);
  listeners.forEach((listener) => listener());
  window.scrollTo(0, 0);
  // Who listens rather than looks is told that the page is another one.
  document.querySelector<HTMLElement>('main')?.focus();
}

/** The path below the base, and its query. */
export function useLocation(): { path: string; query: URLSearchParams } {
  const href = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => window.location.pathname + window.location.search,
  );
  const [pathname = '', search = ''] = href.split('?');
  return { path: pathname.slice(base.length) || '/', query: new URLSearchParams(search) };
}

/** A link within the page; opens elsewhere when asked to, as every link does. */
export function Link({ to, children }: { to: string; children: ReactNode }) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <Anchor href={`${base}${to}`} onClick={follow} inherit underline="always">
      {children}
    </Anchor>
  );
}
