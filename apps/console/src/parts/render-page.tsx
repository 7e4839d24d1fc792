import { createTheme, MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../console.css';

const theme = createTheme({ primaryColor: 'cyan', primaryShade: 9, defaultRadius: 'sm' });

export function renderPage(page: ReactNode): void {
  // Styles that are made in the browser are allowed by the same value as this script.
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  const root = document.getElementById('root');
  if (!root) throw new Error('the document has no place for the page');
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
        {page}
      </MantineProvider>
    </StrictMode>,
  );
}
