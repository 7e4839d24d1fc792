import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/**
 * Two pages from one source: staff see the console, partners' people the dashboard (`--mode dashboard`). Each is built into a
 * folder of its own, which the API process serves under a content security policy without inline scripts.
 */
export default defineConfig(({ mode }) => {
  const [base, html, folder] =
    mode === 'dashboard' ? ['/dashboard/', 'dashboard.html', 'dashboard-page'] : ['/console/', 'index.html', 'page'];
  return {
    root: import.meta.dirname,
    base,
    logLevel: 'warn',
    // Replaced by a new value in every answer.
    html: { cspNonce: '__NONCE__' },
    build: {
      outDir: resolve(import.meta.dirname, '../../dist/apps/console', folder),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 1_000,
      rolldownOptions: {
        input: resolve(import.meta.dirname, html),
        onwarn(warning, warn) {
          // A word of Mantine's to servers that render React; there is none here.
          if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
        },
      },
    },
  };
});
