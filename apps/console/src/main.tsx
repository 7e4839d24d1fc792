import { App } from './app.js';
import { renderPage } from './parts/render-page.js';

renderPage(<App />);
