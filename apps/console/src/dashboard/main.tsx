import { renderPage } from '../parts/render-page.js';
import { App } from './app.js';

renderPage(<App />);
