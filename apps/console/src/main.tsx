import { createTheme, MantineProvider } from '@mantine/core';
import '@mantine/core/styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import './console.css';

const theme = createTheme({ primaryColor: 'cyan', primaryShade: 9, defaultRadius: 'sm' });

// Styles that are made in the browser are allowed by the same value as this script.
const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';

const root = document.getElementById('root');
if (!root) throw new Error('the page has no place for the console');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <App />
    </MantineProvider>
  </StrictMode>,
);
