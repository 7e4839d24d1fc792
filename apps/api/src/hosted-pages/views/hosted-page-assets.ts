import { createHash } from 'node:crypto';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { SluisMarkShapes } from './drawings.js';
import { stylesheet } from './hosted-pages.css.js';
import { liveStatusScript } from './live-status.js.js';

export interface HostedPageAsset {
  path: string;
  contentType: string;
  body: string;
}

const icon = renderToStaticMarkup(
  createElement('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: '0 0 32 32' }, createElement(SluisMarkShapes)),
);

export const stylesheetAsset = asset('hosted-pages', 'css', 'text/css; charset=utf-8', stylesheet);
export const scriptAsset = asset('live-status', 'js', 'text/javascript; charset=utf-8', liveStatusScript);
export const iconAsset = asset('sluis', 'svg', 'image/svg+xml', icon);

/** Everything the pages load, to be served as it stands. The path holds the content's hash, so it may be cached for ever. */
export const hostedPageAssets: HostedPageAsset[] = [stylesheetAsset, scriptAsset, iconAsset];

function asset(name: string, extension: string, contentType: string, body: string): HostedPageAsset {
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
  return { path: `/assets/${name}.${hash}.${extension}`, contentType, body };
}
